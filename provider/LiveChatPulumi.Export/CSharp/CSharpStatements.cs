using System.Collections.Immutable;
using LiveChatPulumi.Export.Schema;

namespace LiveChatPulumi.Export.CSharp;

/// <summary>A resource that a program in C# makes.</summary>
/// <param name="Type">The token of its type.</param>
/// <param name="Name">Its logical name; null where it is not written out.</param>
/// <param name="Variable">The variable that holds it; null for none.</param>
/// <param name="Left">The first token of the statement.</param>
/// <param name="New">The token that begins its making.</param>
/// <param name="Last">The last token of the statement.</param>
internal sealed record CSharpResource(string Type, string? Name, string? Variable, int Left, int New, int Last)
{
    /// <summary>The parts between the brackets, from the first token to the one behind.</summary>
    public required ImmutableArray<(int From, int To)> Arguments { get; init; }

    /// <summary>True for a variable that is new with this statement.</summary>
    public bool IsLocal { get; init; }

    /// <summary>True for a statement of its own that always runs. Others are read, and not changed.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The token that ends the block that the statement is in.</summary>
    public int BlockEnd { get; init; }
}

/// <summary>A value that a program takes from the stack's configuration.</summary>
/// <param name="Key">The key in the configuration.</param>
/// <param name="Variable">The variable that holds it.</param>
/// <param name="Config">What the configuration is called.</param>
/// <param name="First">The first token of the statement.</param>
/// <param name="Last">Its last token.</param>
/// <param name="IsLocal">True for a variable that is new with this statement.</param>
/// <param name="BlockEnd">The token that ends the block that the statement is in.</param>
internal sealed record CSharpSetting(string Key, string Variable, string Config, int First, int Last, bool IsLocal, int BlockEnd);

/// <summary>A field of a class.</summary>
internal sealed record CSharpField(string Name, int First, int Last);

/// <summary>
/// Finds the statements of a program that make resources, in the form in which people and exports write them; what is around these is
/// walked over.
/// </summary>
/// <param name="tokens">The program.</param>
/// <param name="schema">The resources that there are.</param>
internal sealed class CSharpStatements(IReadOnlyList<CSharpToken> tokens, ProviderSchema schema)
{
    private enum BlockKind
    {
        Other,
        Type,
        Body,
    }

