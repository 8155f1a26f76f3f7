using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.Emulator.State;

/// <summary>A bot template of a client id.</summary>
internal sealed record TemplateRecord
{
    public required string Id { get; init; }

    public required string OwnerClientId { get; init; }

    public required string Name { get; init; }

    public required string Secret { get; init; }

    public string Avatar { get; init; } = "";

    public int MaxChatsCount { get; init; } = 6;

    public string DefaultGroupPriority { get; init; } = "first";

    public string JobTitle { get; init; } = "";
}

/// <summary>A routing rule; an empty <paramref name="NextId"/> means the last one.</summary>
internal sealed record RuleRecord(string Id, string Description, ImmutableArray<int> Groups, Json Conditions, string NextId);

/// <summary>A registered property; <paramref name="PublicAccess"/> is empty while it is private.</summary>
internal sealed record PropertyRecord(
    string OwnerClientId,
    string Name,
    string Type,
    string Description,
    Json Access,
    Json? Domain,
    Json? Range,
    Json? DefaultValue,
    ImmutableArray<string> PublicAccess
)
{
    /// <summary>True when the property exists in a location (chat, thread, event, license, group).</summary>
    public bool IsIn(string location) => Access.Node[location] is not null;

    /// <summary>True when a user (agent, customer) may read or write in a location.</summary>
    public bool Allows(string location, string user, string access) =>
        (Access.Node[location]?[user] as JsonArray)?.Any(a => a!.GetValue<string>() == access) == true;
}

/// <summary>A registered webhook.</summary>
internal sealed record WebhookRecord(
    string Id,
    string Action,
    string SecretKey,
    string Url,
    string OwnerClientId,
    string Type,
    string Description,
    Json? Filters,
    ImmutableArray<string> AdditionalData
);

/// <summary>The key of a property value. It is a value of the license where <paramref name="Group"/> is null.</summary>
internal readonly record struct ValueKey(int? Group, string Namespace, string Name);

/// <summary>JSON as text, so that states stay immutable and comparable.</summary>
internal sealed record Json(string Text)
{
    /// <summary>A copy of the node, to be changed or put elsewhere.</summary>
    public JsonNode Node => JsonNode.Parse(Text)!;

    public static Json? Of(JsonNode? node) => node is null ? null : new Json(node.ToJsonString());
}
