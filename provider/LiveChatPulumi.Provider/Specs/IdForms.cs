using System.Globalization;

namespace LiveChatPulumi.Provider.Specs;

/// <summary>Forms of the ids by which objects are imported. Only an id that the license does not have is held against one.</summary>
internal static class IdForms
{
    /// <summary>A number that LiveChat gave.</summary>
    public static bool IsNumber(string id) => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>A text that LiveChat made up: the document's are 32 characters long, some of its samples a little less.</summary>
    public static bool IsIssued(string id) => id.Length >= 16 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>A client id or a namespace.</summary>
    public static bool IsClientId(string id) => id.Length > 0 && !id.Any(c => c == '/' || char.IsWhiteSpace(c));

    /// <summary>Two parts, with the first of a form of its own.</summary>
    public static Func<string, bool> Pair(Func<string, bool> first) =>
        id => id.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash < id.Length - 1 && first(id[..slash]);
}
