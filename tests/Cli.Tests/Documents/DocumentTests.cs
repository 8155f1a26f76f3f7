using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LiveChatPulumi.Cli;
using TestSupport;

namespace Cli_Tests;

/// <summary>README and docs name what is there: links, anchors, commands, options, keys. Every block says whether it is run.</summary>
public sealed partial class DocumentTests
{
    /// <summary>Programs that are read in tests of their own, and what nobody runs.</summary>
    private static readonly HashSet<string> Others = ["sh", "csharp", "yaml", "text", "mermaid", "json", "typescript", "python"];

    /// <summary>Options of other programs that pages name on their own.</summary>
    private static readonly HashSet<string> Foreign =
    [
        "--no-build",
        "--from",
        "--file",
        "--build",
        "--all",
        "--default-signal",
        "--generate-code",
        "--my",
        "--groups",
        "--input-file",
        "--stateless",
        "--",
    ];

    [Fact]
    public void Link_OfEachPage_LeadsSomewhere()
    {
        var broken = new List<string>();
        foreach (var page in MarkdownPage.All.Values)
        {
            var relative = page.Links.Where(l =>
                !l.Contains("://", StringComparison.Ordinal) && !l.StartsWith("mailto:", StringComparison.Ordinal)
            );
            broken.AddRange(relative.Where(l => !Leads(page, l)).Select(l => $"{page.Path}: {l}"));
        }

        Assert.Empty(broken);
        Assert.True(MarkdownPage.All.Values.Sum(p => p.Links.Count) > 300, "the pattern misses links");
    }

    [Fact]
    public void Page_OfTheDocumentation_IsReachedFromItsIndex()
    {
        var (seen, open) = (new HashSet<string> { "docs/README.md" }, new Queue<string>(["docs/README.md"]));
        while (open.TryDequeue(out var path))
        {
            var folder = Path.GetDirectoryName(path)!;
            foreach (var link in MarkdownPage.All[path].Links.Where(l => !l.Contains("://", StringComparison.Ordinal)))
            {
                var target = Path.GetRelativePath(Repo.Root, Repo.Path(folder, link.Split('#')[0]));
                if (MarkdownPage.All.ContainsKey(target) && seen.Add(target))
                    open.Enqueue(target);
            }
        }

        Assert.Empty(MarkdownPage.ForUsers.Select(p => p.Path).Except(seen).Except(["README.md"]));
    }

    [Fact]
    public void Block_OfEachPage_SaysWhetherItIsRun()
    {
        var blocks = MarkdownPage.ForUsers.SelectMany(p => p.Blocks).ToList();
        Assert.Empty(blocks.Where(b => b.Language.Length > 0 && !Others.Contains(b.Language)).Select(b => $"{b}: {b.Language}"));
        var shell = blocks.Where(b => b.Language == "sh").ToList();
        Assert.Contains(shell, b => b.IsRun);
        Assert.Empty(shell.Where(b => !Classes().IsMatch(b.Class)).Select(b => $"{b}: {b.Class}"));
        Assert.Empty(
            shell
                .Where(b => b.Class != "needs-pulumi" && b.Commands.Any(c => c.StartsWith("pulumi ", StringComparison.Ordinal)))
                .Select(b => $"{b} has a line for the Pulumi CLI, and does not say so")
        );
        Assert.Empty(
            shell
                .Where(b => b.Class == "needs-pulumi" && !b.Text.Contains("pulumi ", StringComparison.Ordinal))
                .Select(b => $"{b} needs no pulumi")
        );
    }

    [Fact]
    public void Command_OfEachPage_IsOneWithItsOptions()
    {
        var root = CommandLine.Build(new CommandContext(new Dictionary<string, string>(), TextWriter.Null, TextWriter.Null, ""));
        var wrong = new List<string>();
        var count = 0;
        foreach (var page in MarkdownPage.ForUsers)
        {
            var lines = page
                .Blocks.Where(b => b.Language == "sh")
                .SelectMany(b => b.Commands)
                .Concat(page.Spans.Where(s => !s.Contains('…')));
            foreach (var line in lines)
            {
                var command = Assignments().Replace(line, "");
                if (!command.StartsWith("livechat ", StringComparison.Ordinal) || command.Contains(" ...", StringComparison.Ordinal))
                    continue;
                count++;
                wrong.AddRange(Faults(root, command).Select(f => $"{page.Path}: {line}: {f}"));
            }
        }

        Assert.Empty(wrong);
        Assert.True(count > 80, $"only {count} commands were found");
    }

