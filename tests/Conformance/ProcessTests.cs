using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using LiveChatPulumi.Emulator;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;
using TestSupport;

namespace Conformance_;

/// <summary>C22: the plugin as a process.</summary>
public class ProcessTests
{
    private const string SingleRule = """{"groupIds":[0],"description":"s","conditions":{"url":{"values":[{"value":"/"}]}}}""";

    private const string RuleList = """
        {"rules":[
         {"key":"a","groupIds":[0],"description":"a","conditions":{"url":{"values":[{"value":"/a"}]}}},
         {"key":"b","groupIds":[0],"description":"b","conditions":{"url":{"values":[{"value":"/b"}]}}}],
         "placement":{"at":"last"}}
        """;

    [Fact]
    public async Task Process_ThroughAWholeLife_WritesThePortLineOnlyAndEndsOnSigterm()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        using var home = new TemporaryFolder();
        using var process = Process.Start(StartInfo(home))!;
        var port = await process.StandardOutput.ReadLineAsync().InTimeAsync();
        using (var channel = GrpcChannels.Open($"127.0.0.1:{port}"))
        {
            var client = await ConfiguredAsync(channel, emulator);
            var inputs = StructCodec.Write(PluginHarness.Parse("""{"name":"vip"}"""));
            var created = await client.CreateAsync(new CreateRequest { Urn = PluginHarness.Urn("Tag"), Properties = inputs }, default);
            await client.DeleteAsync(
                new DeleteRequest
                {
                    Urn = PluginHarness.Urn("Tag"),
                    Id = created.Id,
                    Properties = created.Properties,
                },
                default
            );
        }

        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString()])!)
            await kill.ExitInTimeAsync();
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync().InTimeAsync());
        await process.ExitInTimeAsync();
        Assert.Equal(0, process.ExitCode);
    }

    [Theory]
    [InlineData("PULUMI_OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT")]
    public async Task Process_WithACollector_SendsItSpansAndMetrics(string variable)
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = await GrpcServer.StartAsync(Collector(received));
        await using var emulator = await EmulatorServer.StartAsync();
        using var home = new TemporaryFolder();
        var start = StartInfo(home);
        start.Environment[variable] = "http://" + collector.Address;
        start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        start.Environment["TRACEPARENT"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        using var process = Process.Start(start)!;
        var port = await process.StandardOutput.ReadLineAsync().InTimeAsync();
        using (var channel = GrpcChannels.Open($"127.0.0.1:{port}"))
        {
            var client = await ConfiguredAsync(channel, emulator);
            await client.CreateAsync(
                new CreateRequest
                {
                    Urn = PluginHarness.Urn("Tag"),
                    Properties = StructCodec.Write(PluginHarness.Parse("""{"name":"vip"}""")),
                },
                default
            );
            await client.CancelAsync(TimeSpan.FromSeconds(5), default);
        }

        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString()])!)
            await kill.ExitInTimeAsync();
        await process.ExitInTimeAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("create_tag", received["trace.v1.Trace"], StringComparison.Ordinal);
        Assert.Contains(PluginHarness.Urn("Tag"), received["trace.v1.Trace"], StringComparison.Ordinal);
        Assert.Contains(
            Encoding.Latin1.GetString(Convert.FromHexString("0af7651916cd43dd8448eb211c80319c")),
            received["trace.v1.Trace"],
            StringComparison.Ordinal
        );
        Assert.Contains("livechat.call.duration", received["metrics.v1.Metrics"], StringComparison.Ordinal);
    }

    /// <summary>A collector that keeps the bytes of what it gets, as text.</summary>
    private static ServiceMethods Collector(ConcurrentDictionary<string, string> received)
    {
        var methods = new ServiceMethods();
        foreach (var kind in new[] { "trace.v1.Trace", "metrics.v1.Metrics" })
            methods.Unary(
                RpcMethod.Unary($"opentelemetry.proto.collector.{kind}Service", "Export", Empty.Parser, Empty.Parser),
                (r, _) =>
                {
                    var text = Encoding.Latin1.GetString(r.ToByteArray());
                    received.AddOrUpdate(kind, text, (_, t) => t + text);
                    return Task.FromResult(new Empty());
                }
            );
        return methods;
    }

    /// <summary>Jobs in the background of a shell ignore SIGINT, and so do those of nohup: only the connection tells.</summary>
    [Fact]
    public async Task Process_CancelledAndLeftByItsEngine_EndsWithoutASignal()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        await using var engine = await GrpcServer.StartAsync(new ServiceMethods());
        using var home = new TemporaryFolder();
        using var process = Process.Start(StartInfo(home, engine.Address))!;
        using (var channel = GrpcChannels.Open($"127.0.0.1:{await process.StandardOutput.ReadLineAsync().InTimeAsync()}"))
        {
            var client = await ConfiguredAsync(channel, emulator);
            await client.CancelAsync(TimeSpan.FromSeconds(5), default);
        }

        await process.ExitInTimeAsync();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>The call of an engine that was killed keeps its connection open while LiveChat does not answer.</summary>
    [Fact]
    public async Task Process_EngineIsGoneWhileAWriteHangs_EndsBeforeTheWriteDoes()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        emulator.Control(
            "faults",
            new()
            {
                ["kind"] = "hang",
                ["writesOnly"] = true,
                ["holdMilliseconds"] = 600_000,
            }
        );
        var engine = await GrpcServer.StartAsync(new ServiceMethods());
        using var home = new TemporaryFolder();
        using var process = Process.Start(StartInfo(home, engine.Address))!;
        using (var channel = GrpcChannels.Open($"127.0.0.1:{await process.StandardOutput.ReadLineAsync().InTimeAsync()}"))
        {
            var client = await ConfiguredAsync(channel, emulator);
            var create = client.CreateAsync(
                new CreateRequest
                {
                    Urn = PluginHarness.Urn("Tag"),
                    Type = "livechat:index:Tag",
                    Name = "it",
                    Properties = StructCodec.Write(PropertyObject.Of(("name", PropertyValue.Of("vip")))),
                },
                default
            );
            await Within.EventuallyAsync(() => emulator.Log.Calls.Any(c => c.Method == "create_tag"));
            await engine.DisposeAsync();
            await process.ExitInTimeAsync();
            await Assert.ThrowsAnyAsync<RpcException>(() => create);
        }

        Assert.True(emulator.Log.Calls.Count(c => c.Method == "create_tag") == 1, "the write was not sent again");
    }

    [Fact]
    public async Task Process_EngineIsGone_EndsWithoutASignal()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        var engine = await GrpcServer.StartAsync(new ServiceMethods());
        using var home = new TemporaryFolder();
        using var process = Process.Start(StartInfo(home, engine.Address))!;
        using (var channel = GrpcChannels.Open($"127.0.0.1:{await process.StandardOutput.ReadLineAsync().InTimeAsync()}"))
        {
            await ConfiguredAsync(channel, emulator);
            await engine.DisposeAsync();
        }

        await process.ExitInTimeAsync();
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Process_ConnectionClosesWhileTheEngineLives_Stays()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        await using var engine = await GrpcServer.StartAsync(new ServiceMethods());
        using var home = new TemporaryFolder();
        using var process = Process.Start(StartInfo(home, engine.Address))!;
        try
        {
            process.StandardInput.Close();
            var address = $"127.0.0.1:{await process.StandardOutput.ReadLineAsync().InTimeAsync()}";
            using (var first = GrpcChannels.Open(address))
                await ConfiguredAsync(first, emulator);
            await Task.Delay(TimeSpan.FromSeconds(3));
            using var second = GrpcChannels.Open(address);
            var info = await new ResourceProviderClient(second).GetPluginInfoAsync(default).InTimeAsync();
            Assert.NotEmpty(info.Version);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>A lock that is taken and never given back shows when another thread comes along: so many reads, on many threads.</summary>
    [Fact]
    public async Task Process_ManyReadsAtOnce_AnswersThemAll()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        var agents = Enumerable.Range(0, 500).Select(i => new JsonObject { ["id"] = $"a{i}@example.com", ["name"] = $"Agent {i}" });
        emulator.Control("seed", new() { ["agents"] = new JsonArray([.. agents]) });
        using var home = new TemporaryFolder();
        using var process = Process.Start(StartInfo(home))!;
        try
        {
            using var channel = GrpcChannels.Open($"127.0.0.1:{await process.StandardOutput.ReadLineAsync().InTimeAsync()}");
            var client = await ConfiguredAsync(channel, emulator);
            var reads = Enumerable
                .Range(0, 500)
                .Select(i =>
                    client.ReadAsync(
                        new ReadRequest
                        {
                            Urn = PluginHarness.Urn("Agent", $"a{i}"),
                            Id = $"a{i}@example.com",
                            Type = "livechat:index:Agent",
                        },
                        default
                    )
                );
            var answers = await Task.WhenAll(reads).InTimeAsync();
            Assert.All(answers, a => Assert.NotEmpty(a.Id));
            Assert.Equal(1, emulator.Log.Counts["list_agents"]);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>A list of rules and single ones take turns: whoever never gave the turn back would show here.</summary>
    [Fact]
    public async Task Process_ListOfRulesBesideSingleOnes_MakesThemAll()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        using var home = new TemporaryFolder();
        using var process = Process.Start(StartInfo(home))!;
        try
        {
            using var channel = GrpcChannels.Open($"127.0.0.1:{await process.StandardOutput.ReadLineAsync().InTimeAsync()}");
            var client = await ConfiguredAsync(channel, emulator);
            var creates = Enumerable
                .Range(0, 20)
                .Select(i => (Type: "AutoAccess", Name: $"s{i}", Inputs: SingleRule))
                .Append((Type: "AutoAccessRules", Name: "list", Inputs: RuleList))
                .Select(r =>
                    client.CreateAsync(
                        new CreateRequest
                        {
                            Urn = PluginHarness.Urn(r.Type, r.Name),
                            Properties = StructCodec.Write(PluginHarness.Parse(r.Inputs)),
                        },
                        default
                    )
                );
            await Task.WhenAll(creates).InTimeAsync();
            var dump = (JsonObject)emulator.Control("dump");
            Assert.Equal(
                new string('s', 20) + "ab",
                string.Concat(dump["auto_accesses"]!.AsArray().Select(r => (string)r!["description"]!))
            );
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>
    /// The plugin as it was built, or another one that LIVECHAT_TEST_PLUGIN names: <c>make test-dist</c> tests the published one so.
    /// </summary>
    private static string Plugin =>
        Environment.GetEnvironmentVariable("LIVECHAT_TEST_PLUGIN") is { Length: > 0 } path
            ? path
            : Repo.Path("provider", "LiveChatPulumi.Provider", "bin", Repo.Configuration, "net10.0", "pulumi-resource-livechat");

    private static ProcessStartInfo StartInfo(TemporaryFolder home, params string[] arguments) =>
        new(Plugin, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            Environment = { ["PULUMI_HOME"] = home.Path },
        };

    private static async Task<ResourceProviderClient> ConfiguredAsync(GrpcChannel channel, EmulatorServer emulator)
    {
        var client = new ResourceProviderClient(channel);
        var config = PropertyObject.Of(
            ("apiUrl", PropertyValue.Of(emulator.Url.ToString())),
            ("accessToken", PropertyValue.Of("dal:emulator-token"))
        );
        await client.ConfigureAsync(new ConfigureRequest { Args = StructCodec.Write(config) }, default);
        return client;
    }
}
