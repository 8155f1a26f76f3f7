using System.Text;

namespace LiveChatPulumi.Cli;

/// <summary>Markdown for comments of pull requests and for issues. What stands in it comes from a license.</summary>
internal static class MarkdownText
{
    /// <summary>GitHub takes 65,536 characters in a comment, GitLab more. Room is left for what comes after the lines.</summary>
    public const int LongestComment = 60_000;

    /// <summary>A text that is nothing but text in Markdown.</summary>
    public static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            escaped.Append(
                c switch
                {
                    '<' => "&lt;",
                    '>' => "&gt;",
                    '&' => "&amp;",
                    '@' => "&#64;",
                    '#' => "&#35;",
                    '\r' or '\n' => " ",
                    '|' or '`' or '*' or '_' or '[' or ']' or '(' or ')' or '!' or '~' or '\\' => "\\" + c,
                    _ => c.ToString(),
                }
            );
        }

        return escaped.ToString().Replace("://", ":&#47;&#47;", StringComparison.Ordinal);
    }

    /// <summary>Adds rows as long as the comment is taken, and then says how many are missing.</summary>
    /// <param name="text">The comment.</param>
    /// <param name="rows">The rows, each with its newline.</param>
    /// <param name="elsewhere">Where the rest is, as the end of a sentence.</param>
    public static void AddWhileThereIsRoom(StringBuilder text, IReadOnlyList<string> rows, string elsewhere)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (text.Length + rows[i].Length > LongestComment)
            {
                text.Append($"\n{rows.Count - i} more {elsewhere}.\n");
                return;
            }

            text.Append(rows[i]);
        }
    }

    /// <summary>Adds lines that are folded away.</summary>
    /// <param name="text">The comment.</param>
    /// <param name="title">What is always seen; already escaped.</param>
    /// <param name="lines">The lines, not escaped.</param>
    /// <param name="elsewhere">Where the rest is, as the end of a sentence.</param>
    public static void AddFolded(StringBuilder text, string title, IEnumerable<string> lines, string elsewhere)
    {
        text.Append($"\n<details><summary>{title}</summary>\n\n");
        AddWhileThereIsRoom(text, [.. lines.Select(l => $"- {Escaped(l.Trim())}\n")], elsewhere);
        text.Append("\n</details>\n");
    }
}
