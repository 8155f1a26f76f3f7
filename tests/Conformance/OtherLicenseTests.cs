using System.Text.Json.Nodes;
using Grpc.Core;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>
/// A state of one license is not applied to another, where its ids mean other objects: for every resource. The other license of these
/// tests has the same objects, so that nothing but the mark tells.
/// </summary>
public class OtherLicenseTests
{
    private const string Mark = "__license";

    public static TheoryData<string> Types => [.. ResourceCase.All.Select(c => c.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task State_CredentialLeadsToAnotherLicense_NothingIsTouched(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var id = (await plugin.CreateAsync(type, c.Example)).Id;
        MoveToAnotherLicense(plugin);
        var before = plugin.Dump().ToJsonString();
        await plugin.NextRunAsync();
        plugin.Emulator.Log.Clear();
        await AssertRefusedAsync(() => plugin.UpdateAsync(type, id, c.Example, c.Changed));
        await AssertRefusedAsync(() => plugin.UpdateAsync(type, id, c.Example, c.Changed, preview: true));
        await AssertRefusedAsync(() => plugin.ReadAsync(type, id, c.Example));
        await AssertRefusedAsync(() => plugin.DeleteAsync(type, id, state: c.Example));
        if (c.HasUpdates)
            await AssertRefusedAsync(() => plugin.DiffAsync(type, id, c.Example, c.Changed));
        Assert.Equal(0, plugin.Writes);
        Assert.Equal(before, plugin.Dump().ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task State_OtherOwnerIsAccepted_IsMarkedAnew(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var created = await plugin.CreateAsync(type, c.Example);
        MoveToAnotherLicense(plugin);
        await plugin.ConfigureAsync([.. Configuration(plugin), ("acceptLicense", "true")]);
        var read = await plugin.ReadAsync(type, created.Id, c.Example);
        Assert.NotNull(MarkOf(created.Properties));
        Assert.NotNull(MarkOf(read.Properties));
        Assert.NotEqual(MarkOf(created.Properties), MarkOf(read.Properties));
        await plugin.UpdateAsync(type, created.Id, c.Example, c.Changed);
        await plugin.ConfigureAsync(Configuration(plugin));
        await plugin.ReadAsync(type, created.Id, c.Changed);
    }

    /// <summary>Versions before the mark wrote none, and a token may not see the owner.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task State_HasNoMark_IsAppliedAndMarked(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c, marks: false);
        var created = await plugin.CreateAsync(type, c.Example);
        Assert.Null(MarkOf(created.Properties));
        plugin.Options = plugin.Options with { MarksLicense = true };
        await plugin.NextRunAsync();
        Assert.NotNull(MarkOf((await plugin.UpdateAsync(type, created.Id, c.Example, c.Changed)).Properties));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task State_TokenDoesNotSeeTheOwner_KeepsItsMark(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var created = await plugin.CreateAsync(type, c.Example);
        await plugin.NextRunAsync();
        plugin.Fault("""{"kind":"fail","method":"list_agents","type":"authorization","count":1}""");
        var updated = await plugin.UpdateAsync(type, created.Id, c.Example, c.Changed);
        Assert.Equal(MarkOf(created.Properties), MarkOf(updated.Properties));
    }

    /// <summary>
    /// A replacement of the provider that failed halfway: the new one is asked about an object of the old license, and has it replaced.
    /// </summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task State_NumberOfTheLicenseIsAnother_IsReplacedAndNotTouched(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var id = (await plugin.CreateAsync(type, c.Example)).Id;
        await plugin.ConfigureAsync([.. Configuration(plugin).Select(s => s.Key == "licenseId" ? (s.Key, "200") : s)]);
        plugin.Emulator.Log.Clear();
        foreach (var news in (string[])[c.Example, c.Changed])
        {
            var diff = await plugin.DiffAsync(type, id, c.Example, news);
            Assert.Single(diff.Replaces);
            Assert.False(diff.DeleteBeforeReplace);
        }

        Assert.Empty(plugin.Emulator.Log.Calls);
        await AssertRefusedAsync(() => plugin.UpdateAsync(type, id, c.Example, c.Changed));
        await AssertRefusedAsync(() => plugin.DeleteAsync(type, id, state: c.Example, inSameRun: true));
        Assert.Equal(0, plugin.Writes);
    }

    /// <summary>A new token of the same license is nothing to a state.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task State_TokenIsRotated_GoesOnAsIfNothingHadHappened(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        plugin.Emulator.Control("seed", (JsonObject)JsonNode.Parse(Rotating(plugin).ToJsonString())!);
        var created = await plugin.CreateAsync(type, c.Example);
        (string, string)[] rotated = [.. Configuration(plugin).Select(s => s.Key == "accessToken" ? (s.Key, "dal:new-token") : s)];
        await plugin.ConfigureAsync(rotated);
        var read = await plugin.ReadAsync(type, created.Id, c.Example);
        Assert.Equal(MarkOf(created.Properties), MarkOf(read.Properties));
        var diff = await plugin.DiffAsync(type, created.Id, PluginHarness.Text(StructCodec.Read(read.Inputs)), c.Example);
        Assert.Empty(diff.DetailedDiff.Keys);
        var updated = await plugin.UpdateAsync(type, created.Id, c.Example, c.Changed);
        Assert.Equal(MarkOf(created.Properties), MarkOf(updated.Properties));
        await plugin.ConfigureAsync(rotated);
        await plugin.ReadAsync(type, created.Id, c.Changed);
        if (c.Server.ChangedStays is null)
            await plugin.DeleteAsync(type, created.Id, state: c.Changed);
    }

    /// <summary>The license as it is, with a second token.</summary>
    private static JsonObject Rotating(PluginHarness plugin)
    {
        var license = plugin.Dump();
        license["credentials"] = new JsonArray(
            new JsonObject { ["token"] = "dal:emulator-token" },
            new JsonObject { ["token"] = "dal:new-token" }
        );
        return license;
    }

    private static string? MarkOf(Google.Protobuf.WellKnownTypes.Struct outputs) => StructCodec.Read(outputs).Text(Mark);

    private static async Task<PluginHarness> StartAsync(ResourceCase c, bool marks = true)
    {
        var plugin = await PluginHarness.StartAsync(configure: false);
        plugin.Options = plugin.Options with { MarksLicense = marks };
        await plugin.ResetAsync(c.Seed);
        return plugin;
    }

    private static (string Key, string Value)[] Configuration(PluginHarness plugin) =>
        [
            ("apiUrl", plugin.Emulator.Url.ToString()),
            ("accessToken", "dal:emulator-token"),
            ("licenseId", "100"),
            ("ownerClientId", "emulator-client"),
        ];

    /// <summary>The same objects, of somebody else.</summary>
    private static void MoveToAnotherLicense(PluginHarness plugin)
    {
        var dump = plugin.Dump();
        foreach (var owner in dump["agents"]!.AsArray().Where(a => (string)a!["role"]! == "owner"))
            owner!["account_id"] = "somebody-else";
        plugin.Emulator.Control("seed", (JsonObject)JsonNode.Parse(dump.ToJsonString())!);
    }

    private static async Task AssertRefusedAsync(Func<Task> call)
    {
        var e = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(StatusCode.FailedPrecondition, e.StatusCode);
        Assert.Contains("another license", e.Status.Detail, StringComparison.Ordinal);
    }
}
