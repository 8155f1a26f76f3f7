using System.Collections.Frozen;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>
/// Switches of what customers and receivers of webhooks see. They are apart from those of the Configuration API, because nothing that
/// configures a license depends on them. The first value is the likelier one.
/// </summary>
internal static class CustomerSwitches
{
    public static FrozenDictionary<string, string[]> Known { get; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["rulesWebhook"] = ["auto_accesses_updated", "auto_access_added"],
            ["membershipWebhooks"] = ["asked", "both"],
            ["webhookRetries"] = ["3", "10", "0"],
            ["webEnvelope"] = ["payload", "bare", "rtm"],
            ["webMethods"] = ["all", "few"],
            ["rtmMethods"] = ["all", "few"],
            ["accessName"] = ["access", "scopes"],
            ["chatAccess"] = ["groups", "all"],
            ["chatIds"] = ["short", "uuid"],
            ["eventOrder"] = ["sorted", "shuffled"],
            ["pushOrder"] = ["response", "push"],
            ["threadIds"] = ["optional", "required"],
            ["fileCustomId"] = ["optional", "required"],
            ["updateCustomerAnswer"] = ["customer", "wrapped"],
            ["predictedAgentFields"] = ["six", "three"],
            ["noPredictedAgent"] = ["empty", "group_offline"],
            ["statusOfNone"] = ["empty", "all", "validation"],
            ["formOfUnknownGroup"] = ["group_not_found", "disabled"],
            ["unknownChat"] = ["validation", "not_found", "authorization"],
            ["offlineGroup"] = ["validation", "groups_offline"],
            ["fullGroup"] = ["online_for_queue", "offline"],
            ["newBots"] = ["offline", "accepting"],
            ["loginGroup"] = ["wins", "rules"],
            ["customerDetails"] = ["unchecked", "required"],
            ["systemMessages"] = ["refused", "accepted"],
            ["activateChatId"] = ["chat", "either"],
        }.ToFrozenDictionary(StringComparer.Ordinal);
}
