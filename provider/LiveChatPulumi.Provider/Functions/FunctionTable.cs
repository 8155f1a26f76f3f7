using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Resources.Agent;
using LiveChatPulumi.Provider.Resources.Bot;
using LiveChatPulumi.Provider.Resources.BotTemplate;
using LiveChatPulumi.Provider.Resources.Group;
using LiveChatPulumi.Provider.Resources.Property;
using LiveChatPulumi.Provider.Resources.Tag;
using LiveChatPulumi.Provider.Resources.Webhook;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Functions;

/// <summary>All functions: reads of objects, and calls that are no resource.</summary>
internal static class FunctionTable
{
    private static readonly PropertySpec Owner = new(
        "ownerClientId",
        "owner_client_id",
        PropertyType.Text,
        "Client id whose objects are read; by default the provider's ownerClientId."
    )
    {
        FromConfig = "ownerClientId",
        AlwaysNeeded = true,
    };
    private static readonly PropertySpec GroupIds = new(
        "groupIds",
        "group_ids",
        PropertyType.Set(PropertyType.Integer(0)),
        "Only objects of these groups; without it, of all."
    );
    private static readonly PropertySpec Namespace = new(
        "namespace",
        "namespace",
        PropertyType.Text,
        "Only properties of this namespace, which is the client id that owns them."
    );
    private static readonly PropertySpec NamePrefix = new(
        "namePrefix",
        "name_prefix",
        PropertyType.Text,
        "Only properties whose names begin so."
    );
    private static readonly PropertySpec License = new(
        "licenseId",
        "license_id",
        PropertyType.Text,
        "Number of the license; by default the provider's licenseId."
    )
    {
        FromConfig = "licenseId",
        AlwaysNeeded = true,
    };
    private static readonly PropertyType Values = PropertyType.Map(PropertyType.Any);

    public static ImmutableArray<Function> All { get; } = [.. Objects, .. PropertyReads, .. Webhooks, .. Others];

    private static IEnumerable<Function> Objects =>
        [
            new GetObject("getAgent", new AgentResource(), ApiActions.GetAgent, "email", "Reads an agent by e-mail address."),
            new GetObject("getBot", new BotResource(), ApiActions.GetBot, "botId", "Reads a bot by its id."),
            new GetGroup(new GroupResource()),
            new ListObjects(
                "listAgents",
                new AgentResource(),
                ApiActions.ListAgents,
                "agents",
                "Reads the agents of the license.",
                [
                    GroupIds,
                    new("suspended", "suspended", PropertyType.Boolean, "Only agents who are suspended, or who are not; without it, all."),
                ],
                (arguments, agent) =>
                    ListObjects.IsInGroups(
                        arguments,
                        (agent["groups"] as PropertyArray)?.Items.Select(g => (g as PropertyObject)?["groupId"]) ?? []
                    )
                    && (
                        arguments["suspended"]?.Plain() is not PropertyBool wanted
                        || wanted.Equals(agent["suspended"] ?? PropertyValue.Of(false))
                    )
            ),
            new ListObjects(
                "listBots",
                new BotResource(),
                ApiActions.ListBots,
                "bots",
                "Reads the bots of the license. LiveChat lists id, name and picture, and what else it likes; getBot has the rest.",
                []
            ),
            new ListObjects(
                "listBotTemplates",
                new BotTemplateResource(),
                ApiActions.ListBotTemplates,
                "botTemplates",
                "Reads the bot templates of a client id.",
                [Owner]
            ),
            new ListObjects(
                "listGroups",
                new GroupResource(),
                ApiActions.ListGroups,
                "groups",
                "Reads the groups of the license, General (0) included.",
                []
            ),
            new ListObjects(
                "listTags",
                new TagResource(),
                ApiActions.ListTags,
                "tags",
                "Reads the tags of the license.",
                [GroupIds],
                (arguments, tag) => ListObjects.IsInGroups(arguments, (tag["groupIds"] as PropertyArray)?.Items ?? [])
            ),
            new ListObjects(
                "listProperties",
                new PropertyResource(),
                ApiActions.ListProperties,
                "properties",
                "Reads the definitions of a client id's properties.",
                [Owner]
            ),
            new ListAutoAccesses(),
            new ListObjects(
                "listWebhooks",
                new WebhookResource(),
                ApiActions.ListWebhooks,
                "webhooks",
                "Reads the webhooks of a client id.",
                [Owner]
            ),
        ];

