using System.Collections.Immutable;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Schema;
using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Building;

/// <summary>
/// Makes a program of what was read: every object gets a name, ids become references, what differs from license to license goes into the
/// stack's configuration, and so does what is secret or cannot be read. The same objects give the same program.
/// </summary>
/// <param name="schema">The plugin's schema.</param>
internal sealed class ProgramBuilder(ProviderSchema schema)
{
    private readonly NameTable _names = new();
    private readonly Targets _targets = new();
    private SettingTable? _settings;

    private SettingTable Settings => _settings ??= new SettingTable(_names);

    /// <summary>Keeps a setting that the stack has already, so that the program goes on to use its key.</summary>
    /// <param name="setting">What it holds, as the schema calls it.</param>
    /// <param name="key">The key in the stack's configuration.</param>
    /// <param name="value">The value.</param>
    public void Keep(string setting, string key, string value) => Settings.Keep(setting, key, value);

    /// <summary>Keeps names that are taken, and that no new object is to get.</summary>
    public void KeepNames(IEnumerable<string> names)
    {
        foreach (var name in names)
            _names.Keep(name);
    }

    /// <summary>Keeps the key under which a stack has what does not stand in the program of an object.</summary>
    /// <param name="owner">The logical name of the object.</param>
    /// <param name="property">Its property.</param>
    /// <param name="key">The key in the stack's configuration.</param>
    public void KeepOwn(string owner, string property, string key) => Settings.KeepOwn(owner, property, key);

    /// <summary>Builds the program.</summary>
    /// <param name="objects">The objects; of two with the same title, that with the lower id gets the name without a number.</param>
    public ExportedLicense Build(IEnumerable<ReadObject> objects)
    {
        ImmutableArray<ReadObject> all = [.. objects.OrderBy(o => o.Type, StringComparer.Ordinal).ThenBy(o => o.Id, IdOrder.Instance)];
        foreach (var name in all.Select(o => o.Name).OfType<string>())
            _names.Keep(name);
        foreach (var value in all.SelectMany(SettingValues).Distinct().Order())
            Settings.Learn(value.Setting, value.Value);
        var named = Named(all);
        var wanted = schema
            .Resources.Values.SelectMany(r => r.Inputs)
            .Concat(schema.Types.Values.SelectMany(t => t.Properties))
            .SelectMany(p => p.RefersTo)
            .Distinct()
            .ToList();
        foreach (var (read, name) in named.OrderBy(n => n.Name, StringComparer.Ordinal))
            _targets.Add(read, name, wanted);
        var converted = named.Where(n => !n.Read.IsDeclared).Select(n => Convert(n.Read, n.Name)).ToList();
        return new ExportedLicense(ObjectOrder.Sort(converted), Settings.Used);
    }

    private ExportedObject Convert(ReadObject read, string name)
    {
        var conversion = new ValueConversion(schema, _targets, Settings, name);
        return new ExportedObject(read.Type, name, read.Id, conversion.Inputs(schema.Resources[read.Type], read.Inputs))
        {
            Title = HasTitle(read) ? read.Title : "",
            ReadInputs = read.Inputs,
            Outputs = read.Outputs,
        };
    }

    /// <summary>Objects with names. Those that are called after others come last.</summary>
    private List<(ReadObject Read, string Name)> Named(ImmutableArray<ReadObject> all)
    {
        var titles = new Dictionary<(string, string), string>();
        foreach (var read in all.Where(HasTitle))
        {
            foreach (var target in schema.Resources[read.Type].Outputs)
            {
                if (read.Outputs[target]?.Unwrapped is { IsNull: false } value)
                    titles.TryAdd((read.Type + "." + target, value.ToString()), read.Title);
            }
        }

        var names = new Dictionary<ReadObject, string>(ReferenceEqualityComparer.Instance);
        foreach (var read in all.OrderBy(o => !HasTitle(o)))
            names[read] = read.Name ?? _names.Take(Wanted(read, titles));
        return [.. all.Select(o => (o, names[o]))];
    }

    private string Wanted(ReadObject read, Dictionary<(string, string), string> titles)
    {
        var kind = Identifiers.Kebab(read.Type[(read.Type.LastIndexOf(':') + 1)..]);
        var words = Identifiers.Words(HasTitle(read) ? read.Title : TitleOfOthers(read, titles));
        if (words.Length == 0 && HasTitle(read))
            words = Identifiers.Words(read.Id);
        return words.Length == 0 ? kind : $"{kind}-{words}";
    }

    /// <summary>What an object is called that has no name of its own: after those that it belongs to.</summary>
    private string TitleOfOthers(ReadObject read, Dictionary<(string, string), string> titles) =>
        string.Join(
            ' ',
            from property in schema.Resources[read.Type].Inputs
            where property.Setting is null
            from target in property.RefersTo
            let value = read.Inputs[property.Name]?.Unwrapped
            where value is PropertyString or PropertyNumber
            select titles.GetValueOrDefault((target.Resource + "." + target.Property, value.ToString()), value.ToString())
        );

    /// <summary>
    /// True where the title is a name that people gave. A list calls what has none by its id, which may be one that the stack configures.
    /// </summary>
    private bool HasTitle(ReadObject read) =>
        read.Title.Length > 0
        && (
            read.Title != read.Id
            || schema.Resources[read.Type].Inputs.Any(p => p.Setting is null && read.Inputs.Text(p.Name) == read.Title)
        );

    private IEnumerable<(string Setting, string Value)> SettingValues(ReadObject read) =>
        from property in schema.Resources[read.Type].Inputs
        where property.Setting is not null
        let value = read.Inputs.Text(property.Name)
        where value is { Length: > 0 }
        select (property.Setting, value);
}
