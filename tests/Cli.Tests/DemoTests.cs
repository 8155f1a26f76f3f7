using System.Text.RegularExpressions;
using TestSupport;

namespace Cli_Tests;

/// <summary>The story of make demo, in the long form: all of its chapters in their order, and a clone that is clean.</summary>
public partial class DemoTests
{
    [Fact]
    public async Task Demo_FromBeginningToEnd_TellsItsStoryAndLeavesTheCloneClean()
    {
        if (!LongForms.Wanted)
            return;
        var before = await StatusAsync();
        using var folder = new TemporaryFolder();
        var variables = new Dictionary<string, string> { ["CONFIGURATION"] = Repo.Configuration, ["TMPDIR"] = folder.Path };

        // On a terminal, so with colours; script is one.
        string[] script = ["script", "-qec", Repo.Path("examples", "demo", "demo.sh"), folder.File("typescript")];
        await Shell.RunAsync(Repo.Root, TimeSpan.FromMinutes(10), variables, script);
        var shown = await File.ReadAllTextAsync(folder.File("typescript"));
        var chapters = Chapter().Matches(shown).Select(m => m.Groups[1].Value);
        Assert.Equal(
            [
                "A license with people in it starts on 127",
                "A team",
                "Once more",
                "A mistake",
                "A change",
                "Drift",
                "Mended",
                "A kill in the middle",
                "The resume",
                "Where chats go",
                "What customers get",
                "The rule is gone",
                "The end",
                "The license is as it was",
            ],
            chapters
        );
        Assert.Contains("livechat up was killed (exit code 137).", shown, StringComparison.Ordinal);
        Assert.Equal(before, await StatusAsync());
    }

    private static Task<string> StatusAsync() =>
        Shell.RunAsync(Repo.Root, TimeSpan.FromMinutes(1), new Dictionary<string, string>(), "git", "status", "--porcelain");

    [GeneratedRegex(@"\e\[1;36m=== ([A-Za-z0-9 ]+)")]
    private static partial Regex Chapter();
}
