using System.Text.RegularExpressions;
using TestSupport;

namespace Cli_Tests;

/// <summary>docs/errors.md quotes messages that the code has.</summary>
public sealed partial class ErrorPageTests
{
    [Fact]
    public void Message_OfThePage_IsInTheCode()
    {
        var code = Glue().Replace(Code(), "");
        var quoted = File.ReadLines(Repo.Path("docs", "errors.md")).Select(l => Cell().Match(l)).Where(m => m.Success).ToList();
        Assert.True(quoted.Count > 15, $"only {quoted.Count} messages were found");
        var missing = quoted
            .Select(m => m.Groups[1].Value)
            .Where(m => m.Split('…').Any(part => !code.Contains(part.Trim(' ', '\''), StringComparison.Ordinal)));
        Assert.Empty(missing);
    }

    private static string Code() =>
        string.Join(
            '\n',
            Directory
                .EnumerateFiles(Repo.Path("provider"), "*.cs", SearchOption.AllDirectories)
                .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("Emulator", StringComparison.Ordinal))
                .Select(File.ReadAllText)
        );

    [GeneratedRegex(@"^\| `([^`]+)` \|")]
    private static partial Regex Cell();

    /// <summary>Where one text goes on in the next line.</summary>
    [GeneratedRegex("\"\\s*\\+ \\$?\"")]
    private static partial Regex Glue();
}
