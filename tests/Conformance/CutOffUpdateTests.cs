using Grpc.Core;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;

namespace Conformance_;

/// <summary>
/// An update whose engine and plugin died after LiveChat took it, for every resource: the state has the inputs from before, and the
/// engine asks for nothing but a diff with them.
/// </summary>
public class CutOffUpdateTests
{
    public static TheoryData<string> Types => HalfUpdateTests.Types;

    /// <summary>Resources whose examples differ in no secret. An update of a secret is sent again in any case.</summary>
    public static TheoryData<string> TypesWithPlainChanges =>
        [.. ResourceCase.All.Where(c => c.HasUpdates && !Changes(c).Any(p => p.Secret)).Select(c => c.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Update_WasCutOff_ProgramThatIsPutBackGetsTheObjectBack(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        var held = await CutOffAsync(plugin, c);
        var isSent = Changes(c).Any(p => !p.StaysWhenDropped || PluginHarness.Parse(c.Example)[p.Name] is not null);
        var expected = isSent ? DiffResponse.Types.DiffChanges.DiffSome : DiffResponse.Types.DiffChanges.DiffNone;
        Assert.Equal(expected, (await held.DiffAsync(c.Example)).Changes);
        Assert.Contains(plugin.Logs, l => l.Message.Contains("was cut off, and the state does not have it", StringComparison.Ordinal));
        await held.UpAsync(c.Example);
        await EndInOrderAsync(plugin);
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, (await held.DiffAsync(c.Example)).Changes);
        await held.AssertIsAsync(c.Example);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Update_WasCutOff_ProgramThatStaysGetsItDone(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        var held = await CutOffAsync(plugin, c);
        await held.UpAsync(c.Changed);
        await held.AssertIsAsync(c.Changed);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Update_WasCutOffAndTheResourceHasAnAlias_ProgramThatIsPutBackGetsTheObjectBack(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        var held = await CutOffAsync(plugin, c);
        held.Name = "renamed";
        await held.UpAsync(c.Example);
        await held.AssertIsAsync(c.Example);
    }

    /// <summary>The engine died later, and had saved the answer.</summary>
    [Theory]
    [MemberData(nameof(TypesWithPlainChanges))]
    public async Task Update_StateHasItAndTheRunWasCutOff_IsNotSentAgain(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        var held = await HeldObject.CreateAsync(plugin, c, c.Example);
        await held.UpAsync(c.Changed);
        await plugin.RestartAsync();
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, (await held.DiffAsync(c.Changed)).Changes);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Update_RunEndedInOrder_IsNotSentAgain(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        var held = await HeldObject.CreateAsync(plugin, c, c.Example);
        await held.UpAsync(c.Changed);
        await EndInOrderAsync(plugin);
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, (await held.DiffAsync(c.Changed)).Changes);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Update_WasRefusedAndTheRunWasCutOff_IsNotSentAgain(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        var held = await HeldObject.CreateAsync(plugin, c, c.Example);
        plugin.Fault("""{"kind":"fail","writesOnly":true,"type":"authorization","count":1000}""");
        await Assert.ThrowsAsync<RpcException>(() => held.UpAsync(c.Changed));
        plugin.Emulator.Control("faults/clear");
        await plugin.RestartAsync();
        if (!held.IsUnready)
            Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, (await held.DiffAsync(c.Example)).Changes);
        await held.UpAsync(c.Example);
        await held.AssertIsAsync(c.Example);
    }

    private static IEnumerable<PropertySpec> Changes(ResourceCase c) =>
        InputDiff.Compare(c.Spec, PluginHarness.Parse(c.Example), PluginHarness.Parse(c.Changed)).Select(d => d.Property);

    /// <summary>An object of which the state has not the last update.</summary>
    private static async Task<HeldObject> CutOffAsync(PluginHarness plugin, ResourceCase c)
    {
        var held = await HeldObject.CreateAsync(plugin, c, c.Example);
        await held.Copy().UpAsync(c.Changed);
        await plugin.RestartAsync();
        lock (plugin.Logs)
            plugin.Logs.Clear();
        return held;
    }

    private static async Task EndInOrderAsync(PluginHarness plugin)
    {
        await plugin.Client.CancelAsync(TimeSpan.FromSeconds(10), default);
        await plugin.RestartAsync();
    }
}
