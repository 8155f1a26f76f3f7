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
}
