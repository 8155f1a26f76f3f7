using System.Collections.Immutable;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.State;
using TestSupport;

namespace Benchmarks;

/// <summary>
/// The engine's own time: a provider that answers at once, a program that registers all it can. Seconds hold the checkpoint as well.
/// </summary>
internal static class EngineTime
{
    /// <summary>Millions of steps of the calibration loop that a resource may cost. Chosen as those of <see cref="Agents"/>.</summary>
    private static readonly double[] _budgets = [3.5, 3.5, 2.5, 1];

    /// <summary>What Pulumi takes for as many resources with its file backend, once measured elsewhere.</summary>
    private static readonly string[] _pulumi = ["98 s", "6.1 s", "4.8 s", "92 s"];

    public static async Task RunAsync(BenchmarkTable table)
    {
        var cost = await ApplyCost.MeasureAsync(RoundAsync);
        for (var i = 0; i < ApplyCost.Operations.Count; i++)
        {
            var row = new Figure($"engine alone, {ApplyCost.Many:N0} resources, {ApplyCost.Operations[i]}: CPU each", null, "ms")
            {
                RatioBudget = _budgets[i],
                Note = $"{cost.WithMany(i).Seconds:0.00} s; Pulumi's file backend {_pulumi[i]}",
            };
            cost.Add(table, i, row);
        }
    }

    /// <summary>Runs each operation once.</summary>
    /// <param name="resources">How many resources the program has.</param>
    private static async Task<IReadOnlyList<Cost>> RoundAsync(int resources)
    {
        var codec = new CheckpointFile(null);
        var target = new Target("bench", "dev", "organization", ImmutableSortedDictionary<string, string>.Empty, []);
        var engine = new Engine(target, new IdleProvider(), new SilentObserver(), TimeProvider.System, 8);
        using var folder = new TemporaryFolder();
        var program = new ManyResources(resources);
        var snapshot = Snapshot.Empty;
        return
        [
            await MeasureAsync("create", j => engine.RunProgramAsync(program, snapshot, j, default)),
            await MeasureAsync("no-op", j => engine.RunProgramAsync(program, snapshot, j, default)),
            await MeasureAsync("refresh", j => engine.RefreshAsync(snapshot, j)),
            await MeasureAsync("destroy", j => engine.DestroyAsync(snapshot, j)),
        ];

        Task<Cost> MeasureAsync(string journal, Func<Journal, Task<(RunResult Result, Snapshot Snapshot)>> run) =>
            Cost.OfAsync(
                resources,
                async () =>
                {
                    using var written = new Journal(folder.File(journal), codec);
                    var (result, after) = await run(written);
                    codec.WriteCheckpoint(after, "bench", "dev", DateTimeOffset.UnixEpoch);
                    snapshot = after;
                    return result;
                }
            );
    }
}
