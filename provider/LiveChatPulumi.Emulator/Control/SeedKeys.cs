using System.Text.Json.Nodes;

namespace LiveChatPulumi.Emulator.Control;

/// <summary>The keys that a seed may have. A misspelt one would make a license that is not what its author thinks.</summary>
internal static class SeedKeys
{
    private static readonly string[] Single =
    [
        "next_group_id",
        "disabled_webhooks",
        "company",
        "organization_id",
        "foreign_client_ids",
        "auto_access_limit",
        "license_id",
        "channels",
        "product_source",
        "product_limits",
        "routing_statuses",
        "customers",
        "url_details",
    ];

    private static readonly Dictionary<string, string> OfObjects = new(StringComparer.Ordinal)
    {
        ["agents"] =
            "id account_id name role login_status avatar avatar_path job_title mobile max_chats_count awaiting_approval suspended "
            + "last_logout groups notifications email_subscriptions work_scheduler",
        ["bots"] =
            "id name secret owner_client_id made_with_token avatar job_title max_chats_count default_group_priority groups "
            + "work_scheduler timezone",
        ["groups"] = "id name language_code routing_status agent_priorities",
        ["tags"] = "name group_ids author_id created_at",
        ["bot_templates"] = "id owner_client_id name secret avatar max_chats_count default_group_priority job_title",
        ["auto_accesses"] = "id description access conditions next_id",
        ["properties"] = "owner_client_id name type description access domain range default_value public_access",
        ["property_values"] = "group_id namespace name value",
        ["webhooks"] = "id action secret_key url owner_client_id type description filters additional_data",
        ["forms"] = "group_id type form",
        ["credentials"] = "token pat accountId agent clientId scopes",
    };

    /// <summary>Refuses a key that nothing reads.</summary>
    /// <exception cref="FormatException">There is one.</exception>
    public static void Check(JsonObject seed)
    {
        foreach (var (key, value) in seed)
        {
            if (Single.Contains(key, StringComparer.Ordinal))
                continue;
            if (!OfObjects.TryGetValue(key, out var known))
                throw Unknown("a seed", key, [.. OfObjects.Keys, .. Single]);
            foreach (var o in (value as JsonArray)?.OfType<JsonObject>() ?? [])
            foreach (var (member, _) in o)
                if (!known.Split(' ').Contains(member, StringComparer.Ordinal))
                    throw Unknown($"an entry of {key}", member, known.Split(' '));
        }
    }

    private static FormatException Unknown(string where, string key, IEnumerable<string> known) =>
        new($"{where} has no key '{key}'; there are: {string.Join(", ", known)}.");
}
