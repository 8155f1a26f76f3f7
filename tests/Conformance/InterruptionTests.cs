using System.Text.Json.Nodes;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Grpc;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>What is cut short is neither lost nor doubled, for every resource.</summary>
public class InterruptionTests
{
    public static TheoryData<string> Types => [.. ResourceCase.All.Select(c => c.Type)];

    /// <summary>Resources whose writes show in reads.</summary>
    public static TheoryData<string> ReadableTypes => [.. ResourceCase.All.Where(c => c.Observable.Any()).Select(c => c.Type)];

    /// <summary>C12.</summary>
    [Theory]
    [MemberData(nameof(ReadableTypes))]
    public async Task Create_NeverShows_IsKeptAsNotReadyAndHealsWithoutAWrite(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(ResourceCase.Seed);
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 100 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, c.Example));
        var detail = e.Detail("pulumirpc.ErrorResourceInitFailed", ErrorResourceInitFailed.Parser)!;
        Assert.NotEmpty(detail.Id);
        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 61 });
        plugin.Emulator.Log.Clear();
        await plugin.UpdateAsync(type, detail.Id, c.Example, c.Example);
        Assert.Equal(0, plugin.Writes);
    }

    /// <summary>C13: the engine cancels while any one of a create's calls is under way, and a new process goes on.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Create_CancelledAtEachCall_EndsAndTheNextRunMakesOne(string type)
    {
        var c = ResourceCase.Of(type);
        for (var call = 0; call < 3; call++)
        {
            await using var plugin = await PluginHarness.StartAsync(configure: false);
            plugin.Options = plugin.Options with { WriteGrace = TimeSpan.FromSeconds(3) };
            await plugin.ResetAsync(ResourceCase.Seed);
            var before = c.Count(plugin);
            plugin.Fault($$"""{"kind":"hang","skip":{{call}},"holdMilliseconds":60000}""");
            var create = plugin.CreateAsync(type, c.Example);
            while (plugin.Emulator.Log.Calls.Count <= call && !create.IsCompleted) await Task.Yield();
            await plugin.Client.CancelAsync(TimeSpan.FromSeconds(30), default);
            await Task.WhenAny(create, Task.Delay(TimeSpan.FromSeconds(5)));
            Assert.True(create.IsCompleted, $"a create whose call {call} hangs did not end after Cancel");
            plugin.Emulator.Control("faults/clear");
            await plugin.RestartAsync();
            var id = (await plugin.CreateAsync(type, c.Example)).Id;
            Assert.NotEmpty(id);
            Assert.Equal(c.Spec.Identity == Identity.Setting ? before : before + 1, c.Count(plugin));
        }
    }

    /// <summary>C13 and C12 together: the answer of the create is lost, and so is the process.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Create_AnswerAndProcessAreLost_NextProcessFindsIt(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(ResourceCase.Seed);
        var before = c.Count(plugin);
        plugin.Fault($$"""{"kind":"drop-answer","writesOnly":true}""");
        plugin.Fault("""{"kind":"cut","skip":0,"count":1000,"method":"list_groups"}""");
        var create = plugin.CreateAsync(type, c.Example);
        await Task.WhenAny(create);
        plugin.Emulator.Control("faults/clear");
        await plugin.RestartAsync();
        var found = (await plugin.CreateAsync(type, c.Example)).Id;
        Assert.Equal(c.Spec.Identity == Identity.Setting ? before : before + 1, c.Count(plugin));
        var read = StructCodec.Read((await plugin.ReadAsync(type, found, c.Example)).Inputs);
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, (await plugin.DiffAsync(type, found, PluginHarness.Text(read), c.Example)).Changes);
    }
}
