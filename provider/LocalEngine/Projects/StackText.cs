using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Projects;

/// <summary>
/// Changes the text of a stack file at the places that the parser names. Everything else stays as people wrote it: comments, order,
/// quoting, line ends.
/// </summary>
internal static class StackText
{
    private const string Indent = "  ";

    /// <summary>Sets a value under <c>config</c>.</summary>
    /// <param name="text">The file.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="key">The key as the file has it.</param>
    /// <param name="value">The value, or its ciphertext.</param>
    /// <param name="secure">True for a ciphertext.</param>
    public static string SetConfig(string text, string file, string key, string value, bool secure)
    {
        var root = YamlFile.Parse(text, file);
        var end = LineEnd(text);
        var changed = root.Get("config") switch
        {
            null => Append(text, $"config:{end}{Indent}{Entry(key, value, secure, Indent, end)}", end),
            YamlScalarNode { Value.Length: > 0 } nothing => Replace(
                text,
                nothing.Start.Index,
                End(text, nothing),
                end + Indent + Entry(key, value, secure, Indent, end)
            ),
            YamlScalarNode none => InsertEntry(text, (int)none.End.Index, Indent, Entry(key, value, secure, Indent, end), end),
            YamlMappingNode { Children.Count: 0 } empty => Replace(
                text,
                empty.Start.Index,
                End(text, empty),
                end + Indent + Entry(key, value, secure, Indent, end)
            ),
            YamlMappingNode config when config.Get(key) is { } old => ReplaceValue(text, config, old, key, value, secure),
            YamlMappingNode config => AddEntry(text, config, key, value, secure, end),
            _ => throw new EngineException($"{file}: config must be a mapping of keys and values."),
        };
        Verify(changed, file, key, value, secure);
        return changed;
    }

    /// <summary>Takes a value out of <c>config</c>, with its line or lines. Comments before the next value stay.</summary>
    /// <param name="text">The file.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="key">The key as the file has it.</param>
    public static string RemoveConfig(string text, string file, string key)
    {
        var before = YamlFile.Parse(text, file).Get("config") as YamlMappingNode;
        if (before is null || before.Style == MappingStyle.Flow || before.Get(key) is not { } value)
            throw CannotEdit(file, key);
        var name = before.First(c => c.Key.ToString() == key).Key;
        var start = text.LastIndexOf('\n', Math.Max(0, (int)name.Start.Index - 1)) + 1;
        var line = text.IndexOf('\n', Math.Max(End(text, name), End(text, value)));
        var changed = text[..start] + (line < 0 ? "" : text[(line + 1)..]);
        var after = YamlFile.Parse(changed, file).Get("config") as YamlMappingNode;
        return after?.Get(key) is null && (after?.Children.Count ?? 0) == before.Children.Count - 1 ? changed : throw CannotEdit(file, key);
    }

    /// <summary>Sets the salt of the passphrase.</summary>
    public static string SetSalt(string text, string file, string salt)
    {
        var root = YamlFile.Parse(text, file);
        if (root.Text("encryptionsalt") == salt)
            return text;
        var end = LineEnd(text);
        string changed;
        if (root.Get("encryptionsalt") is YamlScalarNode old)
            changed = Replace(text, old.Start.Index, End(text, old), salt);
        else if (root.Children.Count == 0)
            changed = Append(text, $"encryptionsalt: {salt}", end);
        else if (root.Style == MappingStyle.Flow)
            changed = Replace(text, root.Start.Index + 1, root.Start.Index + 1, $"\"encryptionsalt\": \"{salt}\", ");
        else
            changed = Replace(text, root.Start.Index, root.Start.Index, $"encryptionsalt: {salt}{end}");
        return YamlFile.Parse(changed, file).Text("encryptionsalt") == salt ? changed : throw CannotEdit(file, "encryptionsalt");
    }

    private static string ReplaceValue(string text, YamlMappingNode config, YamlNode old, string key, string value, bool secure)
    {
        // A secret whose place has one stays where it is, with the comments around it.
        if (secure && old is YamlMappingNode { Children.Count: 1 } map && map.Get("secure") is YamlScalarNode ciphertext)
            return Replace(text, ciphertext.Start.Index, End(text, ciphertext), value);
        if (!secure && old is YamlScalarNode { Value.Length: > 0 } scalar)
            return Replace(text, scalar.Start.Index, End(text, scalar), Scalar(value, scalar.Style));
        var name = config.First(c => c.Key.ToString() == key).Key;
        var colon = text.IndexOf(':', End(text, name)) + 1;
        var start = (int)old.Start.Index;
        var inner = secure ? $"{{ secure: {value} }}" : Scalar(value, ScalarStyle.Any);

        // What stands between the colon and the value is space, or a comment that stays.
        var between = text[colon..Math.Max(colon, start)];
        return between.Trim().Length == 0
            ? Replace(text, colon, Math.Max(colon, End(text, old)), " " + inner)
            : Replace(text, start, End(text, old), inner);
    }

