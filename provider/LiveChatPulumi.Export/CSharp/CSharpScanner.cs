using System.Globalization;
using System.Text;
using LiveChatPulumi.Export.Merging;

namespace LiveChatPulumi.Export.CSharp;

/// <summary>Takes a text in C# apart. It knows where texts and comments end, which is all that telling statements apart needs.</summary>
/// <param name="text">The text.</param>
/// <param name="fail">Makes the exception for a place at which the text ends too early.</param>
internal sealed class CSharpScanner(string text, Func<int, string, MergeException> fail)
{
    private static readonly string[] Pairs = ["=>", "==", "!=", "<=", ">=", "::", "??", "&&", "||", "?.", ".."];

    private readonly List<(int Start, int End)> _comments = [];
    private int _at;

    /// <summary>The comments, and lines for the compiler such as #if.</summary>
    public IReadOnlyList<(int Start, int End)> Comments => _comments;

    /// <summary>All pieces, comments not among them.</summary>
    public List<CSharpToken> Scan()
    {
        var tokens = new List<CSharpToken>();
        while (SkipSpace())
        {
            var start = _at;
            var (kind, said) = Next();
            tokens.Add(new CSharpToken(kind, start, _at, said ?? text[start.._at]));
        }

        return tokens;
    }

    private bool SkipSpace()
    {
        while (_at < text.Length)
        {
            if (char.IsWhiteSpace(text[_at]) || text[_at] == '\uFEFF')
                _at++;
            else if (Ahead("//") || (text[_at] == '#' && text.AsSpan(0, _at).TrimEnd(" \t") is [] or [.., '\n']))
                Comment(text.IndexOf('\n', _at) is >= 0 and var end ? end : text.Length);
            else if (Ahead("/*"))
                Comment(text.IndexOf("*/", _at + 2, StringComparison.Ordinal) is >= 0 and var end ? end + 2 : throw Unfinished());
            else
                return true;
        }

        return false;
    }

    private void Comment(int end)
    {
        _comments.Add((_at, end));
        _at = end;
    }

    private (CSharpTokenKind Kind, string? Text) Next()
    {
        var c = text[_at];
        var mark = _at;
        while (mark < text.Length && text[mark] is '$' or '@')
            mark++;
        if (mark < text.Length && text[mark] == '"')
            return Quoted(mark);
        if (c == '\'')
            return Character();
        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
            return Number();
        if (c == '@' || IsOfWord(c))
        {
            _at++;
            var start = c == '@' ? _at : _at - 1;
            while (_at < text.Length && IsOfWord(text[_at]))
                _at++;
            return (CSharpTokenKind.Word, text[start.._at]);
        }

        _at += Pairs.Any(Ahead) ? 2 : 1;
        return (CSharpTokenKind.Sign, null);
    }

    private (CSharpTokenKind Kind, string? Text) Number()
    {
        while (_at < text.Length && (IsOfWord(text[_at]) || text[_at] == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
            _at++;
        return (CSharpTokenKind.Number, null);
    }

    private (CSharpTokenKind Kind, string? Text) Character()
    {
        for (_at++; _at < text.Length && text[_at] != '\''; _at++)
        {
            if (text[_at] == '\\')
                _at++;
        }

        _at = Math.Min(_at + 1, text.Length);
        return (CSharpTokenKind.Other, null);
    }

    private (CSharpTokenKind Kind, string? Text) Quoted(int quote)
    {
        var hasHoles = text.AsSpan(_at, quote - _at).Contains('$');
        var isVerbatim = text.AsSpan(_at, quote - _at).Contains('@');
        var quotes = 0;
        while (quote + quotes < text.Length && text[quote + quotes] == '"')
            quotes++;
        if (quotes >= 3 && !isVerbatim)
        {
            var end = text.IndexOf(new string('"', quotes), quote + quotes, StringComparison.Ordinal);
            _at = end < 0 ? throw Unfinished() : end + quotes;
            while (_at < text.Length && text[_at] == '"')
                _at++;
            return (CSharpTokenKind.Other, null);
        }

        _at = quote + 1;
        var said = new StringBuilder();
        while (_at < text.Length && text[_at] != '"' || isVerbatim && Ahead("\"\""))
            Part(said, isVerbatim, hasHoles);
        if (_at >= text.Length)
            throw Unfinished();
        _at++;
        return hasHoles ? (CSharpTokenKind.Other, null) : (CSharpTokenKind.Text, said.ToString());
    }

    private void Part(StringBuilder said, bool isVerbatim, bool hasHoles)
    {
        var c = text[_at];
        if (c == '\n' && !isVerbatim)
            throw Unfinished();
        if (hasHoles && c == '{' && !Ahead("{{"))
            Hole();
        else if (c == '\\' && !isVerbatim)
            Escape(said);
        else
        {
            said.Append(c);
            _at += (isVerbatim && c == '"') || (hasHoles && c == '{') ? 2 : 1;
        }
    }

    /// <summary>A hole of a text has code in it, and that may have texts.</summary>
    private void Hole()
    {
        var depth = 0;
        do
        {
            if (!SkipSpace())
                throw Unfinished();
            var start = _at;
            Next();
            depth += text[start.._at] switch
            {
                "{" or "(" or "[" => 1,
                "}" or ")" or "]" => -1,
                _ => 0,
            };
        } while (depth > 0);
    }

    private void Escape(StringBuilder said)
    {
        const string letters = "'\"\\0abefnrtv";
        const string meanings = "'\"\\\0\a\b\u001b\f\n\r\t\v";
        var letter = _at + 1 < text.Length ? text[_at + 1] : throw Unfinished();
        _at += 2;
        if (letter is 'u' or 'U' or 'x')
        {
            var most = letter == 'U' ? 8 : 4;
            var digits = 0;
            while (digits < most && _at + digits < text.Length && char.IsAsciiHexDigit(text[_at + digits]))
                digits++;
            var code = int.TryParse(text.AsSpan(_at, digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : 0;
            said.Append(code > char.MaxValue && Rune.IsValid(code) ? new Rune(code).ToString() : ((char)code).ToString());
            _at += digits;
            return;
        }

        var known = letters.IndexOf(letter, StringComparison.Ordinal);
        said.Append(known < 0 ? letter : meanings[known]);
    }

    private bool Ahead(string sign) => string.CompareOrdinal(text, _at, sign, 0, sign.Length) == 0;

    private static bool IsOfWord(char c) =>
        c == '_'
        || char.IsLetterOrDigit(c)
        || char.GetUnicodeCategory(c)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.ConnectorPunctuation
                or UnicodeCategory.LetterNumber
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate;

    private MergeException Unfinished() => fail(Math.Min(_at, text.Length), "the text ends before what begins here does");
}
