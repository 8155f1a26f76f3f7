using System.Collections.Immutable;
using FsCheck.Xunit;
using LiveChatPulumi.Routing;

namespace LiveChatPulumi_Routing_Tests;

/// <summary>The license's rules as an apply will leave them.</summary>
public class RuleForecastTests
{
    private static readonly RuleDeclarations Nothing = new([], [], ImmutableHashSet<string>.Empty);

    [Fact]
    public void Of_SingleRules_MoveOnlyWhereTheyHaveTo()
    {
        var declared = Nothing with
        {
            Singles = [Single("a", before: "c"), Single("c", before: "b"), Single("new", before: "a"), Single("last", before: null)],
        };
        Assert.Equal("new:Added a:None c:Moved b:None last:Added", Forecast("a b c", declared));
    }

    [Fact]
    public void Of_ListOfRules_RewritesMovesAddsAndDeletes()
    {
        var list = List("kept changed new", Placement.Last, ("kept", "1"), ("changed", "2"), ("dropped", "3"));
        list = list with { Rules = list.Rules.ToDictionary(r => r.Key, r => r.Key == "kept" ? r.Value : Described(r.Value, r.Key)) };
        Assert.Equal(
            "X:None Y:None Z:None 1:Moved 2:Rewritten, Moved new:Added 3:Deleted",
            Forecast("1 2 X 3 Y Z", Nothing with { Lists = [list] })
        );
    }

    [Fact]
    public void Of_RenamedKey_KeepsItsRule() =>
        Assert.Equal("1:None X:None", Forecast("1 X", Nothing with { Lists = [List("new", Placement.First, ("old", "1"))] }));

    [Fact]
    public void Of_PlacementNamesAMissingRule_ShowsTheListFirst() =>
        Assert.Equal("new:Added X:None", Forecast("X", Nothing with { Lists = [List("new", Placement.After("none"))] }));

    [Fact]
    public void Of_RemovedRules_StandAtTheEnd() =>
        Assert.Equal("b:None a:Deleted", Forecast("a b", Nothing with { Removed = ImmutableHashSet.Create("a") }));

    /// <summary>Each number decides about one rule: its owner, and for an own one its position in the list.</summary>
    [Property(MaxTest = 300)]
    public void Of_AnyListAndPlacement_KeepsOthersInOrderAndOwnRulesTogether(int[] numbers, byte placement)
    {
        var rules = numbers.Select((n, i) => (Id: $"r{i}", N: Math.Abs((long)n))).ToList();
        var own = rules.Where(r => r.N % 2 == 0).OrderBy(r => r.N / 2 % 5).Select(r => r.Id).ToList();
        var others = rules.Where(r => r.N % 2 == 1).Select(r => r.Id).ToList();
        var list = List(string.Join(' ', own), PlacementOf(placement, others), [.. own.Select(id => (id, id))]);
        var forecast = RuleForecast.Of([.. rules.Select(r => Live(r.Id))], Nothing with { Lists = [list] });
        var order = forecast.Select(r => r.Rule.Id).ToList();
        Assert.Equal(rules.Select(r => r.Id).Order(), order.Order());
        Assert.Equal(others, order.Where(others.Contains));
        Assert.Equal(own, order.SkipWhile(id => !own.Contains(id)).Take(own.Count));
        Assert.All(forecast, r => Assert.True(r.Changes is RuleChanges.None or RuleChanges.Moved));
    }

    private static Placement PlacementOf(byte number, List<string> others) =>
        (number % 4) switch
        {
            0 => Placement.First,
            1 => Placement.Last,
            _ when others.Count == 0 => Placement.First,
            2 => Placement.Before(others[number % others.Count]),
            _ => Placement.After(others[number % others.Count]),
        };

    private static string Forecast(string live, RuleDeclarations declared) =>
        string.Join(' ', RuleForecast.Of([.. live.Split(' ').Select(Live)], declared).Select(r => $"{r.Rule.Id}:{r.Changes}"));

    private static RoutingRule Live(string id) => TestRule.Described(id, "same");

    private static DeclaredSingleRule Single(string id, string? before) => new(new ListedRule(Live(id)), before);

    private static DeclaredRuleList List(string keys, Placement placement, params ReadOnlySpan<(string Key, string Id)> ids)
    {
        ImmutableArray<string> names = [.. keys.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        return new DeclaredRuleList(
            new RuleBlock(names, placement, IsExclusive: false),
            names.ToDictionary(k => k, k => new ListedRule(Live(k))),
            ids.ToArray().ToDictionary(i => i.Key, i => i.Id)
        );
    }

    private static ListedRule Described(ListedRule rule, string text) => rule with { Rule = rule.Rule with { Description = text } };
}
