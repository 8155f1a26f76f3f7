namespace LiveChatPulumi.Routing;

/// <summary>A customer, as far as routing rules look at one. What is null is not known.</summary>
/// <param name="Url">Address of the page that the customer is on.</param>
/// <param name="Place">Where the customer is; fields that are null are not known.</param>
public sealed record Visitor(string? Url, RulePlace Place)
{
    /// <summary>The domain of the page, or null where there is none.</summary>
    public string? Domain => RuleMatching.DomainOf(Url);
}

/// <summary>
/// Whether a rule matches a customer, by the rules of the API document (Add auto access): all conditions have to be
/// met; of texts and places one is enough; all fields of a place have to be equal. The document says nothing of letter
/// case: domains and places are compared without it, as they mean the same, and addresses with it.
/// </summary>
public static class RuleMatching
{
    /// <summary>True or false where the answer is certain; null where it depends on what is not known of the customer.</summary>
    public static bool? Matches(RuleConditions conditions, Visitor visitor) =>
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
    /// The first rule of a list that matches, and those before it of which that is not certain. Rules are taken in the
    /// order given; null when none matches for certain, so that the chat goes where LiveChat sends what no rule routes.
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
