using System.CommandLine;
using LocalEngine;

namespace LiveChatPulumi.Cli;

/// <summary>Commands and options that only the Pulumi CLI has. They are refused by name, with the command that has them.</summary>
internal static class PulumiOnly
{
    private static readonly Dictionary<string, string[]> Commands = new(StringComparer.Ordinal)
    {
        [""] =
        [
            "about",
            "console",
            "convert",
            "deployment",
            "do",
            "env",
            "install",
            "login",
            "logout",
            "logs",
            "org",
            "package",
            "plugin",
            "policy",
            "project",
            "query",
            "schema",
            "template",
            "up-deployment",
            "view-trace",
            "watch",
            "whoami",
        ],
        ["stack"] = ["change-secrets-provider", "graph", "history", "rename", "tag", "unselect", "webhook"],
        ["state"] = ["edit", "move", "repair", "upgrade"],
        ["config"] = ["cp", "env", "refresh", "rm-all", "set-all"],
    };

    private static readonly string[] Options =
    [
        "--attach-debugger",
        "--client",
        "--config",
        "--config-file",
        "--config-path",
        "--continue-on-error",
        "--diff",
        "--exclude-protected",
        "--import-file",
        "--import-pending-creates",
        "--clear-pending-creates",
        "--message",
        "--plan",
        "--policy-pack",
        "--policy-pack-config",
        "--remove",
        "--replace",
        "--run-program",
        "--save-plan",
        "--show-config",
        "--show-full-output",
        "--show-reads",
        "--show-replacement-steps",
        "--show-sames",
        "--show-secrets",
        "--suppress-outputs",
        "--suppress-permalink",
        "--suppress-progress",
        "--target-replace",
    ];

    /// <summary>Adds to a command the subcommands that only Pulumi has, hidden from its help.</summary>
    /// <param name="command">The command.</param>
    /// <param name="context">Where the refusal is written.</param>
    /// <param name="group">The command's name, or empty for the root.</param>
    public static Command AddTo(Command command, CommandContext context, string group)
    {
        foreach (var name in Commands[group].Where(n => command.Subcommands.All(s => s.Name != n)))
        {
            var other = new Command(name) { Hidden = true, TreatUnmatchedTokensAsErrors = false };
            other.Arguments.Add(new Argument<string[]>("arguments") { Hidden = true, Arity = ArgumentArity.ZeroOrMore });
            other.SetAction(
                (parsed, _) =>
                    context.GuardAsync(() =>
                    {
                        var words = string.Join(' ', new[] { group, name }.Where(w => w.Length > 0));
                        throw new EngineException($"livechat has no command '{words}': `pulumi {words}` does it, on the same state.");
                    })
            );
            command.Subcommands.Add(other);
        }

        return command;
    }

    /// <summary>Adds the options that only Pulumi has, hidden from the command's help.</summary>
    public static IReadOnlyList<Option> AddOptionsTo(Command command)
    {
        List<Option> added = [];
        foreach (var name in Options.Where(n => command.Options.All(o => o.Name != n)))
        {
            var option = new Option<string[]>(name) { Hidden = true, Arity = ArgumentArity.ZeroOrMore };
            command.Options.Add(option);
            added.Add(option);
        }

        return added;
    }

    /// <summary>Refuses an option that only Pulumi has.</summary>
    /// <exception cref="EngineException">There is one.</exception>
    public static void RefuseOptions(ParseResult parsed, Command command, IReadOnlyList<Option> options)
    {
        if (options.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } given)
            throw new EngineException(
                $"livechat {command.Name} has no option {given.Name}: `pulumi {command.Name} {given.Name}` does it, on the same state."
            );
    }
}
