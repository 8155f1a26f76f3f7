using System.Text.Json.Nodes;
using Grpc.Core;
using LiveChatPulumi.Emulator;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What left the state by a command of the user's is another stack's, although this stack made it.</summary>
public class OtherStackTests
{
    public static TheoryData<string, string, string> Moved =>
        new() { { "Group", """{"name":"Support"}""", """{"name":"Help"}""" }, { "Bot", """{"name":"Helper"}""", """{"name":"Other"}""" } };

    [Theory]
    [MemberData(nameof(Moved))]
    public async Task Up_ObjectWasMovedToAnotherStackAndIsDeclaredOtherwise_MakesAnother(string type, string first, string second)
    {
        await using var engine = await StartAsync();
        await UpAsync(engine, new Declared(type, "it", PluginHarness.Parse(first)));
        var before = engine.Emulator.Control("dump");
        engine.State = Without(engine.State, "it");
        await UpAsync(engine, new Declared(type, "it", PluginHarness.Parse(second)));
        await engine.DestroyAsync();
        var after = engine.Emulator.Control("dump");
        Assert.Equal(Objects(before, type), Objects(after, type));
    }

    [Theory]
    [MemberData(nameof(Moved))]
    public async Task Up_ObjectWasMovedToAnotherStackAndIsDeclaredAgain_Stops(string type, string inputs, string _)
    {
        await using var engine = await StartAsync();
        Declared[] program = [new Declared(type, "it", PluginHarness.Parse(inputs))];
        await UpAsync(engine, program);
        engine.State = Without(engine.State, "it");
        engine.Emulator.Log.Clear();
        Assert.False((await engine.UpAsync(program)).Succeeded);
        Assert.Contains(engine.Messages, m => m.Contains("another stack has it", StringComparison.Ordinal));
        Assert.DoesNotContain(engine.Emulator.Log.Calls, c => !c.Method.StartsWith("list_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Up_EngineCouldNotSaveWhatWasMade_NextUpTakesItOver()
    {
        await using var engine = await StartAsync();
        await UpAsync(engine, new Declared("Tag", "first", PluginHarness.Parse("""{"name":"first"}""")));
        var saved = engine.State;
        Declared[] program = [new Declared("Group", "it", PluginHarness.Parse("""{"name":"Support"}"""))];
        engine.Between = (_, send) =>
        {
            engine.FillDisk();
            return send();
        };
        await Assert.ThrowsAnyAsync<Exception>(async () =>
            Assert.True((await engine.UpAsync(program)).Succeeded, "the engine could not save")
        );
        engine.Between = null;
        engine.State = saved;
        var count = Objects(engine.Emulator.Control("dump"), "Group").Count;
        await UpAsync(engine, program);
        Assert.Equal(count, Objects(engine.Emulator.Control("dump"), "Group").Count);
    }

    /// <summary>The next run found what was made, failed to bring it up to date, and ended: no state has it to this day.</summary>
    [Fact]
    public async Task Create_TakeOverFailedAndTheRunEnded_IsStillTakenOver()
    {
        const string first = """{"name":"Support"}""",
            second = """{"name":"Support","languageCode":"pl"}""";
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Fault("""{"kind":"drop-answer","method":"create_group","count":1}""");
        plugin.Fault("""{"kind":"cut","method":"list_groups","skip":1,"count":1000}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Group", first));
        plugin.Emulator.Control("faults/clear");
        await plugin.RestartAsync();
        var count = Objects(plugin.Dump(), "Group").Count;
        plugin.Fault("""{"kind":"fail","method":"update_group","type":"validation","count":1}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Group", second));
        await plugin.EndRunAsync();
        await plugin.CreateAsync("Group", second);
        Assert.Equal(count, Objects(plugin.Dump(), "Group").Count);
    }

    [Fact]
    public async Task PropertyValues_OfARunThatEnded_AreNotTakenBack()
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.CreateAsync("LicenseProperties", """{"namespace":"test","values":{"string_property":"a"}}""");
        await plugin.EndRunAsync();
        await plugin.CreateAsync("LicenseProperties", """{"namespace":"test","values":{"int_property":7}}""");
        Assert.Equal(
            ["int_property", "string_property"],
            plugin.Dump()["property_values"]!.AsArray().Select(v => (string)v!["name"]!).Order()
        );
    }

    /// <summary>The note of a run's end goes with the last of its records, and none is made where there is no record.</summary>
    [Fact]
    public async Task Journal_RecordsAreConfirmed_KeepsNoNoteOfTheRun()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string inputs = """{"name":"Support"}""";
        var id = (await plugin.CreateAsync("Group", inputs)).Id;
        await plugin.EndRunAsync();
        Assert.Contains("\"ended ", Journal(plugin), StringComparison.Ordinal);
        await plugin.DiffAsync("Group", id, inputs, inputs);
        await plugin.EndRunAsync();
        await plugin.DiffAsync("Group", id, inputs, inputs);
        await plugin.EndRunAsync();

        // Whoever writes next takes over what is left of the files of the others.
        await plugin.CreateAsync("Tag", """{"name":"vip"}""");
        Assert.DoesNotContain("\"ended ", Journal(plugin), StringComparison.Ordinal);
    }

    private static string Journal(PluginHarness plugin) =>
        string.Concat(
            Directory
                .EnumerateFiles(plugin.Home, "*.log", SearchOption.AllDirectories)
                .Select(f =>
                {
                    using var reader = new StreamReader(new FileStream(f, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
                    return reader.ReadToEnd();
                })
        );

    private static async Task<EngineHarness> StartAsync()
    {
        var time = new TestSupport.JumpingTime();
        return new EngineHarness(await EmulatorServer.StartAsync(time: time), time);
    }

    private static async Task UpAsync(EngineHarness engine, params Declared[] program) =>
        Assert.True((await engine.UpAsync(program)).Succeeded, string.Join("\n", engine.Messages));

    private static Snapshot Without(Snapshot state, string name) =>
        state with
        {
            Resources = [.. state.Resources.Where(r => r.Name != name)],
        };

    private static List<string> Objects(JsonNode dump, string type) =>
        [.. dump[type == "Bot" ? "bots" : "groups"]!.AsArray().Select(o => o!.ToJsonString())];
}
