using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace LiveChatPulumi.Export.CSharp;

/// <summary>
/// The files of a program as one text, in the order in which the program runs them: so what is merged may be anywhere. A line between two
/// files names the second.
/// </summary>
internal static partial class CSharpFiles
{
    /// <summary>The file that the program begins in.</summary>
    public const string First = "Program.cs";

    // No file has a null character, so the line is no one else's. For the compiler it would be a comment.
    private const string Mark = "//\0file ";

    /// <summary>True for a joined text, and false for one of a single file.</summary>
    public static bool AreIn(string text) => text.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>Joins files.</summary>
    public static string Join(IReadOnlyDictionary<string, string> files) =>
        string.Concat(Ordered(files).Select(f => $"{Mark}{f.Key}\n{f.Value}{(f.Value.EndsWith('\n') ? "" : "\n\0")}"));

    /// <summary>Takes a joined text apart again.</summary>
    public static ImmutableSortedDictionary<string, string> Split(string text) =>
        text.Split(Mark, StringSplitOptions.RemoveEmptyEntries)
            .Select(part => (Name: part[..part.IndexOf('\n', StringComparison.Ordinal)], Text: part))
            .ToImmutableSortedDictionary(p => p.Name, p => WithoutEnd(p.Text[(p.Name.Length + 1)..]), StringComparer.Ordinal);

    /// <summary>The file and the line of a place, from 1.</summary>
    public static (string File, int Line) PlaceOf(string text, int place)
    {
        var start = text.LastIndexOf(Mark, Math.Min(place + Mark.Length, text.Length) - 1, StringComparison.Ordinal);
        if (start < 0)
            return (First, text.AsSpan(0, Math.Min(place, text.Length)).Count('\n') + 1);
        var end = text.IndexOf('\n', start);
        return (text[(start + Mark.Length)..end], text.AsSpan(start, Math.Max(0, Math.Min(place, text.Length) - start)).Count('\n'));
    }

    private static string WithoutEnd(string text) => text.EndsWith("\n\0", StringComparison.Ordinal) ? text[..^2] : text;

    /// <summary>The first file, then those whose methods it calls in the order of its calls, then all others.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Ordered(IReadOnlyDictionary<string, string> files)
    {
        var main = files.GetValueOrDefault(First, "");
        int CallOf(string text) =>
            Method()
                .Matches(text)
                .Select(m => main.IndexOf(m.Groups[1].Value + "(", StringComparison.Ordinal))
                .Where(i => i >= 0)
                .DefaultIfEmpty(int.MaxValue)
                .Min();
        return files.OrderBy(f => f.Key != First).ThenBy(f => CallOf(f.Value)).ThenBy(f => f.Key, StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\bvoid\s+(\w+)(?=\s*\()", RegexOptions.CultureInvariant)]
    private static partial Regex Method();
}
