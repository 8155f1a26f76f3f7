using System.CommandLine.Parsing;
using System.Diagnostics;
using TestSupport;

namespace Cli_Tests;

/// <summary>
/// The lines of README.md and docs, run as they stand. Those of README run in this process; in a fresh clone, after make install,
/// <c>make test-readme</c> runs them. Those of docs run in a shell, in the long form.
/// </summary>
public sealed class ReadmeTests : IDisposable
{
    /// <summary>A reader goes on where an exit code tells of differences; the license has more than the program.</summary>
    private const string Reader = """
        livechat() {
          local code=0
          command livechat "$@" || code=$?
          case "$1 $code" in "drift 2" | "diff 2") return 0 ;; *) return $code ;; esac
        }
        """;

    /// <summary>A second credential: two stacks of one credential are one license, and are not compared.</summary>
    private const string OtherToken = "dal:other-token";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Pages =>
        [
            .. MarkdownPage
                .ForUsers.Where(p => p.Path != "README.md")
                .Where(p => LongForms.Wanted && p.Blocks.Any(b => b.IsRun))
                .Select(p => p.Path)
                .DefaultIfEmpty("none"),
        ];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Readme_FromTopToBottom_IsDoneByItsLines()
    {
        await using var command = await CommandHarness.StartAsync();
        var (folder, ran) = (_folder.Path, new List<string>());
        foreach (var line in MarkdownPage.All["README.md"].Blocks.Where(b => b.IsRun).SelectMany(b => b.Commands))
        {
            var words = CommandLineParser.SplitCommandLine(line.Replace("/tmp/", _folder.Path + "/", StringComparison.Ordinal)).ToArray();
            switch (words[0])
            {
                case "cd":
                    folder = words[1];
                    Assert.True(Directory.Exists(folder), line);
                    break;
                case "livechat" when words[1] != "emulate":
                    await SucceedAsync(command, line, ["--cwd", folder, .. words[1..]]);
                    ran.Add(words[1]);
                    break;
                default:
                    // The license is the test's own, and what is installed is what was built.
                    Assert.Contains(words[0], (string[])["make", "export", "livechat"]);
                    break;
            }
        }

        Assert.Equal(["new", "preview", "up", "drift", "destroy"], ran);
        Assert.DoesNotContain("ann@example.com", command.Dump().ToJsonString(), StringComparison.Ordinal);
    }

    /// <summary>What a page needs that its reader has: an applied project, two stacks, a license with people in it.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_FromTopToBottom_IsDoneByItsLines(string path)
    {
        if (!LongForms.Wanted)
            return;
        var lines = MarkdownPage.All[path].Blocks.Where(b => b.IsRun).Select(b => b.Text);
        var license = Repo.Path("examples", path == "docs/routing.md" ? "routing-yaml" : "demo", "license.json");
        var other = $$"""{ "token": "{{OtherToken}}", "agent": "owner@example.com" },""";
        var seed = (await File.ReadAllTextAsync(license)).Replace(
            "\"credentials\": [",
            "\"credentials\": [" + other,
            StringComparison.Ordinal
        );
        await using var command = await CommandHarness.StartAsync(seed);
        if (path != "docs/routing.md")
            command.Token = "dal:demo-token";
        await BashAsync(command, string.Join('\n', Before(path).Concat(lines.Select(Filled)).Prepend(Reader)));
    }

    private static IEnumerable<string> Before(string page) =>
        page switch
        {
            "docs/tutorial.md" => [],
            "docs/rename.md" => ["cp -r $REPO/tests/Data/documents/rename/. .", "livechat up --yes --skip-preview"],
            "docs/routing.md" => ["cp $REPO/examples/routing-yaml/Pulumi.yaml .", "livechat stack init dev"],
            "docs/fleets.md" => ["cp -r $REPO/examples/fleet/. ."],
            "docs/diff.md" =>
            [
                "livechat new --name shop --language yaml",
                "livechat stack init test",
                $"livechat config set livechat:accessToken {OtherToken}",
                "livechat stack init prod",
            ],
            "docs/commands.md" => ["livechat new --name shop --language yaml"],
            _ =>
            [
                "livechat new --name shop --language yaml",
                "livechat stack init test",
                "livechat stack init prod",
                "livechat up --yes --skip-preview",
                "livechat drift --format json --out yesterday.json",
            ],
        };

    /// <summary>A reader's own values stand for "...".</summary>
    private static string Filled(string text) => System.Text.RegularExpressions.Regex.Replace(text, @"\b([A-Z_]+)=\.\.\.", "$1=\"$$$1\"");

    private async Task BashAsync(CommandHarness command, string script)
    {
        var start = new ProcessStartInfo("bash", ["-euc", script])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in command.Context(TextWriter.Null, TextWriter.Null).Environment)
            start.Environment[name] = value;
        foreach (var prefix in (string[])["TEST_", "PROD_"])
        {
            start.Environment[prefix + "LIVECHAT_ACCESS_TOKEN"] = prefix == "TEST_" ? OtherToken : command.Token;
            start.Environment[prefix + "LIVECHAT_API_URL"] = command.Emulator.Url.ToString();
        }

        start.Environment["REPO"] = Repo.Root;
        start.Environment["PATH"] = CommandHarness.BuiltFolder + ":" + Environment.GetEnvironmentVariable("PATH");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = await process.ReadToEndAsync();
        Assert.True(process.ExitCode == 0, $"{script}\nended with {process.ExitCode}:\n{output}\n{errors}");
    }

    private static async Task SucceedAsync(CommandHarness command, string line, string[] words)
    {
        var variables = command.Context(TextWriter.Null, TextWriter.Null).Environment;
        var (code, output, errors) = await command.RunForAsync(variables, words);
        Assert.True(code == 0, $"{line}\nended with {code}:\n{output}\n{errors}");
    }
}
