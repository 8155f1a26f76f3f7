using System.CommandLine;
using System.Globalization;
using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli;

/// <summary>
/// livechat wait: for pipelines. Waits until the license shows what a state says, or until it also acts, and changes neither.
/// </summary>
internal static class WaitCommand
{
    public static Command Build(CommandContext context, Func<ParseResult, Workspace> open)
    {
        var file = new Option<string?>("--state")
        {
            Description = "A state as pulumi stack export writes it, - for standard input; by default the stack's own.",
        };
        var effective = new Option<bool>("--effective")
        {
            Description =
                "Wait until LiveChat also acts on the changes: two minutes after the last one, unless propagationSeconds says "
                + "otherwise.",
        };
        var command = new Command("wait", "Wait until the license shows what the state says. Exit code 4 when it does not.")
        {
            file,
            effective,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.GuardAsync(() =>
                    RunAsync(context, open(parsed), parsed.GetValue(file), parsed.GetValue(effective), cancellationToken)
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context,
        Workspace workspace,
        string? file,
        bool effective,
        CancellationToken cancellationToken
    )
    {
        var snapshot = await ReadAsync(workspace, file, cancellationToken).ConfigureAwait(false);
        await using var display = new PlainDisplay(context.Data, context.Filter, debug: false);
        var engine = new Engine(workspace.Target(), workspace.Plugins(), display, TimeProvider.System, int.MaxValue);

        // Reads wait for what the state remembers as not seen yet; without a journal nothing is written.
        var (result, _) = await engine.RefreshAsync(snapshot, null).ConfigureAwait(false);
        if (!result.Succeeded)
            return ExitCodes.Failed;
        var different = result.Steps.Where(s => s.Op is not (StepOp.Same or StepOp.Read)).Select(s => s.Urn).ToList();
        if (different.Count > 0)
        {
            await context
                .WriteErrorAsync($"error: the license does not show {different.Count} resources as the state has them:")
                .ConfigureAwait(false);
            foreach (var urn in different)
                await context.WriteErrorAsync("  " + urn).ConfigureAwait(false);
            return ExitCodes.NotReady;
        }

        if (effective)
            await WaitForEffectAsync(context, workspace, snapshot, cancellationToken).ConfigureAwait(false);
        await context
            .WriteLineAsync(effective ? "The license acts as the state says." : "The license shows what the state says.")
            .ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private static async Task<Snapshot> ReadAsync(Workspace workspace, string? file, CancellationToken cancellationToken)
    {
        if (file is null)
            return workspace.Backend.Exists
                ? workspace.Backend.Load(workspace.Codec)
                : throw new EngineException($"no stack named '{workspace.Stack}' found; --state names a file with a state");
        var text =
            file == "-"
                ? await Console.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false)
                : await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
        return workspace.Decode(text);
    }

    /// <summary>Waits until the time in which LiveChat acts on a change is over for the last one that the state remembers.</summary>
    private static async Task WaitForEffectAsync(
        CommandContext context,
        Workspace workspace,
        Snapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        var last = snapshot
            .Resources.Select(r => (r.Outputs["__unseen"]?.Plain() as PropertyObject)?.Text("at"))
            .OfType<string>()
            .Select(at => DateTimeOffset.Parse(at, CultureInfo.InvariantCulture))
            // What was seen has no mark any more, and acts no sooner for that.
            .Concat(snapshot.Resources.Select(r => r.Modified ?? default))
            .DefaultIfEmpty()
            .Max();
        var left = last + workspace.PropagationBound - TimeProvider.System.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return;
        await context.WriteLineAsync($"Waiting for {left.TotalSeconds:0} s until LiveChat acts on the last change.").ConfigureAwait(false);
        await Task.Delay(left, TimeProvider.System, cancellationToken).ConfigureAwait(false);
    }
}
