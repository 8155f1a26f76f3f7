using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LiveChatPulumi.CustomerApi.Json;

/// <summary>A customer's fields: texts by name. Values that are no text are read as their JSON.</summary>
internal sealed class FieldsConverter : JsonConverter<IReadOnlyDictionary<string, string>>
{
    public override IReadOnlyDictionary<string, string>? Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) =>
        JsonNode.Parse(ref reader) is JsonObject json
            ? json.ToDictionary(f => f.Key, f => Tolerant.Text(f.Value) ?? "", StringComparer.Ordinal)
            : null;

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value)
            writer.WriteString(name, text);
        writer.WriteEndObject();
    }
}
