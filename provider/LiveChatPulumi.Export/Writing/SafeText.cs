using System.Globalization;
using System.Text;

namespace LiveChatPulumi.Export.Writing;

/// <summary>Texts of a license between quotes, with nothing in them that a reader does not see.</summary>
internal static class SafeText
{
    /// <summary>A text in double quotes, by the escapes that C#, YAML and JSON have in common.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                quoted.Append(c).Append(text[++i]);
            else
                quoted.Append(Escaped(c));
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>
    /// True for a character that stands for itself on a screen. Bidirectional controls and the like hide what a text says.
    /// </summary>
    public static bool IsVisible(char c) =>
        c == ' '
        || char.GetUnicodeCategory(c)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
            );

    private static string Escaped(char c) =>
        c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ when char.IsSurrogate(c) => "\\uFFFD",
            _ when IsVisible(c) => c.ToString(),
            _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
        };
}
