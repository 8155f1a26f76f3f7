namespace LiveChatPulumi.Routing;

/// <summary>The facts about a customer that routing rules look at. A fact that is null is not known.</summary>
/// <param name="Url">Address of the page that the customer is on.</param>
/// <param name="Place">The customer's place.</param>
public sealed record Visitor(string? Url, RulePlace Place)
{
    /// <summary>The domain of the page, or null where there is none.</summary>
    public string? Domain => RuleMatching.DomainOf(Url);
}

/// <summary>
/// Matches rules with customers as the API document says (Add auto access): all conditions have to be met; one of their
/// texts and one of their places is enough; all fields of a place have to be equal. The document is silent on letter case.
/// It is ignored in domains and places, where it has no meaning, and counts in addresses.
/// </summary>
public static class RuleMatching
{
    /// <summary>Gives true or false where the answer is certain, and null where it depends on a fact that is not known.</summary>
    internal static bool? Matches(RuleConditions conditions, Visitor visitor) =>
        All(
            conditions.Url is { } url
                ? visitor.Url is { } address
                    ? Matches(url, address, StringComparison.Ordinal)
                    : null
                : true,
            conditions.Domain is { } domain
                ? visitor.Domain is { } host
                    ? Matches(domain, host, StringComparison.OrdinalIgnoreCase)
                    : null
                : true,
            conditions.Places is { } places ? Any(places.Select(p => MatchesPlace(p, visitor.Place))) : true
        );

    /// <summary>
    /// Finds the first rule that certainly matches, and the rules before it that may match. No rule at all means that
    /// the chat goes to the group for chats that no rule routes.
    /// </summary>
    public static (RoutingRule? Rule, IReadOnlyList<RoutingRule> Uncertain) First(IEnumerable<RoutingRule> inOrder, Visitor visitor)
    {
        var uncertain = new List<RoutingRule>();
        foreach (var rule in inOrder)
        {
            var matches = Matches(rule.Conditions, visitor);
            if (matches == true)
                return (rule, uncertain);
            if (matches is null)
                uncertain.Add(rule);
        }

        return (null, uncertain);
    }

    internal static string? DomainOf(string? url) =>
        url is null ? null
        : Uri.TryCreate(url.Contains("://", StringComparison.Ordinal) ? url : "https://" + url, UriKind.Absolute, out var parsed)
        && parsed.Host.Length > 0
            ? parsed.Host
        : null;

    internal static bool Finds(RuleText text, string where, StringComparison comparison) =>
        text.Exact ? where.Equals(text.Value, comparison) : where.Contains(text.Value, comparison);

    internal static bool Matches(TextCondition condition, string where, StringComparison comparison) =>
        condition.Texts.Any(t => Finds(t, where, comparison)) != condition.Excludes;

    private static bool? MatchesPlace(RulePlace rule, RulePlace known) =>
        All(
            Same(rule.Country, known.Country),
            Same(rule.CountryCode, known.CountryCode),
            Same(rule.Region, known.Region),
            Same(rule.City, known.City)
        );

    private static bool? Same(string? wanted, string? known) =>
        wanted is null ? true
        : known is null ? null
        : wanted.Equals(known, StringComparison.OrdinalIgnoreCase);

    private static bool? All(params ReadOnlySpan<bool?> parts)
    {
        bool? all = true;
        foreach (var part in parts)
        {
            if (part == false)
                return false;
            if (part is null)
                all = null;
        }

        return all;
    }

    private static bool? Any(IEnumerable<bool?> parts)
    {
        bool? any = false;
        foreach (var part in parts)
        {
            if (part == true)
                return true;
            if (part is null)
                any = null;
        }

        return any;
    }
}
