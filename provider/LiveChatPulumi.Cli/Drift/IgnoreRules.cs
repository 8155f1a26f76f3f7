using System.Globalization;
using System.Text.RegularExpressions;
using LocalEngine;
using LocalEngine.Projects;
using YamlDotNet.RepresentationModel;

namespace LiveChatPulumi.Cli.Drift;

/// <summary>Differences that a team lives with for a while.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Until">The last day on which the rule holds.</param>
/// <param name="Place">Where the rule stands, for messages.</param>
/// <param name="Patterns">What a difference has to be like, by name.</param>
internal sealed record IgnoreRule(string Reason, DateOnly Until, string Place, IReadOnlyDictionary<string, string> Patterns)
{
    /// <summary>The last day, as the file has it.</summary>
    public string UntilText => Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>True for a difference that is meant.</summary>
    public bool Covers(DriftFinding finding) =>
        Patterns.All(p =>
            p.Key switch
            {
                "class" => Is(p.Value, finding.Class.ToString()),
                "type" => Is(p.Value, finding.Type) || Is(p.Value, finding.Kind),
                "id" => Is(p.Value, finding.Id),
                "name" => Is(p.Value, finding.Name),
                _ => IsOf(p.Value, finding.Property),
            }
        );

    /// <summary>A rule for a property is one for its parts as well.</summary>
    private static bool IsOf(string pattern, string property) =>
        Is(pattern, property) || Is(pattern + ".*", property) || Is(pattern + "[*", property);

    private static bool Is(string pattern, string text) =>
        Regex.IsMatch(
            text,
            "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline,
            TimeSpan.FromSeconds(1)
        );
}

/// <summary>The file of rules: <c>livechat.drift.yaml</c> in the project's folder.</summary>
internal static class IgnoreRules
{
    /// <summary>The name of the file in a project.</summary>
    public const string FileName = "livechat.drift.yaml";

    private static readonly string[] Patterns = ["class", "type", "id", "name", "property"];

    private static readonly KeyTable Top = new("key of this file", new KnownKey("ignore", KeyUse.Works, "rules"));

    private static readonly KeyTable Rule = new(
        "key of a rule",
        [
            .. Patterns.Select(p => new KnownKey(p, KeyUse.Works, "a pattern")),
            new KnownKey("reason", KeyUse.Works, "why"),
            new KnownKey("until", KeyUse.Works, "the last day"),
        ]
    );

    /// <summary>The rules of a project; none where it has no file of them.</summary>
    public static IReadOnlyList<IgnoreRule> OfProject(string folder) =>
        File.Exists(Path.Combine(folder, FileName)) ? Load(Path.Combine(folder, FileName)) : [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="EngineException">A rule is not well formed; the message has its position.</exception>
    public static IReadOnlyList<IgnoreRule> Load(string path)
    {
        var file = Path.GetFileName(path);
        var root = YamlFile.Load(path);
        Top.Check(root, "the file", file, _ => { });
        return root.Get("ignore") switch
        {
            null => [],
            YamlSequenceNode list => [.. list.Select(n => Read(n, file))],
            var other => throw At(file, other, "ignore must be a list of rules"),
        };
    }

    private static IgnoreRule Read(YamlNode node, string file)
    {
        if (node is not YamlMappingNode rule)
            throw At(file, node, "a rule must be a mapping");
        Rule.Check(rule, "a rule", file, _ => { });
        var patterns = Patterns
            .Select(p => (Name: p, Value: rule.Text(p)))
            .Where(p => p.Value is { Length: > 0 })
            .ToDictionary(p => p.Name, p => p.Value!, StringComparer.Ordinal);
        if (patterns.Count == 0)
            throw At(file, rule, $"a rule must say what it is about, by {string.Join(", ", Patterns)}");
        if (patterns.TryGetValue("class", out var kind) && !Enum.TryParse<DriftClass>(kind, ignoreCase: true, out _))
            throw At(file, rule, $"'{kind}' is no class of drift: {string.Join(", ", Enum.GetNames<DriftClass>()).ToLowerInvariant()}");
        if (rule.Text("reason") is not { Length: > 0 } reason)
            throw At(file, rule, "a rule must have a reason");
        return DateOnly.TryParseExact(rule.Text("until"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until)
            ? new IgnoreRule(reason, until, $"{file}:{rule.Start.Line}", patterns)
            : throw At(file, rule, "a rule must have an end, such as until: 2027-01-31");
    }

    private static EngineException At(string file, YamlNode node, string message) =>
        new($"{file}:{node.Start.Line}:{node.Start.Column}: {message}");

    /// <summary>Takes out what rules cover, and says which rules do nothing any more.</summary>
    public static DriftReport Apply(IReadOnlyList<IgnoreRule> rules, DriftReport report)
    {
        var today = DateOnly.FromDateTime(report.At.UtcDateTime);
        var good = rules.Where(r => r.Until >= today).ToList();
        List<DriftFinding> left = [];
        List<IgnoredFinding> ignored = [];
        foreach (var finding in report.Findings)
        {
            if (good.Find(r => r.Covers(finding)) is { } rule)
                ignored.Add(new IgnoredFinding(finding, rule));
            else
                left.Add(finding);
        }

        var used = ignored.Select(i => i.Rule).ToHashSet();
        return report with
        {
            Findings = left,
            Ignored = ignored,
            Notes =
            [
                .. report.Notes,
                .. rules
                    .Where(r => r.Until < today)
                    .Select(r => $"{r.Place}: the rule \"{r.Reason}\" ended on {r.UntilText} and leaves out nothing any more."),
                .. good.Where(r => !used.Contains(r)).Select(r => $"{r.Place}: the rule \"{r.Reason}\" has nothing to leave out."),
            ],
        };
    }
}
