using System.Text.Json.Nodes;
using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;
using TestSupport;

namespace Conformance_;

/// <summary>What is cut short is neither lost nor doubled, for every resource.</summary>
public class InterruptionTests
{
    public static TheoryData<string> Types => [.. ResourceCase.All.Select(c => c.Type)];

    /// <summary>Resources whose writes show in reads.</summary>
    public static TheoryData<string> ReadableTypes => [.. ResourceCase.All.Where(c => c.Observable.Any()).Select(c => c.Type)];

    public static TheoryData<string> UpdatableTypes => [.. ResourceCase.All.Where(c => c.HasUpdates).Select(c => c.Type)];

    /// <summary>Tests of this class that the file of a resource may leave out: a delete may ask nothing of the license.</summary>
    internal static string[] Sparable => [nameof(Delete_CancelledAtEachCall_EndsAtOnceAndTheNextRunFinishesIt)];

    public static TheoryData<string> DeletableTypes =>
        [.. ResourceCase.All.Where(c => !Sparable.Any(c.Server.Spared.ContainsKey)).Select(c => c.Type)];

    /// <summary>C12.</summary>
    [Theory]
    [MemberData(nameof(ReadableTypes))]
    public async Task Create_NeverShows_IsKeptAsNotReadyAndHealsWithoutAWrite(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync(readiness: "visible");
        await plugin.ResetAsync(c.Seed);
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 100 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, c.Example));
        var detail = e.Detail<ErrorResourceInitFailed>()!;
        Assert.NotEmpty(detail.Id);
        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 61 });
        plugin.Emulator.Log.Clear();
        await plugin.UpdateAsync(type, detail.Id, c.Example, c.Example);
        Assert.Equal(0, plugin.Writes);
    }

    /// <summary>C13: the engine cancels while any one of a create's calls is under way, and a new process goes on.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Create_CancelledAtEachCall_EndsAtOnceAndTheNextRunMakesOne(string type)
    {
        var c = ResourceCase.Of(type);
        for (var call = 0; call < 3; call++)
        {
            await using var plugin = await StartAsync(c);
            var before = c.Count(plugin);

            // A run that makes no such call has ended in order, and there is nothing to go on with.
            if (!await CancelAtCallAsync(plugin, call, () => plugin.CreateAsync(type, c.Example)))
                break;
            var id = (await plugin.CreateAsync(type, c.Example)).Id;
            Assert.NotEmpty(id);
            Assert.Equal(before + c.Makes, c.Count(plugin));
        }
    }

    /// <summary>C13 for updates: what the engine asks again, the next process brings to its end.</summary>
    [Theory]
    [MemberData(nameof(UpdatableTypes))]
    public async Task Update_CancelledAtEachCall_EndsAtOnceAndTheNextRunFinishesIt(string type)
    {
        var c = ResourceCase.Of(type);
        for (var call = 0; call < 3; call++)
        {
            await using var plugin = await StartAsync(c);
            var id = (await plugin.CreateAsync(type, c.Example)).Id;
            var objects = c.Count(plugin);
            await CancelAtCallAsync(plugin, call, () => plugin.UpdateAsync(type, id, c.Example, c.Changed));
            await plugin.UpdateAsync(type, id, c.Example, c.Changed);
            var read = StructCodec.Read((await plugin.ReadAsync(type, id, c.Changed)).Inputs);
            Assert.Equal(
                DiffResponse.Types.DiffChanges.DiffNone,
                (await plugin.DiffAsync(type, id, PluginHarness.Text(read), c.Changed)).Changes
            );
            Assert.Equal(objects, c.Count(plugin));
        }
    }

    /// <summary>C13 for deletes.</summary>
    [Theory]
    [MemberData(nameof(DeletableTypes))]
    public async Task Delete_CancelledAtEachCall_EndsAtOnceAndTheNextRunFinishesIt(string type)
    {
        var c = ResourceCase.Of(type);
        for (var call = 0; call < 2; call++)
        {
            await using var plugin = await StartAsync(c);
            var before = c.Count(plugin);
            var id = (await plugin.CreateAsync(type, c.Example)).Id;
            await CancelAtCallAsync(plugin, call, () => plugin.DeleteAsync(type, id, state: c.Example));
            await plugin.DeleteAsync(type, id, state: c.Example);
            Assert.Equal(before, c.Count(plugin));
        }
    }

    /// <summary>C13 and C12 together: the answer of the create is lost, and so is the process.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Create_AnswerAndProcessAreLost_NextProcessFindsIt(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        var before = c.Count(plugin);
        plugin.Fault($$"""{"kind":"drop-answer","writesOnly":true}""");
        plugin.Fault("""{"kind":"cut","skip":0,"count":1000,"method":"list_groups"}""");
        var create = plugin.CreateAsync(type, c.Example);
        await Task.WhenAny(create).InTimeAsync();
        plugin.Emulator.Control("faults/clear");
        await plugin.RestartAsync();
        var found = (await plugin.CreateAsync(type, c.Example)).Id;
        Assert.Equal(before + c.Makes, c.Count(plugin));
        var read = StructCodec.Read((await plugin.ReadAsync(type, found, c.Example)).Inputs);
        Assert.Equal(
            DiffResponse.Types.DiffChanges.DiffNone,
            (await plugin.DiffAsync(type, found, PluginHarness.Text(read), c.Example)).Changes
        );
    }

    private static async Task<PluginHarness> StartAsync(ResourceCase c)
    {
        var plugin = await PluginHarness.StartAsync(configure: false);
        await plugin.ResetAsync(c.Seed);
        return plugin;
    }

    /// <summary>
    /// Cancels while one call of an operation is not answered. By the provider's clock it ends within a second, but for a
    /// write, whose answer is waited for as long as the grace lasts. Afterwards the license answers again, and the plugin is a new process.
    /// False where the operation makes no such call.
    /// </summary>
    private static async Task<bool> CancelAtCallAsync(PluginHarness plugin, int call, Func<Task> operate)
    {
        plugin.Emulator.Log.Clear();
        plugin.Fault($$"""{"kind":"hang","skip":{{call}},"holdMilliseconds":60000}""");
        var operation = operate();
        await Within.EventuallyAsync(() => plugin.Emulator.Log.Calls.Count > call || operation.IsCompleted);
        var hangs = plugin.Emulator.Log.Calls.ElementAtOrDefault(call)?.Method;
        Assert.True(call > 0 || hangs is not null, "the operation makes no call that could hang");
        var began = plugin.Time.GetUtcNow();
        await plugin.Client.CancelAsync(TimeSpan.FromSeconds(30), default);
        var isRead =
            hangs is null || hangs.StartsWith("get_", StringComparison.Ordinal) || hangs.StartsWith("list_", StringComparison.Ordinal);
        if (!isRead)
            plugin.Time.Advance(plugin.Options.WriteGrace);
        await Task.WhenAny(operation).InTimeAsync(what: $"an operation whose call {call}, {hangs}, hangs ended after Cancel");
        Assert.InRange(
            plugin.Time.GetUtcNow() - began,
            TimeSpan.Zero,
            TimeSpan.FromSeconds(1) + (isRead ? TimeSpan.Zero : plugin.Options.WriteGrace)
        );
        if (isRead && hangs is not null)
            Assert.Equal(call + 1, plugin.Emulator.Log.Calls.Count);
        _ = operation.Exception;
        plugin.Emulator.Control("faults/clear");
        await plugin.RestartAsync();
        return hangs is not null;
    }
}
