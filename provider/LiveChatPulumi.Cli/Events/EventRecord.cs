using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.Cli.Events;

/// <summary>
/// A change of the license that LiveChat told of: which objects, which of their fields, who, and when it was heard. Values are not kept:
/// they are in the license, and may be personal.
/// </summary>
/// <param name="At">When it was heard.</param>
/// <param name="Action">LiveChat's name of what happened.</param>
/// <param name="Who">The requester; empty where LiveChat names none.</param>
/// <param name="Objects">Ids, each with what became of it where the action says that by object.</param>
/// <param name="Fields">Names of the fields that the payload has, besides the id.</param>
internal sealed record EventRecord(
    DateTimeOffset At,
    string Action,
    string Who,
    IReadOnlyList<(string Id, string Status)> Objects,
    IReadOnlyList<string> Fields
)
{
    /// <summary>The actions of the document that tell of changes of the configuration.</summary>
    public static IReadOnlyList<string> Actions { get; } =
    [
        "agent_approved",
        "agent_created",
        "agent_deleted",
        "agent_suspended",
        "agent_unsuspended",
        "agent_updated",
        "auto_accesses_updated",
        "bot_created",
        "bot_deleted",
        "bot_updated",
        "group_created",
        "group_deleted",
        "group_updated",
        "tag_created",
        "tag_deleted",
        "tag_updated",
    ];

    /// <summary>Samples of the document call the action of rules so.</summary>
    private const string RulesElsewhere = "auto_access_added";

    private const string Rules = "auto_accesses_updated";

    /// <summary>Reads the body of a webhook; null for an action that is not about the configuration.</summary>
    /// <exception cref="FormatException">The body is no webhook.</exception>
    public static EventRecord? OfWebhook(JsonObject body, DateTimeOffset at)
    {
        var action = Text(body["action"]) ?? throw new FormatException("it names no action");
        action = action == RulesElsewhere ? Rules : action;
        if (!Actions.Contains(action))
            return null;
        List<JsonObject> objects = body["payload"] switch
        {
            JsonObject o => [o],
            JsonArray a => [.. a.OfType<JsonObject>()],
            _ => throw new FormatException("it has no payload"),
        };
        var requester = body["requester"] as JsonObject;
        return new EventRecord(
            at,
            action,
            Text(requester?["user_id"]) ?? Text(requester?["account_id"]) ?? Text(requester?["client_id"]) ?? "",
            [.. objects.Select(o => (Text(o["id"]) ?? Text(o["name"]) ?? "", Text(o["status"]) ?? ""))],
            [.. objects.SelectMany(o => o.Select(m => m.Key)).Where(k => k is not ("id" or "status")).Distinct()]
        );
    }

    /// <summary>The record as a line, without its end.</summary>
    public string ToLine() =>
        new JsonObject
        {
            ["at"] = At.ToString("O", CultureInfo.InvariantCulture),
            ["action"] = Action,
            ["by"] = Who,
            ["objects"] = new JsonArray([.. Objects.Select(o => new JsonObject { ["id"] = o.Id, ["status"] = o.Status })]),
            ["fields"] = new JsonArray([.. Fields.Select(f => (JsonNode)JsonValue.Create(f))]),
        }.ToJsonString();

    /// <summary>Reads a line; null for one that is torn.</summary>
    public static EventRecord? TryRead(string line)
    {
        try
        {
            var json = JsonNode.Parse(line)!.AsObject();
            return new EventRecord(
                DateTimeOffset.Parse((string)json["at"]!, CultureInfo.InvariantCulture),
                (string)json["action"]!,
                (string)json["by"]!,
                [.. json["objects"]!.AsArray().Select(o => ((string)o!["id"]!, (string)o["status"]!))],
                [.. json["fields"]!.AsArray().Select(f => (string)f!)]
            );
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.ToString() is { Length: > 0 } text ? text : null;
}
