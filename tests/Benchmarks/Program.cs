using Benchmarks;

// All of it, or the parts that are named.
bool Wanted(string part) => args.Length == 0 || args.Contains(part);

Calibration.Run("before");
if (Wanted("start"))
    Start.Run();
if (Wanted("engine"))
    await EngineTime.RunAsync();
if (Wanted("defaults"))
    await Defaults.RunAsync();
if (Wanted("agents"))
    await Agents.RunAsync();
if (Wanted("memory"))
    await Memory.RunAsync();
if (Wanted("throttled"))
    await Throttled.RunAsync();
Console.WriteLine();
Calibration.Run("after");
Console.WriteLine($"memory of this process, which holds engine, plugin and emulator: {Environment.WorkingSet / 1048576.0:0} MiB");
