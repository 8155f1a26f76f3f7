using LiveChatPulumi.Emulator;
using PluginHarness_;

namespace Benchmarks;

/// <summary>
/// An apply as people run it: 200 agents in 10 groups, 100 ms a call, a license that shows changes late, 8 operations at once (Pulumi's
/// default on two cores) and all that are ready (livechat's). Beside it what the calls themselves take, and one lag of references for
/// the one level of dependencies. Real time all the way: batches fill by it.
/// </summary>
internal static class Defaults
{
    private const int Count = 200;
    private const int Groups = 10;
    private const int WarmUps = 4;
    private const double TimeBudget = 1.5;
    private const double CallBudget = 1.25;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(BenchmarkTable table)
    {
        // What a just-in-time compiler does is no time of any license's: the plugin that is published has none.
        for (var i = 0; i < WarmUps; i++)
        {
            await CreateAsync(8, 0, 0);
            await CreateAsync(int.MaxValue, 0, 0);
        }
        foreach (var parallel in new[] { 8, int.MaxValue })
        {
            foreach (var (read, reference) in new[] { (0, 0), (2, 0), (60, 0), (2, 2), (60, 60) })
                Add(table, parallel, read, reference, await CreateAsync(parallel, read, reference));
        }
    }

    /// <summary>Adds calls and time of one case.</summary>
    private static void Add(BenchmarkTable table, int parallel, int read, int reference, (Cost Cost, string Summary) run)
    {
        var (measured, summary) = run;
        var (calls, seconds) = Bound(parallel, reference);
        var all = parallel == 8 ? "8 at once" : "all at once";
        var what = $"{all}, reads lag {read} s{(reference > 0 ? $", references {reference} s" : "")}";
        var column = (read, reference) switch
        {
            (2, 0) => $"{all}, reads lag 2 s",
            (60, 60) => $"{all}, references lag 60 s",
            _ => "",
        };
        var callsMade = new Figure(what + ": calls", measured.Calls, "calls")
        {
            Reference = calls,
            RatioBudget = CallBudget,
            Failed = !measured.Succeeded,
            WhyOver = reference > 0 ? "over by calls that name what LiveChat does not know yet: they are repeated" : "",
            Column = column,
        };
        var time = new Figure(what + ": time", measured.Seconds, "s")
        {
            Reference = seconds,
            RatioBudget = TimeBudget,
            Failed = !measured.Succeeded,
            Note = $"CPU {measured.ProcessorSeconds:0.00} s",
            WhyOver = parallel == 8 ? "" : "over by the CPU time of engine, plugin and emulator",
            Column = column,
        };
        table.Add(callsMade);
        table.Add(time);
        if (callsMade.Over || time.Over)
            table.Remark($"{what}: {summary}");
    }

    /// <summary>Groups have no batch method, agents leave in full batches, and each collection is listed once.</summary>
    private static (int Calls, double Seconds) Bound(int parallel, int reference)
    {
        var together = Math.Min(parallel, 50);
        var batches = (Count + together - 1) / together;
        var groupWaves = (int)Math.Ceiling((double)Groups / Math.Min(parallel, 8));
        var agentWaves = parallel == 8 ? batches : (int)Math.Ceiling(batches / 8.0);
        return (Groups + batches + 2, ((groupWaves + agentWaves + 2) * Latency.TotalSeconds) + reference);
    }

    private static async Task<(Cost Cost, string Summary)> CreateAsync(int parallel, int read, int reference)
    {
        var emulator = await EmulatorServer.StartAsync(
            new EmulatorOptions
            {
                Latency = Latency,
                ReadLag = TimeSpan.FromSeconds(read),
                ReferenceLag = TimeSpan.FromSeconds(reference),
            }
        );
        await using var engine = new EngineHarness(emulator, TimeProvider.System) { Parallel = parallel };
        var program = Agents.Program(Groups, Count);
        var cost = await Cost.OfAsync(program.Count, () => engine.UpAsync(program));
        return (cost with { Calls = emulator.Log.Calls.Count }, engine.Statistics!.Summary());
    }
}
