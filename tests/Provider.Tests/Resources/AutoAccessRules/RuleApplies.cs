using LiveChatPulumi.Emulator;
using static PluginHarness_.RuleLicense;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Applies of programs with routing rules, over real HTTP and gRPC.</summary>
internal static class RuleApplies
{
    /// <summary>
    /// Applies a program; the license then has rules in this order, and neither a second apply nor a refresh finds anything.
    /// </summary>
    public static async Task ApplyAsync(EngineHarness engine, List<Declared> program, string order)
    {
        var result = await engine.UpAsync(program);
        Assert.True(result.Succeeded, string.Join("\n", engine.Messages));
        Assert.Equal(order, Order(engine));
        Assert.Equal(0, (await engine.UpAsync(program)).Changes);
        Assert.Equal(0, (await engine.RefreshAsync()).Changes);
    }

    /// <summary>A program with one list that takes over what the license has.</summary>
    public static List<Declared> Import(string id, string order, string? placement = null) =>
        [Program(order, placement: placement)[0] with { Import = id }];

    /// <summary>A license with rules that others made.</summary>
    public static async Task<EngineHarness> StartAsync(string others, string readiness = "accepted")
    {
        var engine = new EngineHarness(await EmulatorServer.StartAsync(), TimeProvider.System) { Readiness = readiness };
        Seed(engine, others);
        return engine;
    }
}
