using System.Text.Json.Nodes;
using LiveChatPulumi.Cli.Fleets;
using TestSupport;
using YamlDotNet.RepresentationModel;

namespace Cli_Tests;

/// <summary>livechat fleet render: manifests and settings name what the file names, by the fields that Pulumi documents.</summary>
public class RenderTests
{
    private const string Licenses = """
        licenses:
          - name: brand-a
            project: brands
            stack: a
            env: { LIVECHAT_ACCOUNT_ID: A_ACCOUNT, LIVECHAT_PERSONAL_ACCESS_TOKEN: A_PAT }
          - name: brand-b
            project: brands
            stack: b
            env: { LIVECHAT_ACCESS_TOKEN: B_TOKEN }
            config: { livechat:licenseId: B_LICENSE }
        """;

    /// <summary>Fields of a Stack's spec, by the reference of the operator.</summary>
    private static readonly string[] SpecFields =
    [
        "serviceAccountName",
        "stack",
        "projectRepo",
        "branch",
        "repoDir",
        "driftDetection",
        "envRefs",
        "secretsRef",
    ];

    [Fact]
    public async Task Operator_OfAFile_IsAStackForEachLicense()
    {
        await using var command = await StartAsync();
        var (code, output, errors) = await RenderAsync(command, "operator", "--service-account", "pulumi", "--namespace", "chat");
        Assert.True(code == 0, errors);
        var stacks = Documents(output);
        Assert.Equal(["brand-a", "brand-b"], stacks.Select(s => Text(s, "metadata", "name")));
        Assert.All(stacks, s => Assert.Equal(("pulumi.com/v1", "Stack"), (Text(s, "apiVersion"), Text(s, "kind"))));
        Assert.All(stacks, s => Assert.Empty(Map(s, "spec").Children.Keys.Select(k => k.ToString()).Except(SpecFields)));
        var spec = Map(stacks[1], "spec");
        Assert.Equal("acme/b", Text(spec, "stack"));
        Assert.Equal("https://github.com/acme/chat", Text(spec, "projectRepo"));
        Assert.Equal("brands", Text(spec, "repoDir"));
        Assert.Equal("0 3 * * *", Text((YamlMappingNode)((YamlSequenceNode)Map(spec, "driftDetection").Children["schedules"])[0], "cron"));
        Assert.Equal("Secret", Text(spec, "envRefs", "LIVECHAT_ACCESS_TOKEN", "type"));
        Assert.Equal("livechat-fleet", Text(spec, "envRefs", "LIVECHAT_ACCESS_TOKEN", "secret", "name"));
        Assert.Equal("B_TOKEN", Text(spec, "envRefs", "LIVECHAT_ACCESS_TOKEN", "secret", "key"));
        Assert.Equal("B_LICENSE", Text(spec, "secretsRef", "livechat:licenseId", "secret", "key"));
    }

    [Fact]
    public async Task Deployments_OfAFile_AreTheBodiesOfTheCalls()
    {
        await using var command = await StartAsync();
        var (code, output, errors) = await RenderAsync(command, "deployments");
        Assert.True(code == 0, errors);
        var stack = JsonNode.Parse(output)!["stacks"]![1]!;
        Assert.Equal("https://api.pulumi.com/api/stacks/acme/shop/b/deployments/settings", (string?)stack["settings"]!["url"]);
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse(
                    """
                    {
                      "sourceContext": {
                        "git": { "repoURL": "https://github.com/acme/chat", "branch": "refs/heads/main", "repoDir": "brands" }
                      },
                      "operationContext": {
                        "environmentVariables": {
                          "LIVECHAT_ACCESS_TOKEN": { "secret": "$B_TOKEN" },
                          "B_LICENSE": { "secret": "$B_LICENSE" }
                        },
                        "preRunCommands": [
                          "printf %s \"$B_LICENSE\" | pulumi config set --secret livechat:licenseId --stack acme/shop/b"
                        ]
                      }
                    }
                    """
                ),
                stack["settings"]!["body"]
            ),
            stack.ToJsonString()
        );
        Assert.EndsWith("/acme/shop/b/deployments/drift/schedules", (string?)stack["drift"]!["url"], StringComparison.Ordinal);
        Assert.Equal("0 3 * * *", (string?)stack["drift"]!["body"]!["scheduleCron"]);
    }

    /// <summary>What lies in examples/gitops is what the command writes for examples/fleet.</summary>
    [Theory]
    [InlineData("operator", "operator/stacks.yaml")]
    [InlineData("deployments", "deployments/settings.json")]
    public async Task Render_OfTheExample_IsWhatTheExamplesHave(string to, string file)
    {
        await using var command = await CommandHarness.StartAsync();
        var (code, output, errors) = await RenderAsync(
            command,
            to,
            "--file",
            Repo.Path("examples", "fleet", "licenses.yaml"),
            "--root",
            Repo.Path(),
            "--service-account",
            "pulumi",
            "--max-deletes",
            "3"
        );
        Assert.True(code == 0, errors);
        Assert.Equal(await File.ReadAllTextAsync(Repo.Path("examples", "gitops", file)), output);
    }

    [Fact]
    public async Task Render_AProjectOutsideOfTheRepository_IsRefused()
    {
        await using var command = await StartAsync();
        var (code, _, errors) = await RenderAsync(command, "operator", "--root", Path.Combine(command.ProjectFolder, "brands", "deeper"));
        Assert.Equal(1, code);
        Assert.Contains("is not in the repository", errors, StringComparison.Ordinal);
    }

    private static async Task<CommandHarness> StartAsync()
    {
        var command = await CommandHarness.StartAsync();
        Directory.CreateDirectory(Path.Combine(command.ProjectFolder, "brands"));
        await File.WriteAllTextAsync(Path.Combine(command.ProjectFolder, FleetFile.DefaultName), Licenses);
        await File.WriteAllTextAsync(Path.Combine(command.ProjectFolder, "brands", "Pulumi.yaml"), "name: shop\nruntime: yaml\n");
        return command;
    }

    private static Task<(int Code, string Output, string Errors)> RenderAsync(CommandHarness command, string to, params string[] more) =>
        command.RunFleetAsync([
            "render",
            "--to",
            to,
            "--repository",
            "https://github.com/acme/chat",
            "--organization",
            "acme",
            "--drift-cron",
            "0 3 * * *",
            .. more,
        ]);

    private static List<YamlMappingNode> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(d => (YamlMappingNode)d.RootNode)];
    }

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node.Children[key];

    private static string Text(YamlMappingNode node, params string[] path) =>
        path.Aggregate((YamlNode)node, (n, key) => ((YamlMappingNode)n).Children[key]).ToString();
}
