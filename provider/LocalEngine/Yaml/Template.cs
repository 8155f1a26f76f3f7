using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PluginProtocol.Values;

namespace LocalEngine.Yaml;

/// <summary>A text with references in it, such as <c>${name.path[0]}</c>, by the rules of Pulumi YAML.</summary>
internal sealed record Template(ImmutableArray<TemplatePart> Parts)
{
    private const int MaxAccessors = 1000;

    /// <summary>True when the whole text is one reference. Its value then keeps its type.</summary>
    public bool IsSingleReference => Parts is [{ Reference: not null }];

    /// <summary>The references of a text.</summary>
    public IEnumerable<TemplatePart> References => Parts.Where(p => p.Reference is not null);

    /// <summary>Splits a text into literal parts and references. <c>$$</c> stands for one dollar sign.</summary>
    /// <exception cref="FormatException">A reference is malformed or not closed.</exception>
    public static Template Parse(string text)
    {
        var parts = ImmutableArray.CreateBuilder<TemplatePart>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; )
        {
            if (text.AsSpan(i).StartsWith("$$"))
            {
                literal.Append('$');
                i += 2;
            }
            else if (text.AsSpan(i).StartsWith("${"))
            {
                if (literal.Length > 0)
                    parts.Add(new TemplatePart(literal.ToString(), null));
                literal.Clear();
                i += 2;
                parts.Add(ParseReference(text, ref i));
            }
            else
            {
                literal.Append(text[i++]);
            }
        }

        if (literal.Length > 0)
            parts.Add(new TemplatePart(literal.ToString(), null));
        return new Template(parts.ToImmutable());
    }

    /// <summary>Reads from behind <c>${</c> to behind the brace that closes it.</summary>
    private static TemplatePart ParseReference(string text, ref int i)
    {
        var path = PropertyPath.Root;
        var indexesFirst = false;
        while (i < text.Length)
        {
            if (text[i] == '}')
            {
                i++;
                return path.Segments.Length > 0
                    ? new TemplatePart("", path) { IndexesFirst = indexesFirst }
                    : throw new FormatException("'${}' names nothing: property access expressions cannot be empty");
            }

            if (path.Segments.Length == MaxAccessors)
                throw new FormatException($"a reference has more than {MaxAccessors} parts");
            if (text[i] == '.')
            {
                i++;
                continue;
            }

            indexesFirst |= text[i] == '[' && path.Segments.Length == 1;
            path = text[i] == '[' ? ParseIndex(text, ref i, path) : path.Member(ParseName(text, ref i));
        }

        throw new FormatException(
            $"unterminated interpolation: '{Shown(text)}' has a '${{' without its '}}'; write '$${{' for the text itself"
        );
    }

    private static string ParseName(string text, ref int i)
    {
        var start = i;
        while (i < text.Length && text[i] is not ('.' or '[' or '}'))
            i++;
        return text[start..i];
    }

    private static PropertyPath ParseIndex(string text, ref int i, PropertyPath path)
    {
        i++;
        if (i < text.Length && text[i] == '"')
            return path.Member(ParseQuoted(text, ref i));
        var end = text.IndexOf(']', i);
        if (end < 0)
            throw new FormatException($"missing closing bracket in list index: '{Shown(text)}'");
        var inner = text[i..end];
        i = end + 1;
        if (!int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
            throw new FormatException($"invalid list index '{inner}': it must be a number, or a name in double quotes");
        return path.Segments.Length > 0
            ? path.Element(index)
            : throw new FormatException("the root property must be a string subscript or a name");
    }

    private static string ParseQuoted(string text, ref int i)
    {
        var key = new StringBuilder();
        for (i++; i < text.Length && text[i] != '"'; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] == '"')
                i++;
            key.Append(text[i]);
        }

        if (i >= text.Length)
            throw new FormatException($"missing closing quote in property name: '{Shown(text)}'");
        if (i + 1 >= text.Length || text[i + 1] != ']')
            throw new FormatException($"missing closing bracket in property access: '{Shown(text)}'");
        i += 2;
        return key.ToString();
    }

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "...";
}

/// <summary>A literal text, or a reference.</summary>
internal sealed record TemplatePart(string Text, PropertyPath? Reference)
{
    /// <summary>True when what follows the name is an index (<c>name["key"]</c>), and not a member (<c>name.key</c>).</summary>
    public bool IndexesFirst { get; init; }

    /// <summary>The name that a reference begins with.</summary>
    public string Root => Reference is { } reference ? (string)reference.Segments[0] : "";
}
