using Benchmarks;
using TestSupport;

// All of it, or the parts that are named.
var table = new BenchmarkTable(Console.Out);
var calibration = new Calibration();
(string Name, Func<Task> RunAsync)[] parts =
[
    ("start", () => Start.RunAsync(table)),
    ("engine", () => EngineTime.RunAsync(table)),
    ("defaults", () => Defaults.RunAsync(table)),
    ("agents", () => Agents.RunAsync(table)),
    ("memory", () => Memory.RunAsync(table)),
    ("throttled", () => Throttled.RunAsync(table)),
    ("export", () => Export.RunAsync(table)),
    ("customers", () => Customers.RunAsync(table)),
];
if (args.Except(parts.Select(p => p.Name)).ToList() is [var unknown, ..])
{
    Console.Error.WriteLine($"There is no part {unknown}. Parts are {string.Join(", ", parts.Select(p => p.Name))}.");
    return 2;
}

calibration.AddBefore(table);
foreach (var part in parts.Where(p => args.Length == 0 || args.Contains(p.Name)))
    await part.RunAsync();
calibration.AddAfter(table);
table.End(Repo.Path("artifacts", "bench.md"));
return table.IsOver && Environment.GetEnvironmentVariable("BENCH_STRICT") == "1" ? 1 : 0;
