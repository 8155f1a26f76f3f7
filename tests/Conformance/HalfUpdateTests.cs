using Grpc.Core;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>
/// An update that ends between two of its calls is forgotten by nobody, for every resource: a program that is put back gets the object
/// back, and one that stays gets it finished. The state is kept as an engine keeps it: after an update that is not ready, the inputs are
/// the old ones and the outputs are the new ones.
/// </summary>
public class HalfUpdateTests
{
    public static TheoryData<string> Types => [.. ResourceCase.All.Where(c => c.HasUpdates).Select(c => c.Type)];

    private const string Refused = """{"kind":"fail","writesOnly":true,"type":"authorization","count":1000,"skip":""";
    private const string Unanswered = """{"kind":"fail","writesOnly":true,"type":"internal","count":1000,"skip":""";
    private const string Lost = """{"kind":"drop-answer","writesOnly":true,"count":1000,"skip":""";

    [Theory]
    [MemberData(nameof(Types))]
    public Task Update_EndsAtEachCall_ProgramThatIsPutBackGetsTheObjectBack(string type) => AssertEndsAsync(type, c => c.Example);

    [Theory]
    [MemberData(nameof(Types))]
    public Task Update_EndsAtEachCall_ProgramThatStaysGetsTheUpdateFinished(string type) => AssertEndsAsync(type, c => c.Changed);

