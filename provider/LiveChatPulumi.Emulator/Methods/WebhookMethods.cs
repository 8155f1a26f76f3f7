using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Methods;

/// <summary>API document, section Webhooks.</summary>
internal static class WebhookMethods
{
    private const int Limit = 3;
    private static readonly string[] ChatFilters = ["chat_presence", "only_my_chats", "source_type"];
    private static readonly string[] EventFilters = ["author_type", "chat_presence", "only_my_chats", "source_type"];
    private static readonly string[] SourceOnly = ["source_type"];
    private static readonly string[] AdditionalData = ["chat_properties", "chat_presence_user_ids"];
    private static readonly string[] WithoutAdditionalData = ["agent_status_changed", "agent_deleted", "incoming_customer"];

    /// <summary>The actions and the filters that each takes, from the document's table.</summary>
    private static readonly Dictionary<string, string[]> Actions = new(StringComparer.Ordinal)
    {
        ["incoming_chat"] = ChatFilters,
        ["chat_deactivated"] = ChatFilters,
        ["chat_access_updated"] = ChatFilters,
        ["chat_transferred"] = ChatFilters,
        ["user_added_to_chat"] = ChatFilters,
        ["user_removed_from_chat"] = ChatFilters,
        ["incoming_event"] = EventFilters,
        ["event_updated"] = EventFilters,
        ["incoming_rich_message_postback"] = ChatFilters,
        ["chat_properties_updated"] = ChatFilters,
        ["chat_properties_deleted"] = ChatFilters,
        ["thread_properties_updated"] = ChatFilters,
        ["thread_properties_deleted"] = ChatFilters,
        ["event_properties_updated"] = ChatFilters,
        ["event_properties_deleted"] = ChatFilters,
        ["thread_tagged"] = ChatFilters,
        ["thread_untagged"] = ChatFilters,
        ["routing_status_set"] = ["agent_ids", "source_type"],
        ["incoming_customer"] = SourceOnly,
        ["customer_session_fields_updated"] = ["chat_presence", "source_type"],
        ["events_marked_as_seen"] = ChatFilters,
        ["group_created"] = SourceOnly,
        ["group_updated"] = SourceOnly,
        ["group_deleted"] = SourceOnly,
        ["agent_created"] = SourceOnly,
        ["agent_updated"] = SourceOnly,
        ["agent_deleted"] = SourceOnly,
        ["agent_suspended"] = SourceOnly,
        ["agent_unsuspended"] = SourceOnly,
        ["agent_approved"] = SourceOnly,
        ["bot_created"] = SourceOnly,
        ["bot_updated"] = SourceOnly,
        ["bot_deleted"] = SourceOnly,
        ["auto_accesses_updated"] = SourceOnly,
        ["tag_created"] = SourceOnly,
        ["tag_deleted"] = SourceOnly,
        ["tag_updated"] = SourceOnly,
    };

    private static readonly Shape UserIds = Shape.Object(
        new Parameter("values", Shape.List(Shape.Text())),
        new Parameter("exclude_values", Shape.List(Shape.Text()))
    );

    /// <summary>The document has the filter in its table of actions only. Its form is that of the user ids of chat_presence.</summary>
    private static readonly Shape AgentIds = UserIds;

    private static readonly Shape Filters = Shape.Object(
        new Parameter("author_type", Shape.OneOf("customer", "agent")),
        new Parameter("only_my_chats", Shape.Bool),
        new Parameter("chat_presence", Shape.Object(new Parameter("user_ids", UserIds), new Parameter("my_bots", Shape.Bool))),
        new Parameter("source_type", Shape.List(Shape.OneOf("my_client", "other_clients", "system"))),
        new Parameter("agent_ids", AgentIds)
    );

    private static readonly Parameter Owner = new("owner_client_id", Shape.Text());
    private static readonly string[] Configuration = ["webhooks.configuration:rw"];

    public static IEnumerable<Method> All =>
        [
            new(
                "register_webhook",
                Configuration,
                [
                    new("action", Shape.Text(), true),
                    new("secret_key", Shape.Text(), true),
                    new("url", Shape.Text(), true),
                    new("additional_data", Shape.List(Shape.OneOf(AdditionalData))),
                    new("description", Shape.Text()),
                    new("filters", Filters),
                    Owner with
                    {
                        Required = true,
                    },
                    new("type", Shape.OneOf("bot", "license"), true),
                ],
                Register
            ),
            new("list_webhooks", Configuration, [Owner with { Required = true }], List),
            new("unregister_webhook", Configuration, [new("id", Shape.Text(), true), Owner with { Required = true }], Unregister),
            new("list_webhook_names", Grant.Any(), [new("version", Shape.Text())], (_, r) => ListNames(r)) { IsPublic = true },
            new("enable_license_webhooks", ["webhooks.state:rw"], [Owner], (c, r) => Enable(c, r, true)) { OwnerIsFree = true },
            new("disable_license_webhooks", ["webhooks.state:rw"], [Owner], (c, r) => Enable(c, r, false)) { OwnerIsFree = true },
            new(
                "get_license_webhooks_state",
                ["webhooks.state:ro"],
                [Owner],
                (c, r) => new JsonObject { ["license_webhooks_enabled"] = !c.Visible.DisabledWebhooks.Contains(c.Caller.ActsFor(r)) }
            )
            {
                OwnerIsFree = true,
            },
        ];

