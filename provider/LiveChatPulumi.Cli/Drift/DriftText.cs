using System.Text;
using static LiveChatPulumi.Cli.MarkdownText;

namespace LiveChatPulumi.Cli.Drift;

/// <summary>The report as lines, and as Markdown for a comment of a pull request or an issue.</summary>
internal static class DriftText
{
    private const string Elsewhere = "are in the JSON or HTML report";

    /// <summary>The report as lines.</summary>
    public static IEnumerable<string> Lines(DriftReport report)
    {
        yield return $"Drift of {report.Project}/{report.Stack}, {DriftWords.Moment(report.At)}, {report.Resources} resources.";
        yield return DriftWords.Summary(report);
        foreach (var (kind, title, _) in DriftWords.Classes)
        {
            var found = report.Findings.Where(f => f.Class == kind).ToList();
            if (found.Count == 0)
                continue;
            yield return "";
            yield return title + ":";
            foreach (var finding in found)
                yield return "  " + Line(finding);
        }

        foreach (var line in Rest(report))
            yield return line;
    }

    private static IEnumerable<string> Rest(DriftReport report)
    {
        foreach (var (title, lines) in Sections(report))
        {
            yield return "";
            yield return title + ":";
            foreach (var line in lines)
                yield return "  " + line;
        }
    }

    private static IEnumerable<(string Title, IReadOnlyList<string> Lines)> Sections(DriftReport report)
    {
        (string Title, IEnumerable<string> Lines)[] all =
        [
            ("Back in order since the former report", report.Gone.Select(Line)),
            ("Left out by rules", report.Ignored.Select(i => $"{Line(i.Finding)} ({i.Rule.Reason}; until {i.Rule.UntilText})")),
            (
                "Not shown by LiveChat, so not compared",
                report.Unobservable.GroupBy(f => f.Urn).Select(g => $"{Subject(g.First())}: {string.Join(", ", g.Select(f => f.Property))}")
            ),
            ("What up --refresh would do", report.Plan?.SelectMany(p => p.Lines) ?? []),
            ("Notes", report.Notes),
            ("Errors", report.Errors),
        ];
        return all.Select(s => (s.Title, (IReadOnlyList<string>)[.. s.Lines])).Where(s => s.Item2.Count > 0);
    }

    private static string Subject(DriftFinding finding) =>
        $"{finding.Kind} '{finding.Name}'" + (finding.Id != finding.Name ? $" ({finding.Id})" : "");

    private static string Line(DriftFinding finding)
    {
        var text = new StringBuilder(Subject(finding));
        if (finding.Property.Length > 0)
            text.Append(' ').Append(finding.Property);
        if (finding.Class is DriftClass.Changed or DriftClass.Order)
            text.Append(": ").Append(DriftWords.Change(finding));
        if (DriftWords.By(finding) is { Length: > 0 } by)
            text.Append(", ").Append(by);
        if (finding.Note.Length > 0)
            text.Append(". ").Append(finding.Note);
        if (finding.Import.Length > 0)
            text.Append("  take it over: ").Append(finding.Import);
        return text.Append(finding.IsKnown ? "  (known)" : "").ToString();
    }

    /// <summary>The report as Markdown, short enough for a comment.</summary>
    public static string Markdown(DriftReport report)
    {
        var text = new StringBuilder();
        text.Append($"### Drift of {Escaped($"{report.Project}/{report.Stack}")}\n\n{Escaped(DriftWords.Summary(report))} ")
            .Append($"{report.Resources} resources, {DriftWords.Moment(report.At)}.\n");
        foreach (var (kind, title, meaning) in DriftWords.Classes)
            AddTable(text, title, meaning, [.. report.Findings.Where(f => f.Class == kind)]);
        foreach (var (title, lines) in Sections(report))
            AddFolded(text, $"{title} ({lines.Count})", lines, Elsewhere);

        return text.ToString();
    }

    private static void AddTable(StringBuilder text, string title, string meaning, IReadOnlyList<DriftFinding> findings)
    {
        if (findings.Count == 0)
            return;
        var hasBy = findings.Any(f => f.Source is not null);
        text.Append($"\n#### {title} ({findings.Count})\n\n{meaning}\n\n")
            .Append(
                hasBy
                    ? "| what | property | was | is | who, when |\n|---|---|---|---|---|\n"
                    : "| what | property | was | is |\n|---|---|---|---|\n"
            );
        AddWhileThereIsRoom(text, [.. findings.Select(f => Row(f, hasBy))], Elsewhere);
    }

    private static string Row(DriftFinding f, bool hasBy) =>
        $"| {Escaped(Subject(f))}{(f.IsKnown ? " (known)" : "")} | {Escaped(f.Property)} | {Escaped(f.Old ?? "")} "
        + $"| {Escaped(f.New ?? f.Import)} |{(hasBy ? $" {Escaped(DriftWords.By(f))} |" : "")}\n";
}
