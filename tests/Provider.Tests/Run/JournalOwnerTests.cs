using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Whose a record of the journal is, when credentials, licenses and states change between runs.</summary>
public class JournalOwnerTests
{
    private const string Inputs = """{"name":"Support"}""";

    /// <summary>A create of each type that makes an object: the type, its inputs, the call, and where the license has the object.</summary>
    public static TheoryData<string, string, string, string> Creates
    {
        get
        {
            var data = LostCreateTests.Creates;
            data.Add(
                "AutoAccessRules",
                """{"rules":[{"key":"a","groupIds":[0],"conditions":{"url":{"values":[{"value":"/a"}]}}}]}""",
                "add_auto_access",
                "auto_accesses"
            );
            return data;
        }
    }

    [Fact]
    public async Task Create_TokenRotatedAfterTheAnswerWasLost_IsNotDoubled()
    {
        await using var plugin = await CutOffAsync("dal:emulator-token", "provider-1", "");
        await ConfigureAsync(plugin, "dal:rotated-token", "provider-1", "");
        Assert.Equal("1", (await plugin.CreateAsync("Group", Inputs)).Id);
        Assert.Equal(2, Groups(plugin));
    }

    [Fact]
    public async Task Create_LicenseIsNamedAfterTheAnswerWasLost_IsNotDoubled()
    {
        await using var plugin = await CutOffAsync("dal:emulator-token", "provider-1", "");
        await ConfigureAsync(plugin, "dal:emulator-token", "provider-1", "100");
        Assert.Equal("1", (await plugin.CreateAsync("Group", Inputs)).Id);
        Assert.Equal(2, Groups(plugin));
    }

    /// <summary>Two folders of one project and stack, or a plugin that was upgraded: nobody can tell whose the object is.</summary>
    [Fact]
    public async Task Create_AnotherStateOfTheSameNames_StopsAndSaysBothWays()
    {
        await using var plugin = await CutOffAsync("dal:emulator-token", "provider-1", "100");
        await ConfigureAsync(plugin, "dal:emulator-token", "provider-2", "100");
        foreach (var preview in new[] { true, false })
        {
            var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Group", Inputs, preview: preview));
            Assert.Contains("an earlier run with another state began to create it", e.Status.Detail, StringComparison.Ordinal);
            Assert.Contains("give one of the two a name of its own", e.Status.Detail, StringComparison.Ordinal);
            Assert.Contains("delete the journal in ", e.Status.Detail, StringComparison.Ordinal);
        }

        Assert.Equal(2, Groups(plugin));
    }

    /// <summary>
    /// As after a destroy and an up: the provider resource is another one, and the create that was cut off before it made nothing.
    /// </summary>
    [Theory]
    [MemberData(nameof(Creates))]
    public async Task Create_AnotherStateOfTheSameNamesMadeNothing_IsMade(string type, string inputs, string method, string collection)
    {
        await using var plugin = await CutOffBeforeAsync(type, inputs);
        var count = plugin.Dump()[collection]!.AsArray().Count;
        await plugin.CreateAsync(type, inputs, preview: true);
        var id = (await plugin.CreateAsync(type, inputs)).Id;
        Assert.True(plugin.Emulator.Log.Counts.ContainsKey(method));
        Assert.Equal(count + 1, plugin.Dump()[collection]!.AsArray().Count);
        await plugin.RestartAsync(configure: false);
        await ConfigureAsync(plugin, "dal:emulator-token", "provider-2", "100");
        await plugin.DiffAsync(type, id, inputs, inputs);
    }

