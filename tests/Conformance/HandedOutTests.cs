using System.Text.Json.Nodes;
using Grpc.Core;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>
/// An object that a run handed out under one name is not deleted under another, for every resource. The calls are those of a real
/// engine: it creates first and deletes last, and says nothing of the old name before.
/// </summary>
public class HandedOutTests
{
    public static TheoryData<string, string> Adoptions
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var c in ResourceCase.All)
            foreach (var adoption in new[] { "never", "matching", "always" })
                data.Add(c.Type, adoption);
            return data;
        }
    }

    public static TheoryData<string> Types => [.. ResourceCase.All.Select(c => c.Type)];

    /// <summary>Resources whose second create is another object.</summary>
    public static TheoryData<string> NamedTypes =>
        [.. ResourceCase.All.Where(c => c.Spec.Identity == Identity.NaturalKey).Select(c => c.Type)];

    public static TheoryData<string> UpdatableNamedTypes =>
        [.. ResourceCase.All.Where(c => c.Spec.Identity == Identity.NaturalKey && IsSeenToChange(c)).Select(c => c.Type)];

    /// <summary>Resources that can be there twice.</summary>
    public static TheoryData<string> TwinTypes => [.. ResourceCase.All.Where(c => c.CanBeTwice).Select(c => c.Type)];

    [Theory]
    [MemberData(nameof(Adoptions))]
    public async Task Rename_WithoutAlias_LosesNothing(string type, string adoption)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c, adoption);
        var old = await plugin.CreateAsync(type, c.Example, "old");
        var count = c.Count(plugin);
        await plugin.NextRunAsync();
        await AssertCheckedAsync(plugin, c, "new");
        CreateResponse created;
        try
        {
            created = await plugin.CreateAsync(type, c.Example, "new");
        }
        catch (RpcException e)
        {
            // The engine deletes nothing after a create that failed.
            Assert.Equal(("never", StatusCode.AlreadyExists), (adoption, e.StatusCode));
            Assert.Contains("give the resource an alias", e.Status.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain("does not own", e.Status.Detail, StringComparison.Ordinal);
            return;
        }

        await plugin.DeleteAsync(type, old.Id, "old", c.Example, inSameRun: true);
        Assert.Equal(count, c.Count(plugin));
        await AssertAgreesAsync(plugin, c, created.Id, "new");
    }

    /// <summary>
    /// The engine asks about the old object under the new name, makes another one, and deletes the old one under its old name.
    /// </summary>
    [Theory]
    [MemberData(nameof(NamedTypes))]
    public async Task Rename_WithAliasAndReplaced_DeletesTheOriginal(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c, "never");
        var count = c.Count(plugin);
        var old = await plugin.CreateAsync(type, c.Example, "old");
        await plugin.NextRunAsync();
        var other = PluginHarness.Text(Renamed(c));
        await Checks.CheckAsync(plugin, c, PluginHarness.Parse(other), PluginHarness.Parse(c.Example), name: "new");
        Assert.NotEmpty((await plugin.DiffAsync(type, old.Id, c.Example, other, "new")).Replaces);
        await plugin.CreateAsync(type, other, "new");
        await plugin.DeleteAsync(type, old.Id, "old", StateOf(old), inSameRun: true);
        Assert.Equal(count + c.Makes, c.Count(plugin));
    }

    [Theory]
    [MemberData(nameof(NamedTypes))]
    public async Task Rename_ImportedAsTold_LosesNothing(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c, "never");
        var old = await plugin.CreateAsync(type, c.Example, "old");
        var count = c.Count(plugin);
        await plugin.NextRunAsync();
        Assert.NotEmpty((await plugin.ReadAsync(type, old.Id, name: "new")).Id);
        await plugin.NextRunAsync();
        await AssertCheckedAsync(plugin, c, "new");
        await plugin.DiffAsync(type, old.Id, c.Example, c.Example, "new");
        await plugin.DeleteAsync(type, old.Id, "old", c.Example, inSameRun: true);
        Assert.Equal(count, c.Count(plugin));
        await AssertAgreesAsync(plugin, c, old.Id, "new");
    }

    /// <summary>Both names are in the state, and in the program neither: the refresh of a destroy hands out nothing that stays.</summary>
    [Theory]
    [MemberData(nameof(NamedTypes))]
    public async Task Destroy_TwoNamesOfOneObject_DeletesIt(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c, "always");
        var before = c.Count(plugin);
        var id = (await plugin.CreateAsync(type, c.Example, "old")).Id;
        await plugin.NextRunAsync();
        await plugin.CreateAsync(type, c.Example, "new");
        await plugin.NextRunAsync();
        foreach (var name in new[] { "old", "new" })
        {
            await plugin.ReadAsync(type, id, c.Example, name);
            await plugin.DiffAsync(type, id, c.Example, c.Example, name);
        }

        foreach (var name in new[] { "old", "new" })
            await plugin.DeleteAsync(type, id, name, c.Example, inSameRun: true);
        Assert.Equal(before, c.Count(plugin));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Taint_RightAfterTheCreate_LosesNothing(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c, "always");
        var old = await plugin.CreateAsync(type, c.Example);
        var (count, state) = (c.Count(plugin), StateOf(old));
        await plugin.NextRunAsync();
        await AssertCheckedAsync(plugin, c, "it");
        var replaced = await plugin.CreateAsync(type, c.Example);
        await plugin.DeleteAsync(type, old.Id, state: state, inSameRun: true);
        Assert.Equal(count, c.Count(plugin));
        await AssertAgreesAsync(plugin, c, replaced.Id, "it");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Taint_AfterALaterRun_LosesNothing(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c, "always");
        var old = await plugin.CreateAsync(type, c.Example);
        var (count, state) = (c.Count(plugin), StateOf(old));
        await plugin.NextRunAsync();
        await plugin.DiffAsync(type, old.Id, c.Example, c.Example);
        await plugin.NextRunAsync();
        await AssertCheckedAsync(plugin, c, "it");
        if (c.CanBeTwice)
        {
            // Nothing tells the object that is to be replaced from one that a cut off run left behind.
            var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, c.Example));
            Assert.Contains("set deleteBeforeReplace", e.Status.Detail, StringComparison.Ordinal);
            Assert.Equal(count, c.Count(plugin));
            await AssertAgreesAsync(plugin, c, old.Id, "it");
            return;
        }

        var replaced = await plugin.CreateAsync(type, c.Example);
        await plugin.DeleteAsync(type, old.Id, state: state, inSameRun: true);
        Assert.Equal(count, c.Count(plugin));
        await AssertAgreesAsync(plugin, c, replaced.Id, "it");
    }

    [Theory]
    [MemberData(nameof(TwinTypes))]
    public async Task Rename_AfterALaterRun_NamesTheAlias(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c, "always");
        var old = await plugin.CreateAsync(type, c.Example, "old");
        var count = c.Count(plugin);
        await plugin.NextRunAsync();
        await plugin.DiffAsync(type, old.Id, c.Example, c.Example, "old");
        await plugin.NextRunAsync();
        await AssertCheckedAsync(plugin, c, "new");
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, c.Example, "new", preview: c.Makes == 1));
        Assert.Contains("give the resource an alias", e.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(count, c.Count(plugin));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Taint_DeletedFirst_IsReplaced(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c, "never");
        var old = await plugin.CreateAsync(type, c.Example);
        var count = c.Count(plugin);
        await plugin.NextRunAsync();
        await AssertCheckedAsync(plugin, c, "it");
        plugin.Emulator.Log.Clear();
        await plugin.DeleteAsync(type, old.Id, state: StateOf(old));
        var replaced = await plugin.CreateAsync(type, c.Example);
        Assert.Equal(count, c.Count(plugin));
        Assert.True(plugin.Writes >= 1);
        await AssertAgreesAsync(plugin, c, replaced.Id, "it");
    }

    /// <summary>
    /// A program, then another one whose replacement was cut off before its delete, then the first again: the delete that is still
    /// to be done names the object that the program has now.
    /// </summary>
    [Theory]
    [MemberData(nameof(NamedTypes))]
    public async Task Replacement_CutOffAndTakenBack_LosesNothing(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c, "always");
        var first = await plugin.CreateAsync(type, c.Example);
        await plugin.NextRunAsync();
        var other = PluginHarness.Text(Renamed(c));
        var second = await plugin.CreateAsync(type, other);
        var secondState = StateOf(second);
        await plugin.NextRunAsync();
        await plugin.DiffAsync(type, second.Id, other, c.Example);
        var third = await plugin.CreateAsync(type, c.Example);
        Assert.Equal(first.Id, third.Id);
        await plugin.DeleteAsync(type, first.Id, state: StateOf(first), inSameRun: true);
        await plugin.DeleteAsync(type, second.Id, state: secondState, inSameRun: true);
        await AssertAgreesAsync(plugin, c, third.Id, "it");
        Assert.Equal("", (await plugin.ReadAsync(type, second.Id)).Id);
    }

    /// <summary>What such a run leaves when it is cut off once more: the same object twice, once to be deleted.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public async Task PendingDelete_OfTheObjectThatTheResourceHas_IsNotMade(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c, "never");
        var created = await plugin.CreateAsync(type, c.Example);
        var count = c.Count(plugin);
        await plugin.NextRunAsync();
        await AssertCheckedAsync(plugin, c, "it");
        var diff = await plugin.DiffAsync(type, created.Id, c.Example, c.Example);
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, diff.Changes);
        await plugin.DeleteAsync(type, created.Id, state: StateOf(created), inSameRun: true);
        Assert.Equal(count, c.Count(plugin));
        await AssertAgreesAsync(plugin, c, created.Id, "it");
    }

    /// <summary>The alias moves the object to the new name; the old name is free for another object.</summary>
    [Theory]
    [MemberData(nameof(NamedTypes))]
    public async Task RenameWithAlias_ThenTheOldNameAnew_TouchesNothing(string type)
    {
        var c = ResourceCase.Of(type);
        foreach (var createsFirst in new[] { false, true })
        {
            await using var plugin = await StartAsync(c, "always");
            var first = await plugin.CreateAsync(type, c.Example, "old");
            var count = c.Count(plugin);
            if (!createsFirst)
            {
                await plugin.NextRunAsync();
                await AssertCheckedAsync(plugin, c, "new");
                await plugin.DiffAsync(type, first.Id, c.Example, c.Example, "new");
            }

            await plugin.NextRunAsync();
            var second = await plugin.CreateAsync(type, PluginHarness.Text(Renamed(c)), "old");
            Assert.NotEqual(first.Id, second.Id);
            Assert.Equal(count + 1, c.Count(plugin));
            await AssertAgreesAsync(plugin, c, first.Id, "new");
        }
    }

    /// <summary>An engine that goes on with an object that is not ready comes to the delete of the old name.</summary>
    [Theory]
    [MemberData(nameof(UpdatableNamedTypes))]
    public async Task Rename_CreateIsNotReady_LosesNothing(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c, "always", "visible");
        var old = await plugin.CreateAsync(type, c.Example, "old");
        var count = c.Count(plugin);
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 1000 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        await plugin.NextRunAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, c.Changed, "new"));
        Assert.NotNull(e.Detail<ErrorResourceInitFailed>());
        await plugin.DeleteAsync(type, old.Id, "old", c.Example, inSameRun: true);
        Assert.Equal(count, c.Count(plugin));
    }

    /// <summary>A real engine refreshes in the program's process: what it asks there is no part of the program.</summary>
    [Theory]
    [MemberData(nameof(Adoptions))]
    public async Task Rename_AfterARefreshInTheSameProcess_LosesNothing(string type, string adoption)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c, adoption);
        var old = await plugin.CreateAsync(type, c.Example, "old");
        var count = c.Count(plugin);
        await plugin.NextRunAsync();
        await plugin.ReadAsync(type, old.Id, c.Example, "old");
        await plugin.DiffAsync(type, old.Id, c.Example, c.Example, "old");
        await AssertCheckedAsync(plugin, c, "new");
        string id;
        try
        {
            id = (await plugin.CreateAsync(type, c.Example, "new")).Id;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists && adoption == "never")
        {
            return;
        }

        await plugin.DeleteAsync(type, old.Id, "old", c.Example, inSameRun: true);
        Assert.Equal(count, c.Count(plugin));
        await AssertAgreesAsync(plugin, c, id, "new");
    }

    /// <summary>True where reads show what an update of the example changes.</summary>
    private static bool IsSeenToChange(ResourceCase c) =>
        c.Observable.Any(p => !Equals(PluginHarness.Parse(c.Example)[p.Name], PluginHarness.Parse(c.Changed)[p.Name]));

    internal static async Task<PluginHarness> StartAsync(
        ResourceCase c,
        string adoption,
        string readiness = "accepted",
        bool sharesRun = false
    )
    {
        var plugin = await PluginHarness.StartAsync(sharesRun: sharesRun);
        await plugin.ResetAsync(c.Seed);
        await plugin.ConfigureAsync(
            ("apiUrl", plugin.Emulator.Url.ToString()),
            ("accessToken", "dal:emulator-token"),
            ("licenseId", "100"),
            ("ownerClientId", "emulator-client"),
            ("adoptExisting", adoption),
            ("readiness", readiness)
        );
        return plugin;
    }

    internal static string StateOf(CreateResponse created) => PluginHarness.Text(StructCodec.Read(created.Properties));

    internal static PropertyObject Renamed(ResourceCase c)
    {
        var example = PluginHarness.Parse(c.Example);
        var key = c.Spec.Key[^1];
        return example.With(key, PropertyValue.Of("other" + example.Text(key)));
    }

    internal static Task<CheckResponse> CheckAsync(PluginHarness plugin, ResourceCase c, string name) =>
        Checks.CheckAsync(plugin, c, PluginHarness.Parse(c.Example), name: name);

    internal static async Task AssertCheckedAsync(PluginHarness plugin, ResourceCase c, string name) =>
        Assert.Empty((await CheckAsync(plugin, c, name)).Failures);

    /// <summary>A run that looks at everything finds nothing to do.</summary>
    internal static async Task AssertAgreesAsync(PluginHarness plugin, ResourceCase c, string id, string name)
    {
        await plugin.NextRunAsync();
        await Checks.AssertCleanAsync(plugin, c, id, c.Example, name);
    }
}
