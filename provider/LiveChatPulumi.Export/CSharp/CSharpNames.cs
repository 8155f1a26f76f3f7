using LiveChatPulumi.Export.Writing;

namespace LiveChatPulumi.Export.CSharp;

/// <summary>The variables of a program that people go on with. What has none gets one that the program does not have.</summary>
internal sealed class CSharpNames
{
    private readonly Dictionary<(string Type, string Name), string> _variables = [];
    private readonly Dictionary<(string Type, string Name), string> _lefts = [];
    private readonly Dictionary<string, CSharpSetting> _settings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _words;

    /// <summary>Reads the variables of a program.</summary>
    public CSharpNames(CSharpProgramText program)
    {
        HasFields = program.Fields.Count > 0;
        _words = program.Tokens.Where(t => t.Kind == CSharpTokenKind.Word).Select(t => t.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var resource in program.Resources.Where(r => r.Name is not null))
        {
            if (resource.Variable is null)
                continue;
            var variable = Escaped(resource.Variable);
            if (_variables.TryAdd((resource.Type, resource.Name!), variable))
                _lefts[(resource.Type, resource.Name!)] = resource.IsLocal ? $"var {variable}" : variable;
        }

        foreach (var setting in program.Settings)
            _settings.TryAdd(setting.Key, setting);
        Config = program.Settings.Count > 0 ? program.Settings[0].Config : "config";
    }

    /// <summary>True for a program that keeps resources in fields of a class.</summary>
    public bool HasFields { get; }

    /// <summary>What the program calls the stack's configuration.</summary>
    public string Config { get; }

    /// <summary>The variable of a resource.</summary>
    public string Variable(string type, string name)
    {
        if (_variables.TryGetValue((type, name), out var variable))
            return variable;
        var wanted = CSharpValues.Variable(name);
        var free = wanted;
        for (var n = 2; _words.Contains(free.TrimStart('@')); n++)
            free = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{wanted}{n}");
        return _variables[(type, name)] = free;
    }

    /// <summary>What stands before the sign of the assignment where a resource is made.</summary>
    public string Left(string type, string name, bool isNamed) =>
        _lefts.TryGetValue((type, name), out var left) ? left
        : !isNamed ? "_"
        : HasFields ? Variable(type, name)
        : $"var {Variable(type, name)}";

    /// <summary>The variable of a value of the configuration.</summary>
    public string Setting(string key) =>
        _settings.TryGetValue(key, out var setting) ? Escaped(setting.Variable) : CSharpValues.Variable(key);

    /// <summary>The same, as it stands where it gets its value.</summary>
    public string SettingLeft(string key) =>
        _settings.TryGetValue(key, out var known) && !known.IsLocal ? Setting(key) : $"var {Setting(key)}";

    private static string Escaped(string variable) => Building.Identifiers.IsReserved(variable) ? "@" + variable : variable;
}
