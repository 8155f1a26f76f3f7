using System.Globalization;
using System.Text;

namespace Converter_Tests;

/// <summary>
/// Reads what the converter writes by HCL's native syntax, as its specification has it: bodies of attributes and blocks, and the
/// expressions that a license needs. It is strict: what an HCL parser could read in two ways is an error.
/// </summary>
internal sealed class HclReader
{
    private static readonly Dictionary<string, HclValue> Keywords = new(StringComparer.Ordinal)
    {
        ["true"] = new HclBool(true),
        ["false"] = new HclBool(false),
        ["null"] = new HclNull(),
    };

    private readonly string _text;
    private int _at;

    private HclReader(string text) => _text = text;

    /// <exception cref="FormatException">The text is not of the grammar.</exception>
    public static HclBody Read(string text)
    {
        var reader = new HclReader(text);
        var body = reader.Body(nested: false);
        return reader.Ended ? body : throw reader.Error("a closing brace without an opening one");
    }

    private bool Ended => _at >= _text.Length;

    private char Next => Ended ? '\0' : _text[_at];

    private HclBody Body(bool nested)
    {
        var body = new HclBody([], []);
        while (true)
        {
            SkipBlanks(newlines: true);
            if (Ended && !nested)
                return body;
            if (Next == '}')
                return body;
            var name = Identifier();
            SkipBlanks(newlines: false);
            if (Next == '=')
            {
                _at++;
                SkipBlanks(newlines: false);
                if (!body.Attributes.TryAdd(name, Expression()))
                    throw Error($"the attribute {name} twice");
            }
            else
                body.Blocks.Add(Block(name));

            SkipBlanks(newlines: false);
            if (!Ended && Next != '\n' && Next != '}')
                throw Error("something behind an attribute or a block");
        }
    }

    private HclBlock Block(string type)
    {
        var labels = new List<string>();
        while (Next != '{')
        {
            labels.Add(Next == '"' ? Quoted() : Identifier());
            SkipBlanks(newlines: false);
        }

        _at++;
        SkipBlanks(newlines: false);
        if (Next != '\n' && Next != '}')
            throw Error("a block's body on the line of its brace");
        var body = Body(nested: true);
        Expect('}');
        return new HclBlock(type, labels, body);
    }

    private HclValue Expression() =>
        Next switch
        {
            '"' => new HclText(Quoted()),
            '[' => Tuple(),
            '{' => Object(),
            '-' => Negative(),
            >= '0' and <= '9' => Number(),
            _ => Named(),
        };

    private HclValue Negative()
    {
        _at++;
        SkipBlanks(newlines: false);
        return new HclNumber(-Number().Value);
    }

    private HclNumber Number()
    {
        var from = _at;
        SkipDigits();
        if (Next == '.')
        {
            _at++;
            SkipDigits();
        }

        if (Next is 'e' or 'E')
        {
            _at++;
            if (Next is '+' or '-')
                _at++;
            SkipDigits();
        }

        return new HclNumber(double.Parse(_text[from.._at], CultureInfo.InvariantCulture));
    }

    private void SkipDigits()
    {
        if (!char.IsAsciiDigit(Next))
            throw Error("a digit is missing");
        while (char.IsAsciiDigit(Next))
            _at++;
    }

    /// <summary>A keyword, a call, or a reference: a name with further names behind dots.</summary>
    private HclValue Named()
    {
        var name = Identifier();
        if (Next == '(')
            return Call(name);
        var parts = new List<string> { name };
        while (Next == '.')
        {
            _at++;
            parts.Add(Identifier());
        }

        return parts.Count == 1 && Keywords.TryGetValue(name, out var keyword) ? keyword : new HclReference([.. parts]);
    }

    private HclCall Call(string name)
    {
        _at++;
        var arguments = new List<HclValue>();
        Elements(')', separatedByLines: false, () => arguments.Add(Expression()));
        return new HclCall(name, arguments);
    }

    private HclList Tuple()
    {
        _at++;
        var items = new List<HclValue>();
        Elements(']', separatedByLines: false, () => items.Add(Expression()));
        return new HclList(items);
    }

