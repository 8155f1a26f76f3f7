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

/// <summary>
/// Memory of the plugin's own process while it refreshes a license: 2,000 agents, for which there is a budget, and 10,000.
/// </summary>
internal static class Memory
{
    private const int Usual = 2000;
    private const int Large = 10_000;

    /// <summary>Megabytes for the usual license, in the executable that is published.</summary>
    private const double Budget = 80;

    public static async Task RunAsync(BenchmarkTable table)
    {
        foreach (var count in new[] { Usual, Large })
        {
            await using var emulator = await EmulatorServer.StartAsync();
            emulator.Control("seed", new JsonObject { ["agents"] = new JsonArray([.. Enumerable.Range(0, count).Select(Agent)]) });
            foreach (var plugin in Start.Published)
                table.Add(await MeasureAsync(emulator, plugin, count));
        }
    }

    private static async Task<Figure> MeasureAsync(EmulatorServer emulator, PublishedPlugin plugin, int count)
    {
        var judged = plugin.IsNative && count == Usual;
        var figure = new Figure($"{plugin.Name}, {count:N0} agents refreshed: peak", null, "MB")
        {
            Budget = judged ? Budget : null,
            Column = judged ? $"{Usual:N0} agents refreshed" : "",
            Note = PublishedPlugin.NotPublished,
        };
        if (!File.Exists(plugin.Path))
            return figure;
        emulator.Log.Clear();
        var (seconds, processor, megabytes) = await RefreshAsync(plugin.Path, emulator.Url, count);
        return figure with { Measured = megabytes, Note = $"{seconds:0.00} s, CPU {processor:0.00} s, {emulator.Log.Calls.Count} calls" };
    }

    private static JsonNode Agent(int i) =>
        new JsonObject
        {
            ["id"] = $"a{i}@example.com",
            ["name"] = $"Agent {i}",
            ["job_title"] = "Support",
            ["groups"] = new JsonArray(new JsonObject { ["id"] = 0, ["priority"] = "normal" }),
        };

    private static async Task<(double Seconds, double ProcessorSeconds, double Megabytes)> RefreshAsync(string path, Uri url, int count)
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
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (i, token) => await client.ReadAsync(Read(i), token)
        );
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        process.Refresh();
        var (peak, processor) = (process.PeakWorkingSet64 / 1e6, process.TotalProcessorTime.TotalSeconds);
        process.Kill();
        await process.WaitForExitAsync();
        return (seconds, processor, peak);
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
