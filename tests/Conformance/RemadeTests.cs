using Grpc.Core;
using LiveChatPulumi.Provider;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>
/// What a resource wrote at another one's object goes when that object is deleted and made again under its key: the resource writes it
/// again, for every resource that names objects by their keys.
/// </summary>
public class RemadeTests
{
    private const string Seed = """
        {"groups":[{"id":1,"name":"One"}],
         "agents":[{"id":"owner@example.com","name":"Owner","role":"owner"},{"id":"ann@example.com","name":"Ann"}],
         "properties":[
           {"owner_client_id":"emulator-client","name":"string_property","type":"string",
            "access":{"license":{"agent":["read","write"]},"group":{"agent":["read","write"]}}},
           {"owner_client_id":"emulator-client","name":"int_property","type":"int",
            "access":{"license":{"agent":["read","write"]},"group":{"agent":["read","write"]}}},
           {"owner_client_id":"emulator-client","name":"bool_property","type":"bool",
            "access":{"license":{"agent":["read","write"]},"group":{"agent":["read","write"]}}}]}
        """;

    public static TheoryData<string> Dependents =>
        [
            .. ResourceCase
                .All.Where(c => c.Spec.References.Any(t => Catalog.ResourcesByToken[t].Spec.Identity == Identity.NaturalKey))
                .Select(c => c.Type),
        ];

    /// <summary>A run that makes the object again goes on to the resource that depends on it.</summary>
    [Theory]
    [MemberData(nameof(Dependents))]
    public async Task Diff_ObjectMadeAgainInThisRun_IsWrittenAgain(string type)
    {
        var (plugin, dependent) = await StartAsync(type);
        await using var _ = plugin;
        await RemakeAsync(plugin, dependent);
        await AssertWritesAgainAsync(plugin, dependent);
    }

    /// <summary>A run that ended in between, or had diffed the other resource before, leaves it to the next one.</summary>
    [Theory]
    [MemberData(nameof(Dependents))]
    public async Task Diff_ObjectMadeAgainInAnEarlierRun_IsWrittenAgain(string type)
    {
        var (plugin, dependent) = await StartAsync(type);
        await using var _ = plugin;
        await RemakeInAnEarlierRunAsync(plugin, dependent);
        await AssertWritesAgainAsync(plugin, dependent);
    }

    /// <summary>After a refresh no state tells when something was written: the license is asked.</summary>
    [Theory]
    [MemberData(nameof(Dependents))]
    public async Task Diff_StateWasRefreshedBefore_IsWrittenAgainWhereTheLicenseLacksIt(string type)
    {
        var (plugin, dependent) = await StartAsync(type);
        await using var _ = plugin;
        dependent = dependent.Refreshed;
        await RemakeInAnEarlierRunAsync(plugin, dependent);
        await AssertWritesAgainAsync(plugin, dependent);
    }

    /// <summary>Where the license cannot be asked, the update fails like any other, and says which one it was.</summary>
    [Theory]
    [MemberData(nameof(Dependents))]
    public async Task Update_LicenseCannotBeAskedWhatIsLeft_IsAFailureThatNamesTheResource(string type)
    {
        var (plugin, dependent) = await StartAsync(type);
        await using var _ = plugin;
        dependent = dependent.Refreshed;
        await RemakeInAnEarlierRunAsync(plugin, dependent);
        plugin.Fault("""{"kind":"fail","type":"authorization","count":1000}""");
        var e = await Assert.ThrowsAsync<RpcException>(() => UpdateAsync(plugin, dependent));
        Assert.Contains("'it'", e.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.PermissionDenied, e.StatusCode);
    }

