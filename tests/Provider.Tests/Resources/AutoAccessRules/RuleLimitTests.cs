using static LiveChatPulumi_Provider_Tests.RuleApplies;
using static PluginHarness_.RuleLicense;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Lists of rules on a license that takes no more rules. X and Y are made elsewhere.</summary>
public class RuleLimitTests
{
    [Theory]
    [InlineData("abcd", "axcd", 2)]
    [InlineData("abcd", "wxyz", 5)]
    [InlineData("abcd", "dxab", 3)]
    [InlineData("abcd", "xyd", 4)]
    [InlineData("abc", "abcd", 1)]
    public async Task Up_LicenseTakesNoMoreRules_TurnsThoseThatGoIntoTheNewOnes(string before, string after, int writes)
    {
        await using var engine = await StartAsync("XY");
        Seed(engine, "XY", limit: 2 + Math.Max(before.Length, after.Length));
        await ApplyAsync(engine, Program(before), before + "XY");
        var ids = Rules(engine).ToDictionary(r => (string)r["description"]!, r => (string)r["id"]!);
        engine.Emulator.Log.Clear();
        Assert.True((await engine.UpAsync(Program(after))).Succeeded, string.Join("\n", engine.Messages));
        Assert.Equal(after + "XY", Order(engine));
        Assert.Equal(writes, Calls(engine).Writes);
        foreach (var rule in before.Intersect(after))
            Assert.Equal(ids[rule.ToString()], Id(engine, rule));
        Assert.Equal(0, (await engine.RefreshAsync()).Changes);
        Assert.Equal(0, (await engine.UpAsync(Program(after))).Changes);
        Assert.True((await engine.DestroyAsync()).Succeeded);
        Assert.Equal("XY", Order(engine));
    }

    [Fact]
    public async Task Up_MoreRulesThanTheLicenseTakes_SaysSoAndTheNextUpGoesOn()
    {
        await using var engine = await StartAsync("XY");
        Seed(engine, "XY", limit: 5);
        await ApplyAsync(engine, Program("abc"), "abcXY");
        Assert.False((await engine.UpAsync(Program("wxyz"))).Succeeded);
        Assert.Contains(engine.Messages, m => m.Contains("limit", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(5, Order(engine).Length);
        await ApplyAsync(engine, Program("xyz"), "xyzXY");
    }
}
