using System.Collections.Frozen;

namespace LiveChatPulumi.Api;

/// <summary>
/// The table of API methods that the client, the error texts and the documentation read. It has every method of the
/// Configuration API v3.6 and the two public reads of the Customer Chat API v3.2. A batch method is a field of its single one.
/// </summary>
public static class ApiActions
{
    /// <summary>Creates an agent. New agents wait for approval unless the token holds private scopes.</summary>
    public static readonly ApiAction CreateAgent = Create(
        "create_agent",
        Repetition.Refused,
        ["accounts--all:rc", "accounts--all:rw", "subscription.lc:rw", "accounts.roles.lc--all:rw"],
        "batch_create_agents",
        "id"
    ) with
    {
        NeededScopes =
            "accounts--all:rc; accounts--all:rw and subscription.lc:rw, which is private, for an agent who needs "
            + "no approval (awaitingApproval false); and accounts.roles.lc--all:rw for a role above normal",
    };

    /// <summary>Reads an agent; the answer has the fields that <c>fields</c> names.</summary>
    public static readonly ApiAction GetAgent = Read("get_agent", "agents--my:ro", "agents--all:ro") with
    {
        NeededScopes = "agents--my:ro for the own agent, agents--all:ro for others",
    };

    /// <summary>Reads all agents of the license.</summary>
    public static readonly ApiAction ListAgents = Read("list_agents", "agents--all:ro");

    /// <summary>Updates an agent.</summary>
    public static readonly ApiAction UpdateAgent = Write(
        "update_agent",
        ["agents--my:rw", "agents--all:rw", "accounts.roles.lc--all:rw"],
        "batch_update_agents"
    ) with
    {
        NeededScopes = "agents--my:rw for the own agent, agents--all:rw for others; and accounts.roles.lc--all:rw to change " + "a role",
    };

    /// <summary>Deletes an agent.</summary>
    public static readonly ApiAction DeleteAgent = Write(
        "delete_agent",
        ["agents--my:rw", "accounts--my:rw", "agents--all:rw", "accounts--all:rw"],
        "batch_delete_agents"
    ) with
    {
        NeededScopes = "agents--all:rw and accounts--all:rw; for the own agent, agents--my:rw and accounts--my:rw",
    };

    /// <summary>Suspends an agent; needs a private scope.</summary>
    public static readonly ApiAction SuspendAgent = Write(
        "suspend_agent",
        ["agents--all:rw", "sessions--all:rw"],
        "batch_suspend_agents"
    ) with
    {
        NeededScopes = "agents--all:rw and sessions--all:rw, which is private",
    };

    /// <summary>Ends a suspension; needs a private scope.</summary>
    public static readonly ApiAction UnsuspendAgent = Write(
        "unsuspend_agent",
        ["agents--all:rw", "accounts--all:rw", "subscription.lc:rw"],
        "batch_unsuspend_agents"
    ) with
    {
        NeededScopes = "agents--all:rw, accounts--all:rw and subscription.lc:rw, which is private",
    };

    /// <summary>Asks to end the suspension of the agent whose token it is.</summary>
    public static readonly ApiAction RequestAgentUnsuspension = Write("request_agent_unsuspension", []);

    /// <summary>Approves an agent; needs a private scope.</summary>
    public static readonly ApiAction ApproveAgent = Write(
        "approve_agent",
        ["agents--all:rw", "accounts--all:rw", "subscription.lc:rw"],
        "batch_approve_agents"
    ) with
    {
        NeededScopes = "agents--all:rw, accounts--all:rw and subscription.lc:rw, which is private",
    };

    /// <summary>Reactivates an agent's e-mail address after mail to it has bounced.</summary>
    public static readonly ApiAction ReactivateEmail = Write("reactivate_email", ["agents--all:rw"]);

    /// <summary>Creates a group.</summary>
    public static readonly ApiAction CreateGroup = Create("create_group", Repetition.Duplicates, ["groups--all:rw"]);

    /// <summary>Updates a group.</summary>
    public static readonly ApiAction UpdateGroup = Write("update_group", ["groups--my:rw", "groups--all:rw"]) with
    {
        NeededScopes = "groups--all:rw, or groups--my:rw for groups of which the requester is a member",
    };

