using System.Diagnostics;
using LiveChatPulumi.Emulator;
using LocalEngine;
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
    private const double TimeBudget = 1.5;
    private const double CallBudget = 1.25;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync()
    {
        Console.WriteLine();
        Console.WriteLine(
            $"{Count} agents in {Groups} groups, {Latency.TotalMilliseconds:0} ms a call, default settings "
                + $"(budget: {TimeBudget} of the bound's time, {CallBudget} of its calls)"
        );
        Console.WriteLine($"{"what", -58}{"calls", 8}{"bound", 7}{"ratio", 7}{"s", 8}{"bound s", 9}{"ratio", 7}{"CPU s", 8}  verdict");
        await CreateAsync(int.MaxValue, 0, 0);
        foreach (var parallel in new[] { 8, int.MaxValue })
        {
            foreach (var (read, reference) in new[] { (0, 0), (2, 0), (60, 0), (2, 2), (60, 60) })
                Show(parallel, read, reference, await CreateAsync(parallel, read, reference));
        }
    }

    private static void Show(int parallel, int read, int reference, Measured measured)
    {
        // Groups have no batch method, agents leave by as many as the engine asks for at once, and each collection is listed once.
        var together = Math.Min(parallel, 50);
        var batches = (Count + together - 1) / together;
        var calls = Groups + batches + 2;
        var groupWaves = (int)Math.Ceiling((double)Groups / Math.Min(parallel, 8));
        var agentWaves = parallel == 8 ? batches : (int)Math.Ceiling(batches / 8.0);
        var seconds = ((groupWaves + agentWaves + 2) * Latency.TotalSeconds) + reference;
        var title = $"{(parallel == 8 ? "8 at once" : "unlimited")}, reads lag {read} s, references {reference} s";
        var (callRatio, timeRatio) = ((double)measured.Calls / calls, measured.Seconds / seconds);
        var verdict = measured.Succeeded && callRatio <= CallBudget && timeRatio <= TimeBudget ? "within" : "over";
        Console.WriteLine(
            $"{title, -58}{measured.Calls, 8}{calls, 7}{callRatio, 7:0.00}{measured.Seconds, 8:0.00}{seconds, 9:0.00}{timeRatio, 7:0.00}"
                + $"{measured.ProcessorSeconds, 8:0.00}  {(measured.Succeeded ? verdict : "failed")}"
        );
        if (verdict == "over")
            Console.WriteLine("  " + measured.Summary);
    }

    private static async Task<Measured> CreateAsync(int parallel, int read, int reference)
    {
        var time = TimeProvider.System;
        var emulator = await EmulatorServer.StartAsync(
            new EmulatorOptions
            {
                Latency = Latency,
                ReadLag = TimeSpan.FromSeconds(read),
                ReferenceLag = TimeSpan.FromSeconds(reference),
            }
        );
        await using var engine = new EngineHarness(emulator, time) { Parallel = parallel };
        var began = time.GetTimestamp();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var result = await engine.UpAsync(Agents.Program(Groups, Count));
        return new Measured(
            result.Succeeded,
            emulator.Log.Calls.Count,
            time.GetElapsedTime(began).TotalSeconds,
            (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds,
            engine.Statistics!.Summary()
        );
    }

    private sealed record Measured(bool Succeeded, int Calls, double Seconds, double ProcessorSeconds, string Summary);
}
