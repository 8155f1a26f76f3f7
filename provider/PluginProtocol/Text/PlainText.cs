using System.Buffers;
using System.Globalization;
using System.Text;

namespace PluginProtocol.Text;

/// <summary>
/// Texts that people read in terminals and in the logs of pipelines. A name that somebody gave to a tag must neither move the cursor,
/// nor turn the direction of a line, nor begin a line of its own, nor be a command to the pipeline's runner.
/// </summary>
public static class PlainText
{
    /// <summary>All control characters but the tab, separators of lines, and marks of direction.</summary>
    private static readonly SearchValues<char> Hostile = SearchValues.Create([
        .. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(c => char.IsControl(c) && c != '\t'),
        .. "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ]);

    /// <summary>A text as one line: what is hostile in it is shown as <c>\u001b</c>.</summary>
    public static string Line(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // GitHub's and Azure's runners take commands that begin like the latter two from any place of a line.
        var isCommand =
            text.AsSpan().TrimStart().StartsWith("::")
            || text.Contains("##[", StringComparison.Ordinal)
            || text.Contains("##vso[", StringComparison.OrdinalIgnoreCase);
        if (!isCommand && !text.AsSpan().ContainsAny(Hostile))
            return text;
        var line = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (Hostile.Contains(text[i]) || IsCommand(text, i))
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            else
                line.Append(text[i]);
        }

        return line.ToString();
    }

    private static bool IsCommand(string text, int index)
    {
        var rest = text.AsSpan(index);
        return rest.StartsWith("##[")
            || rest.StartsWith("##vso[", StringComparison.OrdinalIgnoreCase)
            || (rest.StartsWith("::") && text.AsSpan(0, index).Trim().IsEmpty);
    }
}
