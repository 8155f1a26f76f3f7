using System.Text;
using LiveChatPulumi.Cli;

namespace Cli_Tests;

/// <summary>livechat preview --markdown: what a pipeline says of a pull request.</summary>
public class PreviewMarkdownTests
{
    [Fact]
    public async Task Preview_ThatDeletesAndReplaces_ShowsThatUnfolded()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(
            """
              old: { type: "livechat:Tag", properties: { name: old } }
              gone: { type: "livechat:Tag", properties: { name: gone } }
            """
        );
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        command.Write("""  old: { type: "livechat:Tag", properties: { name: "</details> @all [x](http://evil)" } }""");
        var text = await PreviewAsync(command, 0);
        Assert.StartsWith("### Preview of shop/dev\n\n1 to delete, 1 to replace.\n", text, StringComparison.Ordinal);
        Assert.Contains("**Deletes or replaces:**\n\n- delete Tag 'gone'\n- replace Tag 'old'\n", text, StringComparison.Ordinal);
        Assert.Contains("&lt;/details&gt; &#64;all \\[x\\]\\(http:&#47;&#47;evil\\)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@all", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_ThatFails_SaysWhy()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write("""  support: { type: "livechat:Group", properties: { languageCode: en } }""");
        var text = await PreviewAsync(command, 1);
        Assert.Contains("**The preview failed.**", text, StringComparison.Ordinal);
        Assert.Contains("'support'", text, StringComparison.Ordinal);
        command.Write("""  support: { type: "livechat:Group", propertis: {} }""");
        text = await PreviewAsync(command, 1);
        Assert.Contains("propertis", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_NothingToDo_SaysSo()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write("""  vip: { type: "livechat:Tag", properties: { name: vip } }""");
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        Assert.Equal("### Preview of shop/dev\n\nNo changes.\n", await PreviewAsync(command, 0));
    }

    /// <summary>GitHub takes no comment longer than 65,536 characters.</summary>
    [Fact]
    public void Steps_OfAWholeLicense_FitIntoAComment()
    {
        var text = new StringBuilder();
        PreviewText.AddSteps(
            text,
            [
                .. Enumerable
                    .Range(0, 5000)
                    .Select(i => new PlannedStep(i % 2 == 0 ? "delete" : "create", "a:b:Tag", $"t{i}", ["name: \"(<&>)\""])),
            ]
        );
        Assert.InRange(text.Length, 50_000, 65_536);
        Assert.EndsWith("</details>\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains(" more are in the log of the run.\n", text.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Ctrl-C that comes between two phases stops the next one.</summary>
    [Fact]
    public async Task Up_CtrlCBeforeItApplies_ChangesNothing()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write("""  vip: { type: "livechat:Tag", properties: { name: vip } }""");
        using var output = new StringWriter();
        using var interrupts = new Interrupts(output);
        interrupts.Stop();
        var context = command.Context(output, output);
        var selection = new SelectionSettings([], [], [], Dependents: false);
        var settings = new OperationSettings(
            OperationKind.Up,
            Json: false,
            Debug: false,
            Parallel: 1,
            ExpectNoChanges: false,
            Yes: true,
            SkipPreview: true,
            Refresh: false,
            ContinueOnError: false,
            ClearPendingCreates: false,
            PreviewOnly: false,
            DeletesMany: false,
            selection
        );
        var up = new OperationCommand(context, Workspace.Open(command.ProjectFolder, "dev", context), settings) { Interrupts = interrupts };
        Assert.Equal(1, await up.RunAsync(default));
        Assert.Contains("update canceled", output.ToString(), StringComparison.Ordinal);
        Assert.Empty(command.Dump()["tags"]!.AsArray());
    }

    private static async Task<string> PreviewAsync(CommandHarness command, int expected)
    {
        var file = Path.Combine(command.ProjectFolder, "preview.md");
        var (code, output, errors) = await command.RunAsync("preview", "--markdown", file);
        Assert.True(code == expected, $"ended with {code}:\n{output}\n{errors}");
        return await File.ReadAllTextAsync(file);
    }
}
