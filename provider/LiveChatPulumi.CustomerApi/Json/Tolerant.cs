using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.CustomerApi.Json;

/// <summary>Values that servers write in more than one way.</summary>
internal static class Tolerant
{
    /// <summary>A number, also where it stands as text.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static int Int(JsonNode? node) =>
        int.TryParse(Text(node), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new JsonException($"{node?.ToJsonString() ?? "null"} is no id of a group");

    /// <summary>A text; of anything else, its JSON.</summary>
    public static string? Text(JsonNode? node) => node is JsonValue v && v.TryGetValue<string>(out var text) ? text : node?.ToJsonString();

    /// <summary>A text, or null where it is none.</summary>
    public static string? TextOrNull(JsonNode? node) => node is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The same as an element.</summary>
    public static JsonElement Element(JsonNode? node)
    {
        using var document = JsonDocument.Parse(node?.ToJsonString() ?? "null");
        return document.RootElement.Clone();
    }

    /// <summary>Writes members of an object that is being written.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, IDictionary<string, JsonElement>? members)
    {
        foreach (var (name, value) in members ?? new Dictionary<string, JsonElement>())
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }
}
