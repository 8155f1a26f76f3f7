using System.Text.RegularExpressions;
using TestSupport;

namespace Cli_Tests;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page's path within the repository.</param>
/// <param name="Line">The line of its opening fence.</param>
/// <param name="Language">The first word after the fence.</param>
/// <param name="Class">What follows it: nothing, <c>needs-pulumi</c>, or <c>not-run: reason</c>.</param>
/// <param name="Text">What is in it.</param>
public sealed record MarkdownBlock(string Page, int Line, string Language, string Class, string Text)
{
    public bool IsRun => Language == "sh" && Class.Length == 0;

    /// <summary>Commands, without comments, a line each: continued lines are one, those that && joins are several.</summary>
    public IEnumerable<string> Commands =>
        Text.Replace("\\\n", " ", StringComparison.Ordinal)
            .Split('\n')
            .Select(l => MarkdownPage.Comment().Replace(l, "").Trim())
            .SelectMany(l => l.Split(" && "))
            .Where(l => l.Length > 0);

    public override string ToString() => $"{Page}:{Line}";
}

/// <summary>A page of the documentation: its blocks, links, anchors and code.</summary>
public sealed partial class MarkdownPage
{
    private MarkdownPage(string path)
    {
        Path = path;
        var (prose, blocks) = (new List<string>(), new List<MarkdownBlock>());
        var lines = File.ReadAllLines(Repo.Path(path));
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                prose.Add(lines[i]);
                continue;
            }

            var end = Array.FindIndex(lines, i + 1, l => l.StartsWith("```", StringComparison.Ordinal));
            Assert.True(end > i, $"{path}:{i + 1}: the fence is never closed");
            var info = lines[i][3..].Split(' ', 2);
            blocks.Add(new MarkdownBlock(path, i + 1, info[0], info.ElementAtOrDefault(1) ?? "", string.Join('\n', lines[(i + 1)..end])));
            i = end;
        }

        (Blocks, Prose) = (blocks, string.Join('\n', prose));
        var bare = Span().Replace(Prose, m => new string('x', m.Length));
        Links = [.. Link().Matches(bare).Select(m => Prose.Substring(m.Groups[1].Index, m.Groups[1].Length))];
        Anchors = AnchorsOf(prose);
        Spans = [.. Span().Matches(Prose).Select(m => m.Groups[1].Value)];
    }

    public string Path { get; }

    public IReadOnlyList<MarkdownBlock> Blocks { get; }

    public IReadOnlyList<string> Links { get; }

    public IReadOnlySet<string> Anchors { get; }

    /// <summary>Code within lines.</summary>
    public IReadOnlyList<string> Spans { get; }

    public string Prose { get; }

    /// <summary>README, docs and every other page that they lead to within the repository.</summary>
    public static IReadOnlyDictionary<string, MarkdownPage> All { get; } =
        new[] { "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md" }
            .Concat(Directory.GetFiles(Repo.Path("docs"), "*.md", SearchOption.AllDirectories).Select(Relative))
            .Concat(Directory.GetFiles(Repo.Path("examples", "gitops"), "*.md").Select(Relative))
            .ToDictionary(p => p, p => new MarkdownPage(p), StringComparer.Ordinal);

    /// <summary>README and docs, which are written for users.</summary>
    public static IEnumerable<MarkdownPage> ForUsers =>
        All.Values.Where(p =>
            p.Path == "README.md"
            || (p.Path.StartsWith("docs/", StringComparison.Ordinal) && !p.Path.StartsWith("docs/decisions", StringComparison.Ordinal))
        );

    /// <summary>Anchors as forges make them: small letters, no punctuation, a '-' for a space, a number for the second of a name.</summary>
    private static HashSet<string> AnchorsOf(IEnumerable<string> prose)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (var heading in prose.Where(l => l.StartsWith('#')))
        {
            var text = heading.TrimStart('#').Trim().ToLowerInvariant();
            var slug = string.Concat(text.Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');
            for (var (name, n) = (slug, 1); !anchors.Add(name); n++)
                name = $"{slug}-{n}";
        }

        foreach (var line in prose)
        foreach (Match match in Named().Matches(line))
            anchors.Add(match.Groups[1].Value);
        return anchors;
    }

    private static string Relative(string file) => System.IO.Path.GetRelativePath(Repo.Root, file);

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<!`)`([^`\n]+)`(?!`)")]
    private static partial Regex Span();

    [GeneratedRegex("""<a (?:name|id)="([^"]+)">""")]
    private static partial Regex Named();

    [GeneratedRegex(@"(^|\s+)#(\s|$).*$")]
    internal static partial Regex Comment();
}
