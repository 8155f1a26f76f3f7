using Pulumi;
using Pulumi.Utilities;

namespace Pulumi_Tests;

/// <summary>What the official package and the stand-in have in common.</summary>
public class OutputTests
{
    [Fact]
    public async Task Apply_Known_Maps() => Assert.Equal(4, await OutputUtilities.GetValueAsync(Output.Create(2).Apply(v => v * 2)));

    [Fact]
    public async Task Apply_Unknown_DoesNotRun()
    {
        var ran = false;
        var output = OutputUtilities.CreateUnknown(2).Apply(v => ran = true);
        Assert.False(await OutputUtilities.GetIsKnownAsync(output));
        Assert.False(ran);
    }

    [Fact]
    public async Task Apply_Nested_JoinsSecretness()
    {
        var output = Output.Create(1).Apply(_ => Output.CreateSecret("x"));
        Assert.True(await Output.IsSecretAsync(output));
        Assert.False(await Output.IsSecretAsync(Output.Unsecret(output)));
    }

    [Fact]
    public async Task All_OneUnknown_IsUnknown() =>
        Assert.False(await OutputUtilities.GetIsKnownAsync(Output.All(Output.Create(1), OutputUtilities.CreateUnknown(2))));

    [Fact]
    public async Task Format_OutputsInText_AreFilledIn() =>
        Assert.Equal("a-1", await OutputUtilities.GetValueAsync(Output.Format($"a-{Output.Create(1)}")));

    [Fact]
    public void ToString_Output_IsNoValue() => Assert.Contains("not supported", Output.Create("v").ToString(), StringComparison.Ordinal);

    [Fact]
    public async Task InputList_AddAndConcat_KeepOrder()
    {
        InputList<int> list = new() { 1, 2 };
        list.Add(Output.Create(3));
        Assert.Equal("1,2,3,4", string.Join(',', await OutputUtilities.GetValueAsync(list.Concat(new[] { 4 }).ToOutput())));
    }

    [Fact]
    public async Task InputMap_Merge_SecondWins()
    {
        InputMap<string> first = new() { { "a", "1" }, { "b", "1" } };
        InputMap<string> second = new() { ["b"] = "2" };
        var merged = await OutputUtilities.GetValueAsync(InputMap<string>.Merge(first, second).ToOutput());
        Assert.Equal("2", merged["b"]);
        Assert.Equal(2, merged.Count);
    }

    [Fact]
    public void Merge_Options_SecondWinsAndListsJoin()
    {
        var merged = CustomResourceOptions.Merge(
            new CustomResourceOptions { Version = "1", IgnoreChanges = { "a" } },
            new CustomResourceOptions { Version = "2", IgnoreChanges = { "b" } }
        );
        Assert.Equal(("2", "a,b"), (merged.Version, string.Join(',', merged.IgnoreChanges)));
    }
}
