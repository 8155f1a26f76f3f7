using System.Diagnostics;

namespace Benchmarks;

/// <summary>Times of processes.</summary>
internal static class Start
{
    public static double MedianOfExit(string command, string[] arguments, int times) => Median(Enumerable.Range(0, times).Select(_ =>
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }));

    public static (double Milliseconds, double Mebibytes) MedianOfPort(string path, int times)
    {
        var runs = Enumerable.Range(0, times).Select(_ =>
        {
            var began = Stopwatch.GetTimestamp();
            using var process = Process.Start(new ProcessStartInfo(path) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
            process.StandardOutput.ReadLine();
            var time = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            Thread.Sleep(100);
            process.Refresh();
            var memory = process.WorkingSet64 / 1048576.0;
            process.Kill();
            process.WaitForExit();
            return (Time: time, Memory: memory);
        }).ToList();
        return (Median(runs.Select(r => r.Time)), Median(runs.Select(r => r.Memory)));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
