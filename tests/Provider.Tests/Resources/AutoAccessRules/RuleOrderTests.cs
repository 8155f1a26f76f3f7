using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Rules chained by nextId: each apply brings them into the program's order, whatever it was before.</summary>
public class RuleOrderTests
{
    [Theory]
    [InlineData("abcd", "dcba")]
    [InlineData("abcdef", "cfaebd")]
    [InlineData("abcd", "abxcd")]
    [InlineData("abcdef", "acf")]
    [InlineData("abcd", "zdxbya")]
    [InlineData("a", "ba")]
    public async Task Up_ChainIsRearranged_OneApplyMakesItRight(string before, string after)
    {
        await using var engine = await StartAsync();
        await ApplyAsync(engine, before);
        await ApplyAsync(engine, after);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Up_ManyRandomChainsInARow_EachIsRightAfterOneApply(int seed)
    {
        var random = new Random(seed);
        await using var engine = await StartAsync();
        engine.Emulator.Options["autoAccessOrder"] = "any";
        for (var round = 0; round < 8; round++)
            await ApplyAsync(engine, new string([.. "abcdefghij".Where(_ => random.Next(4) > 0).OrderBy(_ => random.Next())]));
    }

    [Fact]
    public async Task Up_OthersPutRulesBetween_NothingChangesAndNothingIsWritten()
    {
        await using var engine = await StartAsync();
        await ApplyAsync(engine, "abc");
        await RuleLicense.AddAsync(engine, 'F', RuleLicense.Id(engine, 'c'));
        await RuleLicense.AddAsync(engine, 'G', RuleLicense.Id(engine, 'b'));
        engine.Emulator.Log.Clear();
        Assert.Equal(0, (await engine.RefreshAsync()).Changes);
        Assert.Equal(0, (await engine.UpAsync(Chain("abc"))).Changes);
        Assert.DoesNotContain(engine.Emulator.Log.Calls, c => c.Method != "list_auto_accesses");
    }

    [Fact]
    public async Task Refresh_SomebodyMovedARule_ShowsItAndTheNextApplyMovesItBack()
    {
        await using var engine = await StartAsync();
        await ApplyAsync(engine, "abc");
        await RuleLicense.MoveAsync(engine, RuleLicense.Id(engine, 'a'), "");
        Assert.Equal("bca", Order(engine));
        Assert.Equal(1, (await engine.RefreshAsync()).Changes);
        await ApplyAsync(engine, "abc");
    }

    /// <summary>Applies a chain; the license then has it in this order, and neither a second apply nor a refresh finds anything.</summary>
    private static async Task ApplyAsync(EngineHarness engine, string order)
    {
        var result = await engine.UpAsync(Chain(order));
        Assert.True(result.Succeeded, string.Join("\n", engine.Messages));
        Assert.Equal(order, Order(engine));
        Assert.Equal(0, (await engine.UpAsync(Chain(order))).Changes);
        Assert.Equal(0, (await engine.RefreshAsync()).Changes);
    }

    private static List<Declared> Chain(string order) =>
        [
            .. order.Select(
                (name, i) =>
                    new Declared(
                        "AutoAccess",
                        name.ToString(),
                        PluginHarness.Parse(
                            new JsonObject
                            {
                                ["description"] = name.ToString(),
                                ["groupIds"] = new JsonArray(0),
                                ["conditions"] = new JsonObject
                                {
                                    ["url"] = new JsonObject { ["values"] = new JsonArray(new JsonObject { ["value"] = "/" + name }) },
                                },
                                ["nextId"] = i + 1 < order.Length ? $"${{{order[i + 1]}.autoAccessId}}" : null,
                            }.ToJsonString()
                        )
                    )
            ),
        ];

    /// <summary>The program's rules in order; those of others are capitals.</summary>
    private static string Order(EngineHarness engine) => string.Concat(RuleLicense.Order(engine).Where(char.IsLower));

    private static async Task<EngineHarness> StartAsync() => new(await EmulatorServer.StartAsync(), TimeProvider.System);
}
