using Grpc.Core;
using PluginProtocol.Values;
using TestSupport;

namespace Conformance_;

/// <summary>
/// On a machine without the journal of the run that was cut off, no resource is made a second time in silence.
/// </summary>
public class TwinTests
{
    /// <summary>Resources whose ids the server gives.</summary>
    public static TheoryData<string> Types => [.. ResourceCase.All.Where(c => c.CanBeTwice).Select(c => c.Type)];

    /// <summary>Those that are one object each.</summary>
    public static TheoryData<string> SingleTypes =>
        [.. ResourceCase.All.Where(c => c is { CanBeTwice: true, Makes: 1 }).Select(c => c.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Create_JustLikeWhatIsThere_IsRefused(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartElsewhereAsync(c);
        var count = c.Count(plugin);
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, c.Example));
        Assert.Equal(StatusCode.AlreadyExists, e.StatusCode);
        Assert.Contains("livechat:allowTwins", e.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(count, c.Count(plugin));
        if (c.Makes == 1)
            await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, c.Example, preview: true));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Create_TwinsAreAllowed_MakesAnother(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartElsewhereAsync(c, ("allowTwins", "true"));
        var count = c.Count(plugin);
        await plugin.CreateAsync(type, c.Example);
        Assert.Equal(count + c.Makes, c.Count(plugin));
    }

    [Theory]
    [MemberData(nameof(SingleTypes))]
    public async Task Create_TwoAlikeInOneProgram_AreBothMade(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        var count = c.Count(plugin);
        await Task.WhenAll(plugin.CreateAsync(type, c.Example, "one"), plugin.CreateAsync(type, c.Example, "two"));
        await plugin.CreateAsync(type, c.Example, "three");
        Assert.Equal(count + 3, c.Count(plugin));
    }

    /// <summary>A list shows what another create of the run has made, before its answer comes.</summary>
    [Theory]
    [MemberData(nameof(SingleTypes))]
    public async Task Create_BesideOneWhoseAnswerIsUnderWay_IsMade(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        var count = c.Count(plugin);
        plugin.Fault("""{"kind":"hold","count":1,"writesOnly":true,"holdMilliseconds":1500}""");
        var one = plugin.CreateAsync(type, c.Example, "one");
        await Within.EventuallyAsync(() => c.Count(plugin) > count);
        await plugin.ListAsync(type);
        await plugin.CreateAsync(type, c.Example, "two").InTimeAsync();
        await one.InTimeAsync();
        Assert.Equal(count + 2, c.Count(plugin));
    }

    /// <summary>What the engine's state holds is no twin.</summary>
    [Theory]
    [MemberData(nameof(SingleTypes))]
    public async Task Create_LikeOneThatTheStateHolds_MakesAnother(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        var id = (await plugin.CreateAsync(type, c.Example, "one")).Id;
        await plugin.NextRunAsync();
        await plugin.DiffAsync(type, id, c.Example, c.Example, "one");
        await plugin.NextRunAsync();
        await plugin.DiffAsync(type, id, c.Example, c.Example, "one");
        await plugin.CreateAsync(type, c.Example, "two");
    }

    [Fact]
    public async Task Create_SameNameAndOtherContents_IsNoTwin()
    {
        await using var plugin = await PluginHarness.StartAsync("""{"groups":[{"id":7,"name":"Support","language_code":"en"}]}""");
        Assert.Equal("8", (await plugin.CreateAsync("Group", """{"name":"Support","languageCode":"pl"}""")).Id);
        Assert.Equal(PropertyValue.Of("Support"), StructCodec.Read((await plugin.ReadAsync("Group", "8")).Properties)["name"]);
    }

    /// <summary>A license with the example in it, and a plugin on a machine that has no journal.</summary>
    private static async Task<PluginHarness> StartElsewhereAsync(ResourceCase c, params (string Key, string Value)[] configuration)
    {
        var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        await plugin.CreateAsync(c.Type, c.Example);
        Directory.Delete(Path.Combine(plugin.Home, "livechat"), recursive: true);
        await plugin.RestartAsync();
        await plugin.ConfigureAsync([
            ("apiUrl", plugin.Emulator.Url.ToString()),
            ("accessToken", "dal:emulator-token"),
            ("licenseId", "100"),
            ("ownerClientId", "emulator-client"),
            .. configuration,
        ]);
        return plugin;
    }
}
