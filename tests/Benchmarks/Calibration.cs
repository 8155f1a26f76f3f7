namespace Benchmarks;

/// <summary>A fixed piece of work, timed before and after the benchmarks: where the two differ, the machine was not alone.</summary>
internal static class Calibration
{
    private const int Rounds = 5;
    private const int Steps = 20_000_000;

    public static void Run(string when)
    {
        var best = Enumerable.Range(0, Rounds).Min(_ => Time());
        Console.WriteLine($"calibration {when}: {best:0.0} ms");
    }

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
