using System.Collections.Immutable;
using System.Globalization;
using LiveChatPulumi.Export.Merging;

namespace LiveChatPulumi.Export.CSharp;

/// <summary>
/// Reads the arguments of resources as trees: initialisers and lists are taken apart, everything else is one value. A value has one text
/// in whatever way it is written.
/// </summary>
/// <param name="tokens">The program.</param>
/// <param name="statements">Its statements.</param>
/// <param name="said">What variables stand for, by their names.</param>
internal sealed class CSharpExpressions(
    IReadOnlyList<CSharpToken> tokens,
    CSharpStatements statements,
    IReadOnlyDictionary<string, string> said
)
{
    /// <summary>The value between two tokens.</summary>
    public SourceNode Read(int from, int to)
    {
        if (tokens[from].Is("{") && statements.EndOf(from) == to - 1)
            return Items(from, to, from, null);
        if (tokens[from].Is("[") && statements.EndOf(from) == to - 1)
            return Items(from, to, from, SourceKind.List);
        return tokens[from].IsWord("new") && Made(from, to) is { } made ? made : Leaf(from, to);
    }

    /// <summary>What <c>new</c> makes, where it takes no arguments.</summary>
    private SourceNode? Made(int from, int to)
    {
        var open = from + 1;
        while (open < to && !tokens[open].Is("(") && !tokens[open].Is("{"))
            open++;
        var type = tokens.Skip(from + 1).Take(open - from - 1).Where(t => t.Kind == CSharpTokenKind.Word).Select(t => t.Text).ToList();
        SourceKind? kind =
            type.Any(t => t is "InputMap" or "Dictionary" or "ImmutableDictionary") ? SourceKind.Map
            : type.Any(t => t is "InputList" or "List") || tokens[open - 1].Is("]") ? SourceKind.List
            : type.Count == 0 || type[^1].EndsWith("Args", StringComparison.Ordinal) ? SourceKind.Map
            : null;
        if (kind is null)
            return null;
        if (open < to && tokens[open].Is("("))
        {
            if (open + 1 >= to || !tokens[open + 1].Is(")"))
                return null;
            open += 2;
        }

        if (open == to)
            return new SourceNode(kind.Value, tokens[from].Start, tokens[to - 1].End) { HasCommas = true };
        return tokens[open].Is("{") && statements.EndOf(open) == to - 1 ? Items(from, to, open, kind) : null;
    }

    private SourceNode Items(int from, int to, int open, SourceKind? kind)
    {
        var parts = statements.Parts(open);
        kind ??= parts.Length > 0 && parts.All(p => KeyOf(p) is not null) ? SourceKind.Map : SourceKind.List;
        var entries = ImmutableArray.CreateBuilder<SourceEntry>(parts.Length);
        foreach (var part in parts)
        {
            var key = kind == SourceKind.Map ? KeyOf(part) : null;
            if (kind == SourceKind.Map && key is null)
                return Leaf(from, to);
            var value = key is { } member ? Read(member.Value, part.To) : Read(part.From, part.To);
            entries.Add(
                new SourceEntry(
                    key?.Name ?? "",
                    tokens[part.From].Start,
                    key is { } named ? tokens[named.Value - 1].End : tokens[part.From].Start,
                    value
                )
                {
                    IsInline = true,
                }
            );
        }

        return new SourceNode(kind.Value, tokens[from].Start, tokens[to - 1].End) { HasCommas = true, Entries = entries.ToImmutable() };
    }

    /// <summary>The name of a member, and the token that its value begins with: <c>Name = ...</c> or <c>["name"] = ...</c>.</summary>
    private (string Name, int Value)? KeyOf((int From, int To) part)
    {
        var (from, to) = part;
        if (to - from > 2 && tokens[from].Kind == CSharpTokenKind.Word && tokens[from + 1].Is("="))
            return (tokens[from].Text, from + 2);
        return
            to - from > 4
            && tokens[from].Is("[")
            && tokens[from + 1].Kind == CSharpTokenKind.Text
            && tokens[from + 2].Is("]")
            && tokens[from + 3].Is("=")
            ? (tokens[from + 1].Text, from + 4)
            : null;
    }

    /// <summary>A value that is compared as a whole.</summary>
    public SourceNode Leaf(int from, int to) => new(SourceKind.Leaf, tokens[from].Start, tokens[to - 1].End) { Text = Text(from, to) };

    private string Text(int from, int to)
    {
        // A case of an enum, by whatever way its namespace is named.
        var isPath =
            to - from > 3 && Enumerable.Range(from, to - from).All(i => i % 2 != from % 2 || tokens[i].Kind == CSharpTokenKind.Word);
        if (isPath && Enumerable.Range(from, to - from).All(i => i % 2 == from % 2 || tokens[i].Is(".")))
            from = to - 3;
        return string.Join(' ', Enumerable.Range(from, to - from).Select(i => Text(i)));
    }

    private string Text(int at)
    {
        var token = tokens[at];
        return token.Kind switch
        {
            CSharpTokenKind.Text => "'" + token.Text,
            CSharpTokenKind.Number
                when double.TryParse(
                    token.Text.Replace("_", "", StringComparison.Ordinal).TrimEnd('d', 'D', 'f', 'F', 'm', 'M', 'l', 'L', 'u', 'U'),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out var number
                ) => number.ToString("R", CultureInfo.InvariantCulture),
            CSharpTokenKind.Word when (at == 0 || !tokens[at - 1].Is(".")) && said.TryGetValue(token.Text, out var meant) => meant,
            _ => token.Text,
        };
    }
}
