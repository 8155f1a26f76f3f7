using System.Collections.Immutable;
using LiveChatPulumi.Export.Merging;
using LiveChatPulumi.Export.Schema;

namespace LiveChatPulumi.Export.CSharp;

/// <summary>
/// A program in C#, all of its files. What it reads is the form that exports write, wherever people moved it: a statement that makes a
/// resource, with its name and an initialiser. What it cannot follow it takes for a value of people's own, which no export changes.
/// </summary>
internal sealed class CSharpProgramText : ProgramText
{
    private readonly ProviderSchema _schema;
    private readonly List<CSharpToken> _tokens;
    private readonly CSharpStatements _statements;
    private readonly IReadOnlyList<(int Start, int End)> _comments;
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly Lazy<ImmutableArray<(CSharpResource Resource, SourceEntry Entry)>> _entries;
    private SourceNode? _root;

    /// <summary>Takes a joined text, or that of one file.</summary>
    public CSharpProgramText(string text, ProviderSchema schema)
        : base(CSharpFiles.First, text)
    {
        _schema = schema;
        var scanner = new CSharpScanner(text, Fault);
        _tokens = scanner.Scan();
        _comments = scanner.Comments;
        _statements = new CSharpStatements(_tokens, schema);
        _statements.Find();
        foreach (var resource in _statements.Resources)
        {
            if (resource is { Name: { } name, Variable: { } variable })
                _keys.TryAdd(variable, $"${{{KeyOf(resource.Type, name)}}}");
        }

        foreach (var setting in _statements.Settings)
            _keys.TryAdd(setting.Variable, $"${{config.{setting.Key}}}");
        _entries = new(() => [.. _statements.Resources.Where(r => r.Name is not null).Select(r => (r, EntryOf(r)))]);
    }

    /// <summary>The pieces of the program.</summary>
    public IReadOnlyList<CSharpToken> Tokens => _tokens;

    /// <summary>The resources that it makes, as statements.</summary>
    public IReadOnlyList<CSharpResource> Resources => _statements.Resources;

    /// <summary>The values that it takes from the configuration.</summary>
    public IReadOnlyList<CSharpSetting> Settings => _statements.Settings;

    /// <summary>Its fields.</summary>
    public IReadOnlyList<CSharpField> Fields => _statements.Fields;

    /// <inheritdoc/>
    public override bool IsFreeForm => true;

    /// <inheritdoc/>
    public override SourceNode Root => _root ??= ReadRoot();

    /// <inheritdoc/>
    public override ImmutableArray<SourceDeclaration> Declarations =>
        [
            .. _entries.Value.Select(e => new SourceDeclaration(e.Resource.Name!, e.Resource.Type, e.Resource.Name!, e.Entry.Value)
            {
                Properties = e.Entry.Value["properties"],
                Aliases = AliasesOf(e.Resource),
            }),
        ];

    /// <inheritdoc/>
    public override IEnumerable<string> Names =>
        _tokens
            .Where(t => t.Kind == CSharpTokenKind.Word)
            .Select(t => t.Text)
            .Concat(_statements.Resources.Select(r => r.Name).OfType<string>())
            .Concat(_statements.Settings.Select(s => s.Key))
            .Distinct();

    /// <summary>The name of an entry in the tree, and in what people are told.</summary>
    public static string KeyOf(string type, string name) => $"{type.Split(':')[^1]}.{name}";

    /// <inheritdoc/>
    public override ProgramText With(string text) => new CSharpProgramText(text, _schema);

    /// <inheritdoc/>
    public override bool Uses(string setting) =>
        _statements.Settings.FirstOrDefault(s => s.Key == setting) is { } taken
        && _tokens
            .Index()
            .Any(t =>
                t.Item.IsWord(taken.Variable)
                && (t.Index < taken.First || t.Index > taken.Last)
                && !_statements.Fields.Any(f => f.First <= t.Index && t.Index <= f.Last)
            );

    /// <inheritdoc/>
    public override bool HasComment(int start, int end) => _comments.Any(c => c.Start >= start && c.Start < end);

    /// <inheritdoc/>
    public override int BehindRemark(int end)
    {
        foreach (var (start, close) in _comments.SkipWhile(c => c.Start < end))
        {
            if (!Text.AsSpan(end, start - end).Trim(' ').IsEmpty || Text[start + 1] != '*')
                break;
            end = close;
        }

        return end;
    }

    /// <inheritdoc/>
    public override bool IsCommentLine(int lineStart) =>
        Text.AsSpan(lineStart, NextLine(lineStart) - lineStart).TrimStart() is ['/', '/', not '\0', ..];

    /// <inheritdoc/>
    public override (string File, int Line) PlaceOf(int place) => CSharpFiles.PlaceOf(Text, place);

