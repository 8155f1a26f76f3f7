using System.Diagnostics;
using TestSupport;

namespace Benchmarks;

/// <summary>Times of processes.</summary>
internal static class Start
{
    /// <summary>The plugin as it is built and as it is published; only what exists can be measured.</summary>
    public static IReadOnlyList<(string Name, string Path)> Plugins { get; } =
    [
        (
            "framework-dependent build",
            Repo.Path("provider", "LiveChatPulumi.Provider", "bin", Repo.Configuration, "net10.0", "pulumi-resource-livechat")
        ),
        ("make dist (self-contained, trimmed, R2R)", Repo.Path("dist", "plugin", "pulumi-resource-livechat")),
    ];

    /// <summary>From process start to the port line, and memory at rest. Ratios are against a bare Node start, measured in the same run on the same machine.</summary>
    public static void Run()
    {
        Console.WriteLine("Plugin start (medians of 15)");
        Console.WriteLine($"{"what",-44}{"ms to port",12}{"ratio",8}{"idle MiB",10}");
        var node = Start.MedianOfExit("node", ["-e", "0"], 15);
        Console.WriteLine($"{"node -e 0 (to its end)",-44}{node,12:0.0}{1.0,8:0.00}{"",10}");
        foreach (var (name, path) in Plugins)
        {
            if (!File.Exists(path))
            {
                Console.WriteLine($"{name,-44}{"not built",12}");
                continue;
            }

            var (milliseconds, mebibytes) = Start.MedianOfPort(path, 15);
            Console.WriteLine($"{name,-44}{milliseconds,12:0.0}{milliseconds / node,8:0.00}{mebibytes,10:0.0}");
        }
    }

    public static double MedianOfExit(string command, string[] arguments, int times) =>
        Median(
            Enumerable
                .Range(0, times)
                .Select(_ =>
                {
                    var began = Stopwatch.GetTimestamp();
                    using var process = Process.Start(command, arguments);
                    process.WaitForExit();
                    return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                })
        );

    public static (double Milliseconds, double Mebibytes) MedianOfPort(string path, int times)
    {
        var runs = Enumerable
            .Range(0, times)
            .Select(_ =>
            {
                var began = Stopwatch.GetTimestamp();
                using var process = Process.Start(
                    new ProcessStartInfo(path) { RedirectStandardOutput = true, RedirectStandardInput = true }
                )!;
                process.StandardOutput.ReadLine();
                var time = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                Thread.Sleep(100);
                process.Refresh();
                var memory = process.WorkingSet64 / 1048576.0;
                process.Kill();
                process.WaitForExit();
                return (Time: time, Memory: memory);
            })
            .ToList();
        return (Median(runs.Select(r => r.Time)), Median(runs.Select(r => r.Memory)));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
