using System.Globalization;

namespace LiveChatPulumi.Cli.Drift;

/// <summary>Words that all forms of the report share.</summary>
internal static class DriftWords
{
    /// <summary>The classes of drift, in the order in which they are shown, with what each means.</summary>
    public static IReadOnlyList<(DriftClass Class, string Title, string Meaning)> Classes { get; } =
    [
        (DriftClass.Changed, "Changed", "LiveChat has another value than the last apply left."),
        (DriftClass.Missing, "Missing", "The stack has it, and LiveChat does not any more."),
        (DriftClass.Order, "Order", "Routing rules stand otherwise than the stack says: the first that matches counts."),
        (DriftClass.Duplicate, "Duplicates", "Made beside the stack, and just like something that the stack has."),
        (DriftClass.Unmanaged, "Unmanaged", "Exists in LiveChat, and no stack knows of it."),
    ];

    /// <summary>The moment, for people.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>One line that says it all.</summary>
    public static string Summary(DriftReport report)
    {
        var all = report.Findings.Count;
        if (all == 0)
            return report.Errors.Count > 0 ? "Not everything could be compared." : "No drift: the license is as the state says.";
        var parts = Classes
            .Select(c => (c.Class, Count: report.Findings.Count(f => f.Class == c.Class)))
            .Where(c => c.Count > 0)
            .Select(c => $"{c.Count} {c.Class.ToString().ToLowerInvariant()}");
        var known = report.Findings.Count(f => f.IsKnown);
        return $"{(all == 1 ? "1 difference" : $"{all} differences")}: {string.Join(", ", parts)}"
            + (known > 0 ? $"; {known} known from the former report" : "")
            + ".";
    }

    /// <summary>What happened to a property, or to a place in the list.</summary>
    public static string Change(DriftFinding finding) => $"{finding.Old ?? "(none)"} => {finding.New ?? "(none)"}";

    /// <summary>Who did it, and when; empty where nobody knows.</summary>
    public static string By(DriftFinding finding) =>
        finding.Source is { } source ? $"{(source.Who.Length > 0 ? "by " + source.Who + ", " : "")}{Moment(source.At)}" : "";
}