    private static IEnumerable<Function> PropertyReads =>
        [
            new CallMethod(
                new FunctionSpec(
                    "getLicenseProperties",
                    "Reads property values of the license. Where none is set, LiveChat gives the property's default.",
                    [Namespace, NamePrefix],
                    [Output("properties", PropertyType.Map(Values), "Values by namespace and name.")]
                ),
                ApiActions.ListLicenseProperties,
                "properties"
            ),
            new CallMethod(
                new FunctionSpec(
                    "getGroupsProperties",
                    "Reads property values of groups. Where none is set, LiveChat gives the property's default.",
                    [
                        GroupIds with
                        {
                            Default = PropertyValue.List([]),
                            Description = "Groups whose values are read; without it, all.",
                        },
                        Namespace,
                        NamePrefix,
                    ],
                    [
                        Output(
                            "groups",
                            PropertyType.List(
                                new ObjectType(
                                    "GroupPropertyValues",
                                    "Property values of one group.",
                                    [
                                        Output("groupId", PropertyType.Integer(), "Id of the group.", "id"),
                                        Output("properties", PropertyType.Map(Values), "Values by namespace and name."),
                                    ]
                                )
                            ),
                            "The groups with their values."
                        ),
                    ]
                ),
                ApiActions.ListGroupsProperties,
                "groups"
            ),
            new CallMethod(
                new FunctionSpec(
                    "getPublicLicenseProperties",
                    "Reads the property values of the license that customers may read, as anyone on the internet can: without any credential.",
                    [License, Namespace, new("name", "name", PropertyType.Text, "Only the property of this name.")],
                    PublicOutputs
                ),
                ApiActions.GetPublicLicenseProperties
            ),
            new CallMethod(
                new FunctionSpec(
                    "getPublicGroupProperties",
                    "Reads the property values of a group that customers may read, as anyone on the internet can: without any credential.",
                    [
                        License,
                        new("groupId", "group_id", PropertyType.Integer(0), "Id of the group.") { Required = true },
                        Namespace,
                        new("name", "name", PropertyType.Text, "Only the property of this name."),
                    ],
                    PublicOutputs
                ),
                ApiActions.GetPublicGroupProperties
            ),
        ];

    private static IEnumerable<Function> Webhooks =>
        [
            new CallMethod(
                new FunctionSpec(
                    "listWebhookNames",
                    "Reads the actions that webhooks can have.",
                    [
                        new(
                            "version",
                            "version",
                            PropertyType.Text,
                            "Version of the API, for example 3.6; by default the current stable one."
                        ),
                    ],
                    [
                        Output(
                            "actions",
                            PropertyType.List(
                                new ObjectType(
                                    "WebhookAction",
                                    "An action that a webhook can have.",
                                    [
                                        Output("action", PropertyType.Text, "Name of the action."),
                                        new(
                                            "filters",
                                            "filters",
                                            PropertyType.List(PropertyType.Text),
                                            "Filters that it takes, in the API's names."
                                        ),
                                        new(
                                            "additionalData",
                                            "additional_data",
                                            PropertyType.List(PropertyType.Text),
                                            "Additional data that it takes."
                                        ),
                                    ]
                                )
                            ),
                            "The actions."
                        ),
                    ]
                ),
                ApiActions.ListWebhookNames,
                "actions"
            ),
            new CallMethod(
                new FunctionSpec(
                    "getLicenseWebhooksState",
                    "Reads whether the webhooks of a client id are enabled on the license.",
                    [
                        Owner with
                        {
                            AlwaysNeeded = false,
                            Description =
                                "Client id whose webhooks are meant; by default the provider's ownerClientId, else the access token's own.",
                        },
                    ],
                    [Output("enabled", PropertyType.Boolean, "Whether webhooks are sent.", "license_webhooks_enabled")]
                ),
                ApiActions.GetLicenseWebhooksState
            ),
        ];

