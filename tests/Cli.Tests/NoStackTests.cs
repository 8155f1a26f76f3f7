namespace Cli_Tests;

/// <summary>A project without a stack: a typo makes none, neither on disk nor in a plan.</summary>
public class NoStackTests
{
    [Theory]
    [InlineData("preview")]
    [InlineData("up", "--yes")]
    [InlineData("refresh", "--yes")]
    [InlineData("destroy", "--yes")]
    [InlineData("config", "set", "domain", "example.org")]
    [InlineData("config")]
    [InlineData("drift")]
    [InlineData("stack", "select")]
    public async Task Stack_ProjectHasNone_IsRefusedAndNothingIsMade(params string[] words)
    {
        await using var command = await StartAsync();
        string[] named = words is ["stack", ..] ? [.. words, "deev"] : [.. words, "--stack", "deev"];
        var (code, output, errors) = await command.RunBareAsync(null, named);
        Assert.Equal(1, code);
        Assert.Contains("no stack named 'deev' found; the project has none yet. To make it: livechat stack init deev", errors);
        Assert.DoesNotContain("create", output, StringComparison.Ordinal);
        Assert.Equal(["Pulumi.yaml"], Directory.GetFileSystemEntries(command.ProjectFolder).Select(Path.GetFileName));
        Assert.Empty(command.Emulator.Log.Calls);
    }

    [Fact]
    public async Task Stack_ProjectHasNone_IsMadeWhenAPersonSaysSo()
    {
        await using var command = await StartAsync();
        var (code, output, _) = await command.RunBareAsync("no\n", "preview", "--stack", "dev");
        Assert.Equal(1, code);
        Assert.Contains("no stack named 'dev' found; the project has none yet. Make the stack 'dev'?", output, StringComparison.Ordinal);
        (code, output, _) = await command.RunBareAsync("yes\n", "preview", "--stack", "dev");
        Assert.Equal(0, code);
        Assert.Contains("livechat:index:Tag vip create", output, StringComparison.Ordinal);
        Assert.Equal(0, (await command.RunBareAsync(null, "preview")).Code);
    }

    private static async Task<CommandHarness> StartAsync()
    {
        var command = await CommandHarness.StartAsync();
        command.RemoveStack();
        command.Write("""  vip: { type: "livechat:Tag", properties: { name: vip } }""");
        return command;
    }
}
