using System.Text;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>The report for people: lines, and Markdown.</summary>
internal static class VerifyText
{
    private const string Elsewhere = "checks are in the output of the command";

    public static IEnumerable<string> Lines(VerifyReport report)
    {
        foreach (var line in Lines(report.Results))
            yield return line;
        foreach (var note in report.Notes)
            yield return "note: " + note;
        yield return report.Summary;
    }

    /// <summary>Each result, with what there is to it.</summary>
    public static IEnumerable<string> Lines(IEnumerable<CheckResult> results)
    {
        foreach (var result in results)
        {
            yield return $"{result.Word, -8} {result.Check.Kind, -8} {result.Check.Name} ({result.Check.Place})";
            foreach (var miss in result.Mismatches)
            {
                yield return $"           {miss.Text}";
                yield return $"           what to do: {miss.Remedy}";
            }

            foreach (var note in result.Notes)
                yield return $"           {note}";
        }
    }

    public static string Markdown(VerifyReport report)
    {
        var text = new StringBuilder();
        text.Append($"## What customers get: {MarkdownText.Escaped(report.Summary)}\n\n");
        text.Append("| | check | what came |\n|---|---|---|\n");
        MarkdownText.AddWhileThereIsRoom(
            text,
            [.. report.Results.OrderBy(r => r.Verdict is CheckVerdict.Holds).Select(r => Row(r))],
            Elsewhere
        );
        if (report.Notes.Count > 0)
            MarkdownText.AddFolded(text, "What was not looked at", report.Notes, "notes are in the output of the command");
        return text.ToString();
    }

    private static string Row(CheckResult result)
    {
        var what = result.Mismatches.Select(m => $"{m.Text}; what to do: {m.Remedy}").Concat(result.Notes);
        return $"| {result.Word} | {MarkdownText.Escaped($"{result.Check.Kind} {result.Check.Name}")} "
            + $"({MarkdownText.Escaped(result.Check.Place)}) | {string.Join("<br>", what.Select(MarkdownText.Escaped))} |\n";
    }
}
