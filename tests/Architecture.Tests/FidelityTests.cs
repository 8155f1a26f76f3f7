using System.Text.RegularExpressions;
using TestSupport;

namespace Architecture_Tests;

/// <summary>docs/fidelity.md lists few differences from Pulumi, and says of each why it is, and which test holds it.</summary>
public partial class FidelityTests
{
    private const int Most = 10;

    private static IEnumerable<string> Entries =>
        File.ReadAllText(Repo.Path("docs", "fidelity.md"))
            .Split("\n- ")
            .Skip(1)
            .Select(e => string.Join(' ', e.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Page_Entries_AreFewAndEachHasATitleAReasonAndATest()
    {
        Assert.InRange(Entries.Count(), 1, Most);
        Assert.All(Entries, e => Assert.True(Whole().IsMatch(e), e));
        Assert.Equal(Entries.Count(), Entries.Select(e => e.Split("**")[1]).Distinct().Count());
    }

    [Fact]
    public void Page_EachTestThatItNames_IsThere()
    {
        foreach (var entry in Entries)
        {
            var named = Named().Match(entry);
            var (type, method) = (named.Groups["type"].Value, named.Groups["method"].Value);
            var texts = LayoutTests.Files.Where(f => Path.GetFileName(f) == type + ".cs").Select(File.ReadAllText);
            Assert.True(texts.Any(t => Regex.IsMatch(t, $@"\b(void|Task) {method}\(")), $"{type} has no test {method}");
        }
    }

    /// <summary>A title, what differs, why, and the test at the end.</summary>
    [GeneratedRegex(@"^\*\*[^*]{4,}\*\*.{20,}\*Why:\* [^*]{12,} \*Test:\* `\w+Tests\.\w+`$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\*Test:\* `(?<type>\w+Tests)\.(?<method>\w+)`$")]
    private static partial Regex Named();
}
