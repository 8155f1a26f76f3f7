using System.Collections.Immutable;

namespace LiveChatPulumi.Routing;

/// <summary>Puts conditions of rules into words.</summary>
public static class RuleWords
{
    /// <summary>Gives a phrase for each condition, for example <c>address has "/pricing"</c>. All of them have to be met.</summary>
    public static ImmutableArray<string> Of(RuleConditions conditions)
    {
        var phrases = ImmutableArray.CreateBuilder<string>();
        if (conditions.Url is { } url)
            phrases.Add(Of("address", url));
        if (conditions.Domain is { } domain)
            phrases.Add(Of("domain", domain));
        if (conditions.Places is { } places)
            phrases.Add("customer in " + string.Join(" or ", places.Select(Of)));
        return phrases.ToImmutable();
    }

    private static string Of(string noun, TextCondition condition)
    {
        var (parts, whole) = (Quoted(condition, exact: false), Quoted(condition, exact: true));
        var (has, equals) = condition.Excludes ? ("has none of", "is none of") : ("has", "is");
        var phrases = new[] { parts.Length > 0 ? $"{has} {parts}" : "", whole.Length > 0 ? $"{equals} {whole}" : "" }.Where(p =>
            p.Length > 0
        );
        return $"{noun} {string.Join(condition.Excludes ? " and " : " or ", phrases)}";
    }

    private static string Quoted(TextCondition condition, bool exact) =>
        string.Join(condition.Excludes ? ", " : " or ", condition.Texts.Where(t => t.Exact == exact).Select(t => $"\"{t.Value}\""));

    private static string Of(RulePlace place) =>
        string.Join(", ", new[] { place.City, place.Region, place.Country, place.CountryCode }.OfType<string>());
}
