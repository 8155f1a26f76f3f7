using LiveChatPulumi.Routing;

namespace LiveChatPulumi_Routing_Tests;

/// <summary>Placements as programs declare them, and in words.</summary>
public class PlacementTests
{
    [Theory]
    [InlineData(null, null, null, "first")]
    [InlineData("first", null, null, "first")]
    [InlineData("last", null, null, "last")]
    [InlineData("last", "a", null, "right before rule a")]
    [InlineData("last", null, "b", "right after rule b")]
    [InlineData(null, "a", "b", "right before rule a")]
    public void Parse_MembersOfADeclaration_ANamedRuleWins(string? at, string? before, string? after, string words) =>
        Assert.Equal(words, Placement.Parse(at, before, after).ToString());

    [Theory]
    [InlineData("first", null, null)]
    [InlineData("last", null, null)]
    [InlineData(null, "a", null)]
    [InlineData(null, null, "b")]
    public void Declaration_OfAPlacement_IsReadBackAsTheSame(string? at, string? before, string? after)
    {
        var placement = Placement.Parse(at, before, after);
        var (member, value) = placement.Declaration;
        Assert.Equal(at ?? before ?? after, value);
        Assert.Equal(
            placement,
            Placement.Parse(member == "at" ? value : null, member == "before" ? value : null, member == "after" ? value : null)
        );
    }
}
