using System.Globalization;

namespace Cli_Tests.Export;

/// <summary>Random edits of a program in YAML, as people make them in an editor, with what of them has to stay in the program.</summary>
/// <param name="text">The program as an export wrote it.</param>
/// <param name="random">Chooses.</param>
internal sealed class ProgramEdits(string text, Random random)
{
    private static readonly string[] Changeable = ["group-", "bot-"];

    private readonly List<string> _lines = [.. text.Split('\n')];
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
    private int _made;

    /// <summary>The program.</summary>
    public string Text => string.Join('\n', _lines);

    /// <summary>Lines that people wrote.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Names of resources that people took out.</summary>
    public List<string> Removed { get; } = [];

    /// <summary>New names of resources by their old ones.</summary>
    public Dictionary<string, string> Renamed { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes edits of all kinds.</summary>
    public void Make(int count)
    {
        Action[] kinds = [Comment, Comment, Remark, Value, Value, Option, Rename, Remove, Add, Move];
        for (var i = 0; i < count; i++)
            kinds[random.Next(kinds.Length)]();
    }

    /// <summary>A line of its own above a resource.</summary>
    private void Comment()
    {
        var line = $"  # remark {Next()} of a person";
        _lines.Insert(Resource().First, line);
        Lines.Add(line);
    }

    /// <summary>A comment behind a value.</summary>
    private void Remark()
    {
        if (Property("      name: ") is not { } at)
            return;
        var remark = $" # said {Next()}";
        _lines[at] += remark;
        Lines.Add(remark);
    }

    /// <summary>Another value.</summary>
    private void Value()
    {
        if (Property("      name: ") is not { } at || _lines[at].Contains('#', StringComparison.Ordinal))
            return;
        _lines[at] = $"      name: By hand {Next()}";
        Lines.Add(_lines[at]);
    }

    private void Option()
    {
        var (_, last, name) = Resource();
        if (!_touched.Add(name))
            return;
        _lines.InsertRange(last, ["    options:", $"      protect: true # {Next()}"]);
        Lines.Add(_lines[last + 1]);
    }

    /// <summary>Another name, wherever the program has the old one.</summary>
    private void Rename()
    {
        var (first, last, name) = Resource();
        var said = string.Join('\n', _lines.GetRange(first + 1, last - first - 1));

        // Of two that say the same, nobody knows which one has a new name.
        if (Text.IndexOf(said, StringComparison.Ordinal) != Text.LastIndexOf(said, StringComparison.Ordinal) || !_touched.Add(name))
            return;
        var renamed = $"hand{Next()}";
        _lines[first] = $"  {renamed}:";
        for (var i = 0; i < _lines.Count; i++)
            _lines[i] = _lines[i].Replace($"${{{name}.", $"${{{renamed}.", StringComparison.Ordinal);
        Renamed[name] = renamed;
        _touched.Add(renamed);
    }

    private void Remove()
    {
        var (first, last, name) = Resource();
        if (!name.StartsWith("tag-", StringComparison.Ordinal) || !_touched.Add(name))
            return;
        if (_lines.GetRange(first, last - first).Any(l => Lines.Any(l.EndsWith)))
            return;
        _lines.RemoveRange(first, last - first);
        Removed.Add(name);
    }

    private void Add()
    {
        var n = Next();
        _lines.InsertRange(Resource().First, [$"  own{n}: {{ type: livechat:Tag, properties: {{ name: by hand {n} }} }}"]);
        Lines.Add($"  own{n}: {{ type: livechat:Tag, properties: {{ name: by hand {n} }} }}");
    }

    /// <summary>A resource at another place.</summary>
    private void Move()
    {
        var (first, last, _) = Resource();
        var piece = _lines.GetRange(first, last - first);
        _lines.RemoveRange(first, last - first);
        _lines.InsertRange(Resource().First, piece);
    }

    private string Next() => (++_made).ToString(CultureInfo.InvariantCulture);

    /// <summary>A line with a property of a resource that nobody has touched.</summary>
    private int? Property(string start)
    {
        var (first, last, name) = Resource();
        var at = _lines.FindIndex(first, last - first, l => l.StartsWith(start, StringComparison.Ordinal));

        // LiveChat has no call for the name of an agent.
        return at > 0 && Changeable.Any(k => name.StartsWith(k, StringComparison.Ordinal)) && _touched.Add(name) ? at : null;
    }

    /// <summary>A resource of the export: its first line, the line behind it, and its name.</summary>
    private (int First, int Last, string Name) Resource()
    {
        var starts = Enumerable
            .Range(_lines.IndexOf("resources:") + 1, _lines.Count)
            .TakeWhile(i => i < _lines.Count)
            .Where(i => _lines[i] is [' ', ' ', not (' ' or '#'), ..] && _lines[i].EndsWith(':'))
            .ToList();
        var first = starts[random.Next(starts.Count)];
        var last = first + 1;
        while (last < _lines.Count && _lines[last].StartsWith("    ", StringComparison.Ordinal))
            last++;
        return (first, last, _lines[first].Trim().TrimEnd(':').Trim('"'));
    }
}