    private static string AddEntry(string text, YamlMappingNode config, string key, string value, bool secure, string end)
    {
        if (config.Style == MappingStyle.Flow)
        {
            var inner = secure ? $"{{ \"secure\": \"{value}\" }}" : Scalar(value, ScalarStyle.DoubleQuoted);
            var last = config.Children[config.Children.Count - 1].Value;
            return Replace(text, End(text, last), End(text, last), $", {Scalar(key, ScalarStyle.DoubleQuoted)}: {inner}");
        }

        var indent = new string(' ', (int)config.Start.Column - 1);
        var final = config.Children[config.Children.Count - 1];
        return InsertEntry(text, End(text, final.Value), indent, Entry(key, value, secure, indent, end), end);
    }

    /// <summary>Puts an entry on a line of its own, behind the line in which a place is.</summary>
    private static string InsertEntry(string text, int place, string indent, string entry, string end)
    {
        var line = text.IndexOf('\n', Math.Min(place, text.Length));
        return line < 0 ? Append(text, indent + entry, end) : Replace(text, line + 1, line + 1, indent + entry + end);
    }

    private static string Append(string text, string line, string end) =>
        text + (text.Length == 0 || text[^1] == '\n' ? "" : end) + line + end;

    private static string Entry(string key, string value, bool secure, string indent, string end)
    {
        var name =
            key.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_' or '.' or '/')
            && char.IsAsciiLetter(key[0])
            && key[^1] != ':'
                ? key
                : Scalar(key, ScalarStyle.DoubleQuoted);
        return secure ? $"{name}:{end}{indent}{Indent}secure: {value}" : $"{name}: {Scalar(value, ScalarStyle.Any)}";
    }

    private static string Replace(string text, long from, long to, string by) =>
        string.Concat(text.AsSpan(0, (int)from), by, text.AsSpan((int)to));

    /// <summary>Where the text of a node ends. The parser's end of a block is the begin of what follows it, comments skipped.</summary>
    private static int End(string text, YamlNode node)
    {
        var isBlock =
            node
            is YamlMappingNode { Style: not MappingStyle.Flow, Children.Count: > 0 }
                or YamlSequenceNode { Style: not SequenceStyle.Flow, Children.Count: > 0 };
        if (isBlock)
            return End(
                text,
                node is YamlMappingNode map ? map.Children[map.Children.Count - 1].Value : ((YamlSequenceNode)node).Children[^1]
            );
        var end = (int)Math.Min(node is YamlScalarNode ? node.End.Index : FlowEnd(text, node.Start.Index), text.Length);
        while (end > node.Start.Index && char.IsWhiteSpace(text[end - 1]))
            end--;
        return end;
    }

    /// <summary>Where a collection in brackets ends; its node only knows where it begins.</summary>
    private static long FlowEnd(string text, long start)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            if (parser.Current is MappingStart or SequenceStart && (depth > 0 || parser.Current.Start.Index == start))
                depth++;
            else if (parser.Current is MappingEnd or SequenceEnd && depth > 0 && --depth == 0)
                return parser.Current.Start.Index + 1;
        }

        return text.Length;
    }

    /// <summary>Quotes every text that could be read as another type, or as more than one scalar.</summary>
    private static string Scalar(string value, ScalarStyle style)
    {
        var isPlain =
            value is not ("" or "y" or "n" or "yes" or "no" or "on" or "off")
            && value.ToLowerInvariant() is not ("true" or "false" or "null")
            && value.All(char.IsAsciiLetterOrDigit)
            && !char.IsAsciiDigit(value[0]);
        if (isPlain && style is not (ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted))
            return value;
        return style == ScalarStyle.SingleQuoted && !value.Any(char.IsControl)
            ? $"'{value.Replace("'", "''", StringComparison.Ordinal)}'"
            : DoubleQuoted(value);
    }

    private static string DoubleQuoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' or '\u0085' => text.Append(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"\\u{(int)c:X4}"
                ),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }

    private static string LineEnd(string text) => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    private static void Verify(string text, string file, string key, string value, bool secure)
    {
        var written = (YamlFile.Parse(text, file).Get("config") as YamlMappingNode)?.Get(key);
        var found = secure ? (written as YamlMappingNode)?.Text("secure") : (written as YamlScalarNode)?.Value;
        if (found != value)
            throw CannotEdit(file, key);
    }

    private static EngineException CannotEdit(string file, string key) =>
        new($"{file} cannot be changed without touching what else is in it; set '{key}' by hand.");
}
