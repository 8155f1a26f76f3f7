using System.CommandLine;
using LiveChatPulumi.Cli.Events;
using LocalEngine;

namespace LiveChatPulumi.Cli.Drift;

/// <summary>livechat drift: what is different between a stack and its live license.</summary>
internal static class DriftCommand
{
    private static readonly string[] Formats = ["text", "json", "markdown", "html"];

    private static readonly Option<string> Format = new("--format")
    {
        Description = "text, json, markdown (for a comment or an issue) or html (one page for people).",
        DefaultValueFactory = _ => "text",
    };
    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Write the report to a file instead." };
    private static readonly Option<string?> Since = new("--since")
    {
        Description = "A former report in JSON: what it has is known, and only the rest counts.",
    };
    private static readonly Option<string?> Ignore = new("--ignore")
    {
        Description = $"A file of rules that say what to leave out, why and until when; {IgnoreRules.FileName} of the project by default.",
    };
    private static readonly Option<string?> EventFileOption = new("--events")
    {
        Description = "The file of livechat events serve: it knows who changed what, and when.",
    };
    private static readonly Option<bool> Plan = new("--plan")
    {
        Description = "Also preview the program: what up --refresh would do. The page always has it.",
    };

    public static Command Build(CommandContext context, Func<ParseResult, Workspace> open)
    {
        Format.AcceptOnlyFromAmong(Formats);
        var command = new Command(
            "drift",
            "Show what is different between the stack and the live license, and change neither. "
                + $"Exit code {ExitCodes.Success} for nothing, {ExitCodes.Different} for drift, {ExitCodes.Failed} for an error."
        )
        {
            Format,
            Out,
            Since,
            Ignore,
            Plan,
            EventFileOption,
        };
        command.SetAction(
            (parsed, cancellationToken) => context.GuardAsync(() => RunAsync(context, open(parsed), parsed, cancellationToken))
        );
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context,
        Workspace workspace,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        var format = parsed.GetValue(Format)!;

        // Files that cannot be read are told before the license is asked.
        var rules = Rules(workspace, parsed.GetValue(Ignore));
        var former = parsed.GetValue(Since) is { } since
            ? DriftReport.ReadFindings(await File.ReadAllTextAsync(since, cancellationToken).ConfigureAwait(false), Path.GetFileName(since))
            : null;
        var events = parsed.GetValue(EventFileOption) is { } file ? EventFile.Read(file) : ([], []);
        var search = new DriftSearch(context, workspace);
        var report = await search.RunAsync(parsed.GetValue(Plan) || format == "html", cancellationToken).ConfigureAwait(false);
        var sources = new EventSources(events.Records, workspace.Backend.Load(workspace.Codec));
        report = report with
        {
            Findings = [.. report.Findings.Select(f => sources.On(f)).Select(f => Filtered(context, f))],
            Notes = [.. report.Notes, .. events.Torn],
        };
        report = IgnoreRules.Apply(rules, report);
        if (former is not null)
            report = report.Since(former);
        await WriteAsync(context, report, format, parsed.GetValue(Out), cancellationToken).ConfigureAwait(false);
        return report.ExitCode;
    }

    /// <summary>The name of a requester comes from outside.</summary>
    private static DriftFinding Filtered(CommandContext context, DriftFinding finding) =>
        finding.Source is { } source ? finding with { Source = source with { Who = context.Filter.Of(source.Who) } } : finding;

    private static IReadOnlyList<IgnoreRule> Rules(Workspace workspace, string? named) =>
        named is null ? IgnoreRules.OfProject(workspace.Project.Folder) : IgnoreRules.Load(named);

    private static async Task WriteAsync(
        CommandContext context,
        DriftReport report,
        string format,
        string? file,
        CancellationToken cancellationToken
    )
    {
        var text = format switch
        {
            "json" => CommandContext.Readably(report.ToJson()) + "\n",
            "markdown" => DriftText.Markdown(report),
            "html" => new DriftPage(report).Write(),
            _ => string.Concat(DriftText.Lines(report).Select(l => context.Filter.Of(l) + "\n")),
        };
        await context.WriteReportAsync(text, file, DriftWords.Summary(report), cancellationToken).ConfigureAwait(false);
    }
}
