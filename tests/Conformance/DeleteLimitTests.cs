using Grpc.Core;
using TestSupport;

namespace Conformance_;

/// <summary>The setting maxDeletes, for every resource: what goes beyond it is refused before any call.</summary>
public class DeleteLimitTests
{
    public static TheoryData<string> Types => [.. ResourceCase.All.Select(c => c.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Delete_BeyondTheLimit_SendsNothing(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c, "0");
        var created = await plugin.CreateAsync(type, c.Example);
        var before = plugin.Dump().ToJsonString();
        await ConfigureAsync(plugin, "0");
        plugin.Emulator.Log.Clear();
        var refused = await Assert.ThrowsAsync<RpcException>(() => plugin.DeleteAsync(type, created.Id, state: c.Example));
        Assert.Contains("livechat:maxDeletes", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains($"livechat:index:{type} ", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("Nothing was sent", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Empty(plugin.Emulator.Log.Calls);
        Assert.Equal(before, plugin.Dump().ToJsonString());
        await ConfigureAsync(plugin, "1");
        await plugin.DeleteAsync(type, created.Id, state: c.Example);
    }

    /// <summary>Types are counted apart, and each run anew.</summary>
    [Fact]
    public async Task Delete_OfTwoTypesAndInTwoRuns_CountsEach()
    {
        await using var plugin = await StartAsync(ResourceCase.Of("Tag"), null);
        foreach (var name in (string[])["a", "b", "c"])
            await plugin.CreateAsync("Tag", $$"""{"name":"{{name}}"}""", name);
        var group = await plugin.CreateAsync("Group", """{"name":"g"}""", "g");
        await ConfigureAsync(plugin, "1");
        await plugin.DeleteAsync("Tag", "a", "a", inSameRun: true);
        await plugin.DeleteAsync("Group", group.Id, "g", inSameRun: true);
        await Assert.ThrowsAsync<RpcException>(() => plugin.DeleteAsync("Tag", "b", "b", inSameRun: true));
        await ConfigureAsync(plugin, "1");
        await plugin.DeleteAsync("Tag", "b", "b", inSameRun: true);
    }

    /// <summary>An object that the program has under another name is not deleted, so it does not count.</summary>
    [Fact]
    public async Task Delete_ObjectStaysForAnotherResource_DoesNotCount()
    {
        var c = ResourceCase.Of("Tag");
        await using var plugin = await StartAsync(c, "0", "always");
        var created = await plugin.CreateAsync("Tag", c.Example, "old");
        await ConfigureAsync(plugin, "0", "always");
        await HandedOutTests.AssertCheckedAsync(plugin, c, "new");
        await plugin.CreateAsync("Tag", c.Example, "new");
        await plugin.DeleteAsync("Tag", created.Id, "old", c.Example, inSameRun: true);
        Assert.False(plugin.Emulator.Log.Counts.ContainsKey("delete_tag"));
    }

    /// <summary>A replacement deletes its original, which is gone like any other.</summary>
    [Fact]
    public async Task Up_ReplacementBeyondTheLimit_KeepsTheOriginal()
    {
        await using var plugin = await StartAsync(ResourceCase.Of("Tag"), null);
        await plugin.CreateAsync("Tag", """{"name":"old"}""");
        await ConfigureAsync(plugin, "0");
        await plugin.CreateAsync("Tag", """{"name":"new"}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.DeleteAsync("Tag", "old", state: """{"name":"old"}""", inSameRun: true));
        Assert.Equal(["new", "old"], plugin.Dump()["tags"]!.AsArray().Select(t => (string)t!["name"]!).Order(StringComparer.Ordinal));
    }

    private static async Task<PluginHarness> StartAsync(ResourceCase c, string? limit, string adopt = "never")
    {
        var plugin = await PluginHarness.StartAsync(c.Seed);
        await ConfigureAsync(plugin, limit, adopt);
        return plugin;
    }

    private static Task ConfigureAsync(PluginHarness plugin, string? limit, string adopt = "never")
    {
        (string, string)[] most = limit is null ? [] : [("maxDeletes", limit)];
        return plugin.ConfigureAsync([
            ("apiUrl", plugin.Emulator.Url.ToString()),
            ("accessToken", "dal:emulator-token"),
            ("licenseId", "100"),
            ("ownerClientId", "emulator-client"),
            ("adoptExisting", adopt),
            .. most,
        ]);
    }
}
