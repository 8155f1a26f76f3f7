using System.CommandLine;
using LiveChatPulumi.Export.Comparing;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Reading;

namespace LiveChatPulumi.Cli.Diffs;

/// <summary>livechat diff: two licenses side by side.</summary>
internal static class DiffCommand
{
    private static readonly Argument<string> A = new("A")
    {
        Description = "A stack of the project, env for the variables LIVECHAT_..., or env:PROD for PROD_LIVECHAT_....",
    };
    private static readonly Argument<string> B = new("B") { Description = "The other one." };
    private static readonly Option<string> Format = new("--format")
    {
        Description = "text, json, markdown (for a comment of a pull request) or html (one page for people).",
        DefaultValueFactory = _ => "text",
    };
    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Write the report to a file instead." };
    private static readonly Option<string[]> Include = new("--include")
    {
        Description = "Compare only these: Type, or Type/name with * and ?, such as Group or 'Agent/*@example.com'.",
    };
    private static readonly Option<string[]> Exclude = new("--exclude") { Description = "Compare none of these." };
    private static readonly Option<string[]> Owner = new("--owner")
    {
        Description = "Client id whose objects are compared, besides that of the configuration and those that a license itself names.",
    };

    /// <summary>The command.</summary>
    /// <param name="context">What it works with.</param>
    /// <param name="folder">The project's folder.</param>
    public static Command Build(CommandContext context, Func<ParseResult, string> folder)
    {
        Format.AcceptOnlyFromAmong("text", "json", "markdown", "html");
        var command = new Command(
            "diff",
            "Show in what two licenses differ, by natural keys and names. "
                + $"Exit code {ExitCodes.Success} when they are the same, {ExitCodes.Different} when they differ, "
                + $"{ExitCodes.Failed} for an error."
        )
        {
            A,
            B,
            Format,
            Out,
            Include,
            Exclude,
            Owner,
        };
        command.SetAction(
            (parsed, cancellationToken) => context.GuardAsync(() => RunAsync(context, parsed, folder(parsed), cancellationToken))
        );
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, string folder, CancellationToken cancellationToken)
    {
        var (a, b) = (DiffSide.Open(parsed.GetValue(A)!, folder, context), DiffSide.Open(parsed.GetValue(B)!, folder, context));
        a.RefuseSame(b);
        var filter = new ExportFilter([.. parsed.GetValue(Include) ?? []], [.. parsed.GetValue(Exclude) ?? []]);
        var reader = new SideReader(context, filter, [.. parsed.GetValue(Owner) ?? []]);
        var licenses = await Task.WhenAll(reader.ReadAsync(a, cancellationToken), reader.ReadAsync(b, cancellationToken))
            .ConfigureAwait(false);
        var report = new DiffReport(a.Name, b.Name, LicenseComparison.Of(licenses[0], licenses[1], filter));
        await WriteNotesAsync(context, licenses, filter).ConfigureAwait(false);
        await WriteAsync(context, parsed, report, cancellationToken).ConfigureAwait(false);
        if (report.Differences.Unread.IsEmpty)
            return report.Differences.AreSame ? ExitCodes.Success : ExitCodes.Different;
        await context
            .WriteErrorAsync("error: not all could be compared. Give the token the scopes, or leave the types out with --exclude.")
            .ConfigureAwait(false);
        return ExitCodes.Failed;
    }

    private static async Task WriteAsync(CommandContext context, ParseResult parsed, DiffReport report, CancellationToken cancellationToken)
    {
        var text = parsed.GetValue(Format) switch
        {
            "json" => CommandContext.Readably(report.ToJson()) + "\n",
            "markdown" => DiffText.Markdown(report),
            "html" => new DiffPage(report, TimeProvider.System.GetUtcNow()).Write(),
            _ => string.Concat(DiffText.Lines(report).Select(l => context.Filter.Of(l) + "\n")),
        };
        await context.WriteReportAsync(text, parsed.GetValue(Out), report.Summary + ".", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What neither token was refused, and what cannot be compared all the same.</summary>
    private static async Task WriteNotesAsync(CommandContext context, ExportedLicense[] licenses, ExportFilter filter)
    {
        var gaps = licenses.SelectMany(l => l.Gaps).Where(g => !g.IsUnread && filter.MayTake(g.Type));
        var notes = gaps.Select(g => $"{DiffReport.Short(g.Type)}: {g.Reason}");
        foreach (var note in notes.Distinct())
            await context.WriteErrorAsync("note: not compared: " + note).ConfigureAwait(false);
    }
}
