using System.Globalization;

namespace LiveChatPulumi.Export.Building;

/// <summary>The names of one program: no two are the same, as keys of YAML or as variables of C#.</summary>
internal sealed class NameTable
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a name that something has already.</summary>
    public void Keep(string name) => _taken.Add(Identifiers.Camel(name));

    /// <summary>A name that nobody has: the wanted one, or that and a number.</summary>
    public string Take(string wanted)
    {
        if (!Identifiers.IsReserved(Identifiers.Camel(wanted)) && _taken.Add(Identifiers.Camel(wanted)))
            return wanted;
        for (var n = 2; ; n++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{n}");
            if (_taken.Add(Identifiers.Camel(name)))
                return name;
        }
    }
}
