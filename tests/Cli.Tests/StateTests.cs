using System.Text.Json.Nodes;
using TestSupport;

namespace Cli_Tests;

/// <summary>A state that no longer says what a license holds, or of which license.</summary>
public class StateTests
{
    private const string Tag = """
          support: { type: "livechat:Group", properties: { name: Support } }
          vip: { type: "livechat:Tag", properties: { name: vip, groupIds: [ 0, "${support.groupId}" ] } }
        """;

    /// <summary>No journal of the provider tells: the machine is another one.</summary>
    [Fact]
    public async Task Up_EarlierDestroyWasCutOffOnAnotherMachine_MakesAgainWhatIsGone()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Tag);
        await command.SucceedAsync("up", "--yes");
        var state = (JsonObject)JsonNode.Parse(await File.ReadAllTextAsync(command.StatePath))!;
        var latest = state["checkpoint"]!["latest"]!.AsObject();
        var tag = latest["resources"]!.AsArray().First(r => ((string)r!["urn"]!).EndsWith("::vip", StringComparison.Ordinal))!;
        latest["pending_operations"] = new JsonArray(new JsonObject { ["type"] = "deleting", ["resource"] = tag.DeepClone() });
        await File.WriteAllTextAsync(command.StatePath, state.ToJsonString());
        var dump = command.Dump();
        dump["tags"] = new JsonArray();
        command.Emulator.Control("seed", dump);
        Directory.Delete(command.Home, recursive: true);
        command.Emulator.Log.Clear();
        var up = await command.SucceedAsync("up", "--yes");
        Assert.Contains("was interrupted while deleting this resource", up, StringComparison.Ordinal);
        Assert.Equal("vip", (string)command.Dump()["tags"]!.AsArray().Single()!["name"]!);
        Assert.False(command.Emulator.Log.Counts.ContainsKey("create_group"));
        await command.SucceedAsync("up", "--yes", "--expect-no-changes");
    }

    /// <summary>The update came with a rename, of which the state knows nothing yet; then the program was put back.</summary>
    [Fact]
    public async Task Up_EarlierUpdateOfARenamedResourceWasCutOff_PutsTheObjectBack()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write("  old: { type: \"livechat:Group\", properties: { name: Support } }");
        await command.SucceedAsync("up", "--yes");
        var state = (JsonObject)JsonNode.Parse(await File.ReadAllTextAsync(command.StatePath))!;
        var latest = state["checkpoint"]!["latest"]!.AsObject();
        var group = latest["resources"]!
            .AsArray()
            .First(r => ((string)r!["urn"]!).EndsWith("::old", StringComparison.Ordinal))!
            .DeepClone();
        group["urn"] = ((string)group["urn"]!).Replace("::old", "::new", StringComparison.Ordinal);
        latest["pending_operations"] = new JsonArray(new JsonObject { ["type"] = "updating", ["resource"] = group });
        await File.WriteAllTextAsync(command.StatePath, state.ToJsonString());
        var dump = command.Dump();
        dump["groups"]!.AsArray().Last()!["name"] = "Support EU";
        command.Emulator.Control("seed", dump);
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        Assert.Equal(["General", "Support"], command.Dump()["groups"]!.AsArray().Select(g => (string)g!["name"]!));
        Assert.DoesNotContain("interrupted", await command.SucceedAsync("up", "--yes", "--expect-no-changes"), StringComparison.Ordinal);
    }

    /// <summary>Objects of the license that the stack leaves are deleted there, and not by their number in the other one.</summary>
    [Fact]
    public async Task Up_AnotherLicense_DeletesInTheOldOneOnly()
    {
        await using var command = await CommandHarness.StartAsync();
        await using var other = await LiveChatPulumi.Emulator.EmulatorServer.StartAsync();
        other.Control("seed", new JsonObject { ["groups"] = new JsonArray(new JsonObject { ["id"] = 1, ["name"] = "Theirs" }) });
        command.Write("  support: { type: \"livechat:Group\", properties: { name: Support } }");
        await ConfigureAsync("1", command.Emulator.Url);
        await command.SucceedAsync("up", "--yes");
        await ConfigureAsync("2", other.Url);
        await command.SucceedAsync("up", "--yes");
        Assert.Equal(["General"], Names(command.Dump()));
        Assert.Equal(["General", "Support", "Theirs"], Names((JsonObject)other.Control("dump")));
        Assert.False(other.Log.Counts.ContainsKey("delete_group"));
        await command.SucceedAsync("up", "--yes", "--expect-no-changes");
        await command.SucceedAsync("destroy", "--yes");
        Assert.Equal(["General", "Theirs"], Names((JsonObject)other.Control("dump")));

        Task ConfigureAsync(string license, Uri url) =>
            File.WriteAllTextAsync(
                Path.Combine(command.ProjectFolder, "Pulumi.dev.yaml"),
                $"config:\n  livechat:licenseId: \"{license}\"\n  livechat:apiUrl: {url}\n  livechat:accessToken: dal:emulator-token\n"
            );

        static IEnumerable<string> Names(JsonObject dump) =>
            dump["groups"]!.AsArray().Select(g => (string)g!["name"]!).Order(StringComparer.Ordinal);
    }
}
