using System.Text.Json.Nodes;
using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>A write is done when it is accepted: what that must not lead to.</summary>
public class AcceptedTests
{
    private const string Mark = "__unseen";

    [Fact]
    public async Task Create_CallAfterItFails_StateRemembersThatTheObjectWasNotSeen()
    {
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Fault("""{"kind":"fail","method":"suspend_agent","type":"authorization"}""");
        var e = await Assert.ThrowsAsync<RpcException>(() =>
            plugin.CreateAsync("Agent", """{"email":"a@b.c","name":"A","suspended":true}""")
        );
        var outputs = StructCodec.Read(e.Detail<ErrorResourceInitFailed>()!.Properties);
        Assert.Equal("create", (outputs[Mark] as PropertyObject)?.Text("kind"));
        Assert.Equal(PropertyValue.Of(false), outputs["suspended"]);
    }

    [Fact]
    public async Task Create_NotShownInTime_StateHasTheIdAndTheMark()
    {
        await using var plugin = await PluginHarness.StartAsync(readiness: "visible");
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 100 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Group", """{"name":"Late"}"""));
        var outputs = StructCodec.Read(e.Detail<ErrorResourceInitFailed>()!.Properties);
        Assert.Equal(PropertyValue.Of(1), outputs["groupId"]);
        Assert.NotNull(outputs[Mark]);
    }

    /// <summary>A group that this run made does not make a typo in another id worth waiting for.</summary>
    [Fact]
    public async Task Create_NamesANewGroupAndOneThatDoesNotExist_FailsAtOnce()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var group = (await plugin.CreateAsync("Group", """{"name":"New"}""", "new")).Id;
        var e = await Assert.ThrowsAsync<RpcException>(() =>
            plugin.CreateAsync(
                "Agent",
                $$"""
                {"email":"a@b.c","name":"A",
                 "groups":[{"groupId":{{group}},"priority":"first"},{"groupId":999,"priority":"first"}]}
                """
            )
        );
        Assert.Contains("999", e.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(1, plugin.Emulator.Log.Counts["create_agent"]);
    }

    /// <summary>Of many calls that name the same new object in vain one is repeated; when it gives up, the others do so too.</summary>
    [Fact]
    public async Task Create_ManyNameAGroupThatNeverComes_EndTogether()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var group = (await plugin.CreateAsync("Group", """{"name":"New"}""", "new")).Id;
        plugin.Fault("""{"kind":"fail","method":"create_agent","type":"group_not_found","count":100000}""");
        plugin.Fault("""{"kind":"fail","method":"batch_create_agents","type":"group_not_found","count":100000}""");
        var creates = Enumerable
            .Range(0, 40)
            .Select(i =>
                plugin.CreateAsync(
                    "Agent",
                    $$"""{"email":"a{{i}}@b.c","name":"A","groups":[{"groupId":{{group}},"priority":"first"}]}""",
                    $"a{i}"
                )
            )
            .ToList();
        foreach (var create in creates)
            await Assert.ThrowsAsync<RpcException>(() => create).InTimeAsync();
        var calls = plugin.Emulator.Log.Calls.Count(c => c.Method is "create_agent" or "batch_create_agents");
        Assert.True(calls < 120, $"{calls} calls");
    }

    [Theory]
    [InlineData("replace")]
    [InlineData("merge")]
    public async Task Update_GroupTakesItsMembershipOver_NobodyIsLeftOver(string semantics)
    {
        await using var plugin = await PluginHarness.StartAsync("""{"agents":[{"id":"a@b.c","name":"A"},{"id":"b@b.c","name":"B"}]}""");
        plugin.Emulator.Options["updateGroupPriorities"] = semantics;
        const string old = """{"name":"G"}""",
            now = """{"name":"G","agentPriorities":{"a@b.c":"first"}}""";
        var created = await plugin.CreateAsync("Group", old);
        Assert.Null(StructCodec.Read(created.Properties)["agentPriorities"]);
        foreach (var agent in new[] { "a", "b" })
            Join(plugin, agent + "@b.c", int.Parse(created.Id, System.Globalization.CultureInfo.InvariantCulture));
        await plugin.UpdateAsync("Group", created.Id, old, now);
        var members = plugin.Dump()["agents"]!
            .AsArray()
            .Where(a => a!["groups"] is JsonArray g && g.Any(x => (string)x!["id"]!.ToString() == created.Id))
            .Select(a => (string)a!["id"]!);
        Assert.Equal(["a@b.c"], members);
    }

    /// <summary>Two writes within the lag: a read of either state before is behind.</summary>
    [Fact]
    public async Task Read_AfterTwoWritesWithinTheLag_WaitsForTheLast()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string first = """{"name":"One"}""",
            second = """{"name":"Two"}""",
            third = """{"name":"Three"}""";
        var id = (await plugin.CreateAsync("Group", first)).Id;
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 1000 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        await plugin.UpdateAsync("Group", id, first, second);
        await plugin.BePatientAsync();
        await plugin.DiffAsync("Group", id, second, third);
        await plugin.UpdateAsync("Group", id, second, third);
        plugin.Emulator.Log.Clear();
        var reading = plugin.ReadAsync("Group", id, third);
        await Within.EventuallyAsync(() => plugin.Emulator.Log.Calls.Count >= 3 || reading.IsCompleted);
        Assert.False(reading.IsCompleted);
        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 61 });
        Assert.Equal("Three", StructCodec.Read((await reading.InTimeAsync()).Inputs).Text("name"));
    }

    /// <summary>A digest of a short secret could be turned back into it.</summary>
    [Fact]
    public async Task Update_OfASecret_MarkIsSecret()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var secret = """
            {"email":"a@b.c","name":"A",
             "mobile":{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","plaintext":"\"VALUE\""}}
            """;
        var (old, now) = (
            secret.Replace("VALUE", "111", StringComparison.Ordinal),
            secret.Replace("VALUE", "222", StringComparison.Ordinal)
        );
        var id = (await plugin.CreateAsync("Agent", old)).Id;
        var updated = StructCodec.Read((await plugin.UpdateAsync("Agent", id, old, now)).Properties);
        Assert.IsType<PropertySecret>(updated[Mark]);
    }

    /// <summary>Guards look at what will be: a role that is dropped goes back to the default.</summary>
    [Fact]
    public async Task Check_RoleOfTheLastAdministratorIsDropped_IsRefused()
    {
        await using var plugin = await PluginHarness.StartAsync(
            """
            {"agents":[
             {"id":"owner@example.com","name":"O","role":"owner","suspended":true},
             {"id":"a@b.c","name":"A","role":"administrator"}],
             "credentials":[{"token":"dal:emulator-token","agent":"a@b.c"}]}
            """
        );
        var failure = Assert.Single(
            await plugin.FailuresAsync(
                "Agent",
                """{"email":"a@b.c","name":"A"}""",
                """{"email":"a@b.c","name":"A","role":"administrator"}"""
            )
        );
        Assert.Contains("last administrator", failure.Reason, StringComparison.Ordinal);
    }

    private static void Join(PluginHarness plugin, string agent, int group)
    {
        var dump = plugin.Dump();
        var joined = dump["agents"]!.AsArray().Single(a => (string)a!["id"]! == agent)!;
        joined["groups"] = new JsonArray(new JsonObject { ["id"] = group, ["priority"] = "normal" });
        plugin.Emulator.Control("seed", dump);
    }
}
