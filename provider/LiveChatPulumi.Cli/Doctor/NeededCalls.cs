using System.Text.Json.Nodes;
using LiveChatPulumi.Api;

namespace LiveChatPulumi.Cli.Doctor;

/// <summary>The calls that a kind of resource makes.</summary>
/// <param name="Reads">Those that read, which can be tried.</param>
/// <param name="Writes">Those that a usual life takes: whether a token may make them shows only when they are made.</param>
/// <param name="NeedsOwner">True where LiveChat wants to know whose objects are meant.</param>
internal sealed record KindCalls(ApiAction[] Reads, ApiAction[] Writes, bool NeedsOwner = false);

/// <summary>Which calls each kind of resource makes, and how to try those that read.</summary>
internal static class NeededCalls
{
    /// <summary>By type token.</summary>
    public static IReadOnlyDictionary<string, KindCalls> ByType { get; } =
        new Dictionary<string, KindCalls>(StringComparer.Ordinal)
        {
            ["livechat:index:Agent"] = new(
                [ApiActions.ListAgents],
                [ApiActions.CreateAgent, ApiActions.UpdateAgent, ApiActions.DeleteAgent]
            ),
            ["livechat:index:AutoAccess"] = new(
                [ApiActions.ListAutoAccesses],
                [ApiActions.AddAutoAccess, ApiActions.UpdateAutoAccess, ApiActions.DeleteAutoAccess]
            ),
            ["livechat:index:AutoAccessRules"] = new(
                [ApiActions.ListAutoAccesses],
                [ApiActions.AddAutoAccess, ApiActions.UpdateAutoAccess, ApiActions.DeleteAutoAccess]
            ),
            ["livechat:index:Bot"] = new([ApiActions.ListBots], [ApiActions.CreateBot, ApiActions.UpdateBot, ApiActions.DeleteBot], true),
            ["livechat:index:BotTemplate"] = new(
                [ApiActions.ListBotTemplates],
                [ApiActions.CreateBotTemplate, ApiActions.UpdateBotTemplate, ApiActions.DeleteBotTemplate],
                true
            ),
            ["livechat:index:CompanyDetails"] = new([], [ApiActions.UpdateCompanyDetails]),
            ["livechat:index:Group"] = new(
                [ApiActions.ListGroups],
                [ApiActions.CreateGroup, ApiActions.UpdateGroup, ApiActions.DeleteGroup]
            ),
            ["livechat:index:GroupProperties"] = new(
                [ApiActions.ListGroupsProperties, ApiActions.ListGroups],
                [ApiActions.UpdateGroupProperties, ApiActions.DeleteGroupProperties]
            ),
            ["livechat:index:LicenseProperties"] = new(
                [ApiActions.ListLicenseProperties],
                [ApiActions.UpdateLicenseProperties, ApiActions.DeleteLicenseProperties]
            ),
            ["livechat:index:LicenseWebhooks"] = new(
                [ApiActions.GetLicenseWebhooksState],
                [ApiActions.EnableLicenseWebhooks, ApiActions.DisableLicenseWebhooks],
                true
            ),
            ["livechat:index:Property"] = new(
                [ApiActions.ListProperties],
                [ApiActions.RegisterProperty, ApiActions.UnregisterProperty],
                true
            ),
            ["livechat:index:Tag"] = new([ApiActions.ListTags], [ApiActions.CreateTag, ApiActions.UpdateTag, ApiActions.DeleteTag]),
            ["livechat:index:Webhook"] = new([ApiActions.ListWebhooks], [ApiActions.RegisterWebhook, ApiActions.UnregisterWebhook], true),
        };

    /// <summary>The parameters of a read that is tried.</summary>
    /// <param name="read">The method.</param>
    /// <param name="owner">The client id whose objects are meant, or null.</param>
    /// <returns>Null where it cannot be tried without a client id.</returns>
    public static JsonObject? Request(ApiAction read, string? owner)
    {
        if (read == ApiActions.ListGroupsProperties)
            return new JsonObject { ["group_ids"] = new JsonArray() };
        if (read == ApiActions.ListBots)
            return new JsonObject { ["all"] = true };
        ApiAction[] byOwner =
        [
            ApiActions.ListWebhooks,
            ApiActions.ListBotTemplates,
            ApiActions.ListProperties,
            ApiActions.GetLicenseWebhooksState,
        ];
        return !byOwner.Contains(read) ? []
            : owner is null ? null
            : new JsonObject { ["owner_client_id"] = owner };
    }
}
