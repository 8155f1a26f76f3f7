using System.Text.Json.Nodes;
using LiveChatPulumi.Routing;

namespace LiveChatPulumi_Routing_Tests;

/// <summary>Rules that can never match.</summary>
public class RuleShadowsTests
{
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
    [InlineData("{}", """{"url":{"values":[{"value":"/a"}]}}""", true)]
    [InlineData("""{"url":{"values":[{"value":"/a"}]}}""", "{}", false)]
    [InlineData("""{"url":{"values":[{"value":"/A"}]}}""", """{"url":{"values":[{"value":"/a"}]}}""", false)]
    [InlineData("""{"domain":{"values":[{"value":"A.com"}]}}""", """{"domain":{"values":[{"value":"a.com"}]}}""", true)]
    [InlineData(
        """{"url":{"values":[{"value":"https://x/b","exact_match":true}]}}""",
        """{"url":{"values":[{"value":"https://x/b","exact_match":true}]}}""",
        true
    )]
    [InlineData(
        """{"url":{"values":[{"value":"https://x/b","exact_match":true}]}}""",
        """{"url":{"values":[{"value":"https://x/b/c","exact_match":true}]}}""",
        false
    )]
    [InlineData(
        """{"url":{"exclude_values":[{"value":"/b"}]}}""",
        """{"url":{"values":[{"value":"https://x/b","exact_match":true}]}}""",
        false
    )]
    [InlineData(
        """{"url":{"exclude_values":[{"value":"/a"}]}}""",
        """{"url":{"values":[{"value":"https://x/b","exact_match":true},{"value":"/c"}]}}""",
        false
    )]
    [InlineData("""{"url":{"values":[{"value":"/a"}]}}""", """{"url":{"exclude_values":[{"value":"/a"}]}}""", false)]
    [InlineData(
        """{"domain":{"exclude_values":[{"value":"example.com"}]}}""",
        """{"url":{"values":[{"value":"https://other.com/a","exact_match":true}]}}""",
        true
    )]
    [InlineData(
        """{"domain":{"values":[{"value":"example.com"}]}}""",
        """{"url":{"exclude_values":[{"value":"https://example.com/a","exact_match":true}]}}""",
        false
    )]
    [InlineData(
        """{"domain":{"exclude_values":[{"value":"example.com"}]}}""",
        """{"url":{"values":[{"value":"file:///a","exact_match":true}]}}""",
        false
    )]
    [InlineData("""{"geolocation":{"values":[{"country":"Poland"}]}}""", """{"geolocation":{"values":[{"city":"Wroclaw"}]}}""", false)]
    [InlineData("""{"geolocation":{"values":[{"region":"Mazovia"}]}}""", """{"geolocation":{"values":[{"city":"Wroclaw"}]}}""", false)]
    [InlineData(
        """{"geolocation":{"values":[{"country":"poland","region":"MAZOVIA"}]}}""",
        """{"geolocation":{"values":[{"country":"Poland","region":"Mazovia"}]}}""",
        true
    )]
    [InlineData(
        """{"geolocation":{"values":[{"country_code":"PL"}]}}""",
        """{"geolocation":{"values":[{"country_code":"PL"},{"country_code":"FR"}]}}""",
        false
    )]
    [InlineData(
        """{"geolocation":{"values":[{"country_code":"FR"},{"country_code":"PL"}]}}""",
        """{"geolocation":{"values":[{"country_code":"PL"}]}}""",
        true
    )]
    [InlineData(
        """{"url":{"exclude_values":[{"value":"/a/b"}]}}""",
        """{"url":{"exclude_values":[{"value":"/a"},{"value":"/c"}]}}""",
        true
    )]
    public void Covers_TwoConditions_OnlyWhereItIsCertain(string wide, string narrow, bool covers) =>
        Assert.Equal(covers, RuleShadows.Covers(Rule(wide).Conditions, Rule(narrow).Conditions));

    [Fact]
    public void Of_SeveralRulesCoverOne_NamesTheFirst()
    {
        var rules = new[]
        {
            Rule("""{"url":{"values":[{"value":"/b"}]}}""", "other"),
            Rule("""{"url":{"values":[{"value":"/a"}]}}""", "wide"),
            Rule("""{"url":{"values":[{"value":"/a/b/c"}]}}""", "narrow"),
        };
        Assert.Equal(["narrow behind other"], RuleShadows.Of(rules).Select(s => $"{s.Rule.Id} behind {s.By.Id}"));
        Assert.Equal(["narrow behind wide"], RuleShadows.Of(rules[1..]).Select(s => $"{s.Rule.Id} behind {s.By.Id}"));
        Assert.Empty(RuleShadows.Of(rules[2..]));
    }

    /// <summary>Random rules against many customers: a rule that is reported as shadowed never matches first.</summary>
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
        var shadows = 0;
        for (var n = 0; n < 20_000; n++)
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

        Assert.InRange(shadows, 2_000, 80_000);
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

    private static RoutingRule Rule(string conditions, string id = "r") => TestRule.Read(conditions, id);
}
