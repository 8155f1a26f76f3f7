using YamlDotNet.RepresentationModel;

namespace LocalEngine.Projects;

/// <summary>What this engine does with a key.</summary>
internal enum KeyUse
{
    /// <summary>It does what Pulumi does.</summary>
    Works,

    /// <summary>It says something to people or to other commands, and a deployment does not need it.</summary>
    Describes,

    /// <summary>It would have an effect in Pulumi that it does not have here: a warning says so.</summary>
    Warned,

    /// <summary>Pulumi does it, and this engine refuses it.</summary>
    Refused,

    /// <summary>Pulumi refuses it as well.</summary>
    Invalid,
}

/// <summary>A key of Pulumi's files, and what becomes of it.</summary>
/// <param name="Name">The key.</param>
/// <param name="Use">What this engine does with it.</param>
/// <param name="Text">What it does, or the reason and the way out.</param>
internal sealed record KnownKey(string Name, KeyUse Use, string Text);

/// <summary>The keys that may stand at one place of a file. Every other one is refused or, where Pulumi is silent, warned of.</summary>
/// <param name="Place">The place, as documentation and messages name it.</param>
/// <param name="Keys">Its keys.</param>
internal sealed record KeyTable(string Place, params KnownKey[] Keys)
{
    private IEnumerable<string> Usable => Keys.Where(k => k.Use is not (KeyUse.Refused or KeyUse.Invalid)).Select(k => k.Name);

    /// <summary>Holds the keys of a mapping against the table.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="what">What it is the mapping of, for messages.</param>
    /// <param name="file">The name of the file.</param>
    /// <param name="warn">Gets a warning for each key without an effect.</param>
    /// <param name="warnOfUnknown">True where Pulumi ignores keys that it does not know: they are warned of and not refused.</param>
    /// <exception cref="EngineException">A key is refused; the message has its position.</exception>
    public void Check(YamlMappingNode map, string what, string file, Action<string> warn, bool warnOfUnknown = false)
    {
        foreach (var (node, _) in map)
        {
            var place = $"{file}:{node.Start.Line}:{node.Start.Column}: ";
            if (node is not YamlScalarNode { Value: { } name })
                throw new EngineException($"{place}{what}: a key must be a text");
            var key = Keys.FirstOrDefault(k => k.Name == name);
            switch (key?.Use)
            {
                case KeyUse.Works or KeyUse.Describes:
                    break;
                case KeyUse.Warned:
                    warn($"{place}'{name}' has no effect here: {key!.Text}");
                    break;
                case KeyUse.Refused or KeyUse.Invalid:
                    throw new EngineException($"{place}'{name}' of {what} is no {Place} that this engine knows: {key!.Text}");
                case null when warnOfUnknown:
                    warn($"{place}'{name}' is no {Place} and has no effect; {Nearest.Hint(name, Usable)}");
                    break;
                case null:
                    throw new EngineException($"{place}'{name}' of {what} is no {Place}; {Nearest.Hint(name, Usable)}");
            }
        }
    }
}