    /// <summary>Deletes a group.</summary>
    public static readonly ApiAction DeleteGroup = Write("delete_group", ["groups--my:rw", "groups--all:rw"]) with
    {
        NeededScopes = "groups--all:rw, or groups--my:rw for groups of which the requester is a member",
    };

    /// <summary>Reads all groups.</summary>
    public static readonly ApiAction ListGroups = Read("list_groups", "groups--all:ro");

    /// <summary>Reads a group.</summary>
    public static readonly ApiAction GetGroup = Read("get_group", "groups--my:ro", "groups--all:ro") with
    {
        NeededScopes = "groups--all:ro, or groups--my:ro for groups of which the requester is a member",
    };

    /// <summary>Creates a tag; letter case does not count when the name is looked up.</summary>
    public static readonly ApiAction CreateTag = Create(
        "create_tag",
        Repetition.Refused,
        ["tags--all:rw", "tags--groups:rw"],
        null,
        "name"
    ) with
    {
        NeededScopes = "tags--all:rw, or tags--groups:rw for tags of the own groups",
    };

    /// <summary>Deletes a tag; letter case counts.</summary>
    public static readonly ApiAction DeleteTag = Write("delete_tag", ["tags--all:rw", "tags--groups:rw"]) with
    {
        NeededScopes = "tags--all:rw, or tags--groups:rw for tags of the own groups",
    };

    /// <summary>Reads all tags.</summary>
    public static readonly ApiAction ListTags = Read("list_tags", "tags--all:ro", "tags--groups:ro") with
    {
        NeededScopes = "tags--all:ro; with tags--groups:ro the tags of other groups are missing and would count as deleted",
    };

    /// <summary>Sets the groups of a tag; letter case counts.</summary>
    public static readonly ApiAction UpdateTag = Write("update_tag", ["tags--all:rw", "tags--groups:rw"]) with
    {
        NeededScopes = "tags--all:rw, or tags--groups:rw for tags of the own groups",
    };

    /// <summary>Creates a bot.</summary>
    public static readonly ApiAction CreateBot = Create("create_bot", Repetition.Duplicates, ["agents-bot--my:rw"], "batch_create_bots");

    /// <summary>Reads a bot.</summary>
    public static readonly ApiAction GetBot = Read("get_bot", "agents-bot--my:ro", "agents-bot--all:ro") with
    {
        NeededScopes = "agents-bot--my:ro for own bots, agents-bot--all:ro for others",
    };

    /// <summary>Reads bots: all, or the requester's.</summary>
    public static readonly ApiAction ListBots = Read("list_bots", "agents-bot--my:ro", "agents-bot--all:ro") with
    {
        NeededScopes = "agents-bot--all:ro; with agents-bot--my:ro only own bots can be listed",
    };

    /// <summary>Updates a bot.</summary>
    public static readonly ApiAction UpdateBot = Write("update_bot", ["agents-bot--my:rw", "agents-bot--all:rw"], "batch_update_bots") with
    {
        NeededScopes = "agents-bot--my:rw for own bots, agents-bot--all:rw for others",
    };

    /// <summary>Deletes a bot.</summary>
    public static readonly ApiAction DeleteBot = Write("delete_bot", ["agents-bot--my:rw", "agents-bot--all:rw"], "batch_delete_bots") with
    {
        NeededScopes = "agents-bot--my:rw for own bots, agents-bot--all:rw for others",
    };

    /// <summary>Gives a bot a new secret; the old one stops working.</summary>
    public static readonly ApiAction ResetBotSecret = new("reset_bot_secret", true, Repetition.Duplicates, ["agents-bot--my:rw"]);

    /// <summary>Reads the channels; any valid token may, so it serves as a probe.</summary>
    public static readonly ApiAction ListChannels = Read("list_channels");

    /// <summary>Adds a routing rule, before the rule that next_id names or at the end.</summary>
    public static readonly ApiAction AddAutoAccess = Create("add_auto_access", Repetition.Duplicates, ["access_rules:rw"]);

    /// <summary>Reads all routing rules; next_id gives their order.</summary>
    public static readonly ApiAction ListAutoAccesses = Read("list_auto_accesses", "access_rules:ro");

    /// <summary>Updates a routing rule, moves it, or both.</summary>
    public static readonly ApiAction UpdateAutoAccess = Write("update_auto_access", ["access_rules:rw"]);

