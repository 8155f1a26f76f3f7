using Grpc.Core;

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
}
