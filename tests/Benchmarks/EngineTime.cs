using System.Collections.Immutable;
using LiveChatPulumi.Provider.Run;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.State;
using TestSupport;

namespace Benchmarks;

/// <summary>The engine's own time: a provider that answers at once, a program that registers all it can.</summary>
internal static class EngineTime
{
    public static async Task RunAsync()
    {
        Console.WriteLine();
        Console.WriteLine("LocalEngine, 1,000 resources, a provider that does nothing (Pulumi's file backend: 98 s, 6.1 s, 4.8 s, 92 s)");
        Console.WriteLine($"{"what", -44}{"s", 12}{"ratio", 8}{"budget s", 10}");
        var codec = new CheckpointFile(null);
        var target = new Target("bench", "dev", "organization", ImmutableSortedDictionary<string, string>.Empty, []);
        var engine = new Engine(target, new IdleProvider(), new SilentObserver(), TimeProvider.System, 8);
        using var folder = new TemporaryFolder();
        var program = new ManyResources(1000);
        var snapshot = Snapshot.Empty;
        double create = 0;
        foreach (
            var (what, budget, run) in new (string, double, Func<Journal, Task<(RunResult Result, Snapshot Snapshot)>>)[]
            {
                ("create", 5, j => engine.RunProgramAsync(program, snapshot, j, default)),
                ("no-op", 1, j => engine.RunProgramAsync(program, snapshot, j, default)),
                ("refresh", 1, j => engine.RefreshAsync(snapshot, j)),
                ("destroy", 5, j => engine.DestroyAsync(snapshot, j)),
            }
        )
        {
            using var journal = new Journal(folder.File(what), codec);
            var began = TimeProvider.System.GetTimestamp();
            var (result, after) = await run(journal);
            codec.WriteCheckpoint(after, "bench", "dev", DateTimeOffset.UnixEpoch);
            var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            if (what == "create")
                create = seconds;
            snapshot = after;
            Console.WriteLine(
                $"{what + (result.Succeeded ? "" : " (failed)"), -44}{seconds, 12:0.00}{seconds / create, 8:0.00}{budget, 10:0}"
            );
        }
    }
}
