using System.CommandLine;
using LiveChatPulumi.Cli.Verify;
using LocalEngine;
using LocalEngine.Projects;

namespace LiveChatPulumi.Cli.Fleets;

/// <summary>livechat fleet: many licenses side by side.</summary>
internal static class FleetCommand
{
    /// <summary>Makes each license as its program declares it.</summary>
    public const string Up = "up";

    /// <summary>Shows what up would change.</summary>
    public const string Preview = "preview";

    /// <summary>Compares each license with its state.</summary>
    public const string Drift = "drift";

    /// <summary>Looks at each license with a customer's eye.</summary>
    public const string Verify = "verify";

    private const int UsuallyAtOnce = 4;

    private static readonly Option<string> FileOption = new("--file", "-f")
    {
        Description = "The file of the licenses.",
        DefaultValueFactory = _ => FleetFile.DefaultName,
    };
    private static readonly Option<string[]> Only = new("--only")
    {
        Description = "Only this license, by its name in the file. May be given more than once.",
        HelpName = "name",
    };
    private static readonly Option<int?> AtOnce = new("--at-once")
    {
        Description = $"How many licenses are worked on at once; by default what the file says as atOnce, or {UsuallyAtOnce}.",
        Validators =
        {
            result =>
            {
                if (result.GetValueOrDefault<int?>() is < 1 or > FleetFile.MostAtOnce)
                    result.AddError($"--at-once takes a number from 1 to {FleetFile.MostAtOnce}.");
            },
        },
    };
    private static readonly Option<string> Format = new("--format")
    {
        Description = "text, json or markdown (for a comment or an issue).",
        DefaultValueFactory = _ => "text",
    };
    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Write the report to a file instead." };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Go on without asking." };
    private static readonly Option<bool> Refresh = new("--refresh", "-r") { Description = "Refresh each state first." };
    private static readonly Option<bool> DeletesMany = new(ManyDeletes.Option)
    {
        Description = "Go on also where more than half of a stack is deleted.",
    };

    public static Command Build(CommandContext context, Func<ParseResult, string> folder, Func<ParseResult, string?> stack)
    {
        Format.AcceptOnlyFromAmong("text", "json", "markdown");
        var fleet = new Command("fleet", "Look after many licenses side by side. A failure in one touches no other.")
        {
            Verb(Preview, $"Show what up would change. {Codes()}", [Refresh]),
            Verb(Up, $"Make each license as its program declares it. {Codes()}", [Yes, Refresh, DeletesMany]),
            Verb(
                Drift,
                "Show what is different between each stack and its license, and change neither. "
                    + Codes(ExitCodes.Different, "one is different"),
                []
            ),
            Verb(
                Verify,
                "Look at each license with a customer's eye, and see whether customers get what was configured. "
                    + Codes(ExitCodes.NotReady, "customers of one do not"),
                [VerifyCommand.Derive, VerifyCommand.TokenCommand, VerifyCommand.Quick]
            ),
        };
        fleet.Subcommands.Add(RenderCommand.Build(context, Load));
        return fleet;

        Command Verb(string name, string description, Option[] more)
        {
            var command = new Command(name, description) { FileOption, Only, AtOnce, Format, Out };
            foreach (var option in more)
                command.Options.Add(option);
            command.SetAction(
                (parsed, cancellationToken) =>
                    context.GuardAsync(() => RunAsync(context, name, Load(parsed), parsed, more, cancellationToken))
            );
            return command;
        }

        Fleet Load(ParseResult parsed)
        {
            if (stack(parsed) is not null)
                throw new EngineException("livechat fleet takes its stacks from the file: name a license with --only, not with --stack");
            var loaded = FleetFile.Load(Path.GetFullPath(parsed.GetValue(FileOption)!, Path.GetFullPath(folder(parsed))));
            return Chosen(loaded, parsed.GetValue(Only) ?? []);
        }
    }

    /// <summary>Options that every command of a fleet has.</summary>
    public static IReadOnlyList<Option> Common => [FileOption, Only];

    private static string Codes(int? further = null, string when = "") =>
        $"Exit code {ExitCodes.Success} for all done, {ExitCodes.Failed} where a license failed"
        + (further is null ? "." : $", {further} where none failed and {when}.");

    private static Fleet Chosen(Fleet fleet, string[] only)
    {
        var names = fleet.Licenses.Select(l => l.Name).ToList();
        if (only.FirstOrDefault(o => !names.Contains(o)) is { } unknown)
            throw new EngineException($"'{unknown}' is no license of {Path.GetFileName(fleet.Path)}; {Nearest.Hint(unknown, names)}");
        return only.Length == 0 ? fleet : fleet with { Licenses = [.. fleet.Licenses.Where(l => only.Contains(l.Name))] };
    }

    private static async Task<int> RunAsync(
        CommandContext context,
        string name,
        Fleet fleet,
        ParseResult parsed,
        Option[] options,
        CancellationToken cancellationToken
    )
    {
        var isUp = name == Up;
        var yes = isUp && parsed.GetValue(Yes);
        if (isUp && !yes && context.Input.IsPiped)
            throw new EngineException("--yes must be passed in to proceed when running in non-interactive mode");
        var settings = new FleetSettings(
            parsed.GetValue(AtOnce) ?? fleet.AtOnce ?? UsuallyAtOnce,
            options.Contains(Refresh) && parsed.GetValue(Refresh),
            isUp && parsed.GetValue(DeletesMany)
        )
        {
            Verify = new VerifySettings
            {
                Derive = parsed.GetValue(VerifyCommand.Derive),
                TokenCommand = parsed.GetValue(VerifyCommand.TokenCommand),
                Quick = parsed.GetValue(VerifyCommand.Quick),
            },
        };
        using var interrupts = new Interrupts(context.Errors);
        if (isUp && !yes)
        {
            var preview = await RunAsync(context, Preview, fleet, settings, interrupts, isText: true).ConfigureAwait(false);
            foreach (var line in FleetText.Lines(preview))
                await context.WriteLineAsync(line).ConfigureAwait(false);
            if (interrupts.Stopping.IsCancellationRequested)
                return ExitCodes.Failed;
            if (!await context.ConfirmAsync($"\nDo you want to update these {fleet.Licenses.Count} licenses?").ConfigureAwait(false))
                return ExitCodes.Failed;
        }

        var format = parsed.GetValue(Format)!;
        var file = parsed.GetValue(Out);
        var report = await RunAsync(context, name, fleet, settings, interrupts, format == "text" || file is not null).ConfigureAwait(false);
        var text = format switch
        {
            "json" => CommandContext.Readably(FleetText.Json(report)) + "\n",
            "markdown" => FleetText.Markdown(report),
            _ => string.Concat(FleetText.Lines(report).Select(l => context.Filter.Of(l) + "\n")),
        };
        await context.WriteReportAsync(text, file, FleetText.Summary(report), cancellationToken).ConfigureAwait(false);
        return report.ExitCode;
    }

    private static async Task<FleetReport> RunAsync(
        CommandContext context,
        string name,
        Fleet fleet,
        FleetSettings settings,
        Interrupts interrupts,
        bool isText
    )
    {
        // A report that another program reads stands alone on standard output.
        var output = isText ? context.Data : context.Errors;
        var isTerminal = isText && ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        await using var screen = new FleetScreen(
            output,
            context.Filter,
            fleet.Licenses,
            isTerminal ? () => (Math.Max(Console.WindowWidth, 20), Math.Max(Console.WindowHeight, 10)) : null
        );
        using var run = new FleetRun(context, screen, interrupts, settings, TimeProvider.System);
        return await run.RunAsync(name, fleet.Licenses).ConfigureAwait(false);
    }
}
