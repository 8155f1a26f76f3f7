using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What a stack does whose credential leads to another license, under an engine.</summary>
public class LicenseMarkTests
{
    [Fact]
    public async Task Commands_CredentialLeadsToAnotherLicense_WriteNothing()
    {
        await using var engine = await StartAsync();
        Assert.True((await engine.UpAsync(Program("Support"))).Succeeded, string.Join("\n", engine.Messages));
        MoveToAnotherLicense(engine);
        engine.Emulator.Log.Clear();
        foreach (var command in new[] { () => engine.UpAsync(Program("Help")), engine.DestroyAsync, engine.RefreshAsync })
        {
            Assert.False((await command()).Succeeded);
            Assert.Contains(engine.Messages, m => m.Contains("another license", StringComparison.Ordinal));
        }

        Assert.False((await engine.PreviewAsync(Program("Help"))).Succeeded);
        Assert.All(engine.Emulator.Log.Calls, c => Assert.StartsWith("list_", c.Method, StringComparison.Ordinal));
    }

    /// <summary>The owner is asked for once a run, and not at all where nothing changes.</summary>
    [Fact]
    public async Task Up_SameLicense_AsksForTheOwnerOnce()
    {
        await using var engine = await StartAsync();
        Assert.True((await engine.UpAsync(Program("Support"))).Succeeded);
        Assert.Equal(1, engine.Emulator.Log.Counts["list_agents"]);
        engine.Emulator.Log.Clear();
        Assert.Equal(0, (await engine.UpAsync(Program("Support"))).Changes);
        Assert.Empty(engine.Emulator.Log.Calls);
        Assert.True((await engine.UpAsync(Program("Help"))).Succeeded);
        Assert.Equal(1, engine.Emulator.Log.Counts["list_agents"]);
    }

    /// <summary>What is not ready has its mark as well.</summary>
    [Fact]
    public async Task Up_CreateIsNotReady_StateHasTheMark()
    {
        await using var engine = await StartAsync();
        engine.Emulator.Control(
            "faults",
            (JsonObject)JsonNode.Parse("""{"kind":"fail","method":"add_auto_access","type":"validation","skip":1,"count":1000}""")!
        );
        Assert.False((await engine.UpAsync(RuleLicense.Program("abc"))).Succeeded);
        Assert.NotNull(engine.State.Resources.Single(r => r.Name == "routing").Outputs.Text("__license"));
    }

    /// <summary>
    /// A stack moves to another license, and its provider's replacement fails halfway: there are objects of the same ids there, which no
    /// call names. The next up brings it to its end: all is on the new license, and nothing on the old one.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Up_ProviderIsReplacedAndFailsHalfway_TouchesNothingOfTheNewLicenseAndTheNextUpEndsRight(int created)
    {
        await using var engine = await StartAsync();
        await using var old = engine.Emulator;
        Assert.True((await engine.UpAsync(Program("Support"))).Succeeded, string.Join("\n", engine.Messages));
        await ConfigureAnotherLicenseAsync(engine);
        engine.Emulator.Control(
            "faults",
            (JsonObject)
                JsonNode.Parse(
                    """{"kind":"fail","method":"create_group","type":"authorization","count":1000,"skip":SKIP}""".Replace(
                        "SKIP",
                        $"{created}"
                    )
                )!
        );
        Assert.False((await engine.UpAsync(Program("Help"))).Succeeded);
        AssertGroups(engine.Emulator, ["Theirs 1", "Theirs 2"], created);
        AssertGroups(old, ["Support", "Support 2"], 0);

        engine.Emulator.Control("faults/clear");
        Assert.True((await engine.UpAsync(Program("Help"))).Succeeded, string.Join("\n", engine.Messages));
        AssertGroups(engine.Emulator, ["Theirs 1", "Theirs 2", "Help", "Help 2"], 0);
        AssertGroups(old, [], 0);
        Assert.DoesNotContain(engine.Emulator.Log.Calls, c => c.Method is "update_group" or "delete_group");
        Assert.Equal(0, (await engine.UpAsync(Program("Help"))).Changes);
        Assert.Equal(0, (await engine.RefreshAsync()).Changes);
    }

    /// <summary>As under Pulumi, the new provider hears of no object of the old license.</summary>
    [Fact]
    public async Task Up_ProviderIsReplaced_AsksTheNewOneOfNoObjectOfTheOld()
    {
        await using var engine = await StartAsync();
        await using var old = engine.Emulator;
        Assert.True((await engine.UpAsync(Program("Support"))).Succeeded, string.Join("\n", engine.Messages));
        await ConfigureAnotherLicenseAsync(engine);
        Assert.True((await engine.UpAsync(Program("Help"))).Succeeded, string.Join("\n", engine.Messages));
        Assert.DoesNotContain(engine.Messages, m => m.Contains("is on another license", StringComparison.Ordinal));
        AssertGroups(engine.Emulator, ["Theirs 1", "Theirs 2", "Help", "Help 2"], 0);
        AssertGroups(old, [], 0);
    }

    /// <summary>A license of somebody else, with objects of the same ids.</summary>
    private static async Task ConfigureAnotherLicenseAsync(EngineHarness engine)
    {
        engine.Emulator = await EmulatorServer.StartAsync();
        engine.Emulator.Control(
            "seed",
            (JsonObject)
                JsonNode.Parse(
                    """
                    {"agents":[{"id":"boss@example.com","name":"Boss","role":"owner"}],
                     "groups":[{"id":1,"name":"Theirs 1"},{"id":2,"name":"Theirs 2"}]}
                    """
                )!
        );
        engine.LicenseId = "200";
    }

    /// <summary>A license has these groups besides the General one, and so many of the new program.</summary>
    private static void AssertGroups(EmulatorServer license, string[] names, int more)
    {
        var there = license.Control("dump")["groups"]!.AsArray().Where(g => (int)g!["id"]! > 0).Select(g => (string)g!["name"]!).ToList();
        Assert.Equal(names.Length + more, there.Count);
        Assert.Empty(names.Except(there));
    }

    private static List<Declared> Program(string name) =>
        [
            new("Group", "first", PluginHarness.Parse($$"""{"name":"{{name}}"}""")),
            new("Group", "second", PluginHarness.Parse($$"""{"name":"{{name}} 2"}""")),
        ];

    private static void MoveToAnotherLicense(EngineHarness engine)
    {
        var dump = engine.Emulator.Control("dump");
        foreach (var owner in dump["agents"]!.AsArray().Where(a => (string)a!["role"]! == "owner"))
            owner!["account_id"] = "somebody-else";
        engine.Emulator.Control("seed", (JsonObject)JsonNode.Parse(dump.ToJsonString())!);
    }

    private static async Task<EngineHarness> StartAsync()
    {
        var time = new TestSupport.JumpingTime();
        return new EngineHarness(await EmulatorServer.StartAsync(time: time), time) { Options = new() };
    }
}
