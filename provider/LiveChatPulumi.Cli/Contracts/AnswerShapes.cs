using System.Text.Json.Nodes;

namespace LiveChatPulumi.Cli.Contracts;

/// <summary>Looks into answers whose shape is what is asked about, so that nothing of it is taken for granted.</summary>
internal static class AnswerShapes
{
    /// <summary>A member of an object; null where there is none, or no object.</summary>
    public static JsonNode? Member(this JsonNode? node, string name) => (node as JsonObject)?[name];

    /// <summary>True where an object has the member.</summary>
    public static bool Has(this JsonNode? node, string name) => (node as JsonObject)?.ContainsKey(name) == true;

    /// <summary>A member that is a text.</summary>
    public static string? Text(this JsonNode? node, string name) =>
        node.Member(name) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A member that is true or false.</summary>
    public static bool? Flag(this JsonNode? node, string name) =>
        node.Member(name) is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    /// <summary>The whole numbers of a list.</summary>
    public static List<int>? Numbers(this JsonNode? node, string name) =>
        node.Member(name) is JsonArray list ? [.. list.Select(n => n is JsonValue v && v.TryGetValue<int>(out var i) ? i : -1)] : null;

    /// <summary>The objects of a list; of a map of objects, the same with their keys as their names.</summary>
    public static List<JsonObject> Objects(this JsonNode? node) =>
        node switch
        {
            JsonArray list => [.. list.OfType<JsonObject>()],
            JsonObject map =>
            [
                .. map.Select(m =>
                {
                    var item = (m.Value as JsonObject)?.DeepClone().AsObject() ?? [];
                    item["name"] = m.Key;
                    return item;
                }),
            ],
            _ => [],
        };

    /// <summary>The object of a list that has a text in a member.</summary>
    public static JsonObject? With(this JsonNode? node, string name, string? value) => node.Objects().Find(o => o.Text(name) == value);
}
