using System.CommandLine;
using LocalEngine;
using LocalEngine.State;

namespace LiveChatPulumi.Cli;

/// <summary>livechat state taint, untaint, unprotect, rename and delete: edits of the state that touch no object.</summary>
internal static class StateCommand
{
    public static Command Build(CommandContext context, Func<ParseResult, Workspace> open)
    {
        var yes = new Option<bool>("--yes", "-y") { Description = "Go on without asking." };
        var urn = new Argument<string>("urn") { Description = "The resource's URN, as stack export shows it." };
        var some = new Argument<string?>("urn") { Description = "The resource's URN.", Arity = ArgumentArity.ZeroOrOne };
        var renamed = new Argument<string>("name") { Description = "The new name." };
        var all = new Option<bool>("--all") { Description = "All resources." };
        var force = new Option<bool>("--force") { Description = "Protected resources as well." };
        var dependents = new Option<bool>("--target-dependents") { Description = "What depends on the resource as well." };
        return new Command("state", "Edits of the stack's state. They touch no object of the license.")
        {
            Edit(
                "taint",
                "Have the next up make the object of a resource anew.",
                [urn, yes],
                (s, p) => StateEdits.Taint(s, p.GetValue(urn)!)
            ),
            Edit("untaint", "Take a taint back.", [urn, yes], (s, p) => StateEdits.Untaint(s, p.GetValue(urn)!)),
            Edit(
                "unprotect",
                "Let runs delete and replace a resource again.",
                [some, all, yes],
                (s, p) => Unprotect(s, p.GetValue(some), p.GetValue(all))
            ),
            Edit(
                "rename",
                "Give a resource the name that the program has for it by now.",
                [urn, renamed, yes],
                (s, p) => StateEdits.Rename(s, p.GetValue(urn)!, p.GetValue(renamed)!)
            ),
            Edit(
                "delete",
                "Forget a resource; its object stays.",
                [urn, force, dependents, yes],
                (s, p) => StateEdits.Delete(s, p.GetValue(urn)!, p.GetValue(force), p.GetValue(dependents))
            ),
        };

        Command Edit(string name, string description, Symbol[] symbols, Func<Snapshot, ParseResult, Snapshot> edit)
        {
            var command = new Command(name, description);
            foreach (var symbol in symbols)
            {
                if (symbol is Option option)
                    command.Options.Add(option);
                else
                    command.Arguments.Add((Argument)symbol);
            }

            command.SetAction(
                (parsed, _) => context.GuardAsync(() => RunAsync(context, open(parsed), parsed.GetValue(yes), s => edit(s, parsed)))
            );
            return command;
        }
    }

    private static async Task<int> RunAsync(CommandContext context, Workspace workspace, bool yes, Func<Snapshot, Snapshot> edit)
    {
        if (!workspace.Backend.Exists)
            throw new EngineException(workspace.Stacks.Missing(workspace.Stack) ?? $"no stack named '{workspace.Stack}' found");
        using var guard = workspace.Backend.Lock(TimeProvider.System);
        var edited = edit(workspace.Backend.Load(workspace.Codec));
        if (
            !yes
            && !context.Input.IsPiped
            && !await context.ConfirmAsync("This edits the stack's state by hand. Go on?").ConfigureAwait(false)
        )
            return ExitCodes.Failed;
        workspace.Backend.Save(edited with { Salt = workspace.Crypter.Salt }, workspace.Codec, TimeProvider.System.GetUtcNow());
        await context.WriteLineAsync("The state was changed.").ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private static Snapshot Unprotect(Snapshot snapshot, string? urn, bool all) =>
        (urn, all) switch
        {
            ({ } one, false) => StateEdits.Unprotect(snapshot, one),
            (null, true) => StateEdits.UnprotectAll(snapshot),
            _ => throw new EngineException("state unprotect takes the URN of a resource, or --all."),
        };
}