    private static JsonObject Register(CallContext context, JsonObject request)
    {
        CheckFilters(request);
        var isUrl = Uri.TryCreate(Text(request, "url"), UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
        if (!isUrl && context.Options.Is("webhookUrls", "checked"))
            throw ApiFailure.Validation("`url` must be an http or https URL");
        return context.License.Change(state =>
        {
            var (action, owner) = (Text(request, "action"), Text(request, "owner_client_id"));
            if (state.Webhooks.Values.Count(w => w.Action == action && w.OwnerClientId == owner) >= Limit)
                throw new ApiFailure("limit_reached", $"Limit of webhooks for {action} reached");
            var webhook = new WebhookRecord(
                Guid.NewGuid().ToString("N"),
                action,
                Text(request, "secret_key"),
                Text(request, "url"),
                owner,
                Text(request, "type"),
                request["description"]?.GetValue<string>() ?? "",
                Json.Of(request["filters"]),
                [.. (request["additional_data"] as JsonArray)?.Select(d => d!.GetValue<string>()) ?? []]
            );
            return (state with { Webhooks = state.Webhooks.Add(webhook.Id, webhook) }, new JsonObject { ["id"] = webhook.Id });
        });
    }

    private static void CheckFilters(JsonObject request)
    {
        var action = Text(request, "action");
        if (!Actions.TryGetValue(action, out var allowed))
            throw ApiFailure.Validation($"`action` {action} is not known");
        if ((request["filters"] as JsonObject)?.FirstOrDefault(f => f.Value is not null && !allowed.Contains(f.Key)) is { Key: { } wrong })
            throw ApiFailure.Validation($"`filters.{wrong}` is not available for {action}");
        if (
            request["filters"]?["chat_presence"]?["user_ids"] is JsonObject ids
            && ids["values"] is not null
            && ids["exclude_values"] is not null
        )
            throw ApiFailure.Validation("`filters.chat_presence.user_ids` allows only one of values and exclude_values");
        if (request["additional_data"] is JsonArray { Count: > 0 } && WithoutAdditionalData.Contains(action))
            throw ApiFailure.Validation($"`additional_data` is not available for {action}");
    }

    private static JsonArray List(CallContext context, JsonObject request) =>
        new([
            .. context
                .Visible.Webhooks.Values.Where(w => w.OwnerClientId == Text(request, "owner_client_id"))
                .Select(w => context.Options.Shown(Show(w, context.Options.Is("webhookSecrets", "shown")))),
        ]);

    public static JsonObject Show(WebhookRecord webhook, bool all)
    {
        var json = new JsonObject
        {
            ["id"] = webhook.Id,
            ["url"] = webhook.Url,
            ["description"] = webhook.Description,
            ["action"] = webhook.Action,
            ["owner_client_id"] = webhook.OwnerClientId,
            ["type"] = webhook.Type,
        };
        if (webhook.Filters is { } filters)
            json["filters"] = filters.Node;
        if (!all)
            return json;
        json["secret_key"] = webhook.SecretKey;
        json["additional_data"] = new JsonArray([.. webhook.AdditionalData.Select(d => (JsonNode)d)]);
        return json;
    }

    private static JsonNode? Unregister(CallContext context, JsonObject request) =>
        context.License.Change<JsonNode?>(state =>
            state.Webhooks.GetValueOrDefault(Text(request, "id")) is { } webhook
            && webhook.OwnerClientId == Text(request, "owner_client_id")
                ? (state with { Webhooks = state.Webhooks.Remove(webhook.Id) }, null)
                : throw ApiFailure.NotFound("Webhook not found")
        );

    /// <summary>The emulator knows the actions of one version.</summary>
    private static JsonArray ListNames(JsonObject request)
    {
        if (request["version"]?.GetValue<string>() is { Length: > 0 } and not "3.6")
            throw new ApiFailure("unsupported_version", "Cannot call unsupported API versions.");
        return new JsonArray([
            .. Actions.Select(a =>
            {
                var json = new JsonObject { ["action"] = a.Key, ["filters"] = new JsonArray([.. a.Value.Select(f => (JsonNode)f)]) };
                if (!WithoutAdditionalData.Contains(a.Key))
                    json["additional_data"] = new JsonArray([.. AdditionalData.Select(d => (JsonNode)d)]);
                return json;
            }),
        ]);
    }

    private static JsonNode? Enable(CallContext context, JsonObject request, bool enabled) =>
        context.License.Change<JsonNode?>(state =>
        {
            var owner = context.Caller.ActsFor(request);
            return (
                state with
                {
                    DisabledWebhooks = enabled ? state.DisabledWebhooks.Remove(owner) : state.DisabledWebhooks.Add(owner),
                },
                null
            );
        });

    private static string Text(JsonObject request, string name) => request[name]!.GetValue<string>();
}
