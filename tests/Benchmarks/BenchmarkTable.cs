using System.Runtime.InteropServices;
using System.Text;
using TestSupport;

namespace Benchmarks;

/// <summary>One row of the table: what was measured, what it is compared with, and how much it may be.</summary>
/// <param name="What">What the row is about.</param>
/// <param name="Measured">The figure, or null where it could not be measured.</param>
/// <param name="Unit">Unit of the figure and of what it is compared with.</param>
internal sealed record Figure(string What, double? Measured, string Unit)
{
    /// <summary>The least that is possible, or what else was measured in the same run. Null where the budget is the figure's own.</summary>
    public double? Reference { get; init; }

    /// <summary>How many times the reference is allowed.</summary>
    public double? RatioBudget { get; init; }

    /// <summary>The figure that is allowed, whatever else was measured.</summary>
    public double? Budget { get; init; }

    /// <summary>What was measured did not do its work.</summary>
    public bool Failed { get; init; }

    public string Note { get; init; } = "";

    /// <summary>Why the budget is missed, where that is known; shown only where it is missed.</summary>
    public string WhyOver { get; init; } = "";

    /// <summary>The column of docs/bench/history.md that takes this figure, or empty. Figures of one column share a cell.</summary>
    public string Column { get; init; } = "";

    /// <summary>Nothing, where nothing is the least that is possible, is just right.</summary>
    public double? Ratio =>
        (Reference ?? Budget) is not { } against ? null
        : Measured == against ? 1
        : Measured / against;

    public bool HasBudget => Budget is not null || RatioBudget is not null;

    public bool Over => Failed || (HasBudget && !(Ratio <= (Budget is null ? RatioBudget : 1)));

    public string Verdict =>
        Failed ? "failed"
        : Measured is null ? "missing"
        : !HasBudget ? "-"
        : Over ? "over"
        : "ok";

    public string MeasuredText => Measured is { } measured ? $"{Number(measured)} {Unit}" : "";

    /// <summary>The cells of the row, as <see cref="BenchmarkTable"/> names their columns.</summary>
    public IReadOnlyList<string> Cells =>
        [
            What,
            MeasuredText,
            Reference is { } reference ? $"{Number(reference)} {Unit}" : "",
            Ratio is { } ratio ? $"{ratio:0.00}" : "",
            Budget is { } budget ? $"{Number(budget)} {Unit}"
            : RatioBudget is { } times ? $"{times:0.00}"
            : "",
            Verdict,
            string.Join("; ", new[] { Note, Verdict == "over" ? WhyOver : "" }.Where(t => t.Length > 0)),
        ];

    /// <summary>How docs/bench/history.md shows the figure.</summary>
    public string Short => MeasuredText + (Ratio is { } ratio ? $" ({ratio:0.00})" : "");

    /// <summary>Three figures say enough; calls are whole.</summary>
    private string Number(double value) =>
        Unit == "calls" || value >= 100 ? $"{value:0}"
        : value >= 10 ? $"{value:0.0}"
        : $"{value:0.00}";
}

/// <summary>
/// The one table of a run, in Markdown. Rows are printed as they come, because some take minutes; at its end the run is written as a
/// file, with the row that docs/bench/history.md takes.
/// </summary>
internal sealed class BenchmarkTable(TextWriter output)
{
    /// <summary>The last column is as wide as its text.</summary>
    private static readonly (string Name, int Width)[] Columns =
    [
        ("what", 60),
        ("measured", 10),
        ("bound or reference", 18),
        ("ratio", 5),
        ("budget", 8),
        ("verdict", 7),
        ("note", 0),
    ];

    private readonly List<string> _lines = [];
    private readonly List<string> _remarks = [];
    private readonly List<Figure> _figures = [];

    /// <summary>Whether a figure is over its budget, or could not be measured although it has one.</summary>
    public bool IsOver => _figures.Any(f => f.Over);

    public void Add(Figure figure)
    {
        if (_figures.Count == 0)
        {
            Print(_lines, Row([.. Columns.Select(c => c.Name)]));
            Print(_lines, $"|{string.Concat(Columns.Select(c => new string('-', Math.Max(c.Width, c.Name.Length) + 2) + "|"))}");
        }
        _figures.Add(figure);
        Print(_lines, Row(figure.Cells));
    }

    /// <summary>Keeps a line that is too long for a row. It comes below the table.</summary>
    public void Remark(string text) => _remarks.Add(text);

    /// <summary>Ends the table, and writes the run as a file.</summary>
    /// <param name="path">The file.</param>
    public void End(string path)
    {
        List<string> below = [""];
        foreach (var remark in _remarks)
            Print(below, "- " + remark);
        var over = _figures.Count(f => f.Over);
        Print(below, $"{(_remarks.Count > 0 ? "\n" : "")}{over} of {_figures.Count(f => f.HasBudget)} figures with a budget miss it.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, [.. Heading(), .. _lines, .. below, .. HistoryRow()]);
        output.WriteLine($"written to {path}");
    }

    private static IEnumerable<string> Heading() =>
        [
            $"# Benchmarks of {Repo.Version}",
            "",
            $"{DateTimeOffset.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, "
                + $"{RuntimeInformation.OSArchitecture}, {RuntimeInformation.FrameworkDescription}",
            "",
        ];

    private IEnumerable<string> HistoryRow()
    {
        List<(string Name, string Text)> cells =
        [
            ("version", Repo.Version),
            .. _figures
                .Where(f => f.Column.Length > 0)
                .GroupBy(f => f.Column)
                .Select(g => (g.Key, string.Join(", ", g.Select(f => f.Short)))),
        ];
        return
        [
            "",
            "## Row of docs/bench/history.md",
            "",
            $"| {string.Join(" | ", cells.Select(c => c.Name))} |",
            $"|{string.Concat(cells.Select(_ => "---|"))}",
            $"| {string.Join(" | ", cells.Select(c => c.Text))} |",
        ];
    }

    private static string Row(IReadOnlyList<string> cells)
    {
        var row = new StringBuilder("|");
        foreach (var ((_, width), cell) in Columns.Zip(cells))
            row.Append(' ').Append(cell.PadRight(width)).Append(" |");
        return row.ToString();
    }

    private void Print(List<string> lines, string line)
    {
        lines.Add(line);
        output.WriteLine(line);
    }
}