    /// <summary>What an export brings into a class has its place in one of the methods, not beside them.</summary>
    public override bool CanTake(string path) => Fields.Count == 0 || path is not ("config" or "resources");

    /// <inheritdoc/>
    public override ProgramText Completed(ProgramText before, ProgramText next) =>
        new CSharpCompletion(this, (CSharpProgramText)before, (CSharpProgramText)next).Complete();

    /// <inheritdoc/>
    public override ProgramText Arranged(ProgramText before, ProgramText next) =>
        CSharpFiles.AreIn(Text) ? new CSharpAreas((CSharpProgramText)before, (CSharpProgramText)next).Arrange(this) : this;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Faults(ProgramText before, ProgramText next) =>
        new CSharpCompletion(this, (CSharpProgramText)before, (CSharpProgramText)next).Faults();

    private MergeException Fault(int place, string what) =>
        CSharpFiles.PlaceOf(Text, place) is var (file, line) ? new MergeException($"{file}:{line}: {what}.") : new MergeException(what);

    private SourceNode ReadRoot()
    {
        var sections = new List<SourceEntry>();
        var settings = _statements.Settings.Select(s =>
        {
            var (start, end) = (_tokens[s.First].Start, _tokens[s.Last].End);
            var method = _tokens[s.Last - 4].Text;
            return new SourceEntry(s.Key, start, start, new SourceNode(SourceKind.Leaf, start, end) { Text = method });
        });
        AddSection(sections, "config", [.. settings], _statements.Settings is [var first, ..] ? StartOf(first) : 0);
        var resources = _entries.Value.DistinctBy(e => e.Entry.Key).Select(e => e.Entry).ToImmutableArray();
        AddSection(sections, "resources", resources, resources is [var head, ..] ? head.Start : 0);
        return new SourceNode(SourceKind.Map, 0, Text.Length) { Entries = [.. sections.OrderBy(s => s.Start)], IsOpen = true };
    }

    private static void AddSection(List<SourceEntry> sections, string key, ImmutableArray<SourceEntry> entries, int start)
    {
        if (entries is not [.., var last])
            return;
        var node = new SourceNode(SourceKind.Map, start, last.Value.End) { Entries = entries, IsOpen = true };
        sections.Add(new SourceEntry(key, start, start, node));
    }

    /// <summary>Where the first setting begins, with the statement that opens the configuration.</summary>
    private int StartOf(CSharpSetting setting)
    {
        var first = setting.First;
        return
            first >= 8
            && _tokens[first - 8].IsWord("var")
            && _tokens[first - 7].IsWord(setting.Config)
            && _tokens[first - 4].IsWord("Config")
            ? _tokens[first - 8].Start
            : _tokens[first].Start;
    }

    private SourceEntry EntryOf(CSharpResource resource)
    {
        var (start, end) = (_tokens[resource.Left].Start, _tokens[resource.Last].End);
        var key = KeyOf(resource.Type, resource.Name!);
        return new SourceEntry(key, start, start, NodeOf(resource, start, end)) { IsAnchor = resource.IsPlain && EndsItsLine(start, end) };
    }

    /// <summary>True where nothing else is on the lines of a statement, so that another one can stand below.</summary>
    private bool EndsItsLine(int start, int end) =>
        IsFirstOnLine(start)
        && Text[end..NextLine(end)].Trim() is var rest
        && (rest.Length == 0 || rest.StartsWith("//", StringComparison.Ordinal));

    private SourceNode NodeOf(CSharpResource resource, int start, int end)
    {
        var expressions = new CSharpExpressions(_tokens, _statements, _keys);
        if (!resource.IsPlain || resource.Arguments.Length is < 2 or > 3)
            return new SourceNode(SourceKind.Leaf, start, end) { Text = Text[start..end] };
        var entries = ImmutableArray.CreateBuilder<SourceEntry>();
        foreach (var (name, (from, to)) in new[] { "properties", "options" }.Zip(resource.Arguments.Skip(1)))
        {
            var value = name == "options" ? expressions.Leaf(from, to) : expressions.Read(from, to);
            entries.Add(new SourceEntry(name, value.Start, value.Start, value) { IsInline = true });
        }

        return new SourceNode(SourceKind.Map, start, end) { HasCommas = true, Entries = entries.ToImmutable() };
    }

    private ImmutableArray<string> AliasesOf(CSharpResource resource)
    {
        if (resource.Arguments is not [_, _, var options])
            return [];
        var said = _tokens.Skip(options.From).Take(options.To - options.From).ToList();
        return said.Any(t => t.IsWord("Aliases"))
            ? [.. said.Where(t => t.Kind == CSharpTokenKind.Text).Select(t => t.Text.Split("::")[^1])]
            : [];
    }
}
