using TestSupport;

namespace Interop_Tests;

/// <summary>Pipelines for GitLab, by the schema that GitLab has for them.</summary>
public class PipelineTests
{
    private const string Misspelt = """
        apply:
          script: [make up]
          timeot: 5 minutes
          resource_group: [license]
        """;

    /// <summary>One process looks at all files: the schema takes longer to read than they do.</summary>
    [Fact]
    public async Task Pipeline_OfTheExamples_IsOneOfGitLabAndOneWithMistakesIsNot()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("bad.yml"), Misspelt);
        var files = Directory.GetFiles(Repo.Path("examples", "gitops", "gitlab"), "*.yml");
        Assert.NotEmpty(files);
        var (code, output) = await NodeTests.RunAsync(["pipeline.mjs", .. files, folder.File("bad.yml")]);
        Assert.True(code == 0, output);
        var faults = output.TrimEnd('\n').Split('\n');
        Assert.All(faults, f => Assert.StartsWith(folder.File("bad.yml"), f, StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("/apply: ", StringComparison.Ordinal) && f.Contains("timeot", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("/apply/resource_group: must be string", StringComparison.Ordinal));
    }
}
