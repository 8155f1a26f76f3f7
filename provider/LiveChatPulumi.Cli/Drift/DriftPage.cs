using System.Net;
using System.Text;

namespace LiveChatPulumi.Cli.Drift;

/// <summary>
/// The report as one page for a support lead. It loads nothing, runs nothing, and whatever a name of the license holds is text in it.
/// </summary>
internal sealed class DriftPage(DriftReport report)
{
    private readonly StringBuilder _page = new();

    /// <summary>The page as HTML.</summary>
    public string Write()
    {
        AddHeader();
        foreach (var (kind, title, meaning) in DriftWords.Classes)
            AddClass(kind, title, meaning, [.. report.Findings.Where(f => f.Class == kind)]);
        AddPlan();
        AddFolded("Back in order since the former report", report.Gone.Select(f => (Subject(f), Encode(f.Property))));
        AddFolded(
            "Left out by rules",
            report.Ignored.Select(i =>
                ($"{Subject(i.Finding)} {Encode(i.Finding.Property)}", $"{Encode(i.Rule.Reason)}, until {i.Rule.UntilText}")
            )
        );
        AddFolded(
            "Not shown by LiveChat, so not compared",
            report.Unobservable.GroupBy(f => f.Urn).Select(g => (Subject(g.First()), Encode(string.Join(", ", g.Select(f => f.Property)))))
        );
        AddFolded("Notes", report.Notes.Select(n => (Encode(n), "")));
        Add("</main></body></html>");
        return _page.ToString();
    }

    private void AddHeader()
    {
        Add(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
                + $"<title>Drift of {Encode(report.Stack)}</title><style>{DriftStyle.Css}</style></head><body><main>"
        );
        var state =
            report.Errors.Count > 0 ? "unknown"
            : report.Findings.Count > 0 ? "drift"
            : "good";
        Add(
            $"<header class=\"{state}\"><h1>{Encode(Title())}</h1><p>{Encode(DriftWords.Summary(report))}</p>"
                + $"<p class=\"soft\">{Encode($"{report.Project}/{report.Stack}")}, {report.Resources} resources, "
                + $"compared {DriftWords.Moment(report.At)}</p>"
        );
        var counts = DriftWords
            .Classes.Select(c => (c.Title, Count: report.Findings.Count(f => f.Class == c.Class)))
            .Where(c => c.Count > 0)
            .Select(c => $"<li><strong>{c.Count}</strong> {c.Title.ToLowerInvariant()}</li>");
        Add($"<ul class=\"counts\">{string.Concat(counts)}</ul></header>");
        foreach (var error in report.Errors)
            Add($"<p class=\"problem\" role=\"alert\">{Encode(error)}</p>");
    }

    private string Title() =>
        report.Errors.Count > 0 ? "Not everything could be compared"
        : report.Findings.Count > 0 ? "LiveChat is not as the program says"
        : "LiveChat is as the program says";

    private void AddClass(DriftClass kind, string title, string meaning, IReadOnlyList<DriftFinding> findings)
    {
        if (findings.Count == 0)
            return;
        Add($"<section id=\"{kind.ToString().ToLowerInvariant()}\"><h2>{title} <span class=\"count\">{findings.Count}</span></h2>");
        Add($"<p class=\"soft\">{Encode(meaning)}</p><ul class=\"findings\">");
        foreach (var about in findings.GroupBy(f => (f.Type, f.Id, f.Urn)))
            AddObject([.. about]);
        Add("</ul></section>");
    }

    private void AddObject(IReadOnlyList<DriftFinding> findings)
    {
        Add($"<li><h3>{Subject(findings[0])}</h3>");
        foreach (var finding in findings)
        {
            var known = finding.IsKnown ? " <span class=\"badge\">known</span>" : "";
            var property = finding.Property.Length > 0 ? $"<span class=\"property\">{Encode(finding.Property)}</span> " : "";
            var values = finding.Class is DriftClass.Changed or DriftClass.Order
                ? $"<span class=\"values\"><del>{Encode(finding.Old ?? "nothing")}</del> "
                    + $"<ins>{Encode(finding.New ?? "nothing")}</ins></span>"
                : "";
            if (property.Length + values.Length + known.Length > 0)
                Add($"<p>{property}{values}{known}</p>");
            if (DriftWords.By(finding) is { Length: > 0 } by)
                Add($"<p class=\"who\">{Encode(by)}</p>");
            if (finding.Note.Length > 0)
                Add($"<p class=\"soft\">{Encode(finding.Note)}</p>");
            if (finding.Import.Length > 0)
                Add($"<p class=\"soft\">To take it over:</p><pre>{Encode(finding.Import)}</pre>");
        }

        Add("</li>");
    }

    private void AddPlan()
    {
        if (report.Plan is null)
            return;
        Add("<section id=\"plan\"><h2>What the next apply would do</h2>");
        if (report.Plan.Count == 0)
            Add("<p class=\"soft\">Nothing: the license is as the program says.</p>");
        Add("<ul class=\"findings\">");
        foreach (var step in report.Plan)
        {
            Add($"<li><h3><span class=\"badge\">{Encode(step.Op)}</span> {Encode(step.Type.Split(':')[^1])} {Encode(step.Name)}</h3>");
            foreach (var change in step.Changes)
                Add($"<p class=\"property\">{Encode(change)}</p>");
            Add("</li>");
        }

        Add("</ul></section>");
    }

    private void AddFolded(string title, IEnumerable<(string What, string More)> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
            return;
        Add($"<details><summary>{Encode(title)} <span class=\"count\">{all.Count}</span></summary><ul>");
        foreach (var (what, more) in all)
            Add($"<li>{what}{(more.Length > 0 ? $": {more}" : "")}</li>");
        Add("</ul></details>");
    }

    private static string Subject(DriftFinding finding) =>
        $"<span class=\"kind\">{Encode(finding.Kind)}</span> {Encode(finding.Name)}"
        + (finding.Id != finding.Name ? $" <span class=\"soft\">{Encode(finding.Id)}</span>" : "");

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private void Add(string html) => _page.Append(html).Append('\n');
}
