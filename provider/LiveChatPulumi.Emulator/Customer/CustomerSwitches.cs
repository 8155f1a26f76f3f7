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
        }.ToFrozenDictionary(StringComparer.Ordinal);
}
