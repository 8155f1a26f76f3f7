using System.Collections.Immutable;
using System.Text.RegularExpressions;
using LiveChatPulumi.Export.Writing;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LiveChatPulumi.Export.Merging;

/// <summary>A program in YAML.</summary>
internal sealed partial class YamlProgramText : ProgramText
{
    private readonly List<int> _comments = [];
    private SourceNode? _root;
    private ImmutableArray<SourceDeclaration>? _declarations;

    /// <summary>Takes a text.</summary>
    public YamlProgramText(string text)
        : base(YamlWriter.ProgramFile, text) { }

    /// <inheritdoc/>
    public override SourceNode Root => _root ??= Parse();

    /// <inheritdoc/>
    public override ImmutableArray<SourceDeclaration> Declarations => _declarations ??= FindDeclarations();

    /// <inheritdoc/>
    public override IEnumerable<string> Names =>
        from section in new[] { "resources", "variables", "config", "configuration" }
        from entry in Root[section]?.Entries ?? []
        select entry.Key;

    /// <inheritdoc/>
    public override ProgramText With(string text) => new YamlProgramText(text);

    /// <inheritdoc/>
    public override bool Uses(string setting) => UseOf(setting).IsMatch(Text);

    /// <inheritdoc/>
    public override bool HasComment(int start, int end)
    {
        _ = Root;
        var index = _comments.BinarySearch(start);
        return (index < 0 ? ~index : index) is var first && first < _comments.Count && _comments[first] < end;
    }

    /// <inheritdoc/>
    public override bool IsCommentLine(int lineStart) => Text.AsSpan(lineStart, NextLine(lineStart) - lineStart).TrimStart() is ['#', ..];

    private ImmutableArray<SourceDeclaration> FindDeclarations() =>
        [
            .. (Root["resources"]?.Entries ?? [])
                .Where(r => r.Value["type"] is { Kind: SourceKind.Leaf })
                .Select(r => new SourceDeclaration(
                    r.Key,
                    Token(Said(r.Value["type"]!)),
                    r.Value["name"] is { Kind: SourceKind.Leaf } name ? Said(name) : r.Key,
                    r.Value
                )
                {
                    Properties = r.Value["properties"],
                    Aliases =
                    [
                        .. (r.Value["options"]?["aliases"]?.Entries ?? [])
                            .Select(a => a.Value.Kind == SourceKind.Map ? a.Value["name"] : a.Value)
                            .Where(a => a?.Kind == SourceKind.Leaf)
                            .Select(a => Said(a!).Split("::")[^1]),
                    ],
                }),
        ];

    private static Regex UseOf(string setting) =>
        new($@"\$\{{{Regex.Escape(setting)}(\}}|[.\[])", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static string Token(string type) => type.Split(':') is [var package, var name] ? $"{package}:index:{name}" : type;

    /// <summary>The text that a leaf says.</summary>
    private static string Said(SourceNode leaf) => leaf.Text.StartsWith('\'') ? leaf.Text[1..] : leaf.Text;

    private SourceNode Parse()
    {
        try
        {
            var parser = new Parser(new StringReader(Text));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
                return new SourceNode(SourceKind.Map, 0, 0);
            var scalars = new List<(int Start, int End)>();
            var root = Value(parser, 0, scalars);
            FindComments(scalars);
            return root;
        }
        catch (YamlException e)
        {
            throw new MergeException($"{File}:{e.Start.Line}:{e.Start.Column}: {e.Message}");
        }
    }

    private SourceNode Value(Parser parser, int from, List<(int Start, int End)> scalars)
    {
        if (parser.TryConsume<MappingStart>(out var map))
            return Collection<MappingEnd>(parser, SourceKind.Map, map.Style == MappingStyle.Flow, (int)map.Start.Index, scalars);
        if (parser.TryConsume<SequenceStart>(out var list))
            return Collection<SequenceEnd>(parser, SourceKind.List, list.Style == SequenceStyle.Flow, (int)list.Start.Index, scalars);
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return new SourceNode(SourceKind.Leaf, (int)alias.Start.Index, (int)alias.End.Index) { Text = "*" + alias.Value };
        var scalar = parser.Consume<Scalar>();
        var (start, end) = Span(scalar, from);
        scalars.Add((start, end));
        var isText = scalar.Style != ScalarStyle.Plain || !OtherThanText().IsMatch(scalar.Value);
        return new SourceNode(SourceKind.Leaf, start, end) { Text = isText ? "'" + scalar.Value : scalar.Value };
    }

    private SourceNode Collection<TEnd>(Parser parser, SourceKind kind, bool isFlow, int start, List<(int Start, int End)> scalars)
        where TEnd : ParsingEvent
    {
        var entries = ImmutableArray.CreateBuilder<SourceEntry>();
        while (!parser.Accept<TEnd>(out _))
        {
            if (kind == SourceKind.List)
            {
                var place = (int)parser.Current!.Start.Index;
                var dash = isFlow ? place : Dash(place);
                var item = Value(parser, dash + 1, scalars);
                entries.Add(new SourceEntry("", dash, isFlow ? item.Start : dash + 1, item) { IsInline = isFlow });
                continue;
            }

            var key = Value(parser, start, scalars);
            var colon = Text.IndexOf(':', key.End) + 1;
            var name = key.Kind == SourceKind.Leaf ? Said(key) : "?";
            entries.Add(new SourceEntry(name, key.Start, colon, Value(parser, colon, scalars)) { IsInline = isFlow });
        }

        var end = parser.Consume<TEnd>();
        var last = entries.Count > 0 ? entries[^1].Value.End : start;
        return new SourceNode(kind, start, isFlow ? (int)end.Start.Index + 1 : last)
        {
            HasCommas = isFlow,
            Entries = entries.ToImmutable(),
        };
    }

    /// <summary>
    /// Where the text of a scalar is. The parser's end may be the begin of what follows; an empty one is where it is announced.
    /// </summary>
    private (int Start, int End) Span(Scalar scalar, int from)
    {
        var (start, end) = ((int)scalar.Start.Index, Math.Min((int)scalar.End.Index, Text.Length));
        if (scalar is { Style: ScalarStyle.Plain, Value.Length: 0 })
            return (from, from);
        while (end > start && char.IsWhiteSpace(Text[end - 1]))
            end--;
        return (start, end);
    }

    private int Dash(int place)
    {
        var dash = place - 1;
        while (dash >= 0 && Text[dash] != '-')
            dash--;
        return dash;
    }

    /// <summary>A hash that is in no scalar begins a comment.</summary>
    private void FindComments(List<(int Start, int End)> scalars)
    {
        var at = 0;
        foreach (var (start, end) in scalars.Append((Text.Length, Text.Length)))
        {
            for (var i = at; i < start; i++)
            {
                if (Text[i] == '#')
                    _comments.Add(i);
            }

            at = Math.Max(at, end);
        }
    }

    [GeneratedRegex("^([-+.0-9].*|~|null|true|false|yes|no|on|off|y|n|)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex OtherThanText();
}
