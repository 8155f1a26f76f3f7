using System.Text;
using LiveChatPulumi.Export.Model;
using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Pcl;

/// <summary>
/// Writes a license in Pulumi's own language, of which <c>pulumi convert</c> makes a program in any other. Settings that are not secret
/// have what this license has as their default; a secret is never written.
/// </summary>
internal sealed class PclWriter
{
    private const string LogicalName = "__logicalName";

    private readonly ExportedLicense _license;
    private readonly PclNames _names;
    private readonly HashSet<string> _secrets;
    private readonly StringBuilder _text = new();

    private PclWriter(ExportedLicense license)
    {
        (_license, _names) = (license, new PclNames(license));
        _secrets = license.Settings.Where(s => s.IsSecret).Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The program.</summary>
    public static string Write(ExportedLicense license)
    {
        var writer = new PclWriter(license);
        foreach (var setting in license.Settings)
            writer.Add(setting);
        foreach (var resource in license.Objects)
            writer.Add(resource);
        return writer._text.ToString();
    }

    private void Add(StackSetting setting)
    {
        var variable = _names.OfSetting(setting.Key);
        Open($"config {variable} {PclText.Quote(TypeOf(setting.Kind))}", setting.Key, variable);
        if (setting is { IsSecret: false, Value: { } value })
            AddAttribute("default", new ProgramValue.Literal(value));
        if (setting.Description.Length > 0)
            AddAttribute("description", new ProgramValue.Literal(PropertyValue.Of(setting.Description)));
        _text.Append("}\n\n");
    }

    private void Add(ExportedObject resource)
    {
        var variable = _names.OfObject(resource.Name);
        Open($"resource {variable} {PclText.Quote(resource.Type)}", resource.Name, variable);
        foreach (var (name, value) in resource.Inputs.Members)
            AddAttribute(name, value);
        _text.Append("}\n\n");
    }

    private void Open(string head, string name, string variable)
    {
        _text.Append(head).Append(" {\n");
        if (name != variable)
            AddAttribute(LogicalName, new ProgramValue.Literal(PropertyValue.Of(name)));
    }

    private void AddAttribute(string name, ProgramValue value)
    {
        _text.Append("  ").Append(name).Append(" = ");
        AddValue(value, "  ");
        _text.Append('\n');
    }

    private void AddValue(ProgramValue value, string indent)
    {
        switch (value)
        {
            case ProgramValue.Array { Items: var items }:
                AddArray(items, indent);
                break;
            case ProgramValue.Map { Members: var members }:
                AddMap(members, indent);
                break;
            case ProgramValue.Reference reference:
                _text.Append(_names.OfObject(reference.Name)).Append('.').Append(reference.Property);
                break;
            case ProgramValue.OfSetting { Key: var key }:
                var variable = _names.OfSetting(key);
                _text.Append(_secrets.Contains(key) ? $"secret({variable})" : variable);
                break;
            case ProgramValue.Literal literal:
                _text.Append(Literal(literal.Value));
                break;
        }
    }

    private void AddArray(IReadOnlyCollection<ProgramValue> items, string indent)
    {
        if (items.Count == 0)
        {
            _text.Append("[]");
            return;
        }

        _text.Append("[\n");
        foreach (var item in items)
        {
            _text.Append(indent).Append("  ");
            AddValue(item, indent + "  ");
            _text.Append(",\n");
        }

        _text.Append(indent).Append(']');
    }

    private void AddMap(IReadOnlyCollection<KeyValuePair<string, ProgramValue>> members, string indent)
    {
        if (members.Count == 0)
        {
            _text.Append("{}");
            return;
        }

        _text.Append("{\n");
        foreach (var (name, value) in members)
        {
            _text.Append(indent).Append("  ").Append(PclText.Key(name)).Append(" = ");
            AddValue(value, indent + "  ");
            _text.Append('\n');
        }

        _text.Append(indent).Append('}');
    }

    private static string Literal(PropertyValue value) =>
        value switch
        {
            PropertyBool b => b.Value ? "true" : "false",
            PropertyNumber n => PclText.Number(n.Value),
            PropertyString s => PclText.Quote(s.Value),
            _ => "null",
        };

    private static string TypeOf(SettingKind kind) =>
        kind switch
        {
            SettingKind.Number => "int",
            SettingKind.Boolean => "bool",
            _ => "string",
        };
}
