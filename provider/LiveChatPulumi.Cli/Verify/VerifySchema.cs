using System.Text.Json.Nodes;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>The JSON schema of the file, for editors: docs/livechat.verify.schema.json.</summary>
internal static class VerifySchema
{
    public static JsonObject Write() =>
        new()
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = VerifyFile.DefaultName,
            ["description"] = "Acceptance tests of a LiveChat license from the customer's side, for livechat verify.",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("checks"),
            ["properties"] = new JsonObject
            {
                ["checks"] = new JsonObject
                {
                    ["description"] = VerifyKeys.Top.Key("checks").Text,
                    ["type"] = "array",
                    ["minItems"] = 1,
                    ["items"] = new JsonObject { ["anyOf"] = new JsonArray([.. VerifyKeys.Kinds.Values.Select(Object)]) },
                },
            },
        };

    private static JsonNode Object(VerifyTable table)
    {
        var json = new JsonObject { ["type"] = "object", ["additionalProperties"] = false };
        if (table.Keys.Where(k => k.Required).Select(k => (JsonNode)k.Name).ToArray() is { Length: > 0 } required)
            json["required"] = new JsonArray(required);
        var properties = new JsonObject();
        foreach (var key in table.Keys)
        {
            var form = Form(key);
            form["description"] = key.Text;
            properties[key.Name] = form;
        }

        json["properties"] = properties;
        return json;
    }

    private static JsonObject Form(VerifyKey key) =>
        key.Form switch
        {
            KeyForm.Object => (JsonObject)Object(key.Object!),
            KeyForm.Text => Text(),
            KeyForm.Texts => OneOrSeveral(Text()),
            KeyForm.Number => new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
            KeyForm.Flag => new JsonObject { ["type"] = "boolean" },
            KeyForm.Group => Group(),
            KeyForm.Groups => OneOrSeveral(Group()),
            KeyForm.Statuses => OneOrSeveral(Words("online", "offline", "online_for_queue")),
            KeyForm.FormType => Words("prechat", "postchat"),
            KeyForm.TextMap => new JsonObject { ["type"] = "object", ["additionalProperties"] = Text() },
            KeyForm.ValueMaps => new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["type"] = "object" },
            },
            _ => [],
        };

    private static JsonObject Text() => new() { ["type"] = new JsonArray("string", "number") };

    /// <summary>A number, or a reference to one.</summary>
    private static JsonObject Group() =>
        new()
        {
            ["type"] = new JsonArray("integer", "string"),
            ["pattern"] = @"^([0-9]+|\$\{.+\})$",
            ["minimum"] = 0,
        };

    private static JsonObject Words(params string[] words) => new() { ["enum"] = new JsonArray([.. words.Select(w => (JsonNode)w)]) };

    private static JsonObject OneOrSeveral(JsonObject one) =>
        new()
        {
            ["anyOf"] = new JsonArray(
                one.DeepClone(),
                new JsonObject
                {
                    ["type"] = "array",
                    ["minItems"] = 1,
                    ["items"] = one,
                }
            ),
        };
}
