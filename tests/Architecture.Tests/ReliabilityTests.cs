using System.Text.RegularExpressions;
using TestSupport;

namespace Architecture_Tests;

/// <summary>Each promise of docs/reliability.md names a test, and each test that it names is there.</summary>
public partial class ReliabilityTests
{
    private static IEnumerable<string[]> Promises =>
        File.ReadLines(Repo.Path("docs", "reliability.md"))
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1)
            .Select(l => l.Trim('|', ' ').Split('|'));

    [Fact]
    public void Table_EachPromise_NamesATest()
    {
        Assert.NotEmpty(Promises);
        Assert.All(Promises, p => Assert.True(p.Length == 3 && (p[2].Contains("Tests", StringComparison.Ordinal) || IsChaos(p[2])), p[0]));
    }

    [Fact]
    public void Table_EachTestThatItNames_IsThere()
    {
        var classes = LayoutTests
            .Files.Where(f =>
                f.StartsWith(Repo.Path("tests"), StringComparison.Ordinal) && f.EndsWith("Tests.cs", StringComparison.Ordinal)
            )
            .ToLookup(f => Path.GetFileNameWithoutExtension(f), File.ReadAllText);
        foreach (Match named in Promises.SelectMany(p => Named().Matches(p[^1])))
        {
            var (type, method) = (named.Groups["type"].Value, named.Groups["method"].Value);
            Assert.True(classes.Contains(type), $"{type} is no test");
            Assert.True(
                method.Length == 0 || classes[type].Any(text => Regex.IsMatch(text, $@"\b(void|Task) {method}")),
                $"{type} has no test {method}"
            );
        }
    }

    private static bool IsChaos(string tests) => tests.Contains("make chaos", StringComparison.Ordinal);

    [GeneratedRegex(@"`(?<type>\w+Tests)(\.(?<method>\w+)\*?)?`")]
    private static partial Regex Named();
}
