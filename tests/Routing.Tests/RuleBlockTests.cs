using LiveChatPulumi.Routing;

namespace LiveChatPulumi_Routing_Tests;

/// <summary>Declared lists of rules: their position in the license's list, and keys that are renamed.</summary>
public class RuleBlockTests
{
    private static readonly Dictionary<string, string> Ids = new()
    {
        ["a"] = "1",
        ["b"] = "2",
        ["gone"] = "3",
    };

    [Fact]
    public void PutInto_RulesOfOthers_StandsAtItsPlacementAndLeavesOutItsOldRules()
    {
        var goal = new RuleBlock(["b", "new", "a"], Placement.After("X"), IsExclusive: false).PutInto(
            ["1", "X", "2", "3", "Y"],
            Ids,
            key => "+" + key
        );
        Assert.Equal("2 +new 1", string.Join(' ', goal.Names));
        Assert.Equal("X Y", string.Join(' ', goal.Others));
        Assert.Equal(["X", "2", "+new", "1", "Y"], goal.Order);
    }

    [Fact]
    public void PutInto_RuleThatTheLicenseLacks_IsAddedAgain() =>
        Assert.Equal(
            ["+a", "2"],
            new RuleBlock(["a", "b"], Placement.First, IsExclusive: false).PutInto(["2"], Ids, key => "+" + key).Order
        );

    [Fact]
    public void PutInto_Exclusive_IsTheWholeList() =>
        Assert.Equal(["1"], new RuleBlock(["a"], Placement.After("none"), IsExclusive: true).PutInto(["X", "1"], Ids, key => key).Order);

    [Theory]
    [InlineData("none")]
    [InlineData("2")]
    public void PutInto_PlacementNamesNoRuleOfOthers_HasNoOrder(string rule) =>
        Assert.Null(new RuleBlock(["a"], Placement.Before(rule), IsExclusive: false).PutInto(["1", "2", "X"], Ids, key => key).Order);

    [Theory]
    [InlineData("a b c", "same", "a=1 b=2 c=3")]
    [InlineData("a b c d", "same", "a=1 b=2 c=3")]
    [InlineData("b gone c", "same", "b=2 c=1 gone=3")]
    [InlineData("a b c", "other", "a=1 b=2 gone=3")]
    [InlineData("a b gone c", "same", "a=1 b=2 gone=3")]
    public void Rename_NewKeyWithTheContentsOfADroppedOne_KeepsTheId(string keys, string contents, string ids) =>
        Assert.Equal(
            ids,
            string.Join(' ', RuleBlock.Rename(Ids, keys.Split(' '), (_, _) => contents == "same").Select(i => $"{i.Key}={i.Value}"))
        );
}