    /// <summary>Deletes a routing rule; its predecessor is linked to its successor.</summary>
    public static readonly ApiAction DeleteAutoAccess = Write("delete_auto_access", ["access_rules:rw"]);

    /// <summary>Creates a bot template of a client id.</summary>
    public static readonly ApiAction CreateBotTemplate = Create("create_bot_template", Repetition.Duplicates, ["bots.templates:rw"]);

    /// <summary>Updates a bot template.</summary>
    public static readonly ApiAction UpdateBotTemplate = Write("update_bot_template", ["bots.templates:rw"]);

    /// <summary>Deletes a bot template.</summary>
    public static readonly ApiAction DeleteBotTemplate = Write("delete_bot_template", ["bots.templates:rw"]);

    /// <summary>Reads the bot templates of a client id.</summary>
    public static readonly ApiAction ListBotTemplates = Read("list_bot_templates", "bots.templates:rw");

    /// <summary>Gives a bot template a new secret; the old one stops working.</summary>
    public static readonly ApiAction ResetBotTemplateSecret = new(
        "reset_bot_template_secret",
        true,
        Repetition.Duplicates,
        ["bots.templates:rw"]
    );

    /// <summary>Issues a token for a bot, valid for 24 hours; it cannot be revoked.</summary>
    public static readonly ApiAction IssueBotToken = Read("issue_bot_token");

    /// <summary>Registers a private property of a client id.</summary>
    public static readonly ApiAction RegisterProperty = Create(
        "register_property",
        Repetition.Refused,
        ["properties.configuration:rw"],
        null,
        "name"
    );

    /// <summary>Unregisters a private property.</summary>
    public static readonly ApiAction UnregisterProperty = Write("unregister_property", ["properties.configuration:rw"]);

    /// <summary>Publishes a property; there is no way back.</summary>
    public static readonly ApiAction PublishProperty = Write("publish_property", ["properties.configuration:rw"]);

    /// <summary>Reads the properties of a client id.</summary>
    public static readonly ApiAction ListProperties = Read("list_properties", "properties.configuration:rw");

    /// <summary>Sets property values of the license; names that are not sent stay.</summary>
    public static readonly ApiAction UpdateLicenseProperties = Write(
        "update_license_properties",
        ["properties.license.value--my:rw", "properties.license.value--all:rw"]
    ) with
    {
        NeededScopes =
            "properties.license.value--my:rw for properties of the own client id, " + "properties.license.value--all:rw for others",
    };

    /// <summary>Reads property values of the license, defaults included.</summary>
    public static readonly ApiAction ListLicenseProperties = Read(
        "list_license_properties",
        "properties.license.value--my:ro",
        "properties.license.value--all:ro"
    ) with
    {
        NeededScopes =
            "properties.license.value--my:ro for properties of the own client id, " + "properties.license.value--all:ro for others",
    };

    /// <summary>Deletes property values of the license.</summary>
    public static readonly ApiAction DeleteLicenseProperties = Write(
        "delete_license_properties",
        ["properties.license.value--my:rw", "properties.license.value--all:rw"]
    ) with
    {
        NeededScopes =
            "properties.license.value--my:rw for properties of the own client id, " + "properties.license.value--all:rw for others",
    };

    /// <summary>Sets property values of a group; names that are not sent stay.</summary>
    public static readonly ApiAction UpdateGroupProperties = Write(
        "update_group_properties",
        ["properties.group.value--my:rw", "properties.group.value--all:rw"]
    ) with
    {
        NeededScopes = "properties.group.value--my:rw for properties of the own client id, properties.group.value--all:rw " + "for others",
    };

    /// <summary>Reads property values of groups, defaults included.</summary>
    public static readonly ApiAction ListGroupsProperties = Read("list_groups_properties", "properties.group.value--all:ro");

    /// <summary>Deletes property values of a group.</summary>
    public static readonly ApiAction DeleteGroupProperties = Write(
        "delete_group_properties",
        ["properties.group.value--my:rw", "properties.group.value--all:rw"]
    ) with
    {
        NeededScopes = "properties.group.value--my:rw for properties of the own client id, properties.group.value--all:rw " + "for others",
    };

    /// <summary>Registers a webhook of a client id.</summary>
    public static readonly ApiAction RegisterWebhook = Create("register_webhook", Repetition.Duplicates, ["webhooks.configuration:rw"]);

