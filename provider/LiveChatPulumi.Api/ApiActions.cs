using System.Collections.Frozen;

namespace LiveChatPulumi.Api;

/// <summary>
/// Every method of the Configuration API v3.6: the one table that the client, the error texts and the documentation
/// read (API document, section Methods; batch methods in the column of their single twin).
/// </summary>
public static class ApiActions
{
    /// <summary>Creates an agent. New agents wait for approval unless the token holds private scopes.</summary>
    public static readonly ApiAction CreateAgent = Create("create_agent", Repetition.Refused, ["accounts--all:rc", "accounts--all:rw", "accounts.roles.lc--all:rw"], "batch_create_agents", "id");

    /// <summary>Reads an agent; what is not in <c>fields</c> stays out.</summary>
    public static readonly ApiAction GetAgent = Read("get_agent", "agents--my:ro", "agents--all:ro");

    /// <summary>Reads all agents of the license.</summary>
    public static readonly ApiAction ListAgents = Read("list_agents", "agents--all:ro");

    /// <summary>Updates an agent.</summary>
    public static readonly ApiAction UpdateAgent = Write("update_agent", ["agents--my:rw", "agents--all:rw", "accounts.roles.lc--all:rw"], "batch_update_agents");

    /// <summary>Deletes an agent.</summary>
    public static readonly ApiAction DeleteAgent = Write("delete_agent", ["agents--all:rw", "accounts--all:rw"], "batch_delete_agents");

    /// <summary>Suspends an agent; needs a private scope.</summary>
    public static readonly ApiAction SuspendAgent = Write("suspend_agent", ["agents--all:rw", "sessions--all:rw"], "batch_suspend_agents");

    /// <summary>Ends a suspension; needs a private scope.</summary>
    public static readonly ApiAction UnsuspendAgent = Write("unsuspend_agent", ["agents--all:rw", "accounts--all:rw", "subscription.lc:rw"], "batch_unsuspend_agents");

    /// <summary>A suspended agent asks to be let in again.</summary>
    public static readonly ApiAction RequestAgentUnsuspension = Write("request_agent_unsuspension", []);

    /// <summary>Approves an agent; needs a private scope.</summary>
    public static readonly ApiAction ApproveAgent = Write("approve_agent", ["agents--all:rw", "accounts--all:rw", "subscription.lc:rw"], "batch_approve_agents");

    /// <summary>Makes bounced e-mail addresses usable again.</summary>
    public static readonly ApiAction ReactivateEmail = Write("reactivate_email", ["agents--all:rw"]);

    /// <summary>Creates a group.</summary>
    public static readonly ApiAction CreateGroup = Create("create_group", Repetition.Duplicates, ["groups--all:rw"]);

    /// <summary>Updates a group.</summary>
    public static readonly ApiAction UpdateGroup = Write("update_group", ["groups--my:rw", "groups--all:rw"]);

    /// <summary>Deletes a group.</summary>
    public static readonly ApiAction DeleteGroup = Write("delete_group", ["groups--my:rw", "groups--all:rw"]);

    /// <summary>Reads all groups.</summary>
    public static readonly ApiAction ListGroups = Read("list_groups", "groups--all:ro");

    /// <summary>Reads a group.</summary>
    public static readonly ApiAction GetGroup = Read("get_group", "groups--my:ro", "groups--all:ro");

    /// <summary>Creates a tag; letter case does not count when the name is looked up.</summary>
    public static readonly ApiAction CreateTag = Create("create_tag", Repetition.Refused, ["tags--all:rw", "tags--groups:rw"], null, "name");

    /// <summary>Deletes a tag; letter case counts.</summary>
    public static readonly ApiAction DeleteTag = Write("delete_tag", ["tags--all:rw", "tags--groups:rw"]);

    /// <summary>Reads all tags.</summary>
    public static readonly ApiAction ListTags = Read("list_tags", "tags--all:ro", "tags--groups:ro");

    /// <summary>Sets the groups of a tag; letter case counts.</summary>
    public static readonly ApiAction UpdateTag = Write("update_tag", ["tags--all:rw", "tags--groups:rw"]);

    /// <summary>Creates a bot.</summary>
    public static readonly ApiAction CreateBot = Create("create_bot", Repetition.Duplicates, ["agents-bot--my:rw"], "batch_create_bots");

    /// <summary>Reads a bot.</summary>
    public static readonly ApiAction GetBot = Read("get_bot", "agents-bot--my:ro", "agents-bot--all:ro");

