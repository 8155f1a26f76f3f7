using System.Text.Json.Nodes;
using Grpc.Core;
using LiveChatPulumi.Api.Batching;
using LiveChatPulumi.Api.Pacing;
using LiveChatPulumi.Emulator;
using LiveChatPulumi.Provider.Run;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Few calls, ready when it says so: shared reads, readiness, adoption, possible orphans.</summary>
public class EngineRoomTests
{
    [Fact]
    public async Task Refresh_WholeLicense_CostsOneListACollection()
    {
        await using var engine = await StartAsync();
        var program = Many(60);
        Assert.True((await engine.UpAsync(program)).Succeeded, string.Join("\n", engine.Messages));
        engine.Emulator.Log.Clear();
        Assert.Equal(0, (await engine.RefreshAsync()).Changes);
        Assert.True(
            engine.Emulator.Log.Counts.All(c => c.Value == 1),
            $"{engine.Statistics!.Summary()}\n{string.Join("\n", engine.Messages)}"
        );
        Assert.Equal(["list_agents", "list_groups", "list_tags"], engine.Emulator.Log.Counts.Keys.Order());
    }

    [Fact]
    public async Task Up_NoChange_WritesNothingAndReadsNothing()
    {
        await using var engine = await StartAsync();
        var program = Many(20);
        await engine.UpAsync(program);
        engine.Emulator.Log.Clear();
        Assert.Equal(0, (await engine.UpAsync(program)).Changes);
        Assert.Empty(engine.Emulator.Log.Calls);
    }

    [Fact]
    public async Task Up_ManyAgents_GoInBatches()
    {
        await using var engine = await StartAsync(parallel: 128);
        var result = await engine.UpAsync(Many(200));
        Assert.True(result.Succeeded, string.Join("\n", engine.Messages));
        var writes = engine.Emulator.Log.Calls.Count(c => c.Method is "create_agent" or "batch_create_agents");
        Assert.True(writes < 200 && engine.Emulator.Log.Counts["batch_create_agents"] > 0, $"{writes} calls for 200 agents");
    }