    /// <summary>The answer of that create was lost: it made the object.</summary>
    [Theory]
    [MemberData(nameof(Creates))]
    public async Task Create_AnotherStateOfTheSameNamesMadeTheObject_Stops(string type, string inputs, string method, string collection)
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        await ConfigureAsync(plugin, "dal:emulator-token", "provider-1", "100");
        plugin.Fault($$"""{"kind":"drop-answer","method":"{{method}}","count":1}""");
        plugin.Fault($$"""{"kind":"cut","method":"list_{{collection}}","skip":1,"count":1000}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, inputs));
        plugin.Emulator.Control("faults/clear");
        var count = plugin.Dump()[collection]!.AsArray().Count;
        await plugin.RestartAsync(configure: false);
        await ConfigureAsync(plugin, "dal:emulator-token", "provider-2", "100");
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, inputs));
        Assert.Contains("an earlier run with another state began to create it", e.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(count, plugin.Dump()[collection]!.AsArray().Count);
    }

    /// <summary>
    /// A first up is killed in a create, and everything is destroyed before it runs again: the engine forgets its provider resource. Lists
    /// show what the create made only after a while.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Up_AfterACutOffCreateAndADestroy_StopsOnlyWhereItMadeSomething(bool arrived)
    {
        var time = new TestSupport.JumpingTime();
        await using var engine = new EngineHarness(await LiveChatPulumi.Emulator.EmulatorServer.StartAsync(time: time), time);
        Declared[] program = [new("Group", "it", PluginHarness.Parse(Inputs))];
        engine.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        engine.Dies = true;
        var isCut = false;
        engine.Between = async (request, send) =>
        {
            var isCreate = request.RequestUri!.AbsolutePath.EndsWith("create_group", StringComparison.Ordinal);
            if (!isCreate && !isCut)
                return await send();
            if (isCreate && arrived && !isCut)
                (await send()).Dispose();
            isCut = true;
            throw new HttpRequestException("cut");
        };
        Assert.False((await engine.UpAsync(program)).Succeeded);
        engine.Dies = false;
        engine.Between = null;
        Assert.True((await engine.DestroyAsync()).Succeeded, string.Join("\n", engine.Messages));
        Assert.Empty(engine.State.Resources);
        var succeeded = (await engine.UpAsync(program)).Succeeded;
        Assert.Equal(!arrived, succeeded);
        Assert.Equal(2, engine.Emulator.Control("dump")["groups"]!.AsArray().Count);
        if (arrived)
            Assert.Contains(engine.Messages, m => m.Contains("an earlier run with another state began", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Create_AnotherStateBeganAnotherKey_IsMade()
    {
        await using var plugin = await CutOffBeforeAsync("Tag", """{"name":"vip"}""");
        await plugin.CreateAsync("Tag", """{"name":"gold"}""");
        Assert.Contains(plugin.Dump()["tags"]!.AsArray(), t => (string)t!["name"]! == "gold");
    }

    [Fact]
    public async Task Create_AnotherLicenseOfTheSameNames_IsMade()
    {
        await using var plugin = await CutOffAsync("dal:emulator-token", "provider-1", "100");
        await ConfigureAsync(plugin, "dal:emulator-token", "provider-1", "200");
        await plugin.CreateAsync("Group", """{"name":"Support","languageCode":"pl"}""");
        Assert.Equal(3, Groups(plugin));
    }

    /// <summary>A license in which a create was cut off before it came there; a run with another provider resource is next.</summary>
    private static async Task<PluginHarness> CutOffBeforeAsync(string type, string inputs)
    {
        var plugin = await PluginHarness.StartAsync(configure: false);
        await ConfigureAsync(plugin, "dal:emulator-token", "provider-1", "100");
        plugin.Fault("""{"kind":"cut","writesOnly":true,"count":1000}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, inputs));
        plugin.Emulator.Control("faults/clear");
        await plugin.RestartAsync(configure: false);
        await ConfigureAsync(plugin, "dal:emulator-token", "provider-2", "100");
        return plugin;
    }

    private static int Groups(PluginHarness plugin) => plugin.Dump()["groups"]!.AsArray().Count;

    /// <summary>A license in which a create was cut off: the object is there, and its answer was lost.</summary>
    private static async Task<PluginHarness> CutOffAsync(string token, string provider, string license)
    {
        var plugin = await PluginHarness.StartAsync(
            """{"credentials":[{"token":"dal:emulator-token"},{"token":"dal:rotated-token"}]}""",
            configure: false
        );
        await ConfigureAsync(plugin, token, provider, license);
        plugin.Fault("""{"kind":"drop-answer","method":"create_group","count":1}""");
        plugin.Fault("""{"kind":"cut","method":"list_groups","skip":1,"count":1000}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Group", Inputs));
        plugin.Emulator.Control("faults/clear");
        await plugin.RestartAsync(configure: false);
        return plugin;
    }

    private static async Task ConfigureAsync(PluginHarness plugin, string token, string provider, string license)
    {
        var arguments = PropertyObject.Of(
            ("apiUrl", PropertyValue.Of(plugin.Emulator.Url.ToString())),
            ("accessToken", PropertyValue.Of(token))
        );
        if (license.Length > 0)
            arguments = arguments.With("licenseId", PropertyValue.Of(license));
        await plugin.Client.ConfigureAsync(new ConfigureRequest { Args = StructCodec.Write(arguments), Id = provider }, default);
    }
}
