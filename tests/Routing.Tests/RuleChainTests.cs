using LiveChatPulumi.Routing;

namespace LiveChatPulumi_Routing_Tests;

/// <summary>Lists as the license links them, in order and broken, and where blocks of rules stand in them.</summary>
public class RuleChainTests
{
    [Fact]
    public void Of_AnyOrderOfTheArray_FollowsTheLinks()
    {
        var chain = Chain("c: a:b b:c");
        Assert.Equal(["a", "b", "c"], chain.Ids);
        Assert.Empty(chain.Problems);
        Assert.True(chain.Precedes("a", "c"));
        Assert.All(chain.Ids, id => Assert.True(chain.Reaches(id)));
    }

    [Theory]
    [InlineData("a:b b: x:b", "2 rules claim to be the first: a, x|rule b is the next of a, x|the first rule does not lead to x")]
    [InlineData("a:b b:a", "no rule is the first|the first rule does not lead to a, b")]
    [InlineData("a:b b:gone", "rule b leads to gone, which is not there")]
    [InlineData("a:b b: x:y y:x", "the first rule does not lead to x, y")]
    public void Of_BrokenLinks_GivesEachRuleOnceAndSaysWhatIsWrong(string links, string problems)
    {
        var chain = Chain(links);
        Assert.Equal(chain.Ids.Count, chain.Ids.Distinct().Count());
        Assert.Equal(links.Split(' ').Length, chain.Ids.Count);
        Assert.All(problems.Split('|'), p => Assert.Contains(chain.Problems, found => found.Contains(p, StringComparison.Ordinal)));
    }

    /// <summary>Every way to link up to 4 rules, to each other, to nothing and to nowhere: the calls of the repair leave one list, in the order in which it was read.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Repair_EveryWayToLinkFewRules_LeavesOneListInTheOrderItWasRead(int size)
    {
        var names = Enumerable.Range(0, size).Select(i => $"r{i}").ToList();
        string[] targets = [.. names, "", "gone"];
        for (var n = 0; n < (int)Math.Pow(targets.Length, size); n++)
        {
            var links = names.Select((r, i) => new ChainedRule(r, targets[n / (int)Math.Pow(targets.Length, i) % targets.Length])).ToList();
            var chain = RuleChain.Of(links);
            var calls = RuleRepair.Of(chain);
            if (chain.Problems.IsEmpty)
                Assert.Empty(calls);
            var server = links.ToDictionary(r => r.Id, r => r.NextId);
            foreach (var call in calls.Cast<UpdateRule>())
                Move(server, call.Rule, call.Next ?? "");
            var mended = RuleChain.Of(server.Select(s => new ChainedRule(s.Key, s.Value)));
            Assert.Empty(mended.Problems);
            Assert.Equal(chain.Ids, mended.Ids);
        }
    }

    [Theory]
    [InlineData("XYZ", "first", "abXYZ")]
    [InlineData("XYZ", "last", "XYZab")]
    [InlineData("XYZ", "before Y", "XabYZ")]
    [InlineData("XYZ", "after Z", "XYZab")]
    [InlineData("XYZ", "after Q", null)]
    [InlineData("", "last", "ab")]
    public void Goal_EachPlacement_PutsTheBlockThere(string others, string placement, string? goal) =>
        Assert.Equal(goal, RuleGoal.Of(Letters(others), ["a", "b"], Parse(placement)) is { } list ? string.Concat(list) : null);

    [Theory]
    [InlineData("abXY", "first", "first")]
    [InlineData("XabY", "first", "after X")]
    [InlineData("aXbY", "first", "after X")]
    [InlineData("XabY", "last", "before Y")]
    [InlineData("XYab", "last", "last")]
    [InlineData("XabY", "before Y", "before Y")]
    [InlineData("abXY", "before Y", "before X")]
    [InlineData("XYab", "before Y", "after Y")]
    [InlineData("aXb", "after X", "last")]
    [InlineData("XY", "first", null)]
    public void Actual_WhereTheBlockStands_IsSaidAsAskedOrByWhatIsInTheWay(string list, string asked, string? actual) =>
        Assert.Equal(actual is null ? null : Parse(actual), RuleGoal.Actual(Letters(list), new HashSet<string> { "a", "b" }, Parse(asked)));

    private static string[] Letters(string text) => [.. text.Select(c => c.ToString())];

    private static Placement Parse(string text) =>
        text.Split(' ') is [var side, var rule]
            ? side == "before"
                ? Placement.Before(rule)
                : Placement.After(rule)
            : text == "first"
                ? Placement.First
                : Placement.Last;

    private static RuleChain Chain(string links) =>
        RuleChain.Of(links.Split(' ').Select(l => l.Split(':')).Select(l => new ChainedRule(l[0], l[1])));

    /// <summary>What an update that names a next rule does to links.</summary>
    private static void Move(Dictionary<string, string> links, string rule, string next)
    {
        foreach (var before in links.Keys.Where(r => r != rule && links[r] == rule).ToList())
            links[before] = links[rule];
        foreach (var before in links.Keys.Where(r => r != rule && links[r] == next).ToList())
            links[before] = rule;
        links[rule] = next;
    }
}
