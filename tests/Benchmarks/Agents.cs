using LiveChatPulumi.Api.Batching;
using LiveChatPulumi.Api.Pacing;
using LiveChatPulumi.Emulator;
using LocalEngine;
using PluginHarness_;

namespace Benchmarks;

/// <summary>
/// A license of 1,000 agents in 50 groups, 40 ms away: calls and time with batching on and off, beside the least that is possible.
/// </summary>
internal static class Agents
{
    private const int Count = 1000;
    private const int Groups = 50;
    private const int Latency = 40;
    private const int Concurrency = 8;

    public static async Task RunAsync()
    {
        Console.WriteLine();
        Console.WriteLine($"{Count:N0} agents in {Groups} groups, {Latency} ms away, {Concurrency} calls at once, engine --parallel 256");
        Console.WriteLine($"{"what", -44}{"calls", 8}{"writes", 8}{"s", 8}{"bound s", 9}{"ratio", 8}");
        var program = Program(Groups, Count);
        await WarmUpAsync();
        foreach (var size in new[] { 50, 1 })
        {
            var emulator = await EmulatorServer.StartAsync(new EmulatorOptions { Latency = TimeSpan.FromMilliseconds(Latency) });
            await using var engine = new EngineHarness(
                emulator,
                TimeProvider.System,
                o =>
                    o with
                    {
                        Pace = new PaceOptions { MaxConcurrency = Concurrency },
                        Batching = new BatchOptions { Size = size },
                    }
            )
            {
                Parallel = 256,
            };
            var (batches, suffix) = ((Count + size - 1) / size, $", batches of {size}");
            await MeasureAsync(emulator, "create" + suffix, Groups + batches + 4, () => engine.UpAsync(program));
            await MeasureAsync(emulator, "no-op apply" + suffix, 0, () => engine.UpAsync(program));
            await MeasureAsync(emulator, "refresh" + suffix, 2, () => engine.RefreshAsync());
            await MeasureAsync(emulator, "destroy" + suffix, Groups + batches + 1, () => engine.DestroyAsync());
        }
    }

    /// <summary>Runs once, and writes the line of it.</summary>
    /// <param name="emulator">The license.</param>
    /// <param name="what">How the line begins.</param>
    /// <param name="least">Calls that have to be made in any case.</param>
    /// <param name="run">What is measured.</param>
    private static async Task MeasureAsync(EmulatorServer emulator, string what, int least, Func<Task<RunResult>> run)
    {
        emulator.Log.Clear();
        var began = TimeProvider.System.GetTimestamp();
        var result = await run();
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var calls = emulator.Log.Calls;
        var bound = Math.Ceiling((double)least / Concurrency) * Latency / 1000.0;
        var title = what + (result.Succeeded ? "" : " (failed)");
        var writes = calls.Count(c => !c.Method.StartsWith("list_", StringComparison.Ordinal));
        var ratio = bound > 0 ? (seconds / bound).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) : "";
        Console.WriteLine($"{title, -44}{calls.Count, 8}{writes, 8}{seconds, 8:0.00}{bound, 9:0.00}{ratio, 8}");
    }

    /// <summary>What a just-in-time compiler does once is no time of any license's.</summary>
    private static async Task WarmUpAsync()
    {
        await using var engine = new EngineHarness(await EmulatorServer.StartAsync(), TimeProvider.System) { Parallel = 256 };
        for (var i = 0; i < 3; i++)
        {
            await engine.UpAsync([.. Program(Groups, Count).Take(100)]);
            await engine.DestroyAsync();
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
