using System.Text;
using LiveChatPulumi.Export.Comparing;
using PluginProtocol.Text;

namespace LiveChatPulumi.Cli.Diffs;

/// <summary>The report in lines, for terminals and in Markdown for comments of pull requests.</summary>
internal static class DiffText
{
    private const string Nothing = "nothing";

    /// <summary>Lines for a terminal. The caller shows each as people may see it.</summary>
    public static IEnumerable<string> Lines(DiffReport report)
    {
        foreach (var (type, objects) in report.ByType)
        {
            yield return type;
            foreach (var o in objects)
            {
                yield return $"  {Mark(o)} {o.Title}{Place(report, o)}";
                foreach (var p in o.Properties)
                    yield return $"      {p.Path}: {p.A ?? Nothing} in {report.NameA}, {p.B ?? Nothing} in {report.NameB}";
            }
        }

        foreach (var line in report.Unread)
            yield return line;
        yield return $"{report.NameA} and {report.NameB}: {report.Summary}.";
    }

    /// <summary>A table of the properties, one row each.</summary>
    public static string Markdown(DiffReport report)
    {
        var text = new StringBuilder();
        Add(text, $"## {Cell(report.NameA)} and {Cell(report.NameB)}");
        Add(text, "");
        Add(text, Cell(report.Summary) + ".");
        foreach (var line in report.Unread)
        {
            Add(text, "");
            Add(text, "> " + Cell(line));
        }

        foreach (var (type, objects) in report.ByType)
        {
            Add(text, "");
            Add(text, $"### {Cell(type)}");
            Add(text, "");
            Add(text, $"| | what | {Cell(report.NameA)} | {Cell(report.NameB)} |");
            Add(text, "|---|---|---|---|");
            foreach (var o in objects)
                AddRows(text, o);
        }

        return text.ToString();
    }

    private static void AddRows(StringBuilder text, ObjectDifference o)
    {
        if (o.A is null || o.B is null)
        {
            Add(text, $"| {Cell(o.Title)} | | {(o.A is null ? "" : "only here")} | {(o.B is null ? "" : "only here")} |");
            return;
        }

        foreach (var p in o.Properties)
            Add(text, $"| {Cell(o.Title)} | {Cell(p.Path)} | {Cell(p.A ?? Nothing)} | {Cell(p.B ?? Nothing)} |");
    }

    /// <summary>A text of a license must neither be markup, nor end its cell, nor call people.</summary>
    private static string Cell(string text)
    {
        var cell = new StringBuilder();
        foreach (var c in PlainText.Line(text))
        {
            if ("\\`*_{}[]()<>#+-.!|~@&:$".Contains(c, StringComparison.Ordinal))
                cell.Append('\\');
            cell.Append(c);
        }

        return cell.ToString();
    }

    private static string Mark(ObjectDifference o) =>
        o.B is null ? "-"
        : o.A is null ? "+"
        : "~";

    private static string Place(DiffReport report, ObjectDifference o) =>
        o.B is null ? $" is only in {report.NameA}"
        : o.A is null ? $" is only in {report.NameB}"
        : " differs";

    private static void Add(StringBuilder text, string line) => text.Append(line).Append('\n');
}
