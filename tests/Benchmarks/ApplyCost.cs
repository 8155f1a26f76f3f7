using System.Diagnostics;
using LocalEngine;

namespace Benchmarks;

/// <summary>What one run of an engine took of this process, which holds engine, plugin and license.</summary>
/// <param name="Succeeded">Whether the run did its work.</param>
/// <param name="Resources">Resources of the run.</param>
/// <param name="Seconds">Time that passed.</param>
/// <param name="ProcessorSeconds">CPU time of all threads.</param>
internal sealed record Cost(bool Succeeded, int Resources, double Seconds, double ProcessorSeconds)
{
    /// <summary>Calls to the license.</summary>
    public int Calls { get; init; }

    public double ProcessorMillisecondsEach => ProcessorSeconds * 1000 / Resources;

    public static async Task<Cost> OfAsync(int resources, Func<Task<RunResult>> run)
    {
        var began = TimeProvider.System.GetTimestamp();
        var processor = ProcessorTime();
        var result = await run();
        var used = ProcessorTime() - processor;
        return new Cost(result.Succeeded, resources, TimeProvider.System.GetElapsedTime(began).TotalSeconds, used.TotalSeconds);
    }

    private static TimeSpan ProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}

/// <summary>CPU time per resource of the four operations: beside the speed of the machine, and beside what fewer resources take.</summary>
internal sealed class ApplyCost
{
    /// <summary>The sizes that are compared.</summary>
    public const int Few = 200;
    public const int Many = 1000;

    /// <summary>
    /// A resource among many costs what it costs among few: what a run does once is shared by more, and a larger heap costs a little.
    /// Where a quarter of the cost among few grows with their number, the ratio is 2; where all of it does, 5. Noise alone made up to 1.7.
    /// </summary>
    private const double LinearBudget = 2;

    /// <summary>Times that each size is measured. The least counts: compilers, collectors and neighbours only add.</summary>
    private const int Turns = 4;

    private readonly List<(IReadOnlyList<Cost> Few, IReadOnlyList<Cost> Many)> _turns = [];
    private double _millionSteps = double.MaxValue;

    private ApplyCost() { }

    /// <summary>The operations of one round, in this order.</summary>
    public static IReadOnlyList<string> Operations { get; } = ["create", "no-op", "refresh", "destroy"];

    /// <summary>
    /// Runs all operations some times at both sizes, taking turns; the calibration loop has its turn as well. The first turn does not
    /// count: it pays for the just-in-time compiler.
    /// </summary>
    /// <param name="round">Runs each of the operations once with that many resources.</param>
    public static async Task<ApplyCost> MeasureAsync(Func<int, Task<IReadOnlyList<Cost>>> round)
    {
        var cost = new ApplyCost();
        for (var i = 0; i <= Turns; i++)
        {
            cost._turns.Add((await round(Few), await round(Many)));
            cost._millionSteps = Math.Min(cost._millionSteps, Calibration.MillionSteps());
        }
        cost._turns.RemoveAt(0);
        return cost;
    }

    /// <summary>The cheapest run of an operation with many resources. One that failed comes before all others, so that it shows.</summary>
    /// <param name="operation">Index of the operation.</param>
    public Cost WithMany(int operation) => Least(_turns.Select(t => t.Many[operation]));

    /// <summary>Adds the two rows of one operation.</summary>
    /// <param name="table">Takes the rows.</param>
    /// <param name="operation">Index of the operation.</param>
    /// <param name="row">The first row, with the millions of steps of the calibration loop that a resource may cost.</param>
    public void Add(BenchmarkTable table, int operation, Figure row)
    {
        var (few, many) = (Least(_turns.Select(t => t.Few[operation])), WithMany(operation));
        var figure = row with { Measured = many.ProcessorMillisecondsEach, Failed = !(few.Succeeded && many.Succeeded) };
        table.Add(figure with { Reference = _millionSteps });
        table.Add(
            new Figure($"{row.What}, beside {Few}", figure.Measured, row.Unit)
            {
                Reference = few.ProcessorMillisecondsEach,
                RatioBudget = LinearBudget,
                Failed = figure.Failed,
            }
        );
    }

    private static Cost Least(IEnumerable<Cost> costs) => costs.MinBy(c => (c.Succeeded, c.ProcessorSeconds))!;
}
