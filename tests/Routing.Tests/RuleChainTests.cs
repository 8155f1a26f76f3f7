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

    [Fact]
    public void Of_NoRules_IsInOrder()
    {
        var chain = RuleChain.Of([]);
        Assert.Empty(chain.Ids);
        Assert.Empty(chain.Problems);
    }

    [Theory]
    [InlineData("x: a:b b:", "a b x", "2 rules claim to be the first: x, a|the first rule does not lead to x")]
    [InlineData("a: x:y y:", "x y a", "2 rules claim to be the first: a, x|the first rule does not lead to a")]
    [InlineData("a:b b:a", "a b", "no rule is the first: each is the next of another one|the first rule does not lead to a, b")]
    [InlineData("a:b b:gone", "a b", "rule b leads to gone, which is not there")]
    public void Of_BrokenLinks_TakesTheLongestChainAndSaysNothingElse(string links, string order, string problems)
    {
        var chain = Chain(links);
        Assert.Equal(order, string.Join(' ', chain.Ids));
        Assert.Equal(problems, string.Join('|', chain.Problems));
    }

    [Theory]
    [InlineData("a", "b", true)]
    [InlineData("b", "a", false)]
    [InlineData("a", "a", false)]
    [InlineData("a", "gone", false)]
    [InlineData("gone", "a", false)]
    public void Precedes_TwoRules_OnlyWhereBothAreThereInThatOrder(string rule, string other, bool precedes) =>
        Assert.Equal(precedes, Chain("a:b b:").Precedes(rule, other));

    [Theory]
    [InlineData("a:b b: x:y y:x", "a b")]
    [InlineData("a:b b:a", "")]
    [InlineData("x: a:b b:", "a b")]
    public void Reaches_EachRule_IsTrueForThoseThatTheHeadLeadsTo(string links, string reached)
    {
        var chain = Chain(links);
        Assert.Equal(reached, string.Join(' ', chain.Ids.Where(chain.Reaches)));
        Assert.False(chain.Reaches("gone"));
    }

    private static RuleChain Chain(string links) =>
        RuleChain.Of(links.Split(' ').Select(l => l.Split(':')).Select(l => new ChainedRule(l[0], l[1])));
}