    private HclObject Object()
    {
        _at++;
        var members = new Dictionary<string, HclValue>(StringComparer.Ordinal);
        Elements(
            '}',
            separatedByLines: true,
            () =>
            {
                var key = Next == '"' ? Quoted() : Identifier();
                SkipBlanks(newlines: false);
                Expect('=');
                SkipBlanks(newlines: false);
                if (!members.TryAdd(key, Expression()))
                    throw Error($"the member {key} twice");
            }
        );
        return new HclObject(members);
    }

    /// <summary>Elements up to a bracket. Commas separate them, in objects new lines as well.</summary>
    private void Elements(char end, bool separatedByLines, Action read)
    {
        SkipBlanks(newlines: true);
        while (Next != end)
        {
            read();
            SkipBlanks(newlines: false);
            var separated = separatedByLines && Next == '\n';
            SkipBlanks(newlines: true);
            if (Next == ',')
            {
                _at++;
                SkipBlanks(newlines: true);
            }
            else if (Next != end && !separated)
                throw Error("a comma is missing");
        }

        _at++;
    }

    /// <summary>A quoted template that has to be a text: what would be an interpolation or a directive is an error.</summary>
    private string Quoted()
    {
        Expect('"');
        var text = new StringBuilder();
        while (Next != '"')
        {
            if (Ended || Next is '\n' or '\r')
                throw Error("a text does not end on its line");
            if (Next == '\\')
                text.Append(Escape());
            else if (Next is '$' or '%')
                text.Append(Marker());
            else
                text.Append(_text[_at++]);
        }

        _at++;

        // Values of HCL are normalized when they are made.
        return text.ToString().Normalize(NormalizationForm.FormC);
    }

    private string Marker()
    {
        var marker = Next;
        var (second, third) = (Peek(1), Peek(2));
        if (second == '{')
            throw Error("an interpolation or a directive in a text");
        if (second == marker && third == '{')
        {
            _at += 3;
            return marker + "{";
        }

        if (second is '$' or '%' or '"')
            throw Error("a marker of templates before another one or at the end: parsers differ");
        _at++;
        return marker.ToString();
    }

    private string Escape()
    {
        var kind = Peek(1);
        _at += 2;
        return kind switch
        {
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            '"' => "\"",
            '\\' => "\\",
            'u' => Hex(4),
            'U' => Hex(8),
            _ => throw Error("an unknown escape"),
        };
    }

    private string Hex(int digits)
    {
        var text = _text.Substring(_at, digits);
        _at += digits;
        return char.ConvertFromUtf32(int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }

    private string Identifier()
    {
        var from = _at;
        while (!Ended && Rune.GetRuneAt(_text, _at) is var rune && (IsStart(rune) || (_at > from && IsContinued(rune))))
            _at += rune.Utf16SequenceLength;
        return _at > from ? _text[from.._at] : throw Error("an identifier is missing");
    }

    /// <summary>The underscore is HCL's addition to Unicode's rule; Pulumi has names that begin with it.</summary>
    private static bool IsStart(Rune rune) =>
        rune.Value == '_' || Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber;

    private static bool IsContinued(Rune rune) =>
        rune.Value is '-' or '_'
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.ConnectorPunctuation;

    private void SkipBlanks(bool newlines)
    {
        while (!Ended)
        {
            if (Next is ' ' or '\t' || (newlines && Next == '\n'))
                _at++;
            else if (Next == '#' || (Next == '/' && Peek(1) == '/'))
                SkipComment();
            else
                return;
        }
    }

    /// <summary>A comment ends before the end of its line.</summary>
    private void SkipComment()
    {
        while (!Ended && Next != '\n')
            _at++;
    }

    private char Peek(int distance) => _at + distance < _text.Length ? _text[_at + distance] : '\0';

    private void Expect(char c)
    {
        if (Next != c)
            throw Error($"'{c}' is missing");
        _at++;
    }

    private FormatException Error(string what)
    {
        var line = _text[..Math.Min(_at, _text.Length)].Count(c => c == '\n') + 1;
        return new FormatException($"line {line}: {what}: {_text.Substring(_at, Math.Min(60, _text.Length - _at))}");
    }
}
