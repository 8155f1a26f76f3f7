namespace Cli_Tests;

/// <summary>An up that deletes more than half of a stack is asked about once more.</summary>
public class ManyDeletesTests
{
    [Theory]
    [InlineData("--yes")]
    [InlineData("--yes", "--json")]
    [InlineData("--yes", "--refresh")]
    public async Task Up_MoreThanHalfInAPipeline_ChangesNothing(params string[] options)
    {
        await using var command = await AppliedAsync("a", "b", "c");
        command.Write(Program("a", "new"));
        var (code, _, errors) = await command.RunAsync(["up", .. options]);
        Assert.Equal(1, code);
        Assert.Contains("deletes 2 of the 3 resources of the stack. Nothing was changed.", errors, StringComparison.Ordinal);
        Assert.Contains("--yes-delete-many", errors, StringComparison.Ordinal);
        Assert.Equal(["a", "b", "c"], Tags(command));
        await command.SucceedAsync("up", "--yes", "--yes-delete-many");
        Assert.Equal(["a", "new"], Tags(command));
    }

    [Fact]
    public async Task Up_MoreThanHalfWithoutAPreview_DeletesNothing()
    {
        await using var command = await AppliedAsync("a", "b", "c");
        command.Write(Program("a", "new"));
        var (code, output, errors) = await command.RunAsync("up", "--yes", "--skip-preview");
        Assert.Equal(1, code);
        Assert.Contains("2 of the 3 resources of the stack. None of them was deleted", output + errors, StringComparison.Ordinal);
        Assert.Equal(["a", "b", "c", "new"], Tags(command));
        await command.SucceedAsync("up", "--yes", "--skip-preview", "--yes-delete-many");
        Assert.Equal(["a", "new"], Tags(command));
    }

    [Theory]
    [InlineData("yes\nyes\n", 0, "a")]
    [InlineData("yes\nno\n", 1, "a", "b", "c")]
    [InlineData("no\nyes\n", 1, "a", "b", "c")]
    [InlineData("yes\n", 1, "a", "b", "c")]
    public async Task Up_MoreThanHalfAtATerminal_AsksOnceMore(string typed, int expected, params string[] left)
    {
        await using var command = await AppliedAsync("a", "b", "c");
        command.Write(Program("a"));
        var (code, output, _) = await command.RunAtTerminalAsync(typed, "up");
        Assert.Equal(expected, code);
        Assert.Equal(typed.StartsWith('y'), output.Contains("Do you want to delete them?", StringComparison.Ordinal));
        Assert.Equal(left, Tags(command));
    }

    [Fact]
    public async Task Up_HalfOfTheStack_IsNotAskedAbout()
    {
        await using var command = await AppliedAsync("a", "b", "c", "d");
        command.Write(Program("a", "b"));
        await command.SucceedAsync("up", "--yes");
        Assert.Equal(["a", "b"], Tags(command));
    }

    /// <summary>What stays in LiveChat, and what is made anew, is not lost.</summary>
    [Fact]
    public async Task Up_RetainedAndReplacedResources_DoNotCount()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(ProgramWith(", options: { retainOnDelete: true }", "a", "b", "c"));
        await command.SucceedAsync("up", "--yes");
        command.Write(Program("a").Replace("name: a", "name: z", StringComparison.Ordinal));
        await command.SucceedAsync("up", "--yes");
        Assert.Contains("z", Tags(command));
    }

    [Fact]
    public async Task Destroy_DeletesEverything_IsAskedAboutOnce()
    {
        await using var command = await AppliedAsync("a", "b", "c");
        await command.SucceedAsync("destroy", "--yes");
        Assert.Empty(Tags(command));
    }

    private static async Task<CommandHarness> AppliedAsync(params string[] names)
    {
        var command = await CommandHarness.StartAsync();
        command.Write(Program(names));
        await command.SucceedAsync("up", "--yes");
        return command;
    }

    private static string Program(params string[] names) => ProgramWith("", names);

    private static string ProgramWith(string more, params string[] names) =>
        string.Join('\n', names.Select(n => $"  {n}: {{ type: \"livechat:Tag\", properties: {{ name: {n} }}{more} }}"));

    private static string[] Tags(CommandHarness command) =>
        [.. command.Dump()["tags"]!.AsArray().Select(t => (string)t!["name"]!).Order(StringComparer.Ordinal)];
}
