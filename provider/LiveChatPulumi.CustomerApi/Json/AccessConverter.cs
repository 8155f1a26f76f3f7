using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LiveChatPulumi.CustomerApi.Objects;

namespace LiveChatPulumi.CustomerApi.Json;

/// <summary>
/// Reads every form that access has in the documents: groups, an object in an object of the same name, and the older name. Writes one.
/// </summary>
internal sealed class AccessConverter : JsonConverter<Access>
{
    private const string Groups = "group_ids";

    private static readonly string[] OwnNames = ["access", "scopes"];
    private static readonly string[] GroupNames = [Groups, "groups"];

    public override Access? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonNode.Parse(ref reader) is not JsonObject json)
            return null;
        while (OwnNames.Select(n => json[n]).OfType<JsonObject>().FirstOrDefault() is { } inner)
            json = inner;
        var name = GroupNames.FirstOrDefault(n => json[n] is JsonArray);
        var groups = name is null ? null : (JsonArray)json[name]!;
        if (name is not null)
            json.Remove(name);
        return new Access
        {
            GroupIds = groups?.Select(g => Tolerant.Int(g)).ToList(),
            Extra = json.Count > 0 ? json.ToDictionary(m => m.Key, m => Tolerant.Element(m.Value), StringComparer.Ordinal) : null,
        };
    }

    public override void Write(Utf8JsonWriter writer, Access value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (value.GroupIds is { } groups)
        {
            writer.WriteStartArray(Groups);
            foreach (var group in groups)
                writer.WriteNumberValue(group);
            writer.WriteEndArray();
        }

        Tolerant.WriteMembers(writer, value.Extra);
        writer.WriteEndObject();
    }
}
