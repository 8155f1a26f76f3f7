using System.Globalization;
using Grpc.Core;
using PluginProtocol.Messages;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What a run finds that comes after one that was cut off in a write, and what it says of it.</summary>
public class CutOffWriteTests
{
    private const string Vip = """{"name":"vip","groupIds":[0]}""";
    private const string Gold = """{"name":"gold","groupIds":[0]}""";

    /// <summary>The engine died with the answer: nothing has to be asked.</summary>
    [Fact]
    public async Task Diff_DeleteWasAnswered_MakesItAgainAtOnce()
    {
        await using var plugin = await KeptObjectTests.StartAsync("never");
        var tag = await plugin.CreateAsync("Tag", Vip);
        await plugin.DeleteAsync("Tag", tag.Id, state: Vip);
        await plugin.RestartAsync();
        plugin.Emulator.Log.Clear();
        var diff = await plugin.DiffAsync("Tag", tag.Id, Vip, Vip);
        Assert.NotEmpty(diff.Replaces);
        Assert.Empty(plugin.Emulator.Log.Calls);
    }

    [Fact]
    public async Task Diff_AnswerOfTheDeleteWasLost_LooksForItAndMakesItAgain()
    {
        await using var plugin = await KeptObjectTests.StartAsync("never");
        var tag = await plugin.CreateAsync("Tag", Vip);
        await plugin.NextRunAsync();
        plugin.Fault("""{"kind":"drop-answer","count":1000,"writesOnly":true}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.DeleteAsync("Tag", tag.Id, state: Vip));
        plugin.Emulator.Control("faults/clear");
        await plugin.RestartAsync();
        Assert.NotEmpty((await plugin.DiffAsync("Tag", tag.Id, Vip, Vip)).Replaces);
    }

    [Fact]
    public async Task Diff_DeleteNeverArrived_SaysHowLongItLooksAndForgetsIt()
    {
        await using var plugin = await KeptObjectTests.StartAsync("never");
        plugin.Options = plugin.Options with { PropagationBound = TimeSpan.FromSeconds(20) };
        await plugin.NextRunAsync();
        var tag = await plugin.CreateAsync("Tag", Vip);
        await plugin.NextRunAsync();
        plugin.Fault("""{"kind":"cut","count":1000,"writesOnly":true}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.DeleteAsync("Tag", tag.Id, state: Vip));
        plugin.Emulator.Control("faults/clear");
        await plugin.RestartAsync();
        Assert.Empty((await plugin.DiffAsync("Tag", tag.Id, Vip, Vip)).Replaces);
        const string text = "An earlier delete of the tag 'vip' was cut off. Whether it took effect is looked for, for ";
        var said = Assert.Single(plugin.Logs, l => l.Message.StartsWith(text, StringComparison.Ordinal)).Message[text.Length..];
        Assert.EndsWith(" s at most.", said, StringComparison.Ordinal);
        Assert.InRange(int.Parse(said.Split(' ')[0], CultureInfo.InvariantCulture), 1, 20);

        // What was looked up once is not asked for again.
        await plugin.RestartAsync();
        plugin.Emulator.Log.Clear();
        await plugin.DiffAsync("Tag", tag.Id, Vip, Vip);
        Assert.Empty(plugin.Emulator.Log.Calls);
    }

