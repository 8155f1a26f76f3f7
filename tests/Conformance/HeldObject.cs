using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>An object in the state of an engine: the state is kept, and the plugin is called, as an engine does it.</summary>
internal sealed class HeldObject(PluginHarness plugin, string type, string id)
{
    /// <summary>The name in the program.</summary>
    public string Name { get; set; } = "it";

    public required string Inputs { get; set; }

    public required PropertyObject Outputs { get; set; }

    /// <summary>True after an update or create that was not ready: an engine then updates without asking for a diff.</summary>
    public bool IsUnready { get; set; }

    private string Urn => PluginHarness.Urn(type, Name);

    /// <summary>The object as a create left it, in the state of the next run.</summary>
    public static async Task<HeldObject> CreateAsync(PluginHarness plugin, ResourceCase c, string inputs)
    {
        await plugin.ResetAsync(c.Seed);
        var created = await plugin.CreateAsync(c.Type, inputs);
        await plugin.NextRunAsync();
        return new HeldObject(plugin, c.Type, created.Id) { Inputs = inputs, Outputs = StructCodec.Read(created.Properties) };
    }

    /// <summary>The same object in another copy of the state.</summary>
    public HeldObject Copy() =>
        new(plugin, type, id)
        {
            Inputs = Inputs,
            Outputs = Outputs,
            Name = Name,
        };

    /// <summary>What an engine does for a resource that its state has.</summary>
    public async Task UpAsync(string news)
    {
        var (olds, program) = (PluginHarness.Parse(Inputs), PluginHarness.Parse(news));
        var check = new CheckRequest
        {
            Urn = Urn,
            Olds = StructCodec.Write(olds),
            News = StructCodec.Write(program),
        };
        var inputs = (await plugin.Client.CheckAsync(check, default)).Inputs;
        var changes = (await DiffAsync(news)).Changes;
        if (changes == DiffResponse.Types.DiffChanges.DiffNone && !IsUnready)
            return;
        var update = new UpdateRequest
        {
            Urn = Urn,
            Id = id,
            OldInputs = StructCodec.Write(olds),
            Olds = StructCodec.Write(Outputs),
            News = inputs,
        };
        try
        {
            Outputs = StructCodec.Read((await plugin.Client.UpdateAsync(update, default)).Properties);
            (Inputs, IsUnready) = (news, false);
        }
        catch (RpcException e) when (e.Detail<ErrorResourceInitFailed>() is { } notReady)
        {
            (Outputs, IsUnready) = (StructCodec.Read(notReady.Properties), true);
            throw;
        }
    }

    /// <summary>A state without marks, of an object that the license has as the program says.</summary>
    public async Task AssertIsAsync(string inputs)
    {
        Assert.DoesNotContain("__unfinished", Outputs.Members.Keys);
        var read = await ReadAsync();
        (Inputs, Outputs) = (PluginHarness.Text(StructCodec.Read(read.Inputs)), StructCodec.Read(read.Properties));
        Assert.Empty((await DiffAsync(inputs)).DetailedDiff.Keys);
    }

    public Task<ReadResponse> ReadAsync() =>
        plugin.Client.ReadAsync(
            new ReadRequest
            {
                Urn = Urn,
                Id = id,
                Inputs = StructCodec.Write(PluginHarness.Parse(Inputs)),
                Properties = StructCodec.Write(Outputs),
            },
            default
        );

    public Task<DiffResponse> DiffAsync(string news) =>
        plugin.Client.DiffAsync(
            new DiffRequest
            {
                Urn = Urn,
                Id = id,
                OldInputs = StructCodec.Write(PluginHarness.Parse(Inputs)),
                Olds = StructCodec.Write(Outputs),
                News = StructCodec.Write(PluginHarness.Parse(news)),
            },
            default
        );
}
