using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Webhook;

/// <summary>What a Webhook is (API document, section Webhooks). The API cannot change one: every change registers anew.</summary>
internal static class WebhookSpec
{
    private static readonly EnumType Type = new(
        "WebhookType",
        "Whose events trigger a webhook.",
        [
            new("Bot", "bot", "Events of the client id's bots. Create bot and webhooks before the bot's program sets its routing status."),
            new("License", "license", "Events of the license."),
        ]
    );

    private static readonly EnumType AuthorType = new(
        "WebhookAuthorType",
        "Who wrote an event.",
        [new("Customer", "customer", "A customer."), new("Agent", "agent", "An agent.")]
    );

    private static readonly EnumType SourceType = new(
        "WebhookSourceType",
        "What caused an event.",
        [
            new("MyClient", "my_client", "The client id that owns the webhook."),
            new("OtherClients", "other_clients", "Another client id."),
            new("System", "system", "LiveChat itself."),
        ]
    );

    private static readonly EnumType AdditionalData = new(
        "WebhookAdditionalData",
        "Data that a webhook brings along.",
        [
            new("ChatProperties", "chat_properties", "The chat's properties."),
            new("ChatPresenceUserIds", "chat_presence_user_ids", "Ids of the users who are in the chat."),
        ]
    );

    /// <summary>Users are known by e-mail addresses, or by ids that letter case does not tell apart either.</summary>
    private static readonly TextType User = new(IgnoreCase: true);

    private static readonly ObjectType Users = new(
        "WebhookUserFilter",
        "Users by id: agents, bots and customers. Set either values or excludeValues.",
        [
            new("values", "values", PropertyType.Set(User), "Only where one of these users is concerned.")
            {
                Aliases = ["value"],
                RefersTo = MemberTypes.Member,
            },
            new("excludeValues", "exclude_values", PropertyType.Set(User), "Only where none of these users is concerned.")
            {
                RefersTo = MemberTypes.Member,
            },
        ]
    );

    private static readonly ObjectType Filters = new(
        "WebhookFilters",
        "Conditions that an event must meet. Which of them an action takes is in the API document's table of actions.",
        [
            new("authorType", "author_type", AuthorType, "Who wrote the event; for incoming_event and event_updated only."),
            new("onlyMyChats", "only_my_chats", PropertyType.Boolean, "Only chats that the owner client id started.")
            {
                Default = PropertyValue.Of(false),
            },
            new(
                "chatPresence",
                "chat_presence",
                new ObjectType(
                    "WebhookChatPresence",
                    "Who is in the chat.",
                    [
                        new("userIds", "user_ids", Users, "Users who have to be in the chat, or must not be."),
                        new("myBots", "my_bots", PropertyType.Boolean, "Only chats with a bot of the owner client id.")
                        {
                            Default = PropertyValue.Of(false),
                        },
                    ]
                ),
                "Who is in the chat."
            ),
            new("agentIds", "agent_ids", Users, "Only events of these agents, or of all but these; for routing_status_set only."),
            new("sourceType", "source_type", PropertyType.Set(SourceType), "What caused the event."),
        ]
    );

    public static FunctionSpec ListNames =>
        new(
            "listWebhookNames",
            "Reads the actions that webhooks can have.",
            [new("version", "version", PropertyType.Text, "Version of the API, for example 3.6; by default the current stable one.")],
            [
                CommonArguments.Output(
                    "actions",
                    PropertyType.List(
                        new ObjectType(
                            "WebhookAction",
                            "An action that a webhook can have.",
                            [
                                CommonArguments.Output("action", PropertyType.Text, "Name of the action."),
                                new(
                                    "filters",
                                    "filters",
                                    PropertyType.List(PropertyType.Text),
                                    "Filters that the action takes, in the API's names."
                                ),
                                new(
                                    "additionalData",
                                    "additional_data",
                                    PropertyType.List(PropertyType.Text),
                                    "Additional data that the action takes."
                                ),
                            ]
                        )
                    ),
                    "The actions."
                ),
            ]
        );

