using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Cli_Tests;

/// <summary>
/// The pipelines of examples/gitops are made by what makes a pipeline with a credential safe. Their form is checked by GitHub's own parser
/// and GitLab's own schema, in the tests that have Node.
/// </summary>
public partial class PipelineFileTests
{
    public static TheoryData<string, string> All => PipelineFile.All;

    [Theory]
    [MemberData(nameof(All))]
    public void File_ByTheRulesOfItsHost_IsRight(string host, string name)
    {
        var file = PipelineFile.Load(host, name);
        if (file.IsGitHub)
            AssertIsAWorkflow(file);
        else
            AssertIsAPipeline(file);
        Assert.Equal(["apply", "drift", "export", "preview"], file.Jobs.Keys.Where(j => !j.StartsWith('.')).Order(StringComparer.Ordinal));
    }

    /// <summary>What a title, a branch or a name says must not become a command: scripts get such texts in variables.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Script_OfAJob_HasNoExpression(string host, string name)
    {
        var file = PipelineFile.Load(host, name);
        foreach (var job in file.Jobs.Keys.Where(j => !j.StartsWith('.')))
            Assert.DoesNotContain("${{", file.Script(job), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void File_ThatAppliesByItself_BoundsItsDeletes(string host, string name)
    {
        var file = PipelineFile.Load(host, name);
        Assert.Contains(("LIVECHAT_MAX_DELETES", "3"), file.Variables("apply"));
        Assert.DoesNotContain("--yes-delete-many", file.Script("apply"), StringComparison.Ordinal);
    }

    private static void AssertIsAWorkflow(PipelineFile file)
    {
        Assert.Equal(["contents: read"], Permissions(file.Root));
        foreach (var schedule in PipelineFile.List(PipelineFile.Map(file.Root, "on"), "schedule").Cast<YamlMappingNode>())
            Assert.Matches(Cron(), PipelineFile.Text(schedule, "cron"));
        foreach (var job in file.Jobs.Values)
        {
            Assert.Matches("^github\\.event_name == '(pull_request|push|schedule|workflow_dispatch)'", PipelineFile.Text(job, "if"));
            Assert.All(Permissions(job), p => Assert.Matches("^[a-z-]+: (read|write)$", p));
        }

        Assert.Equal(["pull-requests: write"], Permissions(file.Jobs["preview"]).Where(p => p.EndsWith("write", StringComparison.Ordinal)));
        Assert.Empty(Permissions(file.Jobs["apply"]));
    }

    private static void AssertIsAPipeline(PipelineFile file)
    {
        foreach (var (name, job) in file.Jobs)
        {
            if (name.StartsWith('.'))
                continue;
            Assert.Contains(PipelineFile.Text(job, "extends"), file.Jobs.Keys);
            Assert.NotEmpty(file.Script(name));
            var rules = PipelineFile.List(job, "rules").Cast<YamlMappingNode>().ToList();
            Assert.NotEmpty(rules);
            Assert.All(rules, r => Assert.Equal(["if"], PipelineFile.Keys(r)));
            Assert.All(rules, r => Assert.StartsWith("$CI_PIPELINE_SOURCE == \"", PipelineFile.Text(r, "if"), StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> Permissions(YamlMappingNode node) =>
        PipelineFile.Map(node, "permissions").Children.Select(p => $"{p.Key}: {p.Value}");

    [GeneratedRegex(@"^[0-5]?\d [01]?\d \S+ \S+ \S+$")]
    private static partial Regex Cron();
}
