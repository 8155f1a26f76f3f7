using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LiveChatPulumi.Cli.Drift;
using LiveChatPulumi.Cli.Verify;

namespace LiveChatPulumi.Cli.Fleets;

/// <summary>The report of a fleet in its forms.</summary>
internal static class FleetText
{
    /// <summary>The format of the JSON document.</summary>
    private const int Version = 1;

    private const string Elsewhere = "are in the JSON report";

    /// <summary>One line that says it all.</summary>
    public static string Summary(FleetReport report)
    {
        var parts = Enum.GetValues<FleetOutcome>()
            .Select(o => (Outcome: o, Count: report.Count(o)))
            .Where(o => o.Count > 0)
            .Select(o => $"{o.Count} {Words(o.Outcome, report.Command)}");
        return $"{report.Results.Count} {(report.Results.Count == 1 ? "license" : "licenses")}: {string.Join(", ", parts)}.";
    }

    /// <summary>The report as lines. The caller shows each as people may see it.</summary>
    public static IEnumerable<string> Lines(FleetReport report)
    {
        var width = report.Results.Max(r => r.License.Name.Length);
        foreach (var result in report.Results)
        {
            var name = result.License.Name.PadRight(width);
            yield return $"  {name}  {Words(result.Outcome, report.Command)}{Said(result, report.Command)}";
            foreach (var line in Details(result))
                yield return $"  {new string(' ', width)}    {line}";
        }

        yield return Summary(report);
    }

    /// <summary>The report as Markdown, short enough for a comment: a table of all, and what there is to each folded away.</summary>
    public static string Markdown(FleetReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### Fleet: {report.Command}\n\n{Summary(report)} {DriftWords.Moment(report.At)}.\n");
        text.Append("\n| license | stack | how it went | |\n|---|---|---|---|\n");

        // What went wrong stands first: a table that is cut off says all of it.
        var ordered = report.Results.OrderBy(r => r.Outcome is FleetOutcome.Done).ToList();
        MarkdownText.AddWhileThereIsRoom(text, [.. ordered.Select(r => Row(r, report.Command))], Elsewhere);
        foreach (var result in ordered)
        {
            var details = Details(result).ToList();
            var title = MarkdownText.Escaped($"{result.License.Name} ({details.Count})");
            if (details.Count > 0 && text.Length + title.Length < MarkdownText.LongestComment)
                MarkdownText.AddFolded(text, title, details, Elsewhere);
        }

        return text.ToString();
    }

    /// <summary>The report as a document.</summary>
    public static JsonObject Json(FleetReport report) =>
        new()
        {
            ["version"] = Version,
            ["command"] = report.Command,
            ["at"] = report.At.ToString("O", CultureInfo.InvariantCulture),
            ["done"] = report.Count(FleetOutcome.Done),
            ["drift"] = report.Count(FleetOutcome.Drift),
            ["wrong"] = report.Count(FleetOutcome.Wrong),
            ["failed"] = report.Count(FleetOutcome.Failed),
            ["notBegun"] = report.Count(FleetOutcome.NotBegun),
            ["licenses"] = new JsonArray([.. report.Results.Select(Json)]),
        };

    private static JsonObject Json(FleetResult result) =>
        new()
        {
            ["name"] = result.License.Name,
            ["stack"] = result.License.Stack,
            ["outcome"] = result.Outcome switch
            {
                FleetOutcome.Done => "done",
                FleetOutcome.Drift => "drift",
                FleetOutcome.Wrong => "wrong",
                FleetOutcome.Failed => "failed",
                _ => "notBegun",
            },
            ["seconds"] = Math.Round(result.Took.TotalSeconds, 3),
            ["reasons"] = Texts(result.Reasons),
            ["warnings"] = Texts(result.Warnings),
            ["steps"] = PlannedStep.ToJson(result.Steps),
            ["report"] = result.Drift?.ToJson() ?? result.Verify?.ToJson(),
        };

    private static string Row(FleetResult result, string command) =>
        $"| {MarkdownText.Escaped(result.License.Name)} | {MarkdownText.Escaped(result.License.Stack)} "
        + $"| {Marked(result.Outcome, command)} "
        + $"| {MarkdownText.Escaped(result.Reasons.Count > 0 ? result.Reasons[0] : Said(result, command).TrimStart(':', ' '))} |\n";

    private static string Marked(FleetOutcome outcome, string command) =>
        outcome is FleetOutcome.Failed or FleetOutcome.Wrong ? $"**{Words(outcome, command)}**" : Words(outcome, command);

    /// <summary>What is said of a license that did not fail, in numbers.</summary>
    private static string Said(FleetResult result, string command) =>
        result.Drift is { } drift ? ": " + DriftWords.Summary(drift)
        : result.Verify is { } verify ? ": " + verify.Summary
        : result.Outcome is FleetOutcome.Failed or FleetOutcome.NotBegun ? ""
        : result.Steps.Count == 0 ? ": no changes"
        : ": " + Counts(result.Steps, command);

    private static string Counts(IReadOnlyList<PlannedStep> steps, string command) =>
        command == FleetCommand.Up
            ? string.Join(", ", steps.GroupBy(s => s.Op).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}"))
            : PreviewText.Counts(steps);

    private static IEnumerable<string> Details(FleetResult result) =>
        result
            .Reasons.Concat(result.Warnings.Select(w => "warning: " + w))
            .Concat(
                result.Drift is { } drift ? DriftText.Lines(drift).Skip(2).Where(l => l.Length > 0)
                : result.Verify is { } verify
                    ? VerifyText
                        .Lines(verify.Results.Where(r => r.Verdict is not CheckVerdict.Holds))
                        .Concat(verify.Notes.Select(n => "note: " + n))
                : result.Steps.SelectMany(s => s.Lines)
            );

    private static string Words(FleetOutcome outcome, string command) =>
        outcome switch
        {
            FleetOutcome.Done => command switch
            {
                FleetCommand.Drift => "as declared",
                FleetCommand.Verify => "as expected",
                _ => "done",
            },
            FleetOutcome.Drift => "drift",
            FleetOutcome.Wrong => "wrong",
            FleetOutcome.Failed => "failed",
            _ => "not begun",
        };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)JsonValue.Create(t))]);
}
