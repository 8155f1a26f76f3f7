using System.Text.RegularExpressions;
using TestSupport;
using YamlDotNet.RepresentationModel;

namespace Cli_Tests;

/// <summary>One of examples/gitops: a workflow of GitHub Actions, or a pipeline of GitLab.</summary>
internal sealed partial class PipelineFile
{
    private PipelineFile(string host, string name)
    {
        (Host, Path) = (host, Repo.Path("examples", "gitops", host, name));
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path)));
        Root = (YamlMappingNode)stream.Documents[0].RootNode;
    }

    /// <summary>github or gitlab.</summary>
    public string Host { get; }

    public string Path { get; }

    public YamlMappingNode Root { get; }

    public bool IsGitHub => Host == "github";

    /// <summary>All of them, as host and name.</summary>
    public static TheoryData<string, string> All =>
        new()
        {
            { "github", "license.yml" },
            { "github", "license-pulumi.yml" },
            { "gitlab", "license.yml" },
            { "gitlab", "license-pulumi.yml" },
        };

    public static PipelineFile Load(string host, string name) => new(host, name);

    /// <summary>The jobs by name.</summary>
    public IReadOnlyDictionary<string, YamlMappingNode> Jobs =>
        (IsGitHub ? Map(Root, "jobs") : Root)
            .Children.Where(c => IsGitHub || c.Key.ToString() is not "variables")
            .ToDictionary(c => c.Key.ToString(), c => (YamlMappingNode)c.Value);

    /// <summary>The commands of a job.</summary>
    public string Script(string job) =>
        IsGitHub
            ? string.Join('\n', List(Jobs[job], "steps").OfType<YamlMappingNode>().Select(s => Text(s, "run")).Where(r => r.Length > 0))
            : string.Join('\n', List(Jobs[job], "script"));

    /// <summary>The variables of a job that the file sets to a value of its own; others are secrets and the host's.</summary>
    public IEnumerable<(string Name, string Value)> Variables(string job) =>
        new[] { Map(Root, IsGitHub ? "env" : "variables"), Map(Jobs[job], IsGitHub ? "env" : "variables") }
            .SelectMany(m => m.Children)
            .Select(v => (v.Key.ToString(), v.Value.ToString()))
            .Where(v => !Expression().IsMatch(v.Item2));

    public static YamlMappingNode Map(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) && value is YamlMappingNode map ? map : [];

    public static IEnumerable<YamlNode> List(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) && value is YamlSequenceNode list ? list : [];

    public static string Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) && value is YamlScalarNode text ? text.Value ?? "" : "";

    public static IEnumerable<string> Keys(YamlMappingNode node) => node.Children.Keys.Select(k => k.ToString());

    [GeneratedRegex(@"\$\{\{|\$CI_")]
    private static partial Regex Expression();
}
