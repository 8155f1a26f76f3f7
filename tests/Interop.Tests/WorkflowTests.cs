using TestSupport;

namespace Interop_Tests;

/// <summary>Workflows for GitHub Actions, read by the parser that GitHub's own editors use.</summary>
public class WorkflowTests
{
    private const string Misspelt = """
        on: push
        jobs:
          apply:
            runs-on: ubuntu-latest
            timeout-minuts: 5
            steps: [{ run: make up, uses: actions/checkout@v4 }]
        """;

    public static TheoryData<string> Files =>
        [
            .. new[] { Repo.Path(".github", "workflows"), Repo.Path("examples", "gitops", "github") }
                .SelectMany(f => Directory.GetFiles(f, "*.yml"))
                .Select(f => Path.GetRelativePath(Repo.Path(), f)),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Workflow_OfThisRepository_IsOneOfGitHubActions(string file) => Assert.Empty(await FaultsAsync(Repo.Path(file)));

    [Fact]
    public async Task Workflow_WithMistakes_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("bad.yml"), Misspelt);
        var faults = await FaultsAsync(folder.File("bad.yml"));
        Assert.Contains("Unexpected value 'timeout-minuts'", faults, StringComparison.Ordinal);
        Assert.Contains("Line: 6", faults, StringComparison.Ordinal);
    }

    private static async Task<string> FaultsAsync(string file)
    {
        var (code, output) = await NodeTests.RunAsync(["workflow.mjs", file]);
        Assert.True(code == 0, output);
        return output;
    }
}
