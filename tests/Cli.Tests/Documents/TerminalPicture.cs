using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Cli_Tests;

/// <summary>What a command prints with colours, as a picture of a terminal.</summary>
internal static partial class TerminalPicture
{
    private const double Column = 8.43;
    private const int Row = 19;
    private const int Top = 48;

    private static readonly Dictionary<string, string> Classes = new()
    {
        ["1"] = "b",
        ["31"] = "r",
        ["32"] = "g",
        ["33"] = "y",
        ["35"] = "m",
        ["36"] = "c",
    };

    public static string Of(string prompt, string output)
    {
        var lines = output.TrimEnd('\n').Split('\n').Prepend($"$ {prompt}").ToList();
        var width = (int)(lines.Max(l => Escape().Replace(l, "").Length) * Column) + 40;
        var height = Top + (lines.Count * Row) + 8;
        var svg = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\"")
            .Append(CultureInfo.InvariantCulture, $" width=\"{width}\" height=\"{height}\" role=\"img\">\n")
            .Append("<title>")
            .Append(WebUtility.HtmlEncode(prompt))
            .Append("</title>\n")
            .Append("<style>text{font:14px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#d0d7de;white-space:pre}")
            .Append(".b{font-weight:bold}.r{fill:#ff7b72}.g{fill:#7ee787}.y{fill:#e3b341}.m{fill:#d2a8ff}.c{fill:#79c0ff}</style>\n")
            .Append("<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n")
            .Append("<circle cx=\"20\" cy=\"18\" r=\"6\" fill=\"#ff5f57\"/><circle cx=\"40\" cy=\"18\" r=\"6\" fill=\"#febc2e\"/>")
            .Append("<circle cx=\"60\" cy=\"18\" r=\"6\" fill=\"#28c840\"/>\n");
        for (var i = 0; i < lines.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"20\" y=\"{Top + (i * Row)}\" xml:space=\"preserve\">");
            svg.Append(Painted(lines[i])).Append("</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static string Painted(string line)
    {
        var text = new StringBuilder();
        var (at, open) = (0, 0);
        foreach (Match escape in Escape().Matches(line))
        {
            text.Append(WebUtility.HtmlEncode(line[at..escape.Index]));
            at = escape.Index + escape.Length;
            var names = escape.Groups[1].Value.Split(';').Select(c => Classes.GetValueOrDefault(c)).Where(c => c is not null).ToList();
            if (names.Count > 0)
            {
                text.Append("<tspan class=\"").AppendJoin(' ', names).Append("\">");
                open++;
                continue;
            }

            for (; open > 0; open--)
                text.Append("</tspan>");
        }

        text.Append(WebUtility.HtmlEncode(line[at..]));
        for (; open > 0; open--)
            text.Append("</tspan>");
        return text.ToString();
    }

    [GeneratedRegex(@"\u001b\[([0-9;]*)m")]
    private static partial Regex Escape();
}
