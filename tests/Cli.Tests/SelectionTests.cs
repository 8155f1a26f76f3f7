using System.Text.Json.Nodes;
using TestSupport;

namespace Cli_Tests;

/// <summary>Commands that name resources: <c>--target</c> and its kin, and edits of the state.</summary>
public class SelectionTests
{
    private const string Support = "urn:pulumi:dev::shop::livechat:index:Group::support";
    private const string Vip = "urn:pulumi:dev::shop::livechat:index:Tag::vip";

    [Fact]
    public async Task Up_OfATarget_LeavesTheOthersAlone()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Program("Support", "[ 0 ]"));
        await command.SucceedAsync("up", "--yes");
        command.Write(Program("Help", "[ 1 ]") + "\n  late: { type: \"livechat:Tag\", properties: { name: late, groupIds: [ 0 ] } }");
        command.Emulator.Log.Clear();
        await command.SucceedAsync("up", "--yes", "--target", "**Group::support");
        Assert.Equal(["General", "Help"], Names(command, "groups"));
        Assert.Equal(["vip"], Names(command, "tags"));
        Assert.DoesNotContain("update_tag", command.Emulator.Log.Counts.Keys);
        await command.SucceedAsync("up", "--yes", "--exclude", Vip);
        Assert.Equal(["late", "vip"], Names(command, "tags"));
        await command.SucceedAsync("destroy", "--yes", "--target", Vip);
        Assert.Equal(["late"], Names(command, "tags"));
        Assert.Equal(["General", "Help"], Names(command, "groups"));
    }

    [Fact]
    public async Task Up_OfATargetThatIsNone_SaysSo()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Program("Support", "[ 0 ]"));
        var (code, output, _) = await command.RunAsync("up", "--yes", "--target", Support + "s");
        Assert.Equal(1, code);
        Assert.Contains("could not be found in the stack", output, StringComparison.Ordinal);
        Assert.Equal(["General"], Names(command, "groups"));
    }

    [Fact]
    public async Task State_Edits_AreWhatTheNextUpGoesBy()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Program("Support", "[ 0 ]", ", deleteBeforeReplace: true, protect: true"));
        await command.SucceedAsync("up", "--yes");
        await command.SucceedAsync("state", "taint", Support, "--yes");
        Assert.Contains("\"version\": 4", await File.ReadAllTextAsync(command.StatePath), StringComparison.Ordinal);
        Assert.Contains("protected", (await command.RunAsync("up", "--yes")).Output, StringComparison.Ordinal);
        await command.SucceedAsync("state", "unprotect", "--all", "--yes");
        command.Write(Program("Support", "[ 0 ]", ", deleteBeforeReplace: true"));
        var before = Id(command);
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        Assert.NotEqual(before, Id(command));
        Assert.Contains("\"version\": 3", await File.ReadAllTextAsync(command.StatePath), StringComparison.Ordinal);
        await command.SucceedAsync("state", "taint", Vip, "--yes");
        await command.SucceedAsync("state", "untaint", Vip, "--yes");
        await command.SucceedAsync("up", "--yes", "--expect-no-changes");
        await command.SucceedAsync("state", "delete", Vip, "--yes");
        await command.SucceedAsync("destroy", "--yes");
        Assert.Equal(["vip"], Names(command, "tags"));
        Assert.Equal(["General"], Names(command, "groups"));
        Assert.Contains("No such resource", (await command.RunAsync("state", "delete", Vip, "--yes")).Errors, StringComparison.Ordinal);
    }

    private static string Program(string group, string tagGroups, string options = "") =>
        $"  support: {{ type: \"livechat:Group\", properties: {{ name: {group} }}, options: {{ aliases: []{options} }} }}\n"
        + $"  vip: {{ type: \"livechat:Tag\", properties: {{ name: vip, groupIds: {tagGroups} }} }}";

    private static List<string> Names(CommandHarness command, string list) =>
        [.. (command.Dump()[list] as JsonArray ?? []).Select(g => (string)g!["name"]!).Order(StringComparer.Ordinal)];

    private static int Id(CommandHarness command) => (int)command.Dump()["groups"]!.AsArray().Last()!["id"]!;
}