    private static async Task AssertEndsAsync(string type, Func<ResourceCase, string> program)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        foreach (var fault in (string[])[Refused, Unanswered, Lost])
            for (var call = 0; await HalfUpdatedAsync(plugin, c, fault, call) is { } half; call++)
            {
                await half.UpAsync(program(c));
                await half.AssertIsAsync(program(c));
            }
    }

    /// <summary>Every input that takes a call of its own after a create.</summary>
    public static TheoryData<string, string> OwnCalls => Inputs(p => p.Delivery == Delivery.OwnCall);

    /// <summary>Every input of which a read tells how it is where no program says it, and that a call of its own changes.</summary>
    public static TheoryData<string, string> OwnCallsOfKnownInputs =>
        Inputs(p => p is { Delivery: Delivery.OwnCall or Delivery.InCreate } and not { Default: null, SettlesAt: null });

    /// <summary>
    /// A call of its own that a create did not get to is made by the next update, after a refresh too, which waits for nothing.
    /// </summary>
    [Theory]
    [MemberData(nameof(OwnCalls))]
    public async Task Create_CallOfItsOwnFails_RefreshShowsItAndTheNextUpMakesIt(string type, string name)
    {
        foreach (var fault in (string[])[Refused, Unanswered])
            await AssertCallOfItsOwnIsMadeAsync(ResourceCase.Of(type), name, fault);
    }

    private static async Task AssertCallOfItsOwnIsMadeAsync(ResourceCase c, string name, string fault)
    {
        var type = c.Type;
        var property = c.Spec.Find(name)!;
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        var inputs = PluginHarness.Text(PluginHarness.Parse(c.Example).With(name, Said(property)));
        plugin.Fault(fault + "1}");
        var failure = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, inputs));
        plugin.Emulator.Control("faults/clear");
        await plugin.NextRunAsync();
        var detail = failure.Detail<ErrorResourceInitFailed>()!;
        foreach (var isRefreshed in (bool[])[true, false])
        {
            var held = new HeldObject(plugin, type, detail.Id) { Inputs = inputs, Outputs = StructCodec.Read(detail.Properties) };
            var began = plugin.Time.GetUtcNow();
            var read = await held.ReadAsync();
            Assert.Equal(began, plugin.Time.GetUtcNow());
            if (isRefreshed)
                (held.Inputs, held.Outputs) = (PluginHarness.Text(StructCodec.Read(read.Inputs)), StructCodec.Read(read.Properties));
            Assert.Contains(name, (await held.DiffAsync(inputs)).DetailedDiff.Keys.Select(k => k.Split('[', '.')[0]));
        }

        var state = new HeldObject(plugin, type, detail.Id) { Inputs = inputs, Outputs = StructCodec.Read(detail.Properties) };
        await state.UpAsync(inputs);
        await state.AssertIsAsync(inputs);
    }

    /// <summary>A program that says, for the first time, what is so anyway makes no call: the call would need rights of its own.</summary>
    [Theory]
    [MemberData(nameof(OwnCallsOfKnownInputs))]
    public async Task Update_InputWithACallOfItsOwnSaidAsItIs_MakesNoCall(string type, string name)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        var inputs = PluginHarness.Text(PluginHarness.Parse(c.Example).Without(name));
        var created = await plugin.CreateAsync(type, inputs);
        var held = new HeldObject(plugin, type, created.Id) { Inputs = inputs, Outputs = StructCodec.Read(created.Properties) };
        var read = StructCodec.Read((await held.ReadAsync()).Properties);
        held.Outputs = read;
        plugin.Emulator.Log.Clear();
        await held.UpAsync(PluginHarness.Text(PluginHarness.Parse(inputs).With(name, read[name]!)));
        Assert.Equal(0, plugin.Writes);
    }

    /// <summary>What LiveChat was told last is no less secret in a state than the inputs were.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task Update_EndsAtEachCall_WhatWasSecretIsSecretInWhatTheStateRemembers(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await PluginHarness.StartAsync();
        var marks = 0;
        foreach (var fault in (string[])[Refused, Unanswered])
            for (var call = 0; await HalfUpdatedAsync(plugin, c, fault, call, Hidden) is { } half; call++)
            {
                if (half.Outputs["__unfinished"] is not { } mark)
                    continue;
                marks++;
                Assert.Empty(Clear(mark).Intersect(Clear(PluginHarness.Parse(c.Example)).Concat(Clear(PluginHarness.Parse(c.Changed)))));
            }

        Assert.True(marks > 0 || c.Makes > 1, "no state had a mark");
    }

    /// <summary>Inputs with every text of theirs a secret.</summary>
    private static string Hidden(string inputs) => PluginHarness.Text((PropertyObject)Hidden(PluginHarness.Parse(inputs)));

    private static PropertyValue Hidden(PropertyValue value) =>
        value switch
        {
            PropertyString => PropertyValue.Secret(value),
            PropertyArray a => PropertyValue.List(a.Items.Select(Hidden)),
            PropertyObject o => PropertyObject.From(o.Members.Select(m => KeyValuePair.Create(m.Key, Hidden(m.Value)))),
            _ => value,
        };

    /// <summary>The texts of a value that are in the clear. Names of inputs, which a mark tells, are none.</summary>
    private static IEnumerable<string> Clear(PropertyValue value) =>
        value switch
        {
            PropertyString s => [s.Value],
            PropertyArray a => a.Items.SelectMany(Clear),
            PropertyObject o => o.Members.Where(m => m.Key != "unsure").SelectMany(m => Clear(m.Value)),
            _ => [],
        };

    private static PropertyValue Said(PropertySpec property) =>
        property.Default is { } standard ? Values.Other(property.Type, standard) : Values.Sample(property.Type);

    private static TheoryData<string, string> Inputs(Func<PropertySpec, bool> are)
    {
        var data = new TheoryData<string, string>();
        foreach (var c in ResourceCase.All)
        foreach (var property in c.Spec.Inputs.Where(are))
            data.Add(c.Type, property.Name);
        Assert.NotEmpty(data);
        return data;
    }

    /// <summary>An object of which an update ended at its n-th write call; null when an update has not that many.</summary>
    private static async Task<HeldObject?> HalfUpdatedAsync(
        PluginHarness plugin,
        ResourceCase c,
        string fault,
        int call,
        Func<string, string>? inputs = null
    )
    {
        var (before, after) = inputs is null ? (c.Example, c.Changed) : (inputs(c.Example), inputs(c.Changed));
        await plugin.ResetAsync(c.Seed);
        var created = await plugin.CreateAsync(c.Type, before);
        await plugin.NextRunAsync();
        var held = new HeldObject(plugin, c.Type, created.Id) { Inputs = before, Outputs = StructCodec.Read(created.Properties) };
        plugin.Fault(fault + call + "}");
        var ended = false;
        try
        {
            await held.UpAsync(after);
        }
        catch (RpcException)
        {
            ended = true;
        }

        plugin.Emulator.Control("faults/clear");
        if (ended)
        {
            await plugin.NextRunAsync();
            return held;
        }

        Assert.True(call > 0, "no call of the update was struck");
        return null;
    }
}
