using LiveChatPulumi.Routing;
using TestSupport;

namespace LiveChatPulumi_Routing_Tests;

/// <summary>Rules against customers, as the API document matches them.</summary>
public class RuleMatchingTests
{
    [Theory]
    [InlineData("""{"url":{"values":[{"value":"/pricing"}]}}""", "https://example.com/pricing?x=1", true)]
    [InlineData("""{"url":{"values":[{"value":"/pricing"}]}}""", "https://example.com/Pricing", false)]
    [InlineData(
        """{"url":{"values":[{"value":"https://example.com/pricing","exact_match":true}]}}""",
        "https://example.com/pricing/x",
        false
    )]
    [InlineData("""{"url":{"values":[{"value":"/a"},{"value":"/b"}]}}""", "https://example.com/b", true)]
    [InlineData("""{"url":{"exclude_values":[{"value":"/a"},{"value":"/b"}]}}""", "https://example.com/b", false)]
    [InlineData("""{"url":{"exclude_values":[{"value":"/a"}]}}""", "https://example.com/b", true)]
    [InlineData("""{"domain":{"values":[{"value":"example.com"}]}}""", "https://shop.Example.com/x", true)]
    [InlineData("""{"domain":{"values":[{"value":"example.com","exact_match":true}]}}""", "https://shop.example.com/x", false)]
    [InlineData("""{"domain":{"values":[{"value":"example.com","exact_match":true}]}}""", "example.com/x", true)]
    [InlineData("""{"domain":{"values":[{"value":"other.com"}]}}""", "https://example.com/?from=other.com", false)]
    [InlineData("""{"url":{"values":[{"value":"/a"}]},"domain":{"values":[{"value":"other.com"}]}}""", "https://example.com/a", false)]
    [InlineData("""{"url":{"values":[{"value":"/a"}]}}""", null, null)]
    [InlineData("""{"url":{"exclude_values":[{"value":"/a"}]}}""", null, null)]
    [InlineData("""{"domain":{"values":[{"value":"example.com"}]}}""", null, null)]
    [InlineData("""{"domain":{"values":[{"value":"example.com"}]}}""", "file:///example.com", null)]
    [InlineData("""{"domain":{"values":[{"value":"example.com"}]}}""", "", null)]
    [InlineData("""{"domain":{"exclude_values":[{"value":"example.com"}]}}""", "https://other.com/example.com", true)]
    [InlineData("""{"url":{"values":[{"value":"https://example.com/a","exact_match":true}]}}""", "https://example.com/a", true)]
    [InlineData("{}", null, true)]
    [InlineData("""{"url":{"values":[{"value":"/a"}]},"geolocation":{"values":[{"country_code":"PL"}]}}""", "https://example.com/a", null)]
    [InlineData("""{"url":{"values":[{"value":"/b"}]},"geolocation":{"values":[{"country_code":"PL"}]}}""", "https://example.com/a", false)]
    public void Matches_Address_FollowsTheDocument(string conditions, string? url, bool? matches) =>
        Assert.Equal(matches, RuleMatching.Matches(Rule(conditions).Conditions, new Visitor(url, new RulePlace(null, null, null, null))));

    [Theory]
    [InlineData("""[{"country_code":"PL"}]""", true)]
    [InlineData("""[{"country_code":"us"},{"country_code":"pl"}]""", true)]
    [InlineData("""[{"country_code":"PL","city":"Wroclaw"}]""", null)]
    [InlineData("""[{"country_code":"US","city":"Wroclaw"}]""", false)]
    [InlineData("""[{"country_code":"PL","region":"Mazovia"}]""", false)]
    [InlineData("""[{"country_code":"PL","region":"Lower Silesia"},{"city":"Paris"}]""", true)]
    public void Matches_Place_NeedsAllFieldsOfOne(string places, bool? matches) =>
        Assert.Equal(
            matches,
            RuleMatching.Matches(
                Rule($$$"""{"geolocation":{"values":{{{places}}}}}""").Conditions,
                new Visitor("https://example.com", new RulePlace(null, "PL", "Lower Silesia", null))
            )
        );

    [Theory]
    [InlineData("""[{"country":"Poland","country_code":"PL","region":"Lower Silesia","city":"Wroclaw"}]""", true)]
    [InlineData("""[{"country":"France"}]""", false)]
    [InlineData("""[{"country_code":"FR"}]""", false)]
    [InlineData("""[{"region":"Mazovia"}]""", false)]
    [InlineData("""[{"city":"Paris"}]""", false)]
    [InlineData("""[{"city":"Paris"},{"country":"France"}]""", false)]
    public void Matches_PlaceThatIsKnown_ComparesEachField(string places, bool? matches) =>
        Assert.Equal(
            matches,
            RuleMatching.Matches(
                Rule($$$"""{"geolocation":{"values":{{{places}}}}}""").Conditions,
                new Visitor(null, new RulePlace("Poland", "PL", "Lower Silesia", "Wroclaw"))
            )
        );

    [Fact]
    public void First_NoRuleCertainlyMatches_TellsThoseThatMay()
    {
        var rules = new[]
        {
            Rule("""{"geolocation":{"values":[{"country":"Poland"}]}}""", "poland"),
            Rule("""{"url":{"values":[{"value":"/b"}]}}""", "b"),
        };
        var (rule, uncertain) = RuleMatching.First(rules, new Visitor("https://example.com/a", new RulePlace(null, null, null, null)));
        Assert.Null(rule);
        Assert.Equal(["poland"], uncertain.Select(r => r.Id));
    }

    [Fact]
    public void First_RulesBeforeItDependOnWhatIsNotKnown_TellsThem()
    {
        var rules = new[]
        {
            Rule("""{"geolocation":{"values":[{"country":"Poland"}]}}""", "poland"),
            Rule("""{"url":{"values":[{"value":"/b"}]}}""", "b"),
            Rule("""{"url":{"values":[{"value":"/a"}]}}""", "a"),
            Rule("""{"url":{"values":[{"value":"/"}]}}""", "all"),
        };
        var (rule, uncertain) = RuleMatching.First(rules, new Visitor("https://example.com/a", new RulePlace(null, null, null, null)));
        Assert.Equal("a", rule!.Id);
        Assert.Equal(["poland"], uncertain.Select(r => r.Id));
        Assert.Null(RuleMatching.First(rules[1..3], new Visitor("https://example.com/c", new RulePlace(null, null, null, null))).Rule);
    }

    private static RoutingRule Rule(string conditions, string id = "r") => TestRule.Read(conditions, id);
}
