using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using LiveChatPulumi.Export.Model;
using PluginProtocol.Values;

namespace LiveChatPulumi.Export.Merging;

/// <summary>
/// Writes and reads what an export leaves for the next one. It has no secret in clear: what the program takes from the configuration is
/// named here, and values of secret settings are encrypted as those of the stack are.
/// </summary>
internal static class FormerExportFile
{
    private const int Version = 1;

    private static readonly CheckpointCodec Values = new(null);

    /// <summary>Writes the file.</summary>
    /// <param name="export">What was exported.</param>
    /// <param name="encrypt">Encrypts a secret.</param>
    public static ReadOnlyMemory<byte> Write(FormerExport export, Func<string, string> encrypt)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Json.Indented with { NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString(
                "about",
                "What livechat export wrote last. Keep it with the program: the next export sees by it what changed."
            );
            json.WriteNumber("version", Version);
            json.WriteString("language", export.Language);
            json.WriteString("stack", export.Stack);
            WriteTexts(json, "include", export.Include);
            WriteTexts(json, "exclude", export.Exclude);
            json.WriteStartObject("names");
            foreach (var (name, current) in export.Names)
                json.WriteString(name, current);
            json.WriteEndObject();
            json.WriteStartArray("settings");
            foreach (var setting in export.License.Settings)
                WriteSetting(json, setting, encrypt);
            json.WriteEndArray();
            json.WriteStartArray("objects");
            foreach (var exported in export.License.Objects)
                WriteObject(json, exported);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    /// <summary>Reads the file.</summary>
    /// <param name="text">The file.</param>
    /// <param name="decrypt">Decrypts a secret; null for one that does not open.</param>
    /// <exception cref="MergeException">It is no such file.</exception>
    public static FormerExport Read(string text, Func<string, string?> decrypt)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != Version)
                throw new MergeException($"{FormerExport.FileName} is of another version of livechat; export with that version.");
            return new FormerExport(
                Text(root, "language"),
                Text(root, "stack"),
                Texts(root, "include"),
                Texts(root, "exclude"),
                new ExportedLicense(
                    [.. root.GetProperty("objects").EnumerateArray().Select(ReadObject)],
                    [.. root.GetProperty("settings").EnumerateArray().Select(s => ReadSetting(s, decrypt))]
                )
            )
            {
                Names = root.GetProperty("names")
                    .EnumerateObject()
                    .ToImmutableSortedDictionary(n => n.Name, n => n.Value.GetString()!, StringComparer.Ordinal),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new MergeException($"{FormerExport.FileName} is not as livechat export wrote it: {e.Message}");
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void WriteSetting(Utf8JsonWriter json, StackSetting setting, Func<string, string> encrypt)
    {
        json.WriteStartObject();
        json.WriteString("key", setting.Key);
        json.WriteString("kind", setting.Kind.ToString());
        json.WriteString("description", setting.Description);
        if (setting.IsSecret)
            json.WriteBoolean("isSecret", true);
        if (setting.Value is { } value && setting.IsSecret)
            json.WriteString("secure", encrypt(Values.WriteText(value)));
        else if (setting.Value is { } plain)
            Write(json, "value", plain);
        json.WriteEndObject();
    }

    private static StackSetting ReadSetting(JsonElement json, Func<string, string?> decrypt)
    {
        PropertyValue? value = null;
        if (json.TryGetProperty("secure", out var secure))
            value = decrypt(secure.GetString()!) is { } clear ? OfText(clear) : null;
        else if (json.TryGetProperty("value", out var plain))
            value = Scalar(plain);
        return new StackSetting(Text(json, "key"), Enum.Parse<SettingKind>(Text(json, "kind")), Text(json, "description"))
        {
            IsSecret = json.TryGetProperty("isSecret", out _),
            Value = value,
        };
    }

    private static PropertyValue OfText(string text)
    {
        using var document = JsonDocument.Parse(text);
        return Scalar(document.RootElement);
    }

    private static void WriteObject(Utf8JsonWriter json, ExportedObject exported)
    {
        json.WriteStartObject();
        json.WriteString("type", exported.Type);
        json.WriteString("name", exported.Name);
        json.WriteString("id", exported.Id);
        json.WritePropertyName("inputs");
        Write(json, exported.Inputs);
        json.WriteEndObject();
    }

    private static ExportedObject ReadObject(JsonElement json) =>
        new(Text(json, "type"), Text(json, "name"), Text(json, "id"), (ProgramValue.Map)ReadValue(json.GetProperty("inputs")))
        {
            ReadInputs = PropertyObject.Empty,
            Outputs = PropertyObject.Empty,
        };

    private static void Write(Utf8JsonWriter json, ProgramValue value)
    {
        switch (value)
        {
            case ProgramValue.Array list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                    Write(json, item);
                json.WriteEndArray();
                return;
            case ProgramValue.Literal literal:
                Values.Write(json, literal.Value);
                return;
        }

        json.WriteStartObject();
        switch (value)
        {
            case ProgramValue.Map map:
                json.WriteStartObject("members");
                foreach (var (key, member) in map.Members)
                {
                    json.WritePropertyName(key);
                    Write(json, member);
                }

                json.WriteEndObject();
                break;
            case ProgramValue.Reference reference:
                json.WriteString("type", reference.Type);
                json.WriteString("name", reference.Name);
                json.WriteString("property", reference.Property);
                Write(json, "value", reference.Value);
                break;
            case ProgramValue.OfSetting setting:
                json.WriteString("setting", setting.Key);
                break;
        }

        json.WriteEndObject();
    }

    private static ProgramValue ReadValue(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
            return new ProgramValue.Array([.. json.EnumerateArray().Select(ReadValue)]);
        if (json.ValueKind != JsonValueKind.Object)
            return new ProgramValue.Literal(Scalar(json));
        if (json.TryGetProperty("members", out var members))
            return new ProgramValue.Map([.. members.EnumerateObject().Select(m => KeyValuePair.Create(m.Name, ReadValue(m.Value)))]);
        return json.TryGetProperty("setting", out var setting)
            ? new ProgramValue.OfSetting(setting.GetString()!)
            : new ProgramValue.Reference(Text(json, "type"), Text(json, "name"), Text(json, "property"), Scalar(json.GetProperty("value")));
    }

    private static void Write(Utf8JsonWriter json, string name, PropertyValue value)
    {
        json.WritePropertyName(name);
        Values.Write(json, value);
    }

    private static PropertyValue Scalar(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.String => PropertyValue.Of(json.GetString()!),
            JsonValueKind.Number => PropertyValue.Of(json.GetDouble()),
            JsonValueKind.True => PropertyValue.Of(true),
            JsonValueKind.False => PropertyValue.Of(false),
            _ => PropertyValue.Null,
        };

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static ImmutableArray<string> Texts(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(t => t.GetString()!)];
}
