using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Webhooks;

/// <summary>The filters that a webhook was registered with (API document, Register Webhook).</summary>
internal static class WebhookFilters
{
    /// <summary>True where the source of a change is one that the webhook is for.</summary>
    public static bool Let(WebhookRecord webhook, Caller caller)
    {
        if (webhook.Filters?.Node["source_type"] is not JsonArray { Count: > 0 } sources)
            return true;
        var source =
            caller.ClientId is null ? "system"
            : caller.ClientId == webhook.OwnerClientId ? "my_client"
            : "other_clients";
        return sources.Any(s => s!.GetValue<string>() == source);
    }

    /// <summary>True where a webhook is for what happened in a chat. It comes from no client id, so its source is the system.</summary>
    public static bool Let(WebhookRecord webhook, ChatFacts facts)
    {
        if (webhook.Filters?.Node is not JsonObject filters)
            return true;
        return IsListed(filters["source_type"], "system")
            && (filters["author_type"] is not { } author || author.GetValue<string>() == facts.AuthorType)
            && (filters["only_my_chats"]?.GetValue<bool>() != true || facts.SourceClientId == webhook.OwnerClientId)
            && IsPresent(filters["chat_presence"], webhook, facts)
            && IsMet(filters["agent_ids"], facts.Agent is { } agent ? [agent] : []);
    }

    private static bool IsPresent(JsonNode? presence, WebhookRecord webhook, ChatFacts facts)
    {
        if (presence is null)
            return true;
        var mine = facts.State.Bots.Values.Where(b => b.OwnerClientId == webhook.OwnerClientId).Select(b => b.Id);
        return IsMet(presence["user_ids"], facts.UserIds)
            && (presence["my_bots"]?.GetValue<bool>() != true || facts.UserIds.Intersect(mine, StringComparer.OrdinalIgnoreCase).Any());
    }

    private static bool IsMet(JsonNode? ids, IReadOnlyList<string> users)
    {
        if (ids?["values"] is JsonArray { Count: > 0 } values)
            return users.Any(u => IsListed(values, u));
        return ids?["exclude_values"] is not JsonArray { Count: > 0 } excluded || !users.Any(u => IsListed(excluded, u));
    }

    /// <summary>True also where there is no list.</summary>
    private static bool IsListed(JsonNode? list, string text) =>
        list is not JsonArray { Count: > 0 } texts
        || texts.Any(t => string.Equals(t!.GetValue<string>(), text, StringComparison.OrdinalIgnoreCase));
}
