using System.Diagnostics;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using PluginHarness_;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;
using TestSupport;

namespace Benchmarks;

/// <summary>Memory of the plugin's own process while it refreshes a license of 10,000 agents.</summary>
internal static class Memory
{
    private const int Count = 10_000;

    public static async Task RunAsync()
    {
        Console.WriteLine();
        Console.WriteLine($"Refresh of {Count:N0} agents by a plugin process (budget: under 120 MB)");
        Console.WriteLine($"{"what", -44}{"lists", 8}{"s", 8}{"peak MB", 9}{"ratio", 8}");
        await using var emulator = await EmulatorServer.StartAsync();
        var agents = Enumerable
            .Range(0, Count)
            .Select(i =>
                (JsonNode)
                    new JsonObject
                    {
                        ["id"] = $"a{i}@example.com",
                        ["name"] = $"Agent {i}",
                        ["job_title"] = "Support",
                        ["groups"] = new JsonArray(new JsonObject { ["id"] = 0, ["priority"] = "normal" }),
                    }
            );
        emulator.Control("seed", new JsonObject { ["agents"] = new JsonArray([.. agents]) });
        foreach (var (name, path) in Start.Plugins.Where(p => File.Exists(p.Path)))
        {
            emulator.Log.Clear();
            var (seconds, megabytes) = await RefreshAsync(path, emulator.Url);
            var lists = emulator.Log.Counts.GetValueOrDefault("list_agents");
            Console.WriteLine($"{name, -44}{lists, 8}{seconds, 8:0.00}{megabytes, 9:0.0}{megabytes / 120, 8:0.00}");
        }
    }

    private static async Task<(double Seconds, double Megabytes)> RefreshAsync(string path, Uri url)
    {
        using var home = new TemporaryFolder();
        var start = new ProcessStartInfo(path) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["PULUMI_HOME"] = home.Path;
        using var process = Process.Start(start)!;
        using var channel = GrpcChannels.Open($"127.0.0.1:{await process.StandardOutput.ReadLineAsync()}");
        var client = new ResourceProviderClient(channel);
        await client.ConfigureAsync(
            new ConfigureRequest
            {
                Args = StructCodec.Write(
                    PropertyObject.Of(("apiUrl", PropertyValue.Of(url.ToString())), ("accessToken", PropertyValue.Of("dal:emulator-token")))
                ),
            },
            default
        );
        var began = TimeProvider.System.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Count),
            new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (i, token) => await client.ReadAsync(Read(i), token)
        );
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        process.Refresh();
        var peak = process.PeakWorkingSet64 / 1e6;
        process.Kill();
        await process.WaitForExitAsync();
        return (seconds, peak);
    }

    private static ReadRequest Read(int agent)
    {
        var inputs = StructCodec.Write(
            PluginHarness.Parse($$"""{"email":"a{{agent}}@example.com","name":"Agent {{agent}}","jobTitle":"Support"}""")
        );
        return new ReadRequest
        {
            Urn = PluginHarness.Urn("Agent", $"a{agent}"),
            Id = $"a{agent}@example.com",
            Type = "livechat:index:Agent",
            Inputs = inputs,
            Properties = inputs,
        };
    }
}
