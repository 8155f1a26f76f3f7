using LiveChatPulumi.Routing;

namespace LiveChatPulumi_Routing_Tests;

/// <summary>The position of a block of rules among the rules of others.</summary>
public class RuleGoalTests
{
    [Theory]
    [InlineData("XYZ", "first", "abXYZ")]
    [InlineData("XYZ", "last", "XYZab")]
    [InlineData("XYZ", "before Y", "XabYZ")]
    [InlineData("XYZ", "after Z", "XYZab")]
    [InlineData("XYZ", "after Q", null)]
    [InlineData("XYZ", "before Q", null)]
    [InlineData("XYZ", "before X", "abXYZ")]
    [InlineData("XYZ", "after X", "XabYZ")]
    [InlineData("", "last", "ab")]
    public void Of_EachPlacement_PutsTheBlockThere(string others, string placement, string? goal) =>
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
    [InlineData("aXYb", "last", "after Y")]
    [InlineData("aXYb", "first", "after Y")]
    [InlineData("aXbY", "after X", "before Y")]
    [InlineData("aXbYZ", "last", "before Y")]
    [InlineData("ab", "before Q", "last")]
    [InlineData("ab", "last", "last")]
    public void Actual_AnyPosition_IsThePlacementAskedForOrNamesTheRuleInTheWay(string list, string asked, string? actual) =>
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
}