    /// <summary>A refusal says that the object is there.</summary>
    [Fact]
    public async Task Diff_DeleteWasRefused_AsksNothing()
    {
        await using var plugin = await KeptObjectTests.StartAsync("never");
        var tag = await plugin.CreateAsync("Tag", Vip);
        await plugin.NextRunAsync();
        plugin.Fault("""{"kind":"fail","type":"authorization","count":1000,"writesOnly":true}""");
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.DeleteAsync("Tag", tag.Id, state: Vip));
        Assert.Contains("deleting tag 'it'", e.Status.Detail, StringComparison.Ordinal);
        plugin.Emulator.Control("faults/clear");
        await plugin.RestartAsync();
        plugin.Emulator.Log.Clear();
        Assert.Empty((await plugin.DiffAsync("Tag", tag.Id, Vip, Vip)).Replaces);
        Assert.Empty(plugin.Emulator.Log.Calls);
    }

    /// <summary>The lost create is found by its key, but a property of another type is another one.</summary>
    [Fact]
    public async Task Create_LostOneIsOtherwiseThanTheProgramSaysNow_IsDeletedAndMadeAgain()
    {
        await using var plugin = await KeptObjectTests.StartAsync("never");
        plugin.Fault("""{"kind":"drop-answer","method":"register_property","count":1}""");
        plugin.Fault("""{"kind":"cut","method":"list_properties","skip":1,"count":1000}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Property", Tier("int")));
        plugin.Emulator.Control("faults/clear");
        await plugin.RestartAsync();
        await plugin.CreateAsync("Property", Tier("string"));
        Assert.Contains(
            plugin.Logs,
            l => l.Message.StartsWith("An earlier create of this property was cut off. What it may have made is looked for", Ordinal)
        );
        KeptObjectTests.AssertSaid(
            plugin,
            LogSeverity.Info,
            "An earlier run created the property 'c/tier' and was cut off before it was recorded; "
                + "the program says otherwise now, so it is deleted."
        );
        var made = Assert.Single(plugin.Dump()["properties"]!.AsArray(), p => (string)p!["name"]! == "tier");
        Assert.Equal("string", (string)made!["type"]!);
    }

    /// <summary>An answered one may be in a state: it is told of, and stays.</summary>
    [Fact]
    public async Task Create_AnsweredOneIsOtherwiseThanTheProgramSaysNow_StaysAndIsToldOf()
    {
        await using var plugin = await KeptObjectTests.StartAsync("never");
        await plugin.CreateAsync("Property", Tier("int"));
        await plugin.RestartAsync();
        await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Property", Tier("string")));
        KeptObjectTests.AssertSaid(
            plugin,
            LogSeverity.Warning,
            "An earlier run created the property 'c/tier' under this name. The program says otherwise now, and no state has shown it "
                + "since. It stays as it is: import it, or delete it in LiveChat, if no other stack has it."
        );
        Assert.Equal(0, KeptObjectTests.Calls(plugin, "unregister_property"));
    }

    /// <summary>An alias has given the object to another resource.</summary>
    [Fact]
    public async Task Create_AnotherResourceHasTheAnsweredOne_IsNotTakenOver()
    {
        await using var plugin = await KeptObjectTests.StartAsync("never");
        var tag = await plugin.CreateAsync("Tag", Vip);
        await plugin.RestartAsync();
        Assert.Empty(await plugin.FailuresAsync("Tag", Vip, Vip, "renamed"));
        await plugin.DiffAsync("Tag", tag.Id, Vip, Vip, "renamed");
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Tag", Vip));
        Assert.Equal(StatusCode.AlreadyExists, e.StatusCode);
    }

    [Theory]
    [InlineData(false, "was to delete")]
    [InlineData(true, "was cut off while it deleted")]
    public async Task Create_ReplacedOneIsStillThere_IsTakenBack(bool isSent, string words)
    {
        await using var plugin = await KeptObjectTests.StartAsync("never");
        var vip = await plugin.CreateAsync("Tag", Vip);
        await plugin.NextRunAsync();
        var gold = await ReplaceAsync(plugin, vip.Id, Vip, Gold);
        if (isSent)
        {
            plugin.Fault("""{"kind":"cut","count":1000,"writesOnly":true}""");
            await Assert.ThrowsAsync<RpcException>(() => plugin.DeleteAsync("Tag", vip.Id, state: Vip, inSameRun: true));
            plugin.Emulator.Control("faults/clear");
        }

        await plugin.NextRunAsync();
        Assert.Equal(vip.Id, await ReplaceAsync(plugin, gold, Gold, Vip));
        KeptObjectTests.AssertSaid(
            plugin,
            LogSeverity.Info,
            $"An earlier run {words} the tag 'vip' under this name; it is there, and taken over."
        );
    }

    [Fact]
    public async Task Create_AdoptsWhatIsThere_SaysSo()
    {
        await using var plugin = await KeptObjectTests.StartAsync("always");
        plugin.Emulator.Control("seed", Seed("""{"tags":[{"name":"vip","group_ids":[0]}]}"""));
        await plugin.CreateAsync("Tag", Vip);
        KeptObjectTests.AssertSaid(
            plugin,
            LogSeverity.Info,
            "The license already has the tag 'vip'; it is taken over, as livechat:adoptExisting says."
        );
    }

    [Fact]
    public async Task Create_NameIsTakenInOtherLetters_SaysWhichToWrite()
    {
        await using var plugin = await KeptObjectTests.StartAsync("never");
        plugin.Emulator.Control("seed", Seed("""{"tags":[{"name":"VIP","group_ids":[0]}]}"""));
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Tag", Vip));
        Assert.StartsWith(
            "creating tag 'it': the license already has the tag 'VIP'. "
                + "Letter case makes no difference to LiveChat here: write 'VIP' into the program. If ",
            e.Status.Detail,
            Ordinal
        );
        Assert.Contains(
            "If another stack has it, as after pulumi state move, leave it there. Otherwise import it",
            e.Status.Detail,
            Ordinal
        );
    }

    /// <summary>The state has the inputs from before: what may have arrived is sent again, and told by name.</summary>
    [Theory]
    [InlineData("""{"name":"Two","languageCode":"en"}""", "name is")]
    [InlineData("""{"name":"Two","languageCode":"pl"}""", "languageCode, name are")]
    public async Task Diff_UpdateWasCutOff_NamesWhatIsSentAgain(string changed, string words)
    {
        const string before = """{"name":"One","languageCode":"en"}""";
        await using var plugin = await KeptObjectTests.StartAsync("never");
        var group = await plugin.CreateAsync("Group", before);
        await plugin.NextRunAsync();
        await plugin.DiffAsync("Group", group.Id, before, changed);
        await plugin.UpdateAsync("Group", group.Id, before, changed);
        await plugin.RestartAsync();
        await plugin.DiffAsync("Group", group.Id, before, before);
        var said = Assert.Single(plugin.Logs, l => l.Message.Contains("was cut off, and the state does not have it", Ordinal));
        var sent = string.Join(", ", words.Split(' ')[..^1].Select(w => w.Trim(',')).Order(StringComparer.Ordinal));
        Assert.StartsWith("An earlier update of the group 'it' was cut off, and the state does not have it: ", said.Message, Ordinal);
        Assert.EndsWith($" {words.Split(' ')[^1]} sent again.", said.Message, Ordinal);
        Assert.All(sent.Split(", "), s => Assert.Contains(s, said.Message, Ordinal));
    }

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static System.Text.Json.Nodes.JsonObject Seed(string json) =>
        (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(json)!;

    private static string Tier(string type) =>
        $$$"""{"name":"tier","ownerClientId":"c","type":"{{{type}}}","access":{"license":{"agent":["read"]} } }""";

    /// <summary>The calls of a real engine up to the create of a replacement; the id of the new object.</summary>
    private static async Task<string> ReplaceAsync(PluginHarness plugin, string id, string olds, string news)
    {
        Assert.Empty(await plugin.FailuresAsync("Tag", news, olds));
        await plugin.DiffAsync("Tag", id, olds, news);
        return (await plugin.CreateAsync("Tag", news)).Id;
    }
}