    /// <summary>Reads bots: all, or the requester's.</summary>
    public static readonly ApiAction ListBots = Read("list_bots", "agents-bot--my:ro", "agents-bot--all:ro");

    /// <summary>Updates a bot.</summary>
    public static readonly ApiAction UpdateBot = Write("update_bot", ["agents-bot--my:rw", "agents-bot--all:rw"], "batch_update_bots");

    /// <summary>Deletes a bot.</summary>
    public static readonly ApiAction DeleteBot = Write("delete_bot", ["agents-bot--my:rw", "agents-bot--all:rw"], "batch_delete_bots");

    /// <summary>Gives a bot a new secret; the old one stops working.</summary>
    public static readonly ApiAction ResetBotSecret = new("reset_bot_secret", true, Repetition.Duplicates, ["agents-bot--my:rw"]);

    /// <summary>Reads the channels; any valid token may, so it serves as a probe.</summary>
    public static readonly ApiAction ListChannels = Read("list_channels");

    private static readonly ApiAction[] Rest =
    [
        Create("add_auto_access", Repetition.Duplicates, ["access_rules:rw"]),
        Read("list_auto_accesses", "access_rules:ro"),
        Write("update_auto_access", ["access_rules:rw"]),
        Write("delete_auto_access", ["access_rules:rw"]),
        Create("create_bot_template", Repetition.Duplicates, ["bots.templates:rw"]),
        Write("update_bot_template", ["bots.templates:rw"]),
        Write("delete_bot_template", ["bots.templates:rw"]),
        Read("list_bot_templates", "bots.templates:rw"),
        new("reset_bot_template_secret", true, Repetition.Duplicates, ["bots.templates:rw"]),
        Read("issue_bot_token"),
        Create("register_property", Repetition.Refused, ["properties.configuration:rw"], null, "name"),
        Write("unregister_property", ["properties.configuration:rw"]),
        Write("publish_property", ["properties.configuration:rw"]),
        Read("list_properties", "properties.configuration:rw"),
        Write("update_license_properties", ["properties.license.value--my:rw", "properties.license.value--all:rw"]),
        Read("list_license_properties", "properties.license.value--my:ro", "properties.license.value--all:ro"),
        Write("delete_license_properties", ["properties.license.value--my:rw", "properties.license.value--all:rw"]),
        Write("update_group_properties", ["properties.group.value--my:rw", "properties.group.value--all:rw"]),
        Read("list_groups_properties", "properties.group.value--all:ro"),
        Write("delete_group_properties", ["properties.group.value--my:rw", "properties.group.value--all:rw"]),
        Create("register_webhook", Repetition.Duplicates, ["webhooks.configuration:rw"]),
        Read("list_webhooks", "webhooks.configuration:rw"),
        Write("unregister_webhook", ["webhooks.configuration:rw"]),
        Read("list_webhook_names"),
        Write("enable_license_webhooks", ["webhooks.state:rw"]),
        Write("disable_license_webhooks", ["webhooks.state:rw"]),
        Read("get_license_webhooks_state", "webhooks.state:ro"),
        Read("check_product_limits_for_plan", "subscription.lc:rw"),
        Read("get_product_source"),
        Write("update_company_details", ["organization--my:rw"]),
    ];

    /// <summary>All methods by name.</summary>
    public static FrozenDictionary<string, ApiAction> All { get; } = new[]
    {
        CreateAgent, GetAgent, ListAgents, UpdateAgent, DeleteAgent, SuspendAgent, UnsuspendAgent, RequestAgentUnsuspension, ApproveAgent, ReactivateEmail,
        CreateGroup, UpdateGroup, DeleteGroup, ListGroups, GetGroup, CreateTag, DeleteTag, ListTags, UpdateTag, ListChannels,
        CreateBot, GetBot, ListBots, UpdateBot, DeleteBot, ResetBotSecret,
    }.Concat(Rest).ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    private static ApiAction Read(string name, params string[] scopes) => new(name, false, Repetition.Safe, scopes);

    private static ApiAction Write(string name, string[] scopes, string? batch = null) => new(name, true, Repetition.Safe, scopes, batch);

    private static ApiAction Create(string name, Repetition repetition, string[] scopes, string? batch = null, string? naturalKey = null) =>
        new(name, true, repetition, scopes, batch, naturalKey);
}
