using System.Collections.Immutable;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Schema;
using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Building;

/// <summary>The stack's configuration as the program comes to need it.</summary>
internal sealed class SettingTable(NameTable names)
{
    private readonly SortedDictionary<string, StackSetting> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Setting, string Value), string> _keys = [];
    private readonly Dictionary<string, int> _counts = [];
    private readonly Dictionary<(string Owner, string Property), string> _own = [];

    public ImmutableArray<StackSetting> Used => [.. _used.Values];

    /// <summary>Keeps the key under which a stack has a value already.</summary>
    public void Keep(string setting, string key, string value)
    {
        if (_keys.TryAdd((setting, value), key))
            names.Keep(key);
        _counts[setting] = Math.Max(_counts.GetValueOrDefault(setting), 1);
    }

    /// <summary>Keeps the key under which a stack has a value of one object.</summary>
    public void KeepOwn(string owner, string property, string key)
    {
        _own[(owner, property)] = key;
        names.Keep(key);
    }

    /// <summary>Gives a value its key, where it has none. The first value of a setting has the key without a number.</summary>
    public void Learn(string setting, string value)
    {
        if (!_keys.ContainsKey((setting, value)))
            _keys[(setting, value)] = Identifiers.Camel(names.Take(setting));
        _counts[setting] = _counts.GetValueOrDefault(setting) + 1;
    }

    /// <summary>The key of a value that has one.</summary>
    public string? KeyOf(string setting, string value) => _keys.GetValueOrDefault((setting, value));

    /// <summary>A value that differs from license to license.</summary>
    public ProgramValue Of(PropertyShape property, PropertyString value)
    {
        if (KeyOf(property.Setting!, value.Value) is not { } key)
            return new ProgramValue.Literal(value);
        _used.TryAdd(key, new StackSetting(key, SettingKind.Text, property.Description) { Value = value });
        return new ProgramValue.OfSetting(key);
    }

    /// <summary>A value that does not stand in the program: a secret, or one that nobody can read.</summary>
    /// <param name="owner">The object.</param>
    /// <param name="property">Its property.</param>
    /// <param name="value">The value in clear; null for one to fill in.</param>
    public ProgramValue Own(string owner, PropertyShape property, PropertyValue? value)
    {
        var key = _own.Remove((owner, property.Name), out var kept) ? kept : Identifiers.Camel(names.Take($"{owner}-{property.Name}"));
        _used[key] = new StackSetting(key, KindOf(property.Type), $"{owner}: {property.Description}")
        {
            IsSecret = property.IsSecret,
            Value = value,
        };
        return new ProgramValue.OfSetting(key);
    }

    private static SettingKind KindOf(ValueShape type) =>
        type.Kind switch
        {
            ShapeKind.Boolean => SettingKind.Boolean,
            ShapeKind.Integer or ShapeKind.Number => SettingKind.Number,
            _ => SettingKind.Text,
        };
}
