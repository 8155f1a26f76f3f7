using System.Text;

namespace LiveChatPulumi.Cli;

/// <summary>Texts in the columns of a terminal, where one character may take two.</summary>
internal static class Columns
{
    /// <summary>The text where it fits, else its beginning with an ellipsis: a terminal would break it into two lines.</summary>
    public static string Cut(string text, int width)
    {
        if (text.Length * 2 <= width || Width(text) <= width)
            return text;
        var cut = new StringBuilder();
        var used = 1;
        foreach (var rune in text.EnumerateRunes())
        {
            used += Width(rune);
            if (used > width)
                break;
            cut.Append(rune);
        }

        return cut.Append('…').ToString();
    }

    /// <summary>The columns that a text takes.</summary>
    public static int Width(string text) => text.EnumerateRunes().Sum(Width);

    /// <summary>Wide and full forms of East Asian scripts, and pictures, take two columns; marks upon a letter take none.</summary>
    private static int Width(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.EnclosingMark
                or System.Globalization.UnicodeCategory.Format
            ? 0
        : rune.Value
            is >= 0x1100
                and <= 0x115F
                or >= 0x2E80
                and <= 0xA4CF
                or >= 0xAC00
                and <= 0xD7A3
                or >= 0xF900
                and <= 0xFAFF
                or >= 0xFE30
                and <= 0xFE6F
                or >= 0xFF00
                and <= 0xFF60
                or >= 0xFFE0
                and <= 0xFFE6
                or >= 0x1F300
                and <= 0x1FAFF
                or >= 0x20000
                and <= 0x3FFFD
            ? 2
        : 1;
}
