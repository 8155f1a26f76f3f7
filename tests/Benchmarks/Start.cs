using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using TestSupport;

namespace Benchmarks;

/// <summary>The plugin's start: CPU and wall time up to its port line, memory there, and a bare start of Node in the same run.</summary>
internal static class Start
{
    private const int Times = 25;
    private const double CpuBudget = 0.35;
    private const double MemoryBudget = 28;

    private const string Plugin = "pulumi-resource-livechat";

    private static readonly string Platform = "linux-" + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();

    /// <summary>The plugin as it is published and as it is built; <c>make bench PARTS=start</c> publishes it first.</summary>
    public static IReadOnlyList<(string Name, string Path)> Plugins { get; } =
    [
        ("plugin, native (published here)", Repo.Path("artifacts", "out", "native", Platform, Plugin)),
        ("plugin, ready-to-run (other platforms)", Repo.Path("artifacts", "out", "ready-to-run", Platform, Plugin)),
        ("plugin, as make build leaves it", Repo.Path("provider", "LiveChatPulumi.Provider", "bin", Repo.Configuration, "net10.0", Plugin)),
    ];

    public static void Run()
    {
        Console.WriteLine($"Start up to the first line (medians of {Times}, taking turns)");
        Console.WriteLine($"{"what", -44}{"CPU ms", 9}{"of Node's", 11}{"wall ms", 9}{"MiB", 7}");
        List<(string Name, string Path)> commands = [.. Plugins.Where(p => File.Exists(p.Path)), ("node -e 0 (to its end)", "node")];
        foreach (var (_, path) in commands)
            Measure(path);
        var rounds = Enumerable.Range(0, Times).Select(_ => commands.Select(c => Measure(c.Path)).ToList()).ToList();
        var medians = commands.Select((_, i) => Median([.. rounds.Select(r => r[i])])).ToList();
        var node = medians[^1].Cpu;
        foreach (var ((name, _), m) in commands.Zip(medians))
        {
            var memory = m.Mebibytes > 0 ? $"{m.Mebibytes:0.0}" : "";
            Console.WriteLine($"{name, -44}{m.Cpu, 9:0.0}{m.Cpu / node, 11:0.00}{m.Wall, 9:0.0}{memory, 7}");
        }

        foreach (var (name, path) in Plugins.Where(p => !File.Exists(p.Path)))
            Console.WriteLine($"{name, -44}not there: {path}");
        if (!File.Exists(Plugins[0].Path))
            return;
        Console.WriteLine($"native, part of Node's CPU time: {Verdict(medians[0].Cpu / node, CpuBudget)}");
        Console.WriteLine($"native, MiB at the port: {Verdict(medians[0].Mebibytes, MemoryBudget)}");
    }

    private static string Verdict(double value, double budget) =>
        $"{value:0.00}, {(value <= budget ? "within" : "OVER")} the budget of {budget}";

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
