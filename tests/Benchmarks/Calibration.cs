namespace Benchmarks;

/// <summary>
/// A fixed piece of work, timed before and after the benchmarks. Where the two differ, the machine was not alone. What it takes also says
/// how fast the machine is: CPU times are compared with it.
/// </summary>
internal sealed class Calibration
{
    private const int Rounds = 5;
    private const int Steps = 20_000_000;

    /// <summary>A fifth more, or less, is noise.</summary>
    private const double Noise = 1.2;

    private readonly double _before = Best();

    /// <summary>Milliseconds that a million steps of the loop take now.</summary>
    public static double MillionSteps() => Best() / Steps * 1_000_000;

    public void AddBefore(BenchmarkTable table) => table.Add(new Figure("calibration loop, before", _before, "ms"));

    public void AddAfter(BenchmarkTable table)
    {
        var after = Best();
        var quiet = after / _before is <= Noise and >= 1 / Noise;
        table.Add(
            new Figure("calibration loop, after", after, "ms")
            {
                Reference = _before,
                Note = quiet ? "" : "noise: more than a fifth apart, the machine was not alone",
            }
        );
    }

    private static double Best() => Enumerable.Range(0, Rounds).Min(_ => Time());

    private static double Time()
    {
        var began = TimeProvider.System.GetTimestamp();
        var x = 1UL;
        for (var i = 0; i < Steps; i++)
            x = (x * 6364136223846793005UL) + 1442695040888963407UL;
        GC.KeepAlive(x);
        return TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
    }
}
