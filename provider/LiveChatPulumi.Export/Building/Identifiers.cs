using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace LiveChatPulumi.Export.Building;

/// <summary>Makes names of programs from what things are called, in whatever script.</summary>
internal static class Identifiers
{
    /// <summary>Longer titles are cut: a name is for people.</summary>
    private const int LongestWords = 48;

    /// <summary>
    /// Words that are no identifier: C#'s keywords, and what the written programs or Pulumi's YAML call something themselves.
    /// </summary>
    private static readonly FrozenSet<string> Reserved = (
        "abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event "
        + "explicit extern false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new "
        + "null object operator out override params private protected public readonly ref return sbyte sealed short sizeof stackalloc "
        + "static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while "
        + "async await var dynamic field value record required with yield args config pulumi self stack"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// Letters, digits and the marks of some scripts in lower case, with a hyphen for whatever stands between. Empty where there are none.
    /// </summary>
    public static string Words(string text)
    {
        var words = new StringBuilder();
        var isBetween = false;
        foreach (var c in text)
        {
            if (!IsPart(c))
            {
                isBetween = true;
                continue;
            }

            if (isBetween && words.Length > 0)
                words.Append('-');
            isBetween = false;
            words.Append(char.ToLowerInvariant(c));
        }

        return Cut(words.ToString());
    }

    /// <summary><c>AutoAccessRules</c> as <c>auto-access-rules</c>.</summary>
    public static string Kebab(string pascal) =>
        string.Concat(pascal.Select((c, i) => char.IsUpper(c) && i > 0 ? "-" + char.ToLowerInvariant(c) : $"{char.ToLowerInvariant(c)}"));

    /// <summary>The name of a variable: <c>tag-vip</c> as <c>tagVip</c>.</summary>
    public static string Camel(string name)
    {
        var parts = name.Split('-', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(parts.Select((p, i) => i == 0 ? p : char.ToUpperInvariant(p[0]) + p[1..]));
    }

    /// <summary>The name of a type or a member: <c>tag-vip</c> as <c>TagVip</c>.</summary>
    public static string Pascal(string name) => Camel(name) is { Length: > 0 } camel ? char.ToUpperInvariant(camel[0]) + camel[1..] : name;

    /// <summary>True for a word that cannot be the name of a variable.</summary>
    public static bool IsReserved(string name) => Reserved.Contains(name);

    // Characters beyond the first plane are legal in few languages. Marks belong to the letters before them in many scripts.
    private static bool IsPart(char c) =>
        char.GetUnicodeCategory(c)
            is UnicodeCategory.UppercaseLetter
                or UnicodeCategory.LowercaseLetter
                or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter
                or UnicodeCategory.OtherLetter
                or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark;

    private static string Cut(string words)
    {
        if (words.Length <= LongestWords)
            return words;
        var end = words.LastIndexOf('-', LongestWords);
        return (end > LongestWords / 2 ? words[..end] : words[..LongestWords]).Trim('-');
    }
}
