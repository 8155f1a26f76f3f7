using TestSupport;

namespace Architecture_Tests;

/// <summary>Code fits a screen: lines of 140 characters, files of 400 lines. What is generated is not read.</summary>
public class LayoutTests
{
    private const int LongestLine = 140;
    private const int LongestFile = 400;

    public static IEnumerable<string> Files =>
        new[] { "provider", "sdk", "tests", "examples" }
            .SelectMany(folder => Directory.GetFiles(Repo.Path(folder), "*.cs", SearchOption.AllDirectories))
            .Where(f => !Path.GetRelativePath(Repo.Path(), f).Split('/').Intersect(["obj", "bin", "node_modules"]).Any())
            .Where(f => !f.StartsWith(Repo.Path("sdk", "dotnet"), StringComparison.Ordinal));

    [Fact]
    public void Line_OfCode_EndsAt140Characters() =>
        Assert.Empty(
            Files.SelectMany(f =>
                File.ReadLines(f)
                    .Select((line, i) => (line, i))
                    .Where(l => l.line.Length > LongestLine)
                    .Select(l => $"{Path.GetRelativePath(Repo.Path(), f)}:{l.i + 1} has {l.line.Length}")
            )
        );

    [Fact]
    public void File_OfCode_EndsAt400Lines() =>
        Assert.Empty(
            Files
                .Select(f => (File: Path.GetRelativePath(Repo.Path(), f), Lines: File.ReadLines(f).Count()))
                .Where(f => f.Lines > LongestFile)
                .Select(f => $"{f.File} has {f.Lines}")
        );
}
