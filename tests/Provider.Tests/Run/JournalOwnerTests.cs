using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Whose a record of the journal is, when credentials, licenses and states change between runs.</summary>
public class JournalOwnerTests
{
    private const string Inputs = """{"name":"Support"}""";

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

    [Fact]
    public async Task Create_AnotherLicenseOfTheSameNames_IsMade()
    {
        await using var plugin = await CutOffAsync("dal:emulator-token", "provider-1", "100");
        await ConfigureAsync(plugin, "dal:emulator-token", "provider-1", "200");
        await plugin.CreateAsync("Group", """{"name":"Support","languageCode":"pl"}""");
        Assert.Equal(3, Groups(plugin));
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
