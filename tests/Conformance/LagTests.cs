using System.Text.Json.Nodes;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;
using PluginProtocol.Values;
using TestSupport;

namespace Conformance_;

/// <summary>
/// A license that shows changes late holds nobody up, and misleads no later run on any machine, for every resource: a write is done
/// when it is accepted, and the state remembers what was not seen.
/// </summary>
public class LagTests
{
    private const int LagSeconds = 60;

    public static TheoryData<string> Types => [.. ResourceCase.All.Select(c => c.Type)];

    /// <summary>Resources whose writes show in reads.</summary>
    public static TheoryData<string> ReadableTypes => [.. ResourceCase.All.Where(c => c.Observable.Any()).Select(c => c.Type)];

    public static TheoryData<string> UpdatableTypes => [.. ResourceCase.All.Where(c => c.HasUpdates).Select(c => c.Type)];

    /// <summary>Resources of one object each: what they delete or update can be too new for the license to know it.</summary>
    public static TheoryData<string> ObjectTypes =>
        [.. ResourceCase.All.Where(c => c.Spec.Identity != Identity.Setting && c.Makes == 1).Select(c => c.Type)];

    public static TheoryData<string> UpdatableObjectTypes =>
        [.. ObjectTypes.Cast<object[]>().Select(t => (string)t[0]).Intersect(UpdatableTypes.Cast<object[]>().Select(t => (string)t[0]))];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Create_LicenseLags_IsDoneAtOnceAndARefreshElsewhereFindsNoChange(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        Lag(plugin);
        var id = (await plugin.CreateAsync(type, c.Example)).Id;
        await AssertRefreshWaitsAsync(plugin, c, id, c.Example);
    }

    [Theory]
    [MemberData(nameof(UpdatableTypes))]
    public async Task Update_LicenseLags_IsDoneAtOnceAndARefreshElsewhereFindsNoChange(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var id = (await plugin.CreateAsync(type, c.Example)).Id;
        Lag(plugin);
        var began = plugin.Time.GetUtcNow();
        await plugin.UpdateAsync(type, id, c.Example, c.Changed);
        Assert.True(plugin.Time.GetUtcNow() - began < TimeSpan.FromSeconds(1));
        await AssertRefreshWaitsAsync(plugin, c, id, c.Changed);
    }

    /// <summary>Resources of which a function lists all objects.</summary>
    public static TheoryData<string> ListedTypes =>
        [.. ResourceCase.All.Where(c => c.Resource.Functions.OfType<ListObjects>().Any()).Select(c => c.Type)];

    [Theory]
    [MemberData(nameof(ListedTypes))]
    public async Task ListFunction_LicenseLags_ShowsWhatThisRunWrote(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        await plugin.BePatientAsync();
        await plugin.ResetConfigurationAsync();
        Lag(plugin);
        await plugin.CreateAsync(type, c.Example);
        var function = c.Resource.Functions.OfType<ListObjects>().Single().Spec;
        var arguments = function.Inputs.Any(i => i.Name == "ownerClientId") ? """{"ownerClientId":"emulator-client"}""" : "{}";
        var answer = await AfterLagAsync(plugin, () => InvokeAsync(plugin, function.Token, arguments));
        var listed = Assert.IsType<PropertyArray>(StructCodec.Read(answer.Return)[function.Outputs[0].Name]);
        Assert.Equal(c.Count(plugin), listed.Items.Length);
    }

    [Theory]
    [MemberData(nameof(ReadableTypes))]
    public async Task WaitUntilReady_LicenseLags_WaitsForEachWrite(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        await plugin.BePatientAsync();
        await plugin.ResetConfigurationAsync();
        Lag(plugin);
        await plugin.CreateAsync(type, c.Example);
        var answer = await AfterLagAsync(plugin, () => InvokeAsync(plugin, "livechat:index:waitUntilReady", "{}"));
        Assert.Equal(PropertyValue.Of(true), StructCodec.Read(answer.Return)["ready"]);
    }

    [Fact]
    public async Task WaitUntilReady_LicenseNeverShowsIt_NamesWhatIsMissing()
    {
        await using var plugin = await StartAsync(ResourceCase.Of("Group"));
        Lag(plugin);
        var id = (await plugin.CreateAsync("Group", """{"name":"Late"}""")).Id;
        var answer = await InvokeAsync(plugin, "livechat:index:waitUntilReady", "{}");
        Assert.Contains($"Group '{id}'", Assert.Single(answer.Failures).Reason, StringComparison.Ordinal);
    }

