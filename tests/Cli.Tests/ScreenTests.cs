using System.Collections.Immutable;
using LiveChatPulumi.Cli;
using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Text;
using PluginProtocol.Values;

namespace Cli_Tests;

/// <summary>What a person sees: colours, one row for a replacement, lines that fit, a prompt that can be asked back.</summary>
public class ScreenTests
{
    private const string Tag = """  vip: { type: "livechat:Tag", properties: { name: vip } }""";

    [Theory]
    [InlineData("auto", true, null, "xterm", true)]
    [InlineData("auto", true, "", "xterm", true)]
    [InlineData("auto", true, "1", "xterm", false)]
    [InlineData("auto", true, null, "dumb", false)]
    [InlineData("auto", false, null, "xterm", false)]
    [InlineData("always", false, "1", "dumb", true)]
    [InlineData("never", true, null, "xterm", false)]
    public void Colors_ByOptionVariableAndTerminal_AreAsWanted(string option, bool isTerminal, string? noColor, string term, bool on)
    {
        var variables = new Dictionary<string, string> { ["TERM"] = term };
        if (noColor is not null)
            variables["NO_COLOR"] = noColor;
        Assert.Equal(on, Colors.Wanted(option, variables, isTerminal).AreOn);
    }

    /// <summary>What the license calls itself cannot paint, and is not wider than it is.</summary>
    [Theory]
    [InlineData(50)]
    [InlineData(80)]
    [InlineData(200)]
    public async Task Live_LongAndWideNames_NeverBreakALine(int width)
    {
        await using var output = new StringWriter();
        var display = new LiveDisplay(output, new MessageFilter(), false, new Colors(true), () => (width, 40));
        await display.PhaseAsync(OperationKind.Up, "dev", preview: true);
        foreach (var name in (string[])[new string('x', 300), new string('漢', 90), "e\u0301" + new string('é', 120), "\u001b[31mred"])
            display.StepStarted(StepOf(StepOp.Create, name));
        output.GetStringBuilder().Clear();
        display.Draw();
        var lines = Plain(output.ToString()).TrimEnd('\n').Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.All(lines, l => Assert.InRange(Columns.Width(l), 1, width - 1));
        Assert.DoesNotContain("\u001b[31m", output.ToString(), StringComparison.Ordinal);
        await display.DisposeAsync();
    }

    [Theory]
    [InlineData("kurz", 10, "kurz")]
    [InlineData("0123456789", 10, "0123456789")]
    [InlineData("0123456789a", 10, "012345678…")]
    [InlineData("漢漢漢漢漢漢", 10, "漢漢漢漢…")]
    public void Cut_Text_FitsIntoItsColumns(string text, int width, string cut) => Assert.Equal(cut, Columns.Cut(text, width));

    [Theory]
    [InlineData(true, "replace")]
    [InlineData(false, "replaced (0.0s)")]
    public async Task Live_Replacement_IsOneRowWithPulumisSign(bool isPreview, string status)
    {
        await using var output = new StringWriter();
        var display = new LiveDisplay(output, new MessageFilter(), false, screen: () => (100, 40));
        await display.PhaseAsync(OperationKind.Up, "dev", isPreview);
        foreach (var op in (StepOp[])[StepOp.Replace, StepOp.CreateReplacement, StepOp.DeleteReplaced])
        {
            display.StepStarted(StepOf(op, "vip"));
            display.StepFinished(StepOf(op, "vip"), TimeSpan.Zero, null);
        }

        output.GetStringBuilder().Clear();
        display.Draw();
        Assert.Equal($"  +- livechat:index:Tag vip {status}\n", output.ToString());
        await display.DisposeAsync();
    }

    [Fact]
    public async Task Preview_Replacement_IsOneLineAndPaintedWhereThatIsWanted()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Tag);
        await command.SucceedAsync("up", "--yes");
        command.Write(Tag.Replace("name: vip", "name: top", StringComparison.Ordinal));
        var plain = await command.SucceedAsync("preview");
        Assert.Contains("  +- livechat:index:Tag vip replace\n", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("original", plain, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', plain);
        var painted = await command.SucceedAsync("preview", "--color", "always");
        Assert.Contains("\u001b[35m  +- livechat:index:Tag vip replace\u001b[0m\n", painted, StringComparison.Ordinal);
        Assert.Equal(plain, Plain(painted));
    }

    [Fact]
    public async Task Prompt_Details_ShowsAllPropertiesAndAsksAgain()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Tag);
        var (code, output, _) = await command.RunAtTerminalAsync("details\nno\n", "up");
        Assert.Equal(1, code);
        Assert.Equal(3, output.Split("(yes/no/details)").Length);
        Assert.Contains("+ name: \"vip\"", output, StringComparison.Ordinal);
        Assert.Empty(command.Dump()["tags"]!.AsArray());
    }

    /// <summary>A person who leaves at the prompt does not have to type anything first.</summary>
    [Fact]
    public async Task Confirm_PersonLeaves_EndsAtOnce()
    {
        using var typed = new Blocking();
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var context = new CommandContext(ImmutableDictionary<string, string>.Empty, output, errors, "")
        {
            Input = new CommandInput(typed, isPiped: false),
        };
        var leaves = new TaskCompletionSource();
        var asked = context.ConfirmAsync("Go on?", null, leaves.Task);
        await typed.Asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        leaves.SetResult();
        Assert.False(await asked.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("nothing was changed", errors.ToString(), StringComparison.Ordinal);
    }

    private static Step StepOf(StepOp op, string name)
    {
        var state = new ResourceState { Urn = $"urn:pulumi:dev::shop::livechat:index:Tag::{name}", Type = "livechat:index:Tag" };
        return Step.To(op, state, state, ImmutableArray<PropertyChange>.Empty);
    }

    private static string Plain(string text) => System.Text.RegularExpressions.Regex.Replace(text, "\u001b\\[[0-9]+m", "");

    /// <summary>A console whose line never comes.</summary>
    private sealed class Blocking : TextReader
    {
        private readonly ManualResetEventSlim _never = new();

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task<string?> ReadLineAsync()
        {
            Asked.TrySetResult();
            _never.Wait();
            return Task.FromResult<string?>(null);
        }

        protected override void Dispose(bool disposing)
        {
            _never.Set();
            base.Dispose(disposing);
        }
    }
}
