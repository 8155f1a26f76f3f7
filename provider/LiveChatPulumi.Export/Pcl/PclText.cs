using System.Globalization;
using System.Text;

namespace LiveChatPulumi.Export.Pcl;

/// <summary>
/// Texts, numbers and names by the rules of HCL, the syntax of Pulumi's own language. In a text, <c>${</c> and <c>%{</c> begin a template;
/// what an HCL parser could read in two ways is escaped by its number instead.
/// </summary>
internal static class PclText
{
    /// <summary>A text in quotes.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        var runes = text.EnumerateRunes().ToArray();
        for (var i = 0; i < runes.Length; i++)
            Add(quoted, runes[i], i + 1 < runes.Length ? runes[i + 1].Value : '"');
        return quoted.Append('"').ToString();
    }

    /// <summary>A number without an exponent's ambiguity: whole numbers as they are, others as short as they come back.</summary>
    public static string Number(double number) =>
        number == Math.Floor(number) && Math.Abs(number) < 1e15
            ? number.ToString("F0", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The name of an attribute or of an object's member: a text where it cannot stand without quotes.</summary>
    public static string Key(string name) => IsPlain(name) && name is not ("for" or "true" or "false" or "null") ? name : Quote(name);

    private static bool IsPlain(string name) =>
        name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static void Add(StringBuilder quoted, Rune rune, int next)
    {
        switch (rune.Value)
        {
            case '"' or '\\':
                quoted.Append('\\').Append((char)rune.Value);
                break;
            case '\n':
                quoted.Append("\\n");
                break;
            case '\r':
                quoted.Append("\\r");
                break;
            case '\t':
                quoted.Append("\\t");
                break;
            case '$' or '%' when next == '{':
                quoted.Append((char)rune.Value, 2);
                break;
            case '$' or '%' when next is '$' or '%' or '"' or '\\':
                AddNumber(quoted, rune);
                break;
            default:
                if (IsInvisible(rune))
                    AddNumber(quoted, rune);
                else
                    quoted.Append(rune.ToString());
                break;
        }
    }

    /// <summary>What nobody sees, or what moves what stands beside it: controls, marks of direction, ends of lines.</summary>
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned;

    private static void AddNumber(StringBuilder quoted, Rune rune) =>
        quoted.Append(rune.IsBmp ? "\\u" : "\\U").Append(rune.Value.ToString(rune.IsBmp ? "x4" : "x8", CultureInfo.InvariantCulture));
}