    private static IEnumerable<Function> Others =>
        [
            new CallMethod(
                new FunctionSpec(
                    "listChannels",
                    "Reads the channels through which customers reach the license.",
                    [],
                    [
                        Output(
                            "channels",
                            PropertyType.List(
                                new ObjectType(
                                    "Channel",
                                    "A channel.",
                                    [
                                        Output("channelType", PropertyType.Text, "code, direct_link or integration.", "channel_type"),
                                        Output(
                                            "channelSubtype",
                                            PropertyType.Text,
                                            "Client id for integration, else empty.",
                                            "channel_subtype"
                                        ),
                                        Output(
                                            "firstActivityTimestamp",
                                            PropertyType.Text,
                                            "First activity, RFC 3339.",
                                            "first_activity_timestamp"
                                        ),
                                    ]
                                )
                            ),
                            "The channels."
                        ),
                    ]
                ),
                ApiActions.ListChannels,
                "channels"
            ),
            new CallMethod(
                new FunctionSpec(
                    "getProductSource",
                    "Reads how the LiveChat product was activated.",
                    [],
                    [
                        new("sourceId", "source_id", PropertyType.Text, "Id of the source."),
                        new("sourceType", "source_type", PropertyType.Text, "Type of the source."),
                        new("sourceUrl", "source_url", PropertyType.Text, "Address of the source."),
                    ]
                ),
                ApiActions.GetProductSource
            ),
            new CallMethod(
                new FunctionSpec(
                    "checkProductLimits",
                    "Compares the license with the limits of a plan and gives what exceeds them. Needs a private scope.",
                    [
                        new(
                            "plan",
                            "plan",
                            new EnumType(
                                "Plan",
                                "A plan of LiveChat.",
                                [
                                    new("Starter", "starter", "Starter."),
                                    new("Team", "team", "Team."),
                                    new("Enterprise", "enterprise", "Enterprise."),
                                    new("Enterpriseplus", "enterpriseplus", "Enterprise plus."),
                                ]
                            ),
                            "The plan to compare with."
                        )
                        {
                            Required = true,
                        },
                    ],
                    [
                        Output(
                            "exceeded",
                            PropertyType.List(
                                new ObjectType(
                                    "ExceededLimit",
                                    "A resource that exceeds a plan's limit.",
                                    [
                                        Output(
                                            "resource",
                                            PropertyType.Text,
                                            "What exceeds: agents, groups, banned, queue, queue_continuous, groups_per_agent, access_rules or group_chooser_groups."
                                        ),
                                        Output("limitBalance", PropertyType.Integer(), "By how much.", "limit_balance"),
                                        new(
                                            "id",
                                            "id",
                                            PropertyType.Text,
                                            "Agent's e-mail address or group's id, where it is one of several."
                                        ),
                                    ]
                                )
                            ),
                            "What exceeds the limits."
                        ),
                    ]
                ),
                ApiActions.CheckProductLimits,
                "exceeded"
            ),
            new CallMethod(
                new FunctionSpec(
                    "issueBotToken",
                    "Issues a token for a bot, valid for 24 hours. It cannot be revoked, and each preview and apply issues another.",
                    [
                        new("botId", "bot_id", PropertyType.Text, "Id of the bot.") { Required = true },
                        new("clientId", "client_id", PropertyType.Text, "Client id that owns the bot.") { Required = true },
                        new("botSecret", "bot_secret", PropertyType.Text, "Secret of the bot.") { Required = true, Secret = true },
                        new(
                            "organizationId",
                            "organization_id",
                            PropertyType.Text,
                            "Id of the organization; by default the provider's organizationId."
                        )
                        {
                            FromConfig = "organizationId",
                            AlwaysNeeded = true,
                        },
                    ],
                    [Output("token", PropertyType.Text, "The token.") with { Secret = true }]
                ),
                ApiActions.IssueBotToken
            ),
        ];

    private static ImmutableArray<PropertySpec> PublicOutputs =>
        [Output("namespace", PropertyType.Text, "The namespace that was read."), Output("properties", Values, "Values by name.")];

    private static PropertySpec Output(string name, PropertyType type, string description, string? apiName = null) =>
        new(name, apiName ?? name, type, description) { AlwaysPresent = true, Required = true };
}