    public static ResourceSpec Spec { get; } =
        new(
            "Webhook",
            "A call that LiveChat makes to an address of yours when something happens. "
                + "A webhook belongs to a client id, which has at most three webhooks for an action. LiveChat cannot change a webhook, "
                + "so every change registers a new webhook and then removes the old one. Where there are three already, "
                + "the old webhook is removed first, and events in between are lost.",
            [
                new(
                    "action",
                    "action",
                    new TextType(Form: TextForm.NotEmpty),
                    "What triggers the webhook, for example incoming_chat or tag_created."
                )
                {
                    Class = PropertyClass.Replace,
                    Required = true,
                    AlwaysPresent = true,
                },
                new("url", "url", new TextType(Form: TextForm.WebAddress), "Address that is called.")
                {
                    Class = PropertyClass.Replace,
                    Required = true,
                    AlwaysPresent = true,
                },
                new(
                    "secretKey",
                    "secret_key",
                    new TextType(Form: TextForm.NotEmpty),
                    "Text that LiveChat sends along, so that the receiver can tell who calls. "
                        + "Some licenses never show it again. There, only a change in the program is noticed."
                )
                {
                    Class = PropertyClass.Replace,
                    Required = true,
                    Secret = true,
                    MayBeHidden = true,
                },
                new("type", "type", Type, "Whose events trigger the webhook.")
                {
                    Class = PropertyClass.Replace,
                    Required = true,
                    AlwaysPresent = true,
                },
                new("description", "description", PropertyType.Text, "A text for people.")
                {
                    Class = PropertyClass.Replace,
                    Default = PropertyValue.Of(""),
                },
                new("filters", "filters", Filters, "Conditions that an event must meet.") { Class = PropertyClass.Replace },
                new(
                    "additionalData",
                    "additional_data",
                    PropertyType.Set(AdditionalData),
                    "Data that LiveChat sends along. Some licenses do not show it again."
                )
                {
                    Class = PropertyClass.Replace,
                    MayBeHidden = true,
                    ShownWith = ["secretKey"],
                },
                new(
                    "ownerClientId",
                    "owner_client_id",
                    PropertyType.Text,
                    "Client id that owns the webhook; by default the provider's ownerClientId."
                )
                {
                    Class = PropertyClass.Replace,
                    FromConfig = "ownerClientId",
                    Setting = MemberTypes.ClientIdSetting,
                    AlwaysNeeded = true,
                    AlwaysPresent = true,
                },
                new("webhookId", "id", PropertyType.Text, "Id of the webhook, as its calls carry it.")
                {
                    Class = PropertyClass.Output,
                    AlwaysPresent = true,
                },
            ]
        )
        {
            ImportId = "ownerClientId/webhookId",
            IdForm = IdForms.Pair(IdForms.IsClientId),
            ImportExample = "your-client-id/5c9871d5372c824cbf22d860a707a578",
            Key = ["ownerClientId", "action", "type", "url"],
            IsClientOwned = true,
            Limit = new ObjectLimit(3, ["ownerClientId", "action"], "webhooks of this client id"),
            Rules = [FiltersOfTheAction, OneUserFilter, DataOfTheAction],
            Warnings = [KnownAction],
        };

    private static IEnumerable<(PropertyPath Path, string Reason)> FiltersOfTheAction(PropertyObject inputs)
    {
        if (
            inputs.Text("action") is not { } action
            || WebhookActions.FiltersOf(action) is not { } allowed
            || inputs["filters"] is not PropertyObject filters
        )
            yield break;
        foreach (var (name, _) in filters.Members.Where(f => !f.Value.IsNull && !allowed.Contains(f.Key)))
            yield return (
                PropertyPath.Root.Member("filters").Member(name),
                $"is not available for {action}, which takes: {string.Join(", ", allowed)}"
            );
    }

    private static PropertyPath Filter => PropertyPath.Root.Member("filters");

    private static IEnumerable<(PropertyPath Path, string Reason)> OneUserFilter(PropertyObject inputs)
    {
        foreach (var path in new[] { Filter.Member("chatPresence").Member("userIds"), Filter.Member("agentIds") })
        {
            if (
                path.Get(inputs) is PropertyObject users
                && ValueEquality.SaysSomething(users["values"])
                && ValueEquality.SaysSomething(users["excludeValues"])
            )
                yield return (path, "has both values and excludeValues; only one of them is allowed");
        }
    }

    private static IEnumerable<(PropertyPath Path, string Reason)> DataOfTheAction(PropertyObject inputs)
    {
        if (
            inputs.Text("action") is { } action
            && !WebhookActions.TakesData(action)
            && inputs["additionalData"] is PropertyArray { Items.Length: > 0 }
        )
            yield return (PropertyPath.Root.Member("additionalData"), $"is not available for {action}");
    }

    private static IEnumerable<(PropertyPath Path, string Reason)> KnownAction(PropertyObject inputs)
    {
        if (inputs.Text("action") is { } action && WebhookActions.FiltersOf(action) is null)
            yield return (
                PropertyPath.Root.Member("action"),
                $"'{action}' is not an action that API version 3.6 documents; LiveChat decides. "
                    + $"Documented are: {string.Join(", ", WebhookActions.Names)}"
            );
    }
}
