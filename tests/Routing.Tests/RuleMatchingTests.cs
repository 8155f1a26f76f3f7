using System.Text.Json.Nodes;
using LiveChatPulumi.Routing;
using TestSupport;

namespace LiveChatPulumi_Routing_Tests;

/// <summary>Which rule matches which customer, and which rules never match.</summary>
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

    [Theory]
    [InlineData("""{"url":{"values":[{"value":"/shop"}]}}""", """{"url":{"values":[{"value":"/shop/checkout"}]}}""", true)]
    [InlineData("""{"url":{"values":[{"value":"/shop/checkout"}]}}""", """{"url":{"values":[{"value":"/shop"}]}}""", false)]
    [InlineData("""{"url":{"values":[{"value":"/a"},{"value":"/b"}]}}""", """{"url":{"values":[{"value":"/b"}]}}""", true)]
    [InlineData("""{"url":{"values":[{"value":"/b"}]}}""", """{"url":{"values":[{"value":"/a"},{"value":"/b"}]}}""", false)]
    [InlineData("""{"url":{"values":[{"value":"/b","exact_match":true}]}}""", """{"url":{"values":[{"value":"/b"}]}}""", false)]
    [InlineData("""{"url":{"values":[{"value":"/b"}]}}""", """{"url":{"values":[{"value":"https://x/b","exact_match":true}]}}""", true)]
    [InlineData("""{"url":{"exclude_values":[{"value":"/a/b"}]}}""", """{"url":{"exclude_values":[{"value":"/a"}]}}""", true)]
    [InlineData("""{"url":{"exclude_values":[{"value":"/a"}]}}""", """{"url":{"exclude_values":[{"value":"/a/b"}]}}""", false)]
    [InlineData("""{"url":{"exclude_values":[{"value":"/a"}]}}""", """{"url":{"values":[{"value":"/b"}]}}""", false)]
    [InlineData(
        """{"url":{"exclude_values":[{"value":"/a"}]}}""",
        """{"url":{"values":[{"value":"https://x/b","exact_match":true}]}}""",
        true
    )]
    [InlineData(
        """{"domain":{"values":[{"value":"example.com"}]}}""",
        """{"url":{"values":[{"value":"https://shop.example.com/a","exact_match":true}]}}""",
        true
    )]
    [InlineData(
        """{"domain":{"values":[{"value":"example.com"}]}}""",
        """{"url":{"values":[{"value":"https://shop.example.com/a"}]}}""",
        false
    )]
    [InlineData(
        """{"geolocation":{"values":[{"country_code":"PL"}]}}""",
        """{"geolocation":{"values":[{"country_code":"PL","city":"Wroclaw"}]},"url":{"values":[{"value":"/a"}]}}""",
        true
    )]
    [InlineData(
        """{"geolocation":{"values":[{"country_code":"PL","city":"Wroclaw"}]}}""",
        """{"geolocation":{"values":[{"country_code":"PL"}]}}""",
        false
    )]
    [InlineData("""{"geolocation":{"values":[{"country_code":"PL"}]}}""", """{"url":{"values":[{"value":"/a"}]}}""", false)]
    public void Covers_TwoConditions_OnlyWhereItIsCertain(string wide, string narrow, bool covers) =>
        Assert.Equal(covers, RuleShadows.Covers(Rule(wide).Conditions, Rule(narrow).Conditions));

    /// <summary>What is reported as shadowed never matches first, whoever comes: random rules against random customers.</summary>
    [Fact]
    public void Of_RandomRules_NoCustomerReachesAShadowedOne()
    {
        var random = new Random(7);
        string[] texts = ["a", "b", "ab", "example.com", "https://a.example.com/b"];
        string[] urls =
        [
            "https://example.com/a",
            "https://a.example.com/b",
            "https://b.example.com/ab",
            "https://other.org/b",
            "https://ab.org",
        ];
        string?[] codes = ["PL", "US", null];
        var (lists, shadows) = (LongForms.Wanted ? 20_000 : 2_000, 0);
        for (var n = 0; n < lists; n++)
        {
            var rules = Enumerable.Range(0, 4).Select(i => Rule(Conditions(random, texts), $"r{i}")).ToList();
            var shadowed = RuleShadows.Of(rules).Select(s => s.Rule.Id).ToHashSet();
            shadows += shadowed.Count;
            foreach (var url in urls)
            {
                foreach (var code in codes)
                {
                    var first = RuleMatching
                        .First(rules, new Visitor(url, new RulePlace(null, code ?? "FR", null, code is null ? "Paris" : "Wroclaw")))
                        .Rule;
                    Assert.False(first is not null && shadowed.Contains(first.Id));
                }
            }
        }

        Assert.InRange(shadows, lists / 10, lists * 3);
    }

    private static string Conditions(Random random, string[] texts)
    {
        var json = new JsonObject();
        foreach (var name in new[] { "url", "domain" })
        {
            if (random.Next(2) == 0)
                json[name] = new JsonObject
                {
                    [random.Next(3) == 0 ? "exclude_values" : "values"] = new JsonArray([
                        .. Enumerable
                            .Range(0, random.Next(1, 3))
                            .Select(_ => new JsonObject
                            {
                                ["value"] = texts[random.Next(texts.Length)],
                                ["exact_match"] = random.Next(3) == 0,
                            }),
                    ]),
                };
        }

        if (json.Count == 0 || random.Next(3) == 0)
            json["geolocation"] = new JsonObject
            {
                ["values"] = new JsonArray(
                    random.Next(2) == 0
                        ? new JsonObject { ["country_code"] = "PL" }
                        : new JsonObject { ["country_code"] = "PL", ["city"] = "Wroclaw" }
                ),
            };
        return json.ToJsonString();
    }

    private static RoutingRule Rule(string conditions, string id = "r") =>
        RoutingRule.Read(new JsonObject { ["id"] = id, ["conditions"] = JsonNode.Parse(conditions) });
}
