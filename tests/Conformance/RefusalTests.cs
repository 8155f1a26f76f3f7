using System.Text.Json.Nodes;
using Grpc.Core;
using LiveChatPulumi.Provider.Specs;

namespace Conformance_;

/// <summary>A call that LiveChat refuses for what it says is sent once: nothing is waited for that will not come.</summary>
public class RefusalTests
{
    public static TheoryData<string> Types => [.. ResourceCase.All.Select(c => c.Type)];

    /// <summary>
    /// The numbers of a message are no ids of groups, and a name inside a word is no name. The groups, agents and definitions that the
    /// create names are new in this run.
    /// </summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Create_RefusedForWhatItSays_IsSentOnce(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        for (var i = 0; i < 4; i++)
            await plugin.CreateAsync("Group", $$"""{"name":"New {{i}}"}""", $"new{i}");
        plugin.Emulator.Log.Clear();
        plugin.Fault(
            """
            {"kind":"fail","type":"validation","writesOnly":true,"count":1000,"message":"must be from 0 to 100, not 1, 2, 3, 4 or 5"}
            """
        );
        var began = plugin.Time.GetUtcNow();
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, c.Example));
        Assert.Contains("from 0 to 100", e.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(1, plugin.Writes);
        Assert.Equal(began, plugin.Time.GetUtcNow());
    }

    /// <summary>Resources whose second create is refused.</summary>
    public static TheoryData<string> NamedTypes =>
        [.. ResourceCase.All.Where(c => c.Spec.Identity == Identity.NaturalKey).Select(c => c.Type)];

    /// <summary>
    /// Somebody has just made the object, and no list shows it before the create is refused. The next run must not take it for its own.
    /// </summary>
    [Theory]
    [MemberData(nameof(NamedTypes))]
    public async Task Create_ObjectOfOthersIsNotListedYet_IsRefusedByTheNextRunAsWell(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await HandedOutTests.StartAsync(c, "never");
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 1000 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        await plugin.CreateAsync(type, c.Example, "theirs");
        plugin.LoseHome();
        await plugin.RestartAsync();
        await plugin.NextRunAsync();
        Assert.Equal(StatusCode.AlreadyExists, (await RefusedAsync()).StatusCode);
        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 100 });
        await plugin.NextRunAsync();
        Assert.Equal(StatusCode.AlreadyExists, (await RefusedAsync()).StatusCode);

        Task<RpcException> RefusedAsync() => Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, c.Example, "ours"));
    }
}