    /// <summary>The time of the license is over: what a read does not show then is drift, at once.</summary>
    [Theory]
    [MemberData(nameof(ObjectTypes))]
    public async Task Read_MarkIsOver_TakesTheLicenseAtItsWord(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0 });
        var id = (await plugin.CreateAsync(type, c.Example)).Id;
        plugin.Emulator.Control("seed", (JsonObject)JsonNode.Parse(c.Seed)!);
        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 200 });
        await plugin.RestartAsync();
        await plugin.ResetConfigurationAsync();

        // Any answer tells the time; the engine's first call is no read of this object.
        await plugin.ListAsync("Group");
        var began = plugin.Time.GetUtcNow();
        Assert.Equal("", (await plugin.ReadAsync(type, id, c.Example)).Id);
        Assert.True(plugin.Time.GetUtcNow() - began < TimeSpan.FromSeconds(1));
    }

    /// <summary>A delete in a new process, of an object that is so new that the license says it does not exist.</summary>
    [Theory]
    [MemberData(nameof(ObjectTypes))]
    public async Task Delete_LicenseDoesNotKnowTheObjectYet_IsSentUntilItDoes(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var before = c.Count(plugin);
        var id = (await plugin.CreateAsync(type, c.Example)).Id;
        plugin.Emulator.Log.Clear();
        await plugin.DeleteAsync(type, id, state: c.Example);
        var method = LastWrite(plugin);
        id = (await plugin.CreateAsync(type, c.Example)).Id;
        await plugin.RestartAsync();
        await plugin.ResetConfigurationAsync();
        plugin.Fault($$"""{"kind":"fail","method":"{{method}}","type":"not_found","count":3}""");
        await plugin.DeleteAsync(type, id, state: c.Example);
        Assert.Equal(before, c.Count(plugin));
    }

    [Theory]
    [MemberData(nameof(UpdatableObjectTypes))]
    public async Task Update_LicenseDoesNotKnowTheObjectYet_IsSentUntilItDoes(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var id = (await plugin.CreateAsync(type, c.Example)).Id;
        plugin.Emulator.Log.Clear();
        await plugin.UpdateAsync(type, id, c.Example, c.Changed);
        var method = LastWrite(plugin);
        await plugin.ResetAsync(c.Seed);
        id = (await plugin.CreateAsync(type, c.Example)).Id;
        await plugin.RestartAsync();
        await plugin.ResetConfigurationAsync();
        plugin.Fault($$"""{"kind":"fail","method":"{{method}}","type":"not_found","count":3}""");
        await plugin.DiffAsync(type, id, c.Example, c.Changed);
        await plugin.UpdateAsync(type, id, c.Example, c.Changed);
        var read = StructCodec.Read((await plugin.ReadAsync(type, id, c.Changed)).Inputs);
        Assert.Equal(
            DiffResponse.Types.DiffChanges.DiffNone,
            (await plugin.DiffAsync(type, id, PluginHarness.Text(read), c.Changed)).Changes
        );
    }

    /// <summary>The mark is the state's own affair: no diff, no preview, no state after a refresh has it.</summary>
    [Theory]
    [MemberData(nameof(UpdatableTypes))]
    public async Task Mark_OfAWrite_IsInNoDiffAndNoPreview(string type)
    {
        var c = ResourceCase.Of(type);
        await using var plugin = await StartAsync(c);
        var created = await plugin.CreateAsync(type, c.Example);
        Assert.Contains("__unseen", StructCodec.Read(created.Properties).Members.Keys);
        var diff = await plugin.DiffAsync(type, created.Id, c.Example, c.Changed);
        Assert.DoesNotContain(diff.DetailedDiff.Keys, k => k.Contains("__", StringComparison.Ordinal));
        var preview = await plugin.UpdateAsync(type, created.Id, c.Example, c.Changed, preview: true);
        Assert.DoesNotContain("__unseen", StructCodec.Read(preview.Properties).Members.Keys);
        Assert.DoesNotContain("__unseen", StructCodec.Read((await plugin.ReadAsync(type, created.Id, c.Example)).Properties).Members.Keys);
    }

    private static async Task<PluginHarness> StartAsync(ResourceCase c)
    {
        var plugin = await PluginHarness.StartAsync();
        await plugin.ResetAsync(c.Seed);
        return plugin;
    }

    private static void Lag(PluginHarness plugin)
    {
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 1000 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(LagSeconds);
    }

    private static async Task<InvokeResponse> InvokeAsync(PluginHarness plugin, string token, string arguments) =>
        await plugin.Client.InvokeAsync(
            new InvokeRequest { Tok = token, Args = StructCodec.Write(PluginHarness.Parse(arguments)) },
            default
        );

    /// <summary>Asks while the license is behind; the answer comes once it is not.</summary>
    private static async Task<T> AfterLagAsync<T>(PluginHarness plugin, Func<Task<T>> ask)
    {
        plugin.Emulator.Log.Clear();
        var asked = ask();
        await Within.EventuallyAsync(() => plugin.Emulator.Log.Calls.Count >= 3 || asked.IsCompleted);
        Assert.False(asked.IsCompleted, "it took a list that is behind for the truth");
        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = LagSeconds + 1 });
        return await asked.InTimeAsync();
    }

    /// <summary>A refresh by a new process goes on while the license shows what was before, and finds what was written.</summary>
    private static async Task AssertRefreshWaitsAsync(PluginHarness plugin, ResourceCase c, string id, string inputs)
    {
        await plugin.BePatientAsync();
        await plugin.ResetConfigurationAsync();
        plugin.Emulator.Log.Clear();
        var reading = plugin.ReadAsync(c.Type, id, inputs);
        await Within.EventuallyAsync(() => plugin.Emulator.Log.Calls.Count >= 3 || reading.IsCompleted);
        Assert.False(reading.IsCompleted && c.Observable.Any(), "the refresh took a list that is behind for the truth");

        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = LagSeconds + 1 });
        var read = StructCodec.Read((await reading.InTimeAsync()).Inputs);
        Assert.Equal(
            DiffResponse.Types.DiffChanges.DiffNone,
            (await plugin.DiffAsync(c.Type, id, PluginHarness.Text(read), inputs)).Changes
        );
    }

    private static string LastWrite(PluginHarness plugin) =>
        plugin
            .Emulator.Log.Calls.Select(c => c.Method)
            .Last(m => !m.StartsWith("list_", StringComparison.Ordinal) && !m.StartsWith("get_", StringComparison.Ordinal));
}
