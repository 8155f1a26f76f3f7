using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using LiveChatPulumi.Export.Building;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Schema;
using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Writing;

/// <summary>Writes a license as a program in YAML. Pulumi reads one file of it, whatever the size.</summary>
/// <param name="schema">The plugin's schema.</param>
internal sealed class YamlWriter(ProviderSchema schema) : IProgramWriter
{
    /// <summary>The file of the program.</summary>
    public const string ProgramFile = "Pulumi.yaml";

    private const int Room = 110;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Write(ExportedLicense license, ProgramProject project)
    {
        var text = new StringBuilder();
        text.Append("name: ").Append(YamlText.Of(project.Name)).Append('\n');
        text.Append("runtime: yaml\n");
        text.Append("description: ").Append(YamlText.Of(project.Description)).Append('\n');
        if (!license.Settings.IsEmpty)
            text.Append("\nconfig:\n");
        foreach (var setting in license.Settings)
            WriteSetting(text, setting);
        text.Append(license.Objects.IsEmpty ? "\nresources: {}\n" : "\nresources:\n");
        string? area = null;
        foreach (var declared in license.Objects)
        {
            if (area != declared.Type)
                text.Append(area is null ? "" : "\n").Append("  # ").Append(Area(declared.Type)).Append('\n');
            area = declared.Type;
            text.Append(Declaration(declared, isNamed: true));
        }

        return new SortedDictionary<string, string>(StringComparer.Ordinal) { [ProgramFile] = text.ToString() };
    }

    /// <inheritdoc/>
    public string Declaration(ExportedObject declared, bool isNamed)
    {
        var text = new StringBuilder();
        text.Append("  ").Append(YamlText.Of(declared.Name)).Append(":\n");
        text.Append("    type: ").Append(schema.Package).Append(':').Append(declared.Type.Split(':')[^1]).Append('\n');
        text.Append(declared.Inputs.Members.IsEmpty ? "" : "    properties:\n");
        WriteMembers(text, declared.Inputs, 6);
        return text.ToString();
    }

    private static string Area(string type) => Identifiers.Kebab(type.Split(':')[^1]).Replace('-', ' ');

    private static void WriteSetting(StringBuilder text, StackSetting setting)
    {
        var kind = setting.Kind switch
        {
            SettingKind.Boolean => "boolean",
            SettingKind.Number => "integer",
            _ => "string",
        };
        text.Append("  ").Append(YamlText.Of(setting.Key)).Append(":\n    type: ").Append(kind).Append('\n');
        if (setting.IsSecret)
            text.Append("    secret: true\n");
    }

    private static void WriteMembers(StringBuilder text, ProgramValue.Map map, int indent)
    {
        foreach (var (key, value) in map.Members)
            WriteAfter(text.Append(' ', indent).Append(YamlText.Of(key)).Append(':'), value, indent, indent + key.Length + 2);
    }

    /// <summary>Writes a value behind what is on the line already: beside it where it fits, else below.</summary>
    private static void WriteAfter(StringBuilder text, ProgramValue value, int indent, int used)
    {
        var flat = Flat(value);
        if (value is ProgramValue.Literal or ProgramValue.Reference or ProgramValue.OfSetting)
            text.Append(' ').Append(Scalar(value)).Append('\n');
        else if (
            used + flat.Length <= Room
            || IsCall(value)
            || value is ProgramValue.Array { Items: [] } or ProgramValue.Map { Members: [] }
        )
            text.Append(' ').Append(flat).Append('\n');
        else if (value is ProgramValue.Array list)
            WriteItems(text.Append('\n'), list, indent + 2);
        else
            WriteMembers(text.Append('\n'), (ProgramValue.Map)value, indent + 2);
    }

    private static void WriteItems(StringBuilder text, ProgramValue.Array list, int indent)
    {
        foreach (var item in list.Items)
        {
            var flat = Flat(item);
            var start = text.Append(' ', indent).Append('-').Length;
            if (item is not ProgramValue.Map { Members: not [] } map || indent + flat.Length + 2 <= Room || IsCall(item))
            {
                WriteAfter(text, item, indent, indent + 1);
                continue;
            }

            WriteMembers(text, map, indent + 2);
            text.Remove(start, indent + 1);
        }
    }

    private static string Scalar(ProgramValue value) =>
        value switch
        {
            ProgramValue.Reference reference => YamlText.Reference($"{reference.Name}.{reference.Property}"),
            ProgramValue.OfSetting setting => YamlText.Reference(setting.Key),
            ProgramValue.Literal literal => YamlText.Scalar(literal.Value),
            _ => "",
        };

    /// <summary>A value on one line.</summary>
    private static string Flat(ProgramValue value) =>
        value switch
        {
            ProgramValue.Array { Items: [] } => "[]",
            ProgramValue.Map { Members: [] } => "{}",
            ProgramValue.Array list => "[" + string.Join(", ", list.Items.Select(Flat)) + "]",
            ProgramValue.Map map when IsCall(map) => $"{{ \"fn::fromJSON\": {YamlText.OfProgram(Json(map))} }}",
            ProgramValue.Map map => "{ " + string.Join(", ", map.Members.Select(m => $"{YamlText.Of(m.Key)}: {Flat(m.Value)}")) + " }",
            ProgramValue.Literal literal => YamlText.Scalar(literal.Value),
            _ => $"\"{Scalar(value)}\"",
        };

    /// <summary>True for a map that would be read as the call of a function.</summary>
    private static bool IsCall(ProgramValue value) =>
        value is ProgramValue.Map { Members: [{ Key: var key }] } && key.StartsWith("fn::", StringComparison.OrdinalIgnoreCase);

    private static string Json(ProgramValue.Map map)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (key, value) in map.Members)
            {
                json.WritePropertyName(key);
                json.WriteRawValue(
                    new CheckpointCodec(null).WriteText(value is ProgramValue.Literal literal ? literal.Value : PropertyValue.Null)
                );
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