    [Fact]
    public void Option_NamedAlone_IsOneOfTheCommand()
    {
        var known = Options(CommandLine.Build(new CommandContext(new Dictionary<string, string>(), TextWriter.Null, TextWriter.Null, "")));
        var unknown =
            from page in MarkdownPage.ForUsers
            from span in page.Spans
            where span.StartsWith("--", StringComparison.Ordinal)
            let name = Name().Match(span).Value
            where !known.Contains(name) && !Foreign.Contains(name)
            select $"{page.Path}: {span}";
        Assert.Empty(unknown);
    }

    [Fact]
    public void Key_OfEachPage_IsOneOfTheSchemaAndIsInTheTable()
    {
        var schema = (JsonObject)JsonNode.Parse(File.ReadAllText(Repo.Path("schema.json")))!;
        var variables = (JsonObject)schema["config"]!["variables"]!;
        var tokens = new[] { "resources", "functions" }.SelectMany(m => ((JsonObject)schema[m]!).Select(t => t.Key.Split(':')[^1]));
        var known = variables.Select(v => v.Key).Concat(tokens).Concat(["index"]).ToHashSet(StringComparer.Ordinal);
        var unknown =
            from page in MarkdownPage.ForUsers
            from text in page.Spans.Concat(page.Blocks.Where(b => b.Language != "text").Select(b => b.Text))
            from Match key in Key().Matches(text)
            where !known.Contains(key.Groups[1].Value)
            select $"{page.Path}: {key.Value}";
        Assert.Empty(unknown);
        var table = MarkdownPage.All["docs/configuration.md"].Spans;
        foreach (var (key, variable) in variables)
        {
            Assert.Contains("livechat:" + key, table);
            if (variable!["defaultInfo"]?["environment"] is JsonArray names)
                Assert.All(names, n => Assert.Contains((string)n!, table));
        }
    }

    private static bool Leads(MarkdownPage page, string link)
    {
        var (path, anchor) = (link.Split('#')[0], link.Contains('#', StringComparison.Ordinal) ? link.Split('#')[1] : null);
        var target = path.Length == 0 ? page.Path : Path.GetRelativePath(Repo.Root, Repo.Path(Path.GetDirectoryName(page.Path)!, path));
        if (!Path.Exists(Repo.Path(target)))
            return false;
        return anchor is null || (MarkdownPage.All.TryGetValue(target, out var there) && there.Anchors.Contains(anchor));
    }

    /// <summary>What is wrong with a command line. Words in capitals stand for what a reader fills in.</summary>
    private static IEnumerable<string> Faults(RootCommand root, string line)
    {
        var command = Redirection().Replace(line, "")["livechat ".Length..].TrimEnd('&', ' ').Replace('\'', '"');
        var words = CommandLineParser.SplitCommandLine(command).Where(w => w.Length > 0).ToArray();
        var parsed = root.Parse(words);
        if (parsed.CommandResult.Command == root)
            return words[0].StartsWith('-') ? [] : [$"no command '{words[0]}'"];
        if (parsed.CommandResult.Command.Hidden)
            return [$"'{words[0]}' is a command of Pulumi alone"];

        // A page may name a command without the arguments that it needs.
        return parsed.Errors.Select(e => e.Message).Where(m => !Missing().IsMatch(m));
    }

    private static HashSet<string> Options(Command command) =>
        [.. command.Options.SelectMany(o => o.Aliases.Append(o.Name)), .. command.Subcommands.SelectMany(Options)];

    [GeneratedRegex("^(needs-pulumi|not-run: .{10,})?$")]
    private static partial Regex Classes();

    [GeneratedRegex(@"^([A-Z_]+=\S+ )+")]
    private static partial Regex Assignments();

    [GeneratedRegex(@" (>|\|).*$")]
    private static partial Regex Redirection();

    [GeneratedRegex("^--[a-z-]*")]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<![\w/@-])livechat:([A-Za-z]\w*)")]
    private static partial Regex Key();

    [GeneratedRegex("Required (argument|command|option)|is required|Cannot parse argument")]
    private static partial Regex Missing();
}
