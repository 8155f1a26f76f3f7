using System.Diagnostics;
using LiveChatPulumi.Emulator;
using TestSupport;

namespace Benchmarks;

/// <summary>
/// livechat export of a large license, proof included: list calls and memory of the command, for which there are budgets, and time.
/// </summary>
internal static class Export
{
    private const int Objects = 2000;

    /// <summary>A list for each collection and client id.</summary>
    private const double MostLists = 20;

    /// <summary>Megabytes.</summary>
    private const double MostMemory = 200;

    public static async Task RunAsync(BenchmarkTable table)
    {
        foreach (var language in new[] { "yaml", "csharp" })
        {
            await using var emulator = await EmulatorServer.StartAsync();
            emulator.Control("seed", GeneratedLicense.Seed(1, Objects));
            using var folder = new TemporaryFolder();
            var (seconds, megabytes, last) = await ExportAsync(emulator.Url, folder, language);
            var lists = emulator.Log.Calls.Count(c => c.Method.StartsWith("list_", StringComparison.Ordinal));
            table.Add(new Figure($"export of {Objects:N0} objects, {language}: list calls", lists, "") { Budget = MostLists, Note = last });
            table.Add(
                new Figure($"export of {Objects:N0} objects, {language}: peak", megabytes, "MB")
                {
                    Budget = MostMemory,
                    Note = $"{seconds:0.0} s with its proof",
                }
            );
        }
    }

    private static async Task<(double Seconds, double Megabytes, string Last)> ExportAsync(Uri url, TemporaryFolder folder, string language)
    {
        var start = new ProcessStartInfo(Repo.Path("provider", "LiveChatPulumi.Cli", "bin", Repo.Configuration, "net10.0", "livechat"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "export",
                "--out",
                folder.File("out"),
                "--language",
                language,
                "--sdk",
                Repo.Path("sdk", "dotnet", "LiveChatPulumi.LiveChat.csproj"),
            },
        };
        start.Environment["LIVECHAT_API_URL"] = url.ToString();
        start.Environment["LIVECHAT_ACCESS_TOKEN"] = "dal:emulator-token";
        start.Environment["PULUMI_CONFIG_PASSPHRASE"] = "x";
        start.Environment["PULUMI_HOME"] = folder.File("home");
        start.Environment["Configuration"] = Repo.Configuration;
        var began = TimeProvider.System.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var peak = 0.0;
        while (!process.HasExited)
        {
            process.Refresh();
            peak = Math.Max(peak, process.HasExited ? 0 : process.PeakWorkingSet64 / 1e6);
            await Task.Delay(20);
        }

        var lines = (await output).Split('\n');
        var proof = lines.FirstOrDefault(l => l.StartsWith("Proven", StringComparison.Ordinal));
        return (
            TimeProvider.System.GetElapsedTime(began).TotalSeconds,
            peak,
            proof is null
                ? "NOT PROVEN: " + (await errors).Split('\n').FirstOrDefault(l => l.StartsWith("error", StringComparison.Ordinal))
                : "proven"
        );
    }
}
