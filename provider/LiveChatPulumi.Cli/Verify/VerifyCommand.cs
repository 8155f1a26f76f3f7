using System.CommandLine;
using LocalEngine;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>livechat verify: whether customers get what the program says.</summary>
internal static class VerifyCommand
{
    private static readonly Option<string?> FileOption = new("--file")
    {
        Description = $"The file of checks; {VerifyFile.DefaultName} of the project by default.",
    };
    private static readonly Option<bool> AllowChats = new("--allow-chats")
    {
        Description = "Also start the chats of the file. They reach people, and are closed whatever happens.",
    };
    private static readonly Option<int?> Receive = new("--receive")
    {
        Description = "The port on 127.0.0.1 that receives the webhooks of chats.",
        HelpName = "port",
    };
    private static readonly Option<string> Format = new("--format")
    {
        Description = "text, json, junit or markdown.",
        DefaultValueFactory = _ => "text",
    };
    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Write the report to a file instead." };

    /// <summary>The checks follow from the program. An option of a fleet's verify as well, like the next ones.</summary>
    public static Option<bool> Derive { get; } =
        new("--derive") { Description = "Make the checks that follow from the program: rules, groups, properties. No file is read." };

    /// <summary>Ends early.</summary>
    public static Option<bool> Quick { get; } =
        new("--quick") { Description = "End as soon as all checks hold, though it may be the old configuration that they see." };

    /// <summary>Also an option of up.</summary>
    public static Option<string?> TokenCommand { get; } =
        new("--token-command")
        {
            Description =
                "A command that prints a customer access token; by default livechat:customerToken is taken. Each visitor of a "
                + "check gets a token of its own.",
            HelpName = "command",
        };

    public static Command Build(CommandContext context, Func<ParseResult, Workspace> open)
    {
        Format.AcceptOnlyFromAmong("text", "json", "junit", "markdown");
        var command = new Command(
            "verify",
            "Look at the license with a customer's eye, and see whether customers get what was configured. "
                + $"Exit code {ExitCodes.Success} where they do, {ExitCodes.NotReady} where not, {ExitCodes.Failed} where that is not seen."
        )
        {
            FileOption,
            Derive,
            TokenCommand,
            AllowChats,
            Quick,
            Receive,
            Format,
            Out,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.GuardAsync(() => RunAsync(context, open(parsed), Read(parsed), isFresh: false, cancellationToken))
        );
        return command;
    }

    /// <summary>What up --verify does after the apply; null where it was not asked for.</summary>
    /// <exception cref="EngineException">It is asked for, and cannot be done: nothing was applied yet.</exception>
    public static Func<bool, CancellationToken, Task<int>>? After(
        CommandContext context,
        Workspace workspace,
        ParseResult parsed,
        Option<bool> asked,
        Option<bool> json
    )
    {
        if (!parsed.GetValue(asked))
            return parsed.GetValue(TokenCommand) is null ? null : throw new EngineException("--token-command is for --verify");
        if (parsed.GetValue(json))
            throw new EngineException("--json has no room for a report of --verify: run livechat verify --format json after it");
        CustomerAccess.Options(context, workspace);
        var settings = new VerifySettings
        {
            Derive = !File.Exists(Path.Combine(workspace.Project.Folder, VerifyFile.DefaultName)),
            TokenCommand = parsed.GetValue(TokenCommand),
        };
        return (changed, cancellationToken) => RunAsync(context, workspace, settings, changed, cancellationToken);
    }

    /// <summary>Verifies a stack.</summary>
    /// <param name="context">What the command works with.</param>
    /// <param name="workspace">The stack.</param>
    /// <param name="settings">The options.</param>
    /// <param name="isFresh">True where something was changed just now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<int> RunAsync(
        CommandContext context,
        Workspace workspace,
        VerifySettings settings,
        bool isFresh,
        CancellationToken cancellationToken
    )
    {
        var verification = await StackVerification
            .PrepareAsync(context, workspace, settings, isFresh, TimeProvider.System, cancellationToken)
            .ConfigureAwait(false);
        if (verification.Waits is { } waits)
            await context.WriteErrorAsync(waits).ConfigureAwait(false);
        var screen = new VerifyScreen(
            context.IsTerminal && settings.Format == "text" ? context.Data : null,
            context.Filter,
            verification.Checks,
            () => (Math.Max(Console.WindowWidth, 20), Math.Max(Console.WindowHeight, 10))
        );
        VerifyReport report;
        try
        {
            report = await verification
                .RunAsync(screen.Show, text => context.Errors.WriteLine(context.Filter.Of("warning: " + text)), cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            screen.Clear();
        }

        var text = Written(context, report, settings.Format, $"{workspace.Project.Name}/{workspace.Stack}");
        await context.WriteReportAsync(text, settings.Out, report.Summary, cancellationToken).ConfigureAwait(false);
        return report.ExitCode;
    }

    private static VerifySettings Read(ParseResult parsed) =>
        new()
        {
            File = parsed.GetValue(FileOption),
            Derive = parsed.GetValue(Derive),
            TokenCommand = parsed.GetValue(TokenCommand),
            AllowChats = parsed.GetValue(AllowChats),
            Quick = parsed.GetValue(Quick),
            Receive = parsed.GetValue(Receive),
            Format = parsed.GetValue(Format)!,
            Out = parsed.GetValue(Out),
        };

    private static string Written(CommandContext context, VerifyReport report, string format, string suite) =>
        format switch
        {
            "json" => CommandContext.Readably(report.Filtered(context.Filter.Of).ToJson()) + "\n",
            "junit" => JUnitText.Write(report, suite, context.Filter.Of),
            "markdown" => VerifyText.Markdown(report.Filtered(context.Filter.Of)),
            _ => string.Concat(VerifyText.Lines(report).Select(l => context.Filter.Of(l) + "\n")),
        };
}
