using LiveChatPulumi.Routing;

namespace LiveChatPulumi_Routing_Tests;

/// <summary>The calls that repair a list with broken links.</summary>
public class RuleRepairTests
{
    /// <summary>
    /// Takes every way to link up to 4 rules to each other, to nothing and to a rule that is not there. The calls leave one list, in the
    /// order in which it was read.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Of_EveryWayToLinkFewRules_LeavesOneListInTheOrderItWasRead(int size)
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
            var repaired = RuleChain.Of(server.Select(s => new ChainedRule(s.Key, s.Value)));
            Assert.Empty(repaired.Problems);
            Assert.Equal(chain.Ids, repaired.Ids);
        }
    }

    /// <summary>Only rules with a wrong link are moved, from the end up, and contents are left alone.</summary>
    [Theory]
    [InlineData("a:b b:c c:", "")]
    [InlineData("a:b b:c c: x:", "x to the end")]
    [InlineData("a:b b:gone", "b to the end, a before b")]
    [InlineData("a:c b:c c:", "b to the end")]
    [InlineData("a:b b:a", "b to the end, a before b")]
    public void Of_BrokenLinks_MovesNoOtherRules(string links, string calls)
    {
        var chain = RuleChain.Of(links.Split(' ').Select(l => l.Split(':')).Select(l => new ChainedRule(l[0], l[1])));
        var repair = RuleRepair.Of(chain).Cast<UpdateRule>().ToList();
        Assert.Equal(calls, string.Join(", ", repair.Select(c => $"{c.Rule} {(c.Next is null ? "to the end" : $"before {c.Next}")}")));
        Assert.All(repair, c => Assert.Equal((false, true), (c.Rewrites, c.Moves)));
    }

    /// <summary>Changes the links as LiveChat does for an update that names a next rule.</summary>
    private static void Move(Dictionary<string, string> links, string rule, string next)
    {
        foreach (var before in links.Keys.Where(r => r != rule && links[r] == rule).ToList())
            links[before] = links[rule];
        foreach (var before in links.Keys.Where(r => r != rule && links[r] == next).ToList())
            links[before] = rule;
        links[rule] = next;
    }
}
