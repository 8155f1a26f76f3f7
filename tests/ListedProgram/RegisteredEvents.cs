namespace ListedProgram;

/// <summary>What <c>livechat events register --language csharp</c> prints, compiled. A test holds the two against each other.</summary>
internal static class RegisteredEvents
{
    /// <summary>Declares the webhooks.</summary>
    public static void Declare()
    {
        // first: livechat config set --secret eventsSecret (the one of LIVECHAT_EVENTS_SECRET), and livechat:ownerClientId
        var eventsSecret = new Pulumi.Config().RequireSecret("eventsSecret");
        string[] actions =
        [
            "agent_approved",
            "agent_created",
            "agent_deleted",
            "agent_suspended",
            "agent_unsuspended",
            "agent_updated",
            "auto_accesses_updated",
            "bot_created",
            "bot_deleted",
            "bot_updated",
            "group_created",
            "group_deleted",
            "group_updated",
            "tag_created",
            "tag_deleted",
            "tag_updated",
        ];
        foreach (var action in actions)
        {
            _ = new LiveChatPulumi.LiveChat.Webhook(
                "events-" + action.Replace('_', '-'),
                new()
                {
                    Action = action,
                    Url = "https://hooks.example.com/${livechat}?a=\"b\"",
                    Type = LiveChatPulumi.LiveChat.WebhookType.License,
                    SecretKey = eventsSecret,
                }
            );
        }
    }
}
