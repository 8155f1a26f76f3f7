using LiveChatPulumi.Cli.Verify;
using PluginProtocol.Text;

namespace Cli_Tests.Verify;

/// <summary>The table of livechat verify at a terminal.</summary>
public class VerifyScreenTests
{
    private static readonly IReadOnlyList<Check> Checks = [.. Enumerable.Range(0, 6).Select(i => new GroupCheck($"{i}", "here", i))];

    [Fact]
    public void Show_EachResult_RedrawsTheTableInPlaceAndCutsItsLines()
    {
        using var output = new StringWriter();
        var screen = new VerifyScreen(output, new MessageFilter(), Checks, () => (40, 20));
        var look = new Look();
        look.Miss("group 2", "a group", "customers do not find it \u001b[31m", "nothing");
        screen.Show(CheckResult.Of(Checks[2], look, isOver: false));
        screen.Show(CheckResult.Of(Checks[0], new Look(), isOver: false));
        var frames = output.ToString().Split("\u001b[6A\u001b[0J");
        Assert.Equal(2, frames.Length);
        var lines = frames[1].TrimEnd('\n').Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.StartsWith("  ok       group    0", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("  not yet  group    2: group 2", lines[2], StringComparison.Ordinal);
        Assert.All(lines, l => Assert.InRange(l.Length, 1, 39));
        screen.Clear();
        Assert.EndsWith("\u001b[6A\u001b[0J", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Show_MoreThanTheScreenHas_LeavesOutWhatHolds()
    {
        using var output = new StringWriter();
        var screen = new VerifyScreen(output, new MessageFilter(), Checks, () => (80, 6));
        screen.Show(CheckResult.Of(Checks[0], new Look(), isOver: true));
        var lines = output.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal("  1 of 6 hold", lines[^1]);
        Assert.Equal(3, lines.Length);
        Assert.DoesNotContain(lines, l => l.StartsWith("  ok", StringComparison.Ordinal));
    }
}