    /// <summary>The preview of a replacement says what goes, and that the dependent resource is written again.</summary>
    [Theory]
    [MemberData(nameof(Dependents))]
    public async Task Preview_ObjectIsReplaced_TellsWhatGoesAndWhatIsWrittenAgain(string type)
    {
        var (plugin, dependent) = await StartAsync(type);
        await using var _ = plugin;
        var (spec, id) = Reference(dependent);
        var inputs = await ImportAsync(plugin, spec, id);
        await plugin.FailuresAsync(spec.Name, inputs, inputs, "ref");
        await plugin.DiffAsync(spec.Name, id, inputs, inputs, "ref");
        await plugin.CreateAsync(spec.Name, inputs, "ref", preview: true);
        Assert.Contains(plugin.Logs, l => l.Message.Contains(id, StringComparison.Ordinal) && l.Message.Contains("go with the old one"));
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffSome, (await DiffAsync(plugin, dependent)).Changes);
    }

    private sealed record Dependent(string Type, string Id, string Inputs, PropertyObject State)
    {
        /// <summary>The same after a refresh, which clears what the state remembers of the write.</summary>
        public Dependent Refreshed => this with { State = State.Without("__unseen") };
    }

    /// <summary>A license on which an earlier run made a resource that depends on others.</summary>
    private static async Task<(PluginHarness Plugin, Dependent Dependent)> StartAsync(string type)
    {
        var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(Seed);
        var inputs = ResourceCase
            .Of(type)
            .Example.Replace("\"test\"", "\"emulator-client\"", StringComparison.Ordinal)
            .Replace("owner@example.com", "ann@example.com", StringComparison.Ordinal);
        var created = await plugin.CreateAsync(type, inputs);

        // A later write than one of the same second could not be told from it.
        plugin.Emulator.Control("clock", new() { ["advanceSeconds"] = 10 });
        await plugin.NextRunAsync();
        return (plugin, new Dependent(type, created.Id, inputs, StructCodec.Read(created.Properties)));
    }

    /// <summary>The first object that the resource names by its key.</summary>
    private static (ResourceSpec Spec, string Id) Reference(Dependent dependent)
    {
        (ResourceSpec, string)? found = null;
        var resource = (LiveChatPulumi.Provider.Resources.ObjectResource)ResourceCase.Of(dependent.Type).Resource;
        resource.Left(
            PluginHarness.Parse(dependent.Inputs),
            (spec, id) =>
            {
                found ??= (spec, id);
                return false;
            }
        );
        return Assert.NotNull(found);
    }

    private static async Task<string> ImportAsync(PluginHarness plugin, ResourceSpec spec, string id) =>
        PluginHarness.Text(StructCodec.Read((await plugin.ReadAsync(spec.Name, id, name: "ref")).Inputs).Cleaned().Without("groups"));

    /// <summary>What an engine does to replace an object whose key stays: it deletes first.</summary>
    private static async Task RemakeAsync(PluginHarness plugin, Dependent dependent)
    {
        var (spec, id) = Reference(dependent);
        var inputs = await ImportAsync(plugin, spec, id);
        await plugin.NextRunAsync();
        await plugin.DeleteAsync(spec.Name, id, "ref", inputs, inSameRun: true);
        await plugin.CreateAsync(spec.Name, inputs, "ref");
        plugin.Emulator.Control("clock", new() { ["advanceSeconds"] = 10 });
    }

    private static async Task RemakeInAnEarlierRunAsync(PluginHarness plugin, Dependent dependent)
    {
        await RemakeAsync(plugin, dependent);
        await plugin.RestartAsync();
        await plugin.ResetConfigurationAsync();
    }

    private static Task<DiffResponse> DiffAsync(PluginHarness plugin, Dependent dependent) =>
        plugin.Client.DiffAsync(
            new DiffRequest
            {
                Urn = PluginHarness.Urn(dependent.Type),
                Id = dependent.Id,
                OldInputs = StructCodec.Write(PluginHarness.Parse(dependent.Inputs)),
                Olds = StructCodec.Write(dependent.State),
                News = StructCodec.Write(PluginHarness.Parse(dependent.Inputs)),
            },
            default
        );

    private static Task<UpdateResponse> UpdateAsync(PluginHarness plugin, Dependent dependent) =>
        plugin.Client.UpdateAsync(
            new UpdateRequest
            {
                Urn = PluginHarness.Urn(dependent.Type),
                Id = dependent.Id,
                OldInputs = StructCodec.Write(PluginHarness.Parse(dependent.Inputs)),
                Olds = StructCodec.Write(dependent.State),
                News = StructCodec.Write(PluginHarness.Parse(dependent.Inputs)),
            },
            default
        );

    private static async Task AssertWritesAgainAsync(PluginHarness plugin, Dependent dependent)
    {
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffSome, (await DiffAsync(plugin, dependent)).Changes);
        var updated = await UpdateAsync(plugin, dependent);
        dependent = dependent with { State = StructCodec.Read(updated.Properties) };
        await plugin.NextRunAsync();
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, (await DiffAsync(plugin, dependent)).Changes);
        var read = await plugin.ReadAsync(dependent.Type, dependent.Id, dependent.Inputs);
        Assert.Equal(PluginHarness.Parse(dependent.Inputs), StructCodec.Read(read.Inputs).Cleaned());
        dependent = dependent with { State = StructCodec.Read(read.Properties) };
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, (await DiffAsync(plugin, dependent)).Changes);
    }
}
