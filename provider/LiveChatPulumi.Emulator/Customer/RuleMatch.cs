using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>
/// Which routing rule a page meets (API document, Auto access): the first of the list whose conditions all hold.
/// </summary>
internal static class RuleMatch
{
    /// <summary>The groups of the rule that a page meets, as far as they exist; none where it meets no rule.</summary>
    /// <param name="state">The license, as it is in effect.</param>
    /// <param name="url">The page.</param>
    /// <param name="place">Where the customer is.</param>
    public static IReadOnlyList<int> GroupsFor(LicenseState state, string url, JsonObject place)
    {
        var met = state.RulesInOrder().FirstOrDefault(r => Holds(r.Conditions.Node, url, place));
        return met is null ? [] : [.. met.Groups.Where(state.Groups.ContainsKey)];
    }

    private static bool Holds(JsonNode conditions, string url, JsonObject place) =>
        IsMet(conditions["url"], url)
        && (conditions["domain"] is not JsonObject domain || IsMet(domain, DomainOf(url)))
        && (conditions["geolocation"]?["values"] is not JsonArray places || places.Any(p => IsAt((JsonObject)p!, place)));

    /// <summary>One of the values is found, or none of those that are excluded.</summary>
    private static bool IsMet(JsonNode? condition, string text)
    {
        if (condition is null)
            return true;
        if (condition["values"] is JsonArray values)
            return values.Any(v => IsFound(v!, text));
        return condition["exclude_values"] is not JsonArray excluded || !excluded.Any(v => IsFound(v!, text));
    }

    private static bool IsFound(JsonNode match, string text)
    {
        var value = match["value"]!.GetValue<string>();
        return match["exact_match"]?.GetValue<bool>() == true
            ? string.Equals(text, value, StringComparison.OrdinalIgnoreCase)
            : text.Contains(value, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsAt(JsonObject wanted, JsonObject place) =>
        wanted.All(f =>
            f.Value is null
            || string.Equals(f.Value.GetValue<string>(), place[f.Key]?.GetValue<string>(), StringComparison.OrdinalIgnoreCase)
        );

    private static string DomainOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Host : "";
}
