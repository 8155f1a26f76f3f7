using Grpc.Core;
using PluginProtocol.Messages;

namespace Conformance_;

/// <summary>
/// A replacement that was cut off between its create and its delete, for every resource with a key of its own: the state still holds the
/// original, to be deleted, and no call of an engine tells. Nothing is adopted here.
/// </summary>
public class OwedDeleteTests
{
    public static TheoryData<string> NamedTypes => HandedOutTests.NamedTypes;

    /// <summary>The program is put back. A preview comes between, as in a run that is cut off before it writes.</summary>
    [Theory]
    [MemberData(nameof(NamedTypes))]
    public async Task Replacement_CutOffBeforeTheDeleteAndPutBack_TakesTheOriginalBack(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await HandedOutTests.StartAsync(c, "never");
        var count = c.Count(plugin);
        var (first, other) = await ReplacingAsync(plugin, c);
        var second = await plugin.CreateAsync(type, other);
        for (var previews = 0; previews < 2; previews++)
        {
            await plugin.NextRunAsync();
            await Checks.AskAsync(plugin, c, second.Id, other, c.Example);
            await plugin.CreateAsync(type, c.Example, preview: true);
        }

        await plugin.NextRunAsync();
        await Checks.AskAsync(plugin, c, second.Id, other, c.Example);
        var third = await plugin.CreateAsync(type, c.Example);
        Assert.Equal(first.Id, third.Id);
        await plugin.DeleteAsync(type, second.Id, state: HandedOutTests.StateOf(second), inSameRun: true);
        await plugin.DeleteAsync(type, first.Id, state: HandedOutTests.StateOf(first), inSameRun: true);
        Assert.Equal(count + c.Makes, c.Count(plugin));
        await HandedOutTests.AssertAgreesAsync(plugin, c, third.Id, "it");
    }

    /// <summary>A delete that the license refuses is still to be made.</summary>
    [Theory]
    [MemberData(nameof(NamedTypes))]
    public async Task Replacement_DeleteRefusedAndPutBack_TakesTheOriginalBack(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await HandedOutTests.StartAsync(c, "never");
        var (first, other) = await ReplacingAsync(plugin, c);
        var second = await plugin.CreateAsync(type, other);
        plugin.Fault("""{"kind":"fail","type":"authorization","count":1000,"writesOnly":true}""");
        await Assert.ThrowsAsync<RpcException>(() =>
            plugin.DeleteAsync(type, first.Id, state: HandedOutTests.StateOf(first), inSameRun: true)
        );
        plugin.Emulator.Control("faults/clear");
        await plugin.NextRunAsync();
        await Checks.AskAsync(plugin, c, second.Id, other, c.Example);
        Assert.Equal(first.Id, (await plugin.CreateAsync(type, c.Example)).Id);
    }

    /// <summary>What was deleted, and is there again by another hand, is another's.</summary>
    [Theory]
    [MemberData(nameof(NamedTypes))]
    public async Task Replacement_WholeAndTheOriginalIsMadeByAnother_IsRefused(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await HandedOutTests.StartAsync(c, "never");
        var (first, other) = await ReplacingAsync(plugin, c);
        await plugin.CreateAsync(type, other);
        await plugin.DeleteAsync(type, first.Id, state: HandedOutTests.StateOf(first), inSameRun: true);
        await plugin.NextRunAsync();
        await plugin.CreateAsync(type, c.Example, "another");
        await AssertRefusedAsync(plugin, c);
    }

    /// <summary>The new object was never made, and a later run finds the original to be the resource's own, as before.</summary>
    [Theory]
    [MemberData(nameof(NamedTypes))]
    public async Task Replacement_GivenUp_OwesNothing(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await HandedOutTests.StartAsync(c, "never");
        var (first, other) = await ReplacingAsync(plugin, c);
        plugin.Fault("""{"kind":"fail","type":"authorization","count":1000,"writesOnly":true}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, other));
        plugin.Emulator.Control("faults/clear");
        await plugin.NextRunAsync();
        await Checks.AskAsync(plugin, c, first.Id, c.Example, c.Example);
        await AssertRefusedAsync(plugin, c);
    }

    /// <summary>An object of one run, and the inputs that the next run is about to replace it by.</summary>
    private static async Task<(CreateResponse First, string Other)> ReplacingAsync(PluginHarness plugin, ResourceCase c)
    {
        var first = await plugin.CreateAsync(c.Type, c.Example);
        await plugin.NextRunAsync();
        var other = PluginHarness.Text(HandedOutTests.Renamed(c));
        await Checks.AskAsync(plugin, c, first.Id, c.Example, other);
        return (first, other);
    }

    /// <summary>The state has lost the resource, and its name says nothing of whose the object is.</summary>
    private static async Task AssertRefusedAsync(PluginHarness plugin, ResourceCase c)
    {
        await plugin.NextRunAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(c.Type, c.Example));
        Assert.Equal(StatusCode.AlreadyExists, e.StatusCode);
    }
}