    [Fact]
    public async Task Create_UnderLag_ManyBecomeReadyAfterOneBound()
    {
        await using var plugin = await PluginHarness.StartAsync(readiness: "visible");
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 1000 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(90);
        await plugin.BePatientAsync();
        var creates = Enumerable.Range(0, 300).Select(i => plugin.CreateAsync("Tag", $$"""{"name":"t{{i}}"}""", $"t{i}")).ToList();
        await Within.EventuallyAsync(() => plugin.Dump()["tags"]!.AsArray().Count == 300);
        Assert.DoesNotContain(creates, c => c.IsCompleted);

        // One bound, for all of them.
        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 90 });
        await Task.WhenAll(creates).InTimeAsync();
    }

    [Fact]
    public async Task Create_ReadinessEffective_WaitsOneBoundForAll()
    {
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Options = plugin.Options with { PropagationBound = TimeSpan.FromSeconds(30) };
        await plugin.RestartAsync(configure: false);
        await plugin.ConfigureAsync(Settings(plugin, ("readiness", "effective"), ("propagationSeconds", "30")));
        var began = plugin.Time.GetUtcNow();
        await plugin.CreateAsync("Tag", """{"name":"t"}""");
        Assert.True(plugin.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Create_ReadinessEffective_ValuesThatCustomersReadAreSeenInsteadOfWaitedFor()
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ConfigureAsync(Settings(plugin, ("readiness", "effective"), ("propagationSeconds", "39")));
        var began = plugin.Time.GetUtcNow();
        await plugin.CreateAsync("LicenseProperties", """{"namespace":"test","values":{"int_property":3}}""");
        Assert.True(plugin.Time.GetUtcNow() - began < TimeSpan.FromSeconds(39));
        Assert.Equal(1, plugin.Emulator.Log.Counts["get_license_properties"]);
    }

    [Fact]
    public async Task Create_PropagationOff_WaitsForNothing()
    {
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 1000 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(90);
        await plugin.ConfigureAsync(Settings(plugin, ("propagationSeconds", "0")));
        Assert.Equal("t", (await plugin.CreateAsync("Tag", """{"name":"t"}""")).Id);
    }

    [Theory]
    [InlineData("never", """{"name":"vip","groupIds":[1]}""", false)]
    [InlineData("matching", """{"name":"vip","groupIds":[1]}""", true)]
    [InlineData("matching", """{"name":"vip","groupIds":[0]}""", false)]
    [InlineData("always", """{"name":"vip","groupIds":[0]}""", true)]
    public async Task Create_ExistsAlready_IsAdoptedAsConfigured(string adopt, string inputs, bool adopted)
    {
        await using var plugin = await PluginHarness.StartAsync(
            """{"groups":[{"id":1,"name":"One"}],"tags":[{"name":"vip","group_ids":[1]}]}"""
        );
        await plugin.ConfigureAsync(Settings(plugin, ("adoptExisting", adopt)));
        if (adopted)
        {
            Assert.Equal("vip", (await plugin.CreateAsync("Tag", inputs)).Id);
            Assert.Equal(PluginHarness.Parse(inputs)["groupIds"]!.ToString(), plugin.Dump()["tags"]![0]!["group_ids"]!.ToJsonString());
        }
        else
        {
            var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Tag", inputs));
            Assert.Equal(StatusCode.AlreadyExists, e.StatusCode);
            Assert.Contains("adoptExisting", e.Status.Detail, StringComparison.Ordinal);
            Assert.Equal("[1]", plugin.Dump()["tags"]![0]!["group_ids"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Preview_LicenseHasOneLikeIt_IsRefusedWithItsId()
    {
        await using var plugin = await PluginHarness.StartAsync("""{"groups":[{"id":4,"name":"Support"},{"id":5,"name":"Sales"}]}""");
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Group", """{"name":"Support"}""", preview: true));
        Assert.Contains("(id 4)", e.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("pulumi import livechat:index:Group it '4'", e.Status.Detail, StringComparison.Ordinal);

        // What the state holds is nobody's orphan.
        await plugin.DiffAsync("Group", "5", """{"name":"Sales"}""", """{"name":"Sales"}""", "other");
        await plugin.CreateAsync("Group", """{"name":"Sales"}""", preview: true);
        Assert.Empty(plugin.Logs);
    }

    [Theory]
    [InlineData("requestsPerSecond", "0", "must be from 1 to 1000")]
    [InlineData("batchSize", "501", "must be from 1 to 500")]
    [InlineData("readiness", "soon", "must be one of: accepted, visible, effective")]
    [InlineData("adoptExisting", "yes", "must be one of: never, matching, always")]
    public async Task CheckConfig_SettingOfThePaceIsWrong_SaysWhatIsAllowed(string name, string value, string reason)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var check = await plugin.Client.CheckConfigAsync(
            new CheckRequest { News = StructCodec.Write(PropertyObject.Of((name, PropertyValue.Of(value)))) },
            default
        );
        Assert.Contains(reason, Assert.Single(check.Failures).Reason, StringComparison.Ordinal);
    }

    private static (string Key, string Value)[] Settings(PluginHarness plugin, params (string Key, string Value)[] more) =>
        [("apiUrl", plugin.Emulator.Url.ToString()), ("accessToken", "dal:emulator-token"), ("licenseId", "100"), .. more];

    private static async Task<EngineHarness> StartAsync(int parallel = 16)
    {
        var time = new JumpingTime();
        return new EngineHarness(
            await EmulatorServer.StartAsync(time: time),
            time,
            o =>
                o with
                {
                    TryTimeout = TimeSpan.FromDays(1),
                    Pace = new PaceOptions { MaxConcurrency = 16 },
                    Batching = new BatchOptions { Linger = TimeSpan.FromMilliseconds(10) },
                }
        )
        {
            Parallel = parallel,
            Options = new RunOptions { OperationTimeout = TimeSpan.FromDays(2) },
        };
    }

    private static List<Declared> Many(int agents) =>
        [
            new("Group", "support", PluginHarness.Parse("""{"name":"Support"}""")),
            new("Tag", "vip", PluginHarness.Parse("""{"name":"vip","groupIds":["${support.groupId}"]}""")),
            .. Enumerable
                .Range(0, agents)
                .Select(i => new Declared(
                    "Agent",
                    $"a{i}",
                    PluginHarness.Parse(
                        $$"""{"email":"a{{i}}@example.com","name":"A{{i}}","groups":["""
                            + """{"groupId":"${support.groupId}","priority":"normal"}]}"""
                    )
                )),
        ];
}
