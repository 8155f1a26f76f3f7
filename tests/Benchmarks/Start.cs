using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using TestSupport;

namespace Benchmarks;

/// <summary>The plugin's start: CPU and wall time up to its port line, memory there, and a bare start of Node in the same run.</summary>
internal static class Start
{
    private const int Times = 25;

    /// <summary>Parts of Node's CPU time. Half of what a provider in Go takes is <see cref="CpuGoal"/>.</summary>
    private const double CpuBudget = 0.35;
    private const double CpuGoal = 0.22;

    /// <summary>Mebibytes.</summary>
    private const double MemoryBudget = 28;

    private const string Plugin = "pulumi-resource-livechat";

    private static readonly string Platform = "linux-" + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();

    /// <summary>The plugin as <c>make bench</c> publishes it: for this platform, and as other platforms get it.</summary>
    public static IReadOnlyList<PublishedPlugin> Published { get; } =
    [
        new("native plugin", Repo.Path("artifacts", "out", "native", Platform, Plugin), IsNative: true),
        new("ready-to-run plugin", Repo.Path("artifacts", "out", "ready-to-run", Platform, Plugin), IsNative: false),
    ];

    public static Task RunAsync(BenchmarkTable table)
    {
        // Taking turns spreads what else the machine does over all of them. The first turn warms the file cache.
        List<string> commands = [.. Published.Where(p => File.Exists(p.Path)).Select(p => p.Path), "node"];
        var rounds = Enumerable.Range(0, Times + 1).Select(_ => commands.ToDictionary(c => c, Measure)).Skip(1).ToList();
        var medians = commands.ToDictionary(c => c, c => Median([.. rounds.Select(r => r[c])]));
        foreach (var plugin in Published)
            Add(table, plugin, medians.TryGetValue(plugin.Path, out var sample) ? sample : null, medians["node"]);
        return Task.CompletedTask;
    }

    /// <summary>Adds the rows of one plugin. Only the native one has budgets.</summary>
    private static void Add(BenchmarkTable table, PublishedPlugin plugin, Sample? sample, Sample node)
    {
        var cpu = new Figure($"{plugin.Name}, start: CPU beside Node's", sample?.Cpu, "ms")
        {
            Reference = node.Cpu,
            RatioBudget = plugin.IsNative ? CpuBudget : null,
            Note = sample is { } s ? $"{s.Wall:0} ms pass{(plugin.IsNative ? $"; goal {CpuGoal}" : "")}" : PublishedPlugin.NotPublished,
            Column = plugin.IsNative ? "native start" : "",
        };
        table.Add(cpu);
        table.Add(
            new Figure($"{plugin.Name}, start: memory", sample?.Mebibytes, "MiB")
            {
                Budget = plugin.IsNative ? MemoryBudget : null,
                Column = plugin.IsNative ? "native memory" : "",
            }
        );
    }

    private static Sample Median(IReadOnlyCollection<Sample> samples)
    {
        return new Sample(Of(s => s.Cpu), Of(s => s.Wall), Of(s => s.Mebibytes));

        double Of(Func<Sample, double> value) => samples.Select(value).Order().ElementAt(samples.Count / 2);
    }

    /// <summary>Node that is told nothing writes no line: its end stands for it. CPU time is what the kernel counted.</summary>
    private static Sample Measure(string command)
    {
        string[] arguments = command == "node" ? ["-e", "0"] : [];
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true };
        var before = CpuOfChildren();
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var line = process.StandardOutput.ReadLine();
        if (line is null)
            process.WaitForExit();
        var wall = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var mebibytes = line is null ? 0 : ResidentMebibytes(process.Id);
        if (line is not null)
            process.Kill();
        process.WaitForExit();
        return new Sample((CpuOfChildren() - before).TotalMilliseconds, wall, mebibytes);
    }

    private static double ResidentMebibytes(int id)
    {
        var line = File.ReadLines($"/proc/{id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static TimeSpan CpuOfChildren()
    {
        const int children = -1;
        if (Native.GetRusage(children, out var usage) != 0)
            throw new InvalidOperationException("getrusage failed");
        var seconds = usage.UserSeconds + usage.SystemSeconds;
        return TimeSpan.FromMicroseconds(seconds * 1_000_000 + usage.UserMicroseconds + usage.SystemMicroseconds);
    }

    private readonly record struct Sample(double Cpu, double Wall, double Mebibytes);

    /// <summary>The first fields of Linux's struct rusage.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct Rusage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
    }

    private static class Native
    {
        [DllImport("libc", EntryPoint = "getrusage")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int GetRusage(int who, out Rusage usage);
    }
}

/// <summary>An executable of the plugin.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Path">Where it is, once it is published.</param>
/// <param name="IsNative">Whether it is what this platform gets.</param>
internal sealed record PublishedPlugin(string Name, string Path, bool IsNative)
{
    public const string NotPublished = "not published; make bench does so";
}
