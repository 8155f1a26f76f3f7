using System.Text.Json.Nodes;
using TestSupport;

namespace Cli_Tests;

/// <summary>The commands of the pipelines in examples/gitops, run in a clean clone against the emulator.</summary>
public class PipelineRunTests
{
    private const string Mark = "<!-- livechat license -->\n";

    private const string Program = """
        name: shop
        runtime: yaml
        resources:
          support: { type: "livechat:Group", properties: { name: Support, languageCode: en } }
          vip: { type: "livechat:Tag", properties: { name: vip, groupIds: [ "${support.groupId}" ] } }
        """;

    public static TheoryData<string> Hosts => new() { "github", "gitlab" };

    /// <summary>The hosts whose pipelines are run to the end; the long form takes both.</summary>
    public static TheoryData<string> RunHosts => LongForms.Wanted ? Hosts : new() { "github" };

    [Theory]
    [MemberData(nameof(RunHosts))]
    public async Task Jobs_WithLivechat_CommentApplyAndTellOfDrift(string host)
    {
        await using var command = await CommandHarness.StartAsync();
        await using var run = await PipelineRun.StartAsync(command, host, Program);
        var file = PipelineFile.Load(host, "license.yml");
        var comments = host == "github" ? "comments" : "notes";

        // Somebody else began a comment with the mark. It is not ours, and stays as it is.
        run.Give(comments, """[{ "id": 1, "user": { "login": "eve" }, "author": { "id": 9 }, "body": "<!-- livechat license -->" }]""");
        AssertEnds(0, await run.RunAsync(file, "preview"));
        Assert.Equal(2, run.Has(comments).Count);
        Assert.StartsWith(Mark + "### Preview of shop/production\n\n2 to create.", (string?)run.Has(comments)[1]!["body"]);
        Assert.Contains("<details><summary>What up would do (2)</summary>", (string?)run.Has(comments)[1]!["body"]);

        AssertEnds(0, await run.RunAsync(file, "apply"));
        var license = command.Dump();
        Assert.Contains("vip", license["tags"]!.AsArray().Select(t => (string)t!["name"]!));

        license["groups"]!.AsArray().Single(g => (string?)g!["name"] == "Support")!["language_code"] = "pl";
        command.Emulator.Control("seed", license);
        AssertEnds(0, await run.RunAsync(file, "drift"));
        var issue = Assert.Single(run.Has("issues"))!;
        Assert.Contains("languageCode | \"en\" | \"pl\"", (string?)issue[host == "github" ? "body" : "description"]);
        if (!LongForms.Wanted)
            return;

        AssertEnds(0, await run.RunAsync(file, "apply"));
        AssertEnds(0, await run.RunAsync(file, "preview"));
        Assert.Equal(2, run.Has(comments).Count);
        await ExportAsync(run, file, host);
    }

    /// <summary>The export is a branch and one pull request; the state does not go with it.</summary>
    private static async Task ExportAsync(PipelineRun run, PipelineFile file, string host)
    {
        var script = file.Script("export")
            .Replace("\"https://license:$GITLAB_TOKEN@$CI_SERVER_HOST/$CI_PROJECT_PATH.git\"", "origin", StringComparison.Ordinal);
        for (var i = 0; i < 2; i++)
            AssertEnds(0, await run.RunAsync(["-e"], script, file.Variables("export")));
        Assert.Single(run.Has(host == "github" ? "pulls" : "merge_requests"));
        var files = (await run.GitAsync("origin.git", "ls-tree", "-r", "--name-only", "license-export")).Split('\n');
        Assert.Contains("exported/Pulumi.yaml", files);
        Assert.DoesNotContain("exported/state.json", files);
        Assert.DoesNotContain(files, f => f.Contains("/.pulumi/", StringComparison.Ordinal));
    }

    /// <summary>A preview that fails is commented on as well, and fails the job.</summary>
    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Jobs_WithPulumi_TellWhatItPrinted(string host)
    {
        await using var command = await CommandHarness.StartAsync();
        await using var run = await PipelineRun.StartAsync(command, host, Program);
        var file = PipelineFile.Load(host, "license-pulumi.yml");
        run.Pulumi = ("```\n</details>\n@everyone\n" + new string('x', 100_000), 255);
        AssertEnds(255, await run.RunAsync(file, "preview"));
        var body = (string)Assert.Single(run.Has(host == "github" ? "comments" : "notes"))!["body"]!;
        Assert.StartsWith(
            Mark + "<details><summary>Preview, exit code 255</summary>\n\n    pulumi preview --diff",
            body,
            StringComparison.Ordinal
        );
        Assert.InRange(body.Length, 50_000, 65_536);
        Assert.All(body.Split('\n')[4..^4], l => Assert.True(l.Length == 0 || l.StartsWith("    ", StringComparison.Ordinal), l));

        run.Pulumi = ("drift", 0);
        AssertEnds(0, await run.RunAsync(file, "drift"));
        Assert.Empty(run.Has("issues"));
        AssertEnds(0, await run.RunAsync(file, "apply"));
    }

    /// <summary>One comment, one issue, one pull request, however often the pipeline runs.</summary>
    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Report_SentAgain_ChangesWhatIsThere(string host)
    {
        await using var command = await CommandHarness.StartAsync();
        await using var run = await PipelineRun.StartAsync(command, host, Program);
        var (comments, pulls, body) = host == "github" ? ("comments", "pulls", "body") : ("notes", "merge_requests", "description");
        await ReportAsync("echo one >a; ci/report.sh comment a; echo two >a; ci/report.sh comment a");
        Assert.Equal(Mark + "two\n", (string?)Assert.Single(run.Has(comments))!["body"]);
        await ReportAsync("ci/report.sh issue a 2; echo three >a; ci/report.sh issue a 2");
        Assert.Equal(Mark + "three\n", (string?)Assert.Single(run.Has("issues"))![body]);
        await ReportAsync("ci/report.sh issue a 0; ci/report.sh issue a 0");
        Assert.Equal("closed", (string?)Assert.Single(run.Has("issues"))!["state"]);
        await ReportAsync("ci/report.sh issue a 1");
        Assert.Equal(2, run.Has("issues").Count);
        await ReportAsync("ci/report.sh pull-request new Title; ci/report.sh pull-request new Title");
        Assert.Equal("Title", (string?)Assert.Single(run.Has(pulls))!["title"]);

        async Task ReportAsync(string script) => AssertEnds(0, await run.RunAsync(["-e"], script, []));
    }

    private static void AssertEnds(int code, (int Code, string Output) run) =>
        Assert.True(run.Code == code, $"ended with {run.Code}:\n{run.Output}");
}
