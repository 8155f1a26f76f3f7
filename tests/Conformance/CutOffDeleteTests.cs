using Grpc.Core;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;
using PluginProtocol.Values;
using TestSupport;

namespace Conformance_;

/// <summary>
/// A delete that was cut off is looked up, for every resource: the engine's state still holds what the license has lost, and no call
/// of the engine tells.
/// </summary>
public class CutOffDeleteTests
{
    /// <summary>Resources whose delete changes the license.</summary>
    public static TheoryData<string> Types =>
        [.. ResourceCase.All.Where(c => !InterruptionTests.Sparable.Any(c.Server.Spared.ContainsKey)).Select(c => c.Type)];

    public static TheoryData<string> NamedTypes =>
        [.. ResourceCase.All.Where(c => c.Spec.Identity == Identity.NaturalKey).Select(c => c.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Delete_AnswersAreLost_TheNextRunMakesItAgain(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var created = await plugin.CreateAsync(type, c.Example);
        var count = c.Count(plugin);
        await plugin.NextRunAsync();
        plugin.Fault("""{"kind":"drop-answer","count":1000,"writesOnly":true}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.DeleteAsync(type, created.Id, state: c.Example));
        plugin.Emulator.Control("faults/clear");
        await MadeAgainAsync(plugin, c, created, count);
    }

    /// <summary>
    /// A program, another one whose delete of the replaced original is cut off, the first again: the original is still there, and it is
    /// this resource's own, so no adoption has to be configured.
    /// </summary>
    [Theory]
    [MemberData(nameof(NamedTypes))]
    public async Task Replacement_DeleteCutOffAndTakenBack_TakesTheOriginalOver(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await HandedOutTests.StartAsync(c, "never");
        var count = c.Count(plugin);
        var first = await plugin.CreateAsync(type, c.Example);
        await plugin.NextRunAsync();
        var other = PluginHarness.Text(HandedOutTests.Renamed(c));
        var second = await plugin.CreateAsync(type, other);
        plugin.Fault("""{"kind":"cut","count":1000,"writesOnly":true}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.DeleteAsync(type, first.Id, state: c.Example, inSameRun: true));
        plugin.Emulator.Control("faults/clear");
        await plugin.NextRunAsync();
        await plugin.DiffAsync(type, second.Id, other, c.Example);
        var third = await plugin.CreateAsync(type, c.Example);
        Assert.Equal(first.Id, third.Id);
        await plugin.DeleteAsync(type, second.Id, state: other, inSameRun: true);
        await plugin.DeleteAsync(type, first.Id, state: c.Example, inSameRun: true);
        Assert.Equal(count + c.Makes, c.Count(plugin));
        await HandedOutTests.AssertAgreesAsync(plugin, c, third.Id, "it");
    }

    /// <summary>The delete was answered, and the engine died before its state was saved.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Delete_EngineDiesAfterTheAnswer_TheNextRunMakesItAgain(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var created = await plugin.CreateAsync(type, c.Example);
        var count = c.Count(plugin);
        await plugin.NextRunAsync();
        await plugin.DeleteAsync(type, created.Id, state: c.Example);
        await MadeAgainAsync(plugin, c, created, count);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Delete_NeverArrived_TheNextRunFindsNoChange(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var created = await plugin.CreateAsync(type, c.Example);
        await plugin.NextRunAsync();
        plugin.Fault("""{"kind":"cut","count":1000,"writesOnly":true}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.DeleteAsync(type, created.Id, state: c.Example));
        plugin.Emulator.Control("faults/clear");
        await RestartAsync(plugin);
        var diff = await plugin.DiffAsync(type, created.Id, c.Example, c.Example);
        Assert.Empty(diff.Replaces);
        if (diff.Changes == DiffResponse.Types.DiffChanges.DiffSome)
            await plugin.UpdateAsync(type, created.Id, c.Example, c.Example);
        await AssertAgreesAsync(plugin, c, created.Id);
    }

    /// <summary>
    /// An object that lists show, after a delete without an answer, may be gone: it is looked for until they would show it.
    /// </summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Delete_AnswersAreLostAndListsShowTheObject_TheNextRunWaitsForThem(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        await plugin.BePatientAsync();
        await plugin.ResetConfigurationAsync();
        var created = await plugin.CreateAsync(type, c.Example);
        await plugin.NextRunAsync();
        plugin.Emulator.Control("clock", new System.Text.Json.Nodes.JsonObject { ["scale"] = 0, ["advanceSeconds"] = 1000 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        plugin.Fault("""{"kind":"drop-answer","count":1000,"writesOnly":true}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.DeleteAsync(type, created.Id, state: c.Example));
        plugin.Emulator.Control("faults/clear");
        await RestartAsync(plugin);
        plugin.Emulator.Log.Clear();
        var diff = plugin.DiffAsync(type, created.Id, c.Example, c.Example);
        await Within.EventuallyAsync(() => diff.IsCompleted || plugin.Emulator.Log.Calls.Count > 3);
        plugin.Emulator.Options.ReadLag = TimeSpan.Zero;
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffSome, (await diff).Changes);
        if (c.Spec.Identity != Identity.Setting)
            Assert.Contains(
                plugin.Logs,
                l => l.Message.Contains("was cut off. Whether it took effect is looked for", StringComparison.Ordinal)
            );
    }

    /// <summary>Lists may show for a while what is gone: it is not taken for the object that is wanted now.</summary>
    [Theory]
    [MemberData(nameof(NamedTypes))]
    public async Task Create_ListsStillShowWhatAnEarlierRunDeleted_AdoptsNothing(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var created = await plugin.CreateAsync(type, c.Example);
        await plugin.NextRunAsync();
        plugin.Emulator.Control("clock", new System.Text.Json.Nodes.JsonObject { ["scale"] = 0, ["advanceSeconds"] = 1000 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        await plugin.DeleteAsync(type, created.Id, state: c.Example);
        await RestartAsync(plugin);
        Assert.Equal("", (await plugin.ReadAsync(type, created.Id, c.Example)).Id);
        await plugin.CreateAsync(type, c.Example);
        plugin.Emulator.Options.ReadLag = TimeSpan.Zero;
        await AssertAgreesAsync(plugin, c, created.Id);
    }

    private static async Task<PluginHarness> StartAsync(ResourceCase c)
    {
        var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        return plugin;
    }

    private static async Task RestartAsync(PluginHarness plugin)
    {
        await plugin.RestartAsync();
        await plugin.ResetConfigurationAsync();
    }

    /// <summary>What an engine does that knows nothing of the delete.</summary>
    private static async Task MadeAgainAsync(PluginHarness plugin, ResourceCase c, CreateResponse created, int count)
    {
        await RestartAsync(plugin);
        var id = created.Id;
        var diff = await plugin.DiffAsync(c.Type, id, c.Example, c.Example);
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffSome, diff.Changes);
        if (diff.Replaces.Count > 0)
        {
            Assert.True(diff.DeleteBeforeReplace);
            await plugin.DeleteAsync(c.Type, id, state: PluginHarness.Text(StructCodec.Read(created.Properties)), inSameRun: true);
            id = (await plugin.CreateAsync(c.Type, c.Example)).Id;
        }
        else
        {
            await plugin.UpdateAsync(c.Type, id, c.Example, c.Example);
        }

        Assert.Equal(count, c.Count(plugin));
        await AssertAgreesAsync(plugin, c, id);
    }

    private static async Task AssertAgreesAsync(PluginHarness plugin, ResourceCase c, string id)
    {
        await plugin.NextRunAsync();
        await Checks.AssertCleanAsync(plugin, c, id, c.Example);
    }
}
