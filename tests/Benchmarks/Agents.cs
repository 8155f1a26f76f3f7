using LiveChatPulumi.Emulator;
using LocalEngine;
using PluginHarness_;

namespace Benchmarks;

/// <summary>
/// A license of 1,000 agents in 50 groups, 40 ms away: calls beside the fewest that are possible, and CPU time per resource beside the
/// speed of the machine and beside 200 agents in 10 groups.
/// </summary>
internal static class Agents
{
    private const int GroupSize = 20;
    private const int BatchSize = 50;
    private const double CallBudget = 1.25;

    /// <summary>
    /// Millions of steps of the calibration loop that a resource may cost, in the order of the operations: up to a third more than 0.1.0
    /// took on a busy machine, so that noise passes and a step that doubles the work does not.
    /// </summary>
    private static readonly double[] _budgets = [3.2, 3.1, 2.5, 1.5];

    public static async Task RunAsync(BenchmarkTable table)
    {
        var cost = await ApplyCost.MeasureAsync(RoundAsync);
        const int groups = ApplyCost.Many / GroupSize;
        const int writes = groups + (ApplyCost.Many / BatchSize);

        // Each collection is listed once before the first create, and at a refresh; agents once before the first delete.
        int[] least = [writes + 2, 0, 2, writes + 1];
        for (var i = 0; i < ApplyCost.Operations.Count; i++)
        {
            var what = $"{ApplyCost.Many:N0} agents, {ApplyCost.Operations[i]}";
            var many = cost.WithMany(i);
            table.Add(
                new Figure(what + ": calls", many.Calls, "calls")
                {
                    Reference = least[i],
                    RatioBudget = CallBudget,
                    Failed = !many.Succeeded,
                    Note = $"{many.Seconds:0.00} s",
                }
            );
            var row = new Figure(what + ": CPU each", null, "ms")
            {
                RatioBudget = _budgets[i],
                Column = $"{ApplyCost.Many:N0} agents, CPU each: {string.Join(", ", ApplyCost.Operations)}",
            };
            cost.Add(table, i, row);
        }
    }

    /// <summary>Runs each operation once.</summary>
    /// <param name="agents">How many agents the license gets.</param>
    private static async Task<IReadOnlyList<Cost>> RoundAsync(int agents)
    {
        var emulator = await EmulatorServer.StartAsync(new EmulatorOptions { Latency = TimeSpan.FromMilliseconds(40) });
        await using var engine = new EngineHarness(emulator, TimeProvider.System) { Parallel = 256 };
        var program = Program(agents / GroupSize, agents);
        return
        [
            await MeasureAsync(() => engine.UpAsync(program)),
            await MeasureAsync(() => engine.UpAsync(program)),
            await MeasureAsync(() => engine.RefreshAsync()),
            await MeasureAsync(() => engine.DestroyAsync()),
        ];

        async Task<Cost> MeasureAsync(Func<Task<RunResult>> run)
        {
            emulator.Log.Clear();
            var cost = await Cost.OfAsync(program.Count, run);
            return cost with { Calls = emulator.Log.Calls.Count };
        }
    }

    /// <summary>Agents, each in one of the groups.</summary>
    public static List<Declared> Program(int groups, int agents) =>
        [
            .. Enumerable.Range(0, groups).Select(g => new Declared("Group", $"g{g}", PluginHarness.Parse($$"""{"name":"Group {{g}}"}"""))),
            .. Enumerable
                .Range(0, agents)
                .Select(i => new Declared(
                    "Agent",
                    $"a{i}",
                    PluginHarness.Parse(
                        $$"""{"email":"a{{i}}@example.com","name":"Agent {{i}}","groups":["""
                            + $$"""{"groupId":"${g{{i % groups}}.groupId}","priority":"normal"}]}"""
                    )
                )),
        ];
}
