using System.CommandLine;
using LocalEngine;
using LocalEngine.State;

namespace LiveChatPulumi.Cli;

/// <summary>livechat cancel: takes away the locks that killed processes left on a stack.</summary>
internal static class CancelCommand
{
    /// <param name="context">What commands work with.</param>
    /// <param name="open">Opens the project, with the stack of that name or, for null, the one that options choose.</param>
    public static Command Build(CommandContext context, Func<ParseResult, string?, Workspace> open)
    {
        var stack = new Argument<string?>("stack") { Description = "The stack.", Arity = ArgumentArity.ZeroOrOne };
        var yes = new Option<bool>("--yes", "-y") { Description = "Go on without asking." };
        var command = new Command("cancel", "Take away the lock of a process that was killed while it changed the stack.") { stack, yes };
        command.SetAction(
            (parsed, _) => context.GuardAsync(() => RunAsync(context, open(parsed, parsed.GetValue(stack)), parsed.GetValue(yes)))
        );
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, Workspace workspace, bool yes)
    {
        var declined = false;
        var removed = await workspace.Backend.CancelAsync(ConfirmAsync).ConfigureAwait(false);
        if (declined)
            return ExitCodes.Failed;
        foreach (var one in removed.Where(l => !l.IsHere))
            await context
                .WriteErrorAsync($"warning: whether process {one.Process} still runs on {one.Host} cannot be seen from this machine")
                .ConfigureAwait(false);
        foreach (var one in removed)
            await context.WriteLineAsync($"Took away the lock of {one}.").ConfigureAwait(false);
        await context
            .WriteLineAsync(
                removed.Count == 0
                    ? $"Nothing has locked the stack '{workspace.Stack}'."
                    : $"The update of '{workspace.Stack}' that was under way is cancelled."
            )
            .ConfigureAwait(false);
        return ExitCodes.Success;

        async Task<bool> ConfirmAsync(IReadOnlyList<StackLock> locks)
        {
            if (yes)
                return true;
            if (context.Input.IsPiped)
                throw new EngineException("--yes must be passed in to proceed when running in non-interactive mode");
            declined = !await context
                .ConfirmAsync($"This takes away: {string.Join("; ", locks)}. A process that still runs would then not be alone. Go on?")
                .ConfigureAwait(false);
            return !declined;
        }
    }
}