    private readonly Dictionary<string, string> _types = schema
        .Resources.Keys.GroupBy(t => t.Split(':')[^1], StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    private readonly Stack<(BlockKind Kind, int End)> _blocks = new();
    private readonly List<CSharpResource> _resources = [];
    private readonly List<CSharpSetting> _settings = [];
    private readonly List<CSharpField> _fields = [];

    public IReadOnlyList<CSharpResource> Resources => _resources;

    public IReadOnlyList<CSharpSetting> Settings => _settings;

    public IReadOnlyList<CSharpField> Fields => _fields;

    /// <summary>Walks over the program.</summary>
    public void Find()
    {
        var at = 0;
        while (at < tokens.Count)
        {
            if (tokens[at].Is("{"))
                _blocks.Push((KindOf(at), EndOf(at)));
            else if (tokens[at].Is("}") && _blocks.Count > 0)
                _blocks.Pop();
            else if (tokens[at].IsWord("new") && ResourceAt(at) is { } resource)
            {
                _resources.Add(resource);
                at = resource.IsPlain ? resource.Last : at;
            }
            else if (tokens[at].Is(".") && SettingAt(at) is { } setting)
                _settings.Add(setting);
            else if (tokens[at].IsWord("private") && FieldAt(at) is { } field)
                _fields.Add(field);
            at++;
        }
    }

    /// <summary>The token that closes what this one opens; the end of the text where nothing does.</summary>
    public int EndOf(int open)
    {
        var depth = 0;
        for (var i = open; i < tokens.Count; i++)
        {
            if (tokens[i].Is("{") || tokens[i].Is("(") || tokens[i].Is("["))
                depth++;
            else if (tokens[i].Is("}") || tokens[i].Is(")") || tokens[i].Is("]"))
                depth--;
            if (depth == 0)
                return i;
        }

        return tokens.Count;
    }

    /// <summary>The parts that commas part between two brackets.</summary>
    public ImmutableArray<(int From, int To)> Parts(int open)
    {
        var (parts, end, from) = (ImmutableArray.CreateBuilder<(int, int)>(), EndOf(open), open + 1);
        for (var i = open + 1; i <= end && i < tokens.Count; i++)
        {
            if (i == end || tokens[i].Is(","))
            {
                if (i > from)
                    parts.Add((from, i));
                from = i + 1;
            }
            else if (tokens[i].Is("{") || tokens[i].Is("(") || tokens[i].Is("["))
                i = EndOf(i);
        }

        return parts.ToImmutable();
    }

    private BlockKind KindOf(int open)
    {
        var first = open;
        while (first > 0 && !IsBoundary(first - 1))
            first--;
        var before = Enumerable.Range(first, open - first).Select(i => tokens[i]).ToList();
        if (before.Any(t => t.Kind == CSharpTokenKind.Word && t.Text is "class" or "struct" or "record" or "namespace" or "interface"))
            return BlockKind.Type;
        var outer = _blocks.Count > 0 ? _blocks.Peek().Kind : BlockKind.Type;
        var isMember = _blocks.Count > 0 && outer == BlockKind.Type && before is [.., { Text: ")" }];
        var isProgram =
            before.Any(t => t.IsWord("RunAsync")) && before is [.., { Text: "=>" }] && outer is BlockKind.Type or BlockKind.Body;
        return isMember || isProgram ? BlockKind.Body : BlockKind.Other;
    }

    private bool IsBoundary(int at) => tokens[at].Is(";") || tokens[at].Is("{") || tokens[at].Is("}");

    private CSharpResource? ResourceAt(int at)
    {
        var open = at + 1;
        while (open < tokens.Count && (tokens[open].Kind == CSharpTokenKind.Word || tokens[open].Is(".") || tokens[open].Is("::")))
            open++;
        if (open == at + 1 || open >= tokens.Count || !tokens[open].Is("(") || !_types.TryGetValue(tokens[open - 1].Text, out var type))
            return null;
        var isQualified = tokens[open - 2].Is(".") && tokens[open - 3].IsWord(schema.Namespace);
        if (!isQualified && (open != at + 2 || !IsImported()))
            return null;
        var (arguments, close) = (Parts(open), EndOf(open));
        var name =
            arguments is [var first, ..] && first.To == first.From + 1 && tokens[first.From].Kind == CSharpTokenKind.Text
                ? tokens[first.From].Text
                : null;
        var (left, variable, isLocal, isStatement) = LeftOf(at);
        var isEnded = close + 1 < tokens.Count && tokens[close + 1].Is(";");
        var isInBody = _blocks.Count > 0 && _blocks.Peek().Kind == BlockKind.Body;
        return new CSharpResource(type, name, isEnded ? variable : null, left, at, isEnded ? close + 1 : Math.Min(close, tokens.Count - 1))
        {
            Arguments = arguments,
            IsLocal = isLocal,
            IsPlain = name is not null && isStatement && isEnded && isInBody,
            BlockEnd = _blocks.Count > 0 ? _blocks.Peek().End : tokens.Count,
        };
    }

    private bool IsImported() =>
        Enumerable
            .Range(0, tokens.Count - 2)
            .Any(i =>
                tokens[i].IsWord(schema.RootNamespace)
                && tokens[i + 1].Is(".")
                && tokens[i + 2].IsWord(schema.Namespace)
                && i > 0
                && tokens[i - 1].IsWord("using")
            );

    /// <summary>What stands before the making of a resource.</summary>
    private (int First, string? Variable, bool IsLocal, bool IsStatement) LeftOf(int at)
    {
        if (at == 0 || IsBoundary(at - 1))
            return (at, null, false, true);
        if (!tokens[at - 1].Is("=") || at < 2 || tokens[at - 2].Kind != CSharpTokenKind.Word)
            return (at, null, false, false);
        var variable = tokens[at - 2].Text;
        var first = at - 2;
        while (first > 0 && !IsBoundary(first - 1))
            first--;
        var isSimple = Enumerable
            .Range(first, at - 2 - first)
            .All(i => tokens[i].Kind == CSharpTokenKind.Word || tokens[i].Is(".") || tokens[i].Is("::"));
        var isMember = first < at - 2 && tokens[at - 3].Is(".");
        if (!isSimple || isMember)
            return (at, null, false, false);
        return (first, variable == "_" ? null : variable, first < at - 2, true);
    }

    /// <summary>A statement that gives a variable a value of the configuration: <c>var x = config.Require("x");</c>.</summary>
    private CSharpSetting? SettingAt(int dot)
    {
        if (
            dot < 3
            || dot + 5 >= tokens.Count
            || !tokens[dot - 2].Is("=")
            || tokens[dot - 3].Kind != CSharpTokenKind.Word
            || tokens[dot + 1] is not { Kind: CSharpTokenKind.Word, Text: var method }
            || !(method.StartsWith("Require", StringComparison.Ordinal) || method.StartsWith("Get", StringComparison.Ordinal))
            || !tokens[dot + 2].Is("(")
            || tokens[dot + 3].Kind != CSharpTokenKind.Text
            || !tokens[dot + 4].Is(")")
            || !tokens[dot + 5].Is(";")
        )
            return null;
        var first = dot - 3;
        while (first > 0 && !IsBoundary(first - 1))
            first--;
        return new CSharpSetting(
            tokens[dot + 3].Text,
            tokens[dot - 3].Text,
            tokens[dot - 1].Text,
            first,
            dot + 5,
            first < dot - 3,
            _blocks.Count > 0 ? _blocks.Peek().End : tokens.Count
        );
    }

    /// <summary>A field as an export writes it: a name without a value, or with <c>null!</c>.</summary>
    private CSharpField? FieldAt(int at)
    {
        if (_blocks.Count == 0 || _blocks.Peek().Kind != BlockKind.Type)
            return null;
        var end = at;
        while (end < tokens.Count && !tokens[end].Is(";") && !tokens[end].Is("{") && !tokens[end].Is("(") && !tokens[end].Is("="))
            end++;
        if (end >= tokens.Count || tokens[end - 1].Kind != CSharpTokenKind.Word)
            return null;
        var name = tokens[end - 1].Text;
        if (tokens[end].Is("=") && end + 3 < tokens.Count && tokens[end + 1].IsWord("null") && tokens[end + 2].Is("!"))
            end += 3;
        return tokens[end].Is(";") ? new CSharpField(name, at, end) : null;
    }
}
