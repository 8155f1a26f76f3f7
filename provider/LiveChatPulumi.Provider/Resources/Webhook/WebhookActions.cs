using System.Collections.Frozen;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;

namespace LiveChatPulumi.Provider.Resources.Webhook;

/// <summary>
/// Which filters an action takes, and whether it takes additional data (API document, Register Webhook, Triggering actions).
/// </summary>
internal static class WebhookActions
{
    private static readonly string[] Chat = ["chatPresence", "onlyMyChats", "sourceType"];
    private static readonly string[] Event = ["authorType", "chatPresence", "onlyMyChats", "sourceType"];
    private static readonly string[] Source = ["sourceType"];

    private static readonly FrozenSet<string> WithoutData = new[]
    {
        "agent_status_changed",
        "agent_deleted",
        "incoming_customer",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string[]> Filters = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["incoming_event"] = Event,
        ["event_updated"] = Event,
        ["customer_session_fields_updated"] = ["chatPresence", "sourceType"],
        ["routing_status_set"] = ["agentIds", "sourceType"],
    }
        .Concat(
            Each(
                Chat,
                "incoming_chat",
                "chat_deactivated",
                "chat_access_updated",
                "chat_transferred",
                "user_added_to_chat",
                "user_removed_from_chat",
                "incoming_rich_message_postback",
                "chat_properties_updated",
                "chat_properties_deleted",
                "thread_properties_updated",
                "thread_properties_deleted",
                "event_properties_updated",
                "event_properties_deleted",
                "thread_tagged",
                "thread_untagged",
                "events_marked_as_seen"
            )
        )
        .Concat(
            Each(
                Source,
                "incoming_customer",
                "group_created",
                "group_updated",
                "group_deleted",
                "agent_created",
                "agent_updated",
                "agent_deleted",
                "agent_suspended",
                "agent_unsuspended",
                "agent_approved",
                "bot_created",
                "bot_updated",
                "bot_deleted",
                "auto_accesses_updated",
                "tag_created",
                "tag_deleted",
                "tag_updated"
            )
        )
        .ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => Filters.Keys.Order(StringComparer.Ordinal);

    /// <summary>The filters of an action, in the program's names; null for an action that the document does not know.</summary>
    public static string[]? FiltersOf(string action) => Filters.GetValueOrDefault(action);

    public static bool TakesData(string action) => !WithoutData.Contains(action);

    private static IEnumerable<KeyValuePair<string, string[]>> Each(string[] filters, params string[] actions) =>
        actions.Select(a => KeyValuePair.Create(a, filters));
}
