using System.Collections.Immutable;

namespace LiveChatPulumi.Routing;

/// <summary>
/// Finds rules that can never match, because an earlier rule matches wherever they do. Each finding is certain. Two
/// earlier rules that cover a later one only together are not found.
/// </summary>
public static class RuleShadows
{
    /// <summary>Gives each rule that never matches with the first rule that covers it, in the order of the list.</summary>
    public static ImmutableArray<(RoutingRule Rule, RoutingRule By)> Of(IReadOnlyList<RoutingRule> inOrder)
    {
        var shadowed = ImmutableArray.CreateBuilder<(RoutingRule, RoutingRule)>();
        for (var i = 1; i < inOrder.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (!Covers(inOrder[j].Conditions, inOrder[i].Conditions))
                    continue;
                shadowed.Add((inOrder[i], inOrder[j]));
                break;
            }
        }

        return shadowed.ToImmutable();
    }

    /// <summary>True when every customer who meets the narrow conditions certainly meets the wide ones.</summary>
    public static bool Covers(RuleConditions wide, RuleConditions narrow) =>
        Covers(wide.Url, narrow.Url, StringComparison.Ordinal)
        && (Covers(wide.Domain, narrow.Domain, StringComparison.OrdinalIgnoreCase) || CoversDomain(wide.Domain!, narrow.Url))
        && (wide.Places is not { } places || narrow.Places is { } narrower && narrower.All(n => places.Any(w => Covers(w, n))));

    private static bool Covers(TextCondition? wide, TextCondition? narrow, StringComparison comparison) =>
        (wide, narrow) switch
        {
            (null, _) => true,
            (_, null) => false,
            ({ Excludes: false }, { Excludes: false }) => narrow.Texts.All(n => wide.Texts.Any(w => Implies(n, w, comparison))),
            ({ Excludes: true }, { Excludes: true }) => wide.Texts.All(w => narrow.Texts.Any(n => Implies(w, n, comparison))),

            // An address that contains a text may contain any other. Only of a whole address it is certain what it does not contain.
            ({ Excludes: true }, _) => narrow.Texts.All(n => n.Exact && RuleMatching.Matches(wide, n.Value, comparison)),
            _ => false,
        };

    /// <summary>Compares a domain with addresses. Only a whole address tells its domain.</summary>
    private static bool CoversDomain(TextCondition wide, TextCondition? narrow) =>
        narrow is { Excludes: false }
        && narrow.Texts.All(n =>
            n.Exact
            && RuleMatching.DomainOf(n.Value) is { } domain
            && RuleMatching.Matches(wide, domain, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>True when every address that has the first text has the second one as well.</summary>
    private static bool Implies(RuleText found, RuleText then, StringComparison comparison) =>
        then.Exact ? found.Exact && found.Value.Equals(then.Value, comparison) : found.Value.Contains(then.Value, comparison);

    private static bool Covers(RulePlace wide, RulePlace narrow) =>
        Covers(wide.Country, narrow.Country)
        && Covers(wide.CountryCode, narrow.CountryCode)
        && Covers(wide.Region, narrow.Region)
        && Covers(wide.City, narrow.City);

    private static bool Covers(string? wide, string? narrow) => wide is null || wide.Equals(narrow, StringComparison.OrdinalIgnoreCase);
}
