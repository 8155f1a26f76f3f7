using System.CommandLine;
using System.Globalization;
using LiveChatPulumi.Cli.Routes;
using LiveChatPulumi.Routing;
using LocalEngine;
using LocalEngine.State;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>livechat verify: whether customers get what the program says.</summary>
internal static class VerifyCommand
{
    private static readonly Option<string?> FileOption = new("--file")
    {
        Description = $"The file of checks; {VerifyFile.DefaultName} of the project by default.",
    };
    private static readonly Option<bool> Derive = new("--derive")
    {
        Description = "Make the checks that follow from the program: rules, groups, properties. No file is read.",
    };
    private static readonly Option<bool> AllowChats = new("--allow-chats")
    {
        Description = "Also start the chats of the file. They reach people, and are closed whatever happens.",
    };
    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "End as soon as all checks hold, though it may be the old configuration that they see.",
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

    /// <summary>The option of this command and of up.</summary>
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
        var time = TimeProvider.System;
        var snapshot = workspace.Backend.Exists ? workspace.Backend.Load(workspace.Codec) : Snapshot.Empty;
        var options = CustomerAccess.Options(context, workspace);
        var (checks, notes) = await ChecksAsync(context, workspace, settings, snapshot, cancellationToken).ConfigureAwait(false);
        var tokens = CustomerTokens.Of(context, workspace, settings.TokenCommand);
        var plan = new VerifyPlan(Until(workspace, snapshot, isFresh, time), settings.Quick, settings.AllowChats);
        Require(checks, settings);
        await TellAsync(context, plan, time).ConfigureAwait(false);
        using var eye = new CustomerEye(options, tokens, CustomerAccess.Pace(context, workspace), time);
        await using var receiver = settings.Receive is { } port
            ? await HookReceiver.StartAsync(port, time, cancellationToken).ConfigureAwait(false)
            : null;
        var screen = new VerifyScreen(
            context.IsTerminal && settings.Format == "text" ? context.Data : null,
            context.Filter,
            checks,
            () => (Math.Max(Console.WindowWidth, 20), Math.Max(Console.WindowHeight, 10))
        );
        IReadOnlyList<CheckResult> results;
        try
        {
            var verification = new Verification(eye, plan, time, screen.Show)
            {
                Receiver = receiver,
                Warn = text => context.Errors.WriteLine(context.Filter.Of("warning: " + text)),
            };
            results = await verification.RunAsync(checks, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            screen.Clear();
        }

        var report = new VerifyReport(results, notes);
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

    /// <summary>The checks of the file, or those that follow from the program.</summary>
    private static async Task<(IReadOnlyList<Check> Checks, IReadOnlyList<string> Notes)> ChecksAsync(
        CommandContext context,
        Workspace workspace,
        VerifySettings settings,
        Snapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        if (settings is { Derive: true, File: not null })
            throw new EngineException("--derive makes the checks by itself: leave out --file");
        if (!settings.Derive)
        {
            var path = settings.File ?? Path.Combine(workspace.Project.Folder, VerifyFile.DefaultName);
            return (VerifyFile.Load(path, new VerifyNames(snapshot, context.Filter)), []);
        }

        IReadOnlyList<ListedRule>? rules = null;
        if (DerivedChecks.HasRules(snapshot))
        {
            using var api = LicenseAccess.Open(context, workspace);
            var license = await LicenseRoutes.ReadAsync(api, cancellationToken).ConfigureAwait(false);
            rules = RuleForecast.Of(license.Rules, DeclaredRules.Read(snapshot, snapshot));
        }

        var derived = DerivedChecks.Of(snapshot, rules);
        return derived.Checks.Count > 0
            ? derived
            : throw new EngineException(
                "nothing that customers see follows from the stack's state: run up first, or write the checks (docs/verify.md)"
            );
    }

    /// <summary>The moment from which on LiveChat acts on the last change that the state knows.</summary>
    private static DateTimeOffset Until(Workspace workspace, Snapshot snapshot, bool isFresh, TimeProvider time)
    {
        var last = isFresh ? time.GetUtcNow() : snapshot.Resources.Select(r => r.Modified ?? default).DefaultIfEmpty().Max();
        return last + workspace.PropagationBound;
    }

    private static void Require(IReadOnlyList<Check> checks, VerifySettings settings)
    {
        if (
            settings is { AllowChats: true, Receive: null }
            && checks.OfType<ChatCheck>().FirstOrDefault(c => c.Hook is not null) is { } deaf
        )
            throw new EngineException(
                $"{deaf.Place}: '{deaf.Name}' expects a webhook: --receive PORT receives it, at the address that the webhook is registered "
                    + "with, or behind a proxy there."
            );
    }

    private static async Task TellAsync(CommandContext context, VerifyPlan plan, TimeProvider time)
    {
        var left = plan.Until - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return;
        var seconds = left.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        await context
            .WriteErrorAsync(
                plan.Quick
                    ? $"LiveChat may need {seconds} s more to act on the last change: what holds before may be the old configuration."
                    : $"LiveChat may need {seconds} s more to act on the last change; the last look is made then. --quick ends earlier."
            )
            .ConfigureAwait(false);
    }

    private static string Written(CommandContext context, VerifyReport report, string format, string suite) =>
        format switch
        {
            "json" => CommandContext.Readably(Filtered(report, context).ToJson()) + "\n",
            "junit" => JUnitText.Write(report, suite, context.Filter.Of),
            "markdown" => VerifyText.Markdown(Filtered(report, context)),
            _ => string.Concat(VerifyText.Lines(report).Select(l => context.Filter.Of(l) + "\n")),
        };

    /// <summary>The same with all texts as people may see them: what LiveChat says comes from outside.</summary>
    private static VerifyReport Filtered(VerifyReport report, CommandContext context)
    {
        return new VerifyReport([.. report.Results.Select(One)], [.. report.Notes.Select(context.Filter.Of)]);

        CheckResult One(CheckResult result) =>
            result with
            {
                Check = result.Check with { Name = context.Filter.Of(result.Check.Name), Place = context.Filter.Of(result.Check.Place) },
                Mismatches =
                [
                    .. result.Mismatches.Select(m => new Mismatch(
                        context.Filter.Of(m.What),
                        context.Filter.Of(m.Expected),
                        context.Filter.Of(m.Seen),
                        context.Filter.Of(m.Remedy)
                    )),
                ],
                Notes = [.. result.Notes.Select(context.Filter.Of)],
            };
    }
}
