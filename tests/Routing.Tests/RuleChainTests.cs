using LiveChatPulumi.Routing;

namespace LiveChatPulumi_Routing_Tests;

/// <summary>Lists as the license links them, in order and broken.</summary>
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

    private static RuleChain Chain(string links) =>
        RuleChain.Of(links.Split(' ').Select(l => l.Split(':')).Select(l => new ChainedRule(l[0], l[1])));
}
