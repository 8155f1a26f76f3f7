using System.Text.Json.Nodes;
using TestSupport;

namespace Cli_Tests;

/// <summary>livechat wait: readiness for pipelines.</summary>
public class WaitTests
{
    private const string Team = """
          support:
            type: livechat:Group
            properties: { name: Support }
          vip:
            type: livechat:Tag
            properties: { name: vip, groupIds: [ "${support.groupId}" ] }
        """;

    [Fact]
    public async Task Wait_LicenseLags_EndsWhenItShowsTheState()
    {
        await using var command = await AppliedAsync(lagSeconds: 60);
        command.Environment["LIVECHAT_PROPAGATION_SECONDS"] = "120";
        command.Emulator.Log.Clear();
        var wait = command.RunAsync("wait");
        await Within.EventuallyAsync(() => command.Emulator.Log.Counts.GetValueOrDefault("list_tags") >= 2);
        Assert.False(wait.IsCompleted);
        command.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 61 });
        var (code, output, errors) = await wait;
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("The license shows what the state says.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_ObjectIsGone_EndsWithFourAndNamesTheResource()
    {
        await using var command = await AppliedAsync(lagSeconds: 0);
        command.Emulator.Control("seed", []);
        command.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 200 });
        var before = await File.ReadAllTextAsync(command.StatePath);
        var (code, _, errors) = await command.RunAsync("wait");
        Assert.Equal(4, code);
        Assert.Contains(
            "::livechat:index/tag:Tag::vip",
            errors.Replace("index:Tag", "index/tag:Tag", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Equal(before, await File.ReadAllTextAsync(command.StatePath));
    }

    [Fact]
    public async Task Wait_StateFromAFileUntilItActs_TakesTheExport()
    {
        await using var command = await AppliedAsync(lagSeconds: 0);
        command.Environment["LIVECHAT_PROPAGATION_SECONDS"] = "1";
        var file = Path.Combine(command.ProjectFolder, "state.json");
        await command.SucceedAsync("stack", "export", "--file", file);
        File.Delete(command.StatePath);
        Assert.Contains(
            "The license acts as the state says.",
            await command.SucceedAsync("wait", "--state", file, "--effective"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Wait_NoStack_SaysWhatToDo()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Team);
        var (code, _, errors) = await command.RunAsync("wait");
        Assert.Equal(1, code);
        Assert.Contains("--state", errors, StringComparison.Ordinal);
    }

    private static async Task<CommandHarness> AppliedAsync(int lagSeconds)
    {
        var command = await CommandHarness.StartAsync();
        command.Write(Team);
        if (lagSeconds > 0)
            command.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 1000 });
        command.Emulator.Options.ReadLag = TimeSpan.FromSeconds(lagSeconds);
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        return command;
    }
}
