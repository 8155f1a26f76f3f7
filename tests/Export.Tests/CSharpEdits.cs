using System.Globalization;
using LiveChatPulumi.Export.Model;
using PluginProtocol.Values;

namespace Export_Tests;

/// <summary>Random edits of a program in C#, as people make them in an editor, with what of them has to stay.</summary>
internal sealed class CSharpEdits(string text, Random random)
{
    private readonly List<string> _lines = [.. text.Split('\n')];
    private int _made;

    public string Text => string.Join('\n', _lines);

    /// <summary>Lines that people wrote.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Resources that people changed or took out.</summary>
    public HashSet<string> Touched { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Removed { get; } = new(StringComparer.Ordinal);

    public void Make(int count)
    {
        Action[] kinds = [Comment, Remark, Value, Option, Rename, Remove, Add, Move];
        for (var i = 0; i < count; i++)
            kinds[random.Next(kinds.Length)]();
    }

    /// <summary>The license after as many edits.</summary>
    public static ReadObject[] License(ReadObject[] objects, Random random, int count)
    {
        var license = objects.ToList();
        for (var i = 0; i < count; i++)
        {
            var at = random.Next(license.Count);
            var (type, n) = (license[at].Type.Split(':')[^1], i + 1000);
            var groups = license
                .Where(o => o.Type.EndsWith(":Group", StringComparison.Ordinal))
                .Select(o => int.Parse(o.Id, CultureInfo.InvariantCulture))
                .ToList();
            switch (random.Next(5))
            {
                case 0 when type != "Group" || groups.Count > 3:
                    license.RemoveAt(at);
                    break;
                case 1:
                    license.Add(Given.Group(n, $"new {n}"));
                    break;
                case 2:
                    license.Add(Given.Tag($"new {n}", groups[random.Next(groups.Count)]));
                    break;
                default:
                    license[at] = Changed(license[at], type, n, groups[random.Next(groups.Count)]);
                    break;
            }
        }

        return [.. license];
    }

    public static ReadObject Agent(string name, string title, string? mobile = null)
    {
        var email = name.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant() + "@example.com";
        (string, PropertyValue)[] said =
        [
            ("email", PropertyValue.Of(email)),
            ("name", PropertyValue.Of(name)),
            ("jobTitle", PropertyValue.Of(title)),
            .. mobile is null ? [] : new[] { ("mobile", PropertyValue.Of(mobile)) },
        ];
        return Given.Of("Agent", email, name, said);
    }

    private static ReadObject Changed(ReadObject read, string type, int n, int group) =>
        type switch
        {
            "Group" => Given.Group(int.Parse(read.Id, CultureInfo.InvariantCulture), $"changed {n}"),
            "Tag" => Given.Tag(read.Id, group),
            _ => Agent(read.Title, $"job {n}"),
        };

    private void Comment() => Insert(Resource().First, $"// remark {Next()} of a person");

    private void Remark()
    {
        var (_, last, name) = Resource();
        if (!Touched.Add(name))
            return;
        var remark = $" // said {Next()}";
        _lines[last] += remark;
        Lines.Add(remark);
    }

    private void Value()
    {
        var (first, last, name) = Resource();
        var at = _lines.FindIndex(first, last + 1 - first, l => l.Contains("JobTitle = \"Clerk\"", StringComparison.Ordinal));
        if (at < 0 || !Touched.Add(name))
            return;
        var said = $"JobTitle = \"By hand {Next()}\"";
        _lines[at] = _lines[at].Replace("JobTitle = \"Clerk\"", said, StringComparison.Ordinal);
        Lines.Add(said);
    }

    private void Option()
    {
        var (_, last, name) = Resource();
        if (!_lines[last].EndsWith("});", StringComparison.Ordinal) || !Touched.Add(name))
            return;
        var option = $", new CustomResourceOptions {{ Protect = true, Version = \"{Next()}\" }});";
        _lines[last] = _lines[last][..^2] + option;
        Lines.Add(option);
    }

    /// <summary>Another variable, wherever the program has the old one.</summary>
    private void Rename()
    {
        var (first, _, _) = Resource();
        if (_lines[first].Trim() is not ['v', 'a', 'r', ' ', .. var rest] || rest.StartsWith("hand", StringComparison.Ordinal))
            return;
        var (old, renamed) = (rest[..rest.IndexOf(' ', StringComparison.Ordinal)], $"hand{Next()}");
        for (var i = 0; i < _lines.Count; i++)
            _lines[i] = System.Text.RegularExpressions.Regex.Replace(_lines[i], $@"\b{old}\b(?!"")", renamed);
    }

    private void Remove()
    {
        var (first, last, name) = Resource();
        if (!_lines[first].Contains("_ = ", StringComparison.Ordinal) || !Touched.Add(name))
            return;
        _lines.RemoveRange(first, last + 1 - first);
        Removed.Add(name);
    }

    private void Add()
    {
        var (at, n) = (Resource().First, Next());
        Insert(at, $"_ = new LiveChat.Tag(\"own-{n}\", new() {{ Name = \"by hand {n}\" }});");
    }

    /// <summary>A resource that nothing names, at another place.</summary>
    private void Move()
    {
        var (first, last, _) = Resource();
        var piece = _lines.GetRange(first, last + 1 - first);
        if (!piece[0].Contains("_ = ", StringComparison.Ordinal) || piece.Any(l => l.Contains("GroupId", StringComparison.Ordinal)))
            return;
        _lines.RemoveRange(first, piece.Count);
        _lines.InsertRange(Resource().First, piece);
    }

    private void Insert(int at, string line)
    {
        _lines.Insert(at, _lines[at][..^_lines[at].TrimStart().Length] + line);
        Lines.Add(line);
    }

    private string Next() => (++_made).ToString(CultureInfo.InvariantCulture);

    /// <summary>A resource of the export: its first line, its last one, and its name.</summary>
    private (int First, int Last, string Name) Resource()
    {
        var starts = Enumerable
            .Range(0, _lines.Count)
            .Where(i => _lines[i].Contains(" = new LiveChat.", StringComparison.Ordinal))
            .Where(i => !_lines[i].Contains("(\"own-", StringComparison.Ordinal))
            .ToList();
        var first = starts[random.Next(starts.Count)];
        return (first, _lines.FindIndex(first, l => l.Contains(");", StringComparison.Ordinal)), _lines[first].Split('"')[1]);
    }
}