    /// <summary>Reads the webhooks of a client id.</summary>
    public static readonly ApiAction ListWebhooks = Read("list_webhooks", "webhooks.configuration:rw");

    /// <summary>Unregisters a webhook.</summary>
    public static readonly ApiAction UnregisterWebhook = Write("unregister_webhook", ["webhooks.configuration:rw"]);

    /// <summary>Reads the actions that webhooks can have; needs no authorization.</summary>
    public static readonly ApiAction ListWebhookNames = Read("list_webhook_names");

    /// <summary>Enables the webhooks of a client id on the license.</summary>
    public static readonly ApiAction EnableLicenseWebhooks = Write("enable_license_webhooks", ["webhooks.state:rw"]);

    /// <summary>Disables the webhooks of a client id on the license.</summary>
    public static readonly ApiAction DisableLicenseWebhooks = Write("disable_license_webhooks", ["webhooks.state:rw"]);

    /// <summary>Reads whether the webhooks of a client id are enabled.</summary>
    public static readonly ApiAction GetLicenseWebhooksState = Read("get_license_webhooks_state", "webhooks.state:ro");

    /// <summary>Compares the license with a plan's limits; needs a private scope.</summary>
    public static readonly ApiAction CheckProductLimits = Read("check_product_limits_for_plan", "subscription.lc:rw");

    /// <summary>Reads how the product was activated.</summary>
    public static readonly ApiAction GetProductSource = Read("get_product_source");

    /// <summary>Updates the company's details.</summary>
    public static readonly ApiAction UpdateCompanyDetails = Write("update_company_details", ["organization--my:rw"]);

    /// <summary>Reads property values of the license as customers may; public, of the Customer Chat API v3.2.</summary>
    public static readonly ApiAction GetPublicLicenseProperties = Public("get_license_properties");

    /// <summary>Reads property values of a group as customers may; public, of the Customer Chat API v3.2.</summary>
    public static readonly ApiAction GetPublicGroupProperties = Public("get_group_properties");

    /// <summary>All methods by name.</summary>
    public static FrozenDictionary<string, ApiAction> All { get; } =
        new[]
        {
            CreateAgent,
            GetAgent,
            ListAgents,
            UpdateAgent,
            DeleteAgent,
            SuspendAgent,
            UnsuspendAgent,
            RequestAgentUnsuspension,
            ApproveAgent,
            ReactivateEmail,
            CreateGroup,
            UpdateGroup,
            DeleteGroup,
            ListGroups,
            GetGroup,
            CreateTag,
            DeleteTag,
            ListTags,
            UpdateTag,
            ListChannels,
            CreateBot,
            GetBot,
            ListBots,
            UpdateBot,
            DeleteBot,
            ResetBotSecret,
            AddAutoAccess,
            ListAutoAccesses,
            UpdateAutoAccess,
            DeleteAutoAccess,
            CreateBotTemplate,
            UpdateBotTemplate,
            DeleteBotTemplate,
            ListBotTemplates,
            ResetBotTemplateSecret,
            IssueBotToken,
            RegisterProperty,
            UnregisterProperty,
            PublishProperty,
            ListProperties,
            UpdateLicenseProperties,
            ListLicenseProperties,
            DeleteLicenseProperties,
            UpdateGroupProperties,
            ListGroupsProperties,
            DeleteGroupProperties,
            RegisterWebhook,
            ListWebhooks,
            UnregisterWebhook,
            ListWebhookNames,
            EnableLicenseWebhooks,
            DisableLicenseWebhooks,
            GetLicenseWebhooksState,
            CheckProductLimits,
            GetProductSource,
            UpdateCompanyDetails,
            GetPublicLicenseProperties,
            GetPublicGroupProperties,
        }.ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    private static ApiAction Public(string name) => new(name, false, Repetition.Safe, []) { Endpoint = Endpoint.CustomerPublic };

    private static ApiAction Read(string name, params string[] scopes) => new(name, false, Repetition.Safe, scopes);

    private static ApiAction Write(string name, string[] scopes, string? batch = null) => new(name, true, Repetition.Safe, scopes, batch);

    private static ApiAction Create(string name, Repetition repetition, string[] scopes, string? batch = null, string? naturalKey = null) =>
        new(name, true, repetition, scopes, batch, naturalKey);
}
