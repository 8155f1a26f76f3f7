using LocalEngine;
using LocalEngine.Projects;
using YamlDotNet.RepresentationModel;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>Reads livechat.verify.yaml.</summary>
internal sealed class VerifyFile
{
    /// <summary>The name of the file in a project's folder.</summary>
    public const string DefaultName = "livechat.verify.yaml";

    private const int LongestWait = 600;

    private readonly string _file;
    private readonly VerifyNames _names;

    private VerifyFile(string path, VerifyNames names) => (_file, _names) = (Path.GetFileName(path), names);

    /// <summary>Reads a file.</summary>
    /// <exception cref="EngineException">It is not well formed, or a reference names nothing; the message has the position.</exception>
    public static IReadOnlyList<Check> Load(string path, VerifyNames names)
    {
        if (!File.Exists(path))
            throw new EngineException(
                $"There is no file {path}: write one (docs/verify.md), name one with --file, or take --derive, which makes the checks "
                    + "that follow from the program."
            );
        return new VerifyFile(path, names).Read(YamlFile.Load(path));
    }

    private IReadOnlyList<Check> Read(YamlMappingNode root)
    {
        VerifyKeys.Top.Table.Check(root, "the file", _file, _ => { });
        if (root.Get("checks") is not YamlSequenceNode { Children.Count: > 0 } list)
            throw At(root.Get("checks") ?? root, "'checks' must be a list of checks: of " + string.Join(", ", VerifyKeys.Kinds.Keys));
        return [.. list.Select(Read)];
    }

    private Check Read(YamlNode node)
    {
        if (node is not YamlMappingNode map)
            throw At(node, "a check must be a mapping");

        // Most kinds have a group as well, so that key names the kind only where no other does.
        var kind = map.Select(m => (m.Key as YamlScalarNode)?.Value)
            .Where(k => k is not null && VerifyKeys.Kinds.ContainsKey(k))
            .OrderBy(k => k == VerifyKeys.Group)
            .FirstOrDefault();
        if (kind is null)
        {
            var first = (map.Select(m => m.Key).FirstOrDefault() as YamlScalarNode)?.Value ?? "";
            throw At(map, $"a check begins with its kind, and '{first}' is none; {Nearest.Hint(first, VerifyKeys.Kinds.Keys)}");
        }

        var check = new VerifyNode(map, VerifyKeys.Kinds[kind], $"a {kind}", _file, _names);
        var expect = check.Object("expect")!;
        if (expect.IsEmpty)
            throw expect.Error("'expect' expects nothing");
        return kind switch
        {
            VerifyKeys.Visit => Visit(check, expect),
            VerifyKeys.Chat => Chat(check, expect),
            VerifyKeys.Property => Property(check, expect),
            _ => new GroupCheck($"{check.Group(VerifyKeys.Group)}", check.Place, check.Group(VerifyKeys.Group)!.Value)
            {
                Exists = expect.Flag("exists") ?? true,
                Statuses = expect.Statuses("status"),
            },
        };
    }

    private static VisitCheck Visit(VerifyNode check, VerifyNode expect)
    {
        var visit = new VisitCheck(check.Text(VerifyKeys.Visit)!, check.Place, Visitor(check))
        {
            Groups = expect.Groups("group"),
            Statuses = expect.Statuses("status"),
            Agents = expect.Texts("agent"),
            Bot = expect.Flag("bot"),
            Nobody = expect.Flag("nobody") ?? false,
            Form = expect.Object("form") is { } form
                ? new FormExpectation(form.FormType("type"), form.Flag("enabled"), form.Texts("fields"), form.Texts("groups"))
                : null,
        };
        if (visit.Nobody && (visit.Agents is not null || visit.Bot is not null))
            throw expect.Error("'nobody' cannot be expected beside 'agent' or 'bot'");
        if (visit.Form is { Enabled: false } and ({ Fields: not null } or { Groups: not null }))
            throw expect.Error("a form that is off has no fields");
        return visit;
    }

    private ChatCheck Chat(VerifyNode check, VerifyNode expect) =>
        new(
            check.Text(VerifyKeys.Chat)!,
            check.Place,
            Visitor(check),
            check.Text("message") ?? "livechat verify tests this license. There is nothing to do."
        )
        {
            Groups = expect.Groups("group"),
            JoinedBy = expect.Texts("joinedBy"),
            Within = TimeSpan.FromSeconds(expect.Number("within", LongestWait) ?? 30),
            Sets = check.ValueMaps("properties"),
            Properties = expect.ValueMaps("properties"),
            Hook = expect.Object("webhook") is { } hook ? Hook(hook) : null,
        };

    /// <summary>A secret that stands in the file itself is one as well.</summary>
    private HookExpectation Hook(VerifyNode hook)
    {
        var secret = hook.Text("secret");
        _names.Keep(secret);
        return new HookExpectation(hook.Text("action")!, secret);
    }

    private static PropertyCheck Property(VerifyNode check, VerifyNode expect)
    {
        var visible = expect.Flag("visible") ?? true;
        if (!visible && expect.Has("value"))
            throw expect.Error("a value that is not visible cannot be expected");
        var (name, space, group) = (check.Text(VerifyKeys.Property)!, check.Text("namespace")!, check.Group("group"));
        return new PropertyCheck(name + (group is null ? "" : $" of group {group}"), check.Place, space, name, group)
        {
            Value = expect.Json("value"),
            Visible = visible,
        };
    }

    private static CheckVisitor Visitor(VerifyNode check) =>
        new(check.Text("page"), check.Text("title"), check.Text("referrer"), check.Text("name"), check.Text("email"), check.Group("group"))
        {
            Fields = check.TextMap("fields"),
        };

    private EngineException At(YamlNode node, string message) => new($"{_file}:{node.Start.Line}:{node.Start.Column}: {message}");
}
