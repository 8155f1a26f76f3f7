using System.Text.Json.Nodes;
using LiveChatPulumi.Api;

namespace LiveChatPulumi.Cli.Contracts;

/// <summary>Objects of one kind in a license: how they are listed, told apart, made and removed.</summary>
/// <param name="Words">Many of them, for people.</param>
/// <param name="List">Lists them.</param>
/// <param name="Create">Makes one.</param>
/// <param name="Delete">Removes one.</param>
/// <param name="Label">The member that has the mark.</param>
/// <param name="Key">The member by which they are removed.</param>
internal sealed record SandboxKind(string Words, ApiAction List, ApiAction Create, ApiAction Delete, string Label, string Key)
{
    /// <summary>In the order in which they are removed: what names others goes first.</summary>
    public static IReadOnlyList<SandboxKind> All { get; } =
    [
        new("rules", ApiActions.ListAutoAccesses, ApiActions.AddAutoAccess, ApiActions.DeleteAutoAccess, "description", "id"),
        new("webhooks", ApiActions.ListWebhooks, ApiActions.RegisterWebhook, ApiActions.UnregisterWebhook, "description", "id")
        {
            IsOfClient = true,
        },
        new("tags", ApiActions.ListTags, ApiActions.CreateTag, ApiActions.DeleteTag, "name", "name"),
        new("groups", ApiActions.ListGroups, ApiActions.CreateGroup, ApiActions.DeleteGroup, "name", "id")
        {
            IsOfAnyLicense = g => g.Member("id")?.ToString() == "0",
        },
        new("templates of bots", ApiActions.ListBotTemplates, ApiActions.CreateBotTemplate, ApiActions.DeleteBotTemplate, "name", "id")
        {
            IsOfClient = true,
        },
        new("bots", ApiActions.ListBots, ApiActions.CreateBot, ApiActions.DeleteBot, "name", "id")
        {
            Listing = new JsonObject { ["all"] = true }.ToJsonString(),
        },
        new("agents", ApiActions.ListAgents, ApiActions.CreateAgent, ApiActions.DeleteAgent, "id", "id")
        {
            IsOfAnyLicense = a => a.Text("role") == "owner",
        },
        new("properties", ApiActions.ListProperties, ApiActions.RegisterProperty, ApiActions.UnregisterProperty, "name", "name")
        {
            IsOfClient = true,
            HasValues = true,
        },
    ];

    /// <summary>True where they belong to a client id, which each call names.</summary>
    public bool IsOfClient { get; private init; }

    /// <summary>True where values of the license have to go before.</summary>
    public bool HasValues { get; private init; }

    /// <summary>True for what a fresh license has.</summary>
    public Func<JsonObject, bool> IsOfAnyLicense { get; private init; } = _ => false;

    private string Listing { get; init; } = "{}";

    /// <summary>The request that lists them.</summary>
    public JsonObject ListRequest(string? owner) => Owned((JsonObject)JsonNode.Parse(Listing)!, owner);

    /// <summary>The request that removes one.</summary>
    /// <param name="item">It, as it is listed, or as it was made.</param>
    /// <param name="owner">The client id.</param>
    public JsonObject DeleteRequest(JsonObject item, string? owner) => Owned(new JsonObject { [Key] = item[Key]?.DeepClone() }, owner);

    private JsonObject Owned(JsonObject request, string? owner)
    {
        if (IsOfClient)
            request["owner_client_id"] = owner;
        return request;
    }
}
