using System.Globalization;
using System.Net;
using System.Text;
using LiveChatPulumi.Export.Comparing;

namespace LiveChatPulumi.Cli.Diffs;

/// <summary>Writes one page that loads nothing and shows people two licenses side by side.</summary>
internal sealed class DiffPage(DiffReport report, DateTimeOffset now)
{
    private readonly StringBuilder _page = new();

    /// <summary>The page as HTML.</summary>
    public string Write()
    {
        var title = $"{Encode(report.NameA)} and {Encode(report.NameB)}";
        Add(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + $"<title>{title}</title><style>{DiffStyle.Css}</style></head><body>"
        );
        Add(
            $"<header><h1>{title}</h1><p>{now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC. "
                + $"{Encode(report.Summary)}.</p></header>"
        );
        foreach (var line in report.Unread)
            Add($"<p class=\"problem\" role=\"alert\">{Encode(line)}</p>");
        if (report.Differences.AreSame)
            Add("<p class=\"same\">The two licenses are the same.</p>");
        foreach (var (type, objects) in report.ByType)
            AddType(type, objects);
        Add("</body></html>");
        return _page.ToString();
    }

    private void AddType(string type, IReadOnlyList<ObjectDifference> objects)
    {
        Add($"<section><h2>{Encode(type)} <span class=\"count\">{objects.Count}</span></h2>");
        foreach (var o in objects)
            AddObject(o);
        Add("</section>");
    }

    private void AddObject(ObjectDifference o)
    {
        if (o.A is null || o.B is null)
        {
            var side = o.A is null ? "b" : "a";
            var name = o.A is null ? report.NameB : report.NameA;
            Add($"<article class=\"only {side}\"><h3>{Encode(o.Title)}</h3><p class=\"place\">only in {Encode(name)}</p></article>");
            return;
        }

        Add(
            $"<article class=\"both\"><h3>{Encode(o.Title)}</h3><table><thead><tr><th scope=\"col\">property</th>"
                + $"<th scope=\"col\">{Encode(report.NameA)}</th><th scope=\"col\">{Encode(report.NameB)}</th></tr></thead><tbody>"
        );
        foreach (var p in o.Properties)
            Add($"<tr><th scope=\"row\">{Encode(p.Path)}</th>{Cell(p.A)}{Cell(p.B)}</tr>");
        Add("</tbody></table></article>");
    }

    private static string Cell(string? value) => value is null ? "<td class=\"nothing\">nothing</td>" : $"<td>{Encode(value)}</td>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private void Add(string html) => _page.Append(html).Append('\n');
}
