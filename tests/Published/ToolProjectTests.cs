using System.Diagnostics;
using System.Text.Json.Nodes;
using TestSupport;

namespace Published_;

/// <summary>
/// Projects outside of the repository, made of packages of dist/ alone: livechat as a .NET tool, the template, the SDK. To run it without
/// the archives: <c>make build packages</c>, then <c>dotnet test tests/Published -c Release --no-build --filter ToolProjectTests</c>.
/// </summary>
[Collection(FeedCollection.Name)]
public sealed class ToolProjectTests(StandInFeed feed) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly TemporaryFolder _folder = new();

    private string Command => _folder.File("tools/livechat");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Project_OfThePackagesAlone_IsPreviewedAppliedAndDestroyed()
    {
        string[] from = ["--version", Repo.Version, "--add-source", Repo.Path("dist")];
        await RunAsync(_folder.Path, ["dotnet", "tool", "install", "LiveChatPulumi.Tool", "--tool-path", _folder.File("tools"), .. from]);
        using var emulator = StartEmulator();
        try
        {
            var url = (await emulator.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)))!;
            await RunAsync(_folder.Path, [Command, "new", "template-yaml", "--language", "yaml"]);
            await LiveAsync("template-yaml", url);

            await RunAsync(_folder.Path, [Command, "new", "own", "--packages", Repo.Path("dist")]);
            await LiveAsync("own", url);

            var hive = new[] { "--debug:custom-hive", _folder.File("hive") };
            var package = Repo.Path("dist", $"LiveChatPulumi.Templates.{Repo.Version}.nupkg");
            await RunAsync(_folder.Path, ["dotnet", "new", "install", package, .. hive]);
            await RunAsync(_folder.Path, ["dotnet", "new", "livechat-license", "-o", "template", .. hive]);
            File.Copy(_folder.File("own/nuget.config"), _folder.File("template/nuget.config"));
            await LiveAsync("template", url);
            Assert.True(File.Exists(_folder.File("template/.gitignore")));
            Assert.Equal(Texts("own", "own"), Texts("template", "template"));
        }
        finally
        {
            emulator.Kill();
        }
    }

    /// <summary>Preview, up, up again, destroy; the license is as it was.</summary>
    private async Task LiveAsync(string project, string url)
    {
        var (folder, before) = (_folder.File(project), await ObjectsAsync(url));
        Assert.Contains("4 to create", await LiveChatAsync("preview"), StringComparison.Ordinal);
        Assert.Equal(before, await ObjectsAsync(url));
        await LiveChatAsync("up", "--yes", "--skip-preview");
        Assert.Contains("ann@example.com", await ObjectsAsync(url), StringComparison.Ordinal);
        await LiveChatAsync("up", "--yes", "--skip-preview", "--expect-no-changes");
        await LiveChatAsync("destroy", "--yes", "--skip-preview");
        Assert.Equal(before, await ObjectsAsync(url));

        Task<string> LiveChatAsync(params string[] words) => RunAsync(folder, [Command, "--stack", "dev", .. words], url);
    }

    private IEnumerable<(string, string)> Texts(string project, string name) =>
        new[] { "Program.cs", "Pulumi.yaml", "Pulumi.dev.yaml", name + ".csproj" }.Select(f =>
            (
                f.Replace(name, "NAME", StringComparison.Ordinal),
                // A run adds the salt of the stack's secrets.
                string.Join(
                        '\n',
                        File.ReadLines(Path.Combine(_folder.File(project), f))
                            .Where(l => !l.StartsWith("encryptionsalt:", StringComparison.Ordinal))
                    )
                    .Replace(name, "NAME", StringComparison.Ordinal)
            )
        );

    private Process StartEmulator()
    {
        var start = new ProcessStartInfo(Command, ["emulate", "--control-token", "t", "--stop-after", "900"])
        {
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    private Task<string> RunAsync(string folder, string[] command, string url = "")
    {
        var environment = new Dictionary<string, string>(feed.Environment)
        {
            ["DOTNET_CLI_HOME"] = _folder.File("home"),
            ["DOTNET_NOLOGO"] = "1",
            ["PULUMI_HOME"] = _folder.File("pulumi"),
            ["PULUMI_CONFIG_PASSPHRASE"] = "x",
            ["LIVECHAT_API_URL"] = url,
            ["LIVECHAT_ACCESS_TOKEN"] = "dal:emulator-token",
            ["PulumiPackage"] = "",
        };
        return Shell.RunAsync(folder, Limit, environment, command);
    }

    /// <summary>The license without the number of the next group, which a destroy does not take back.</summary>
    private static async Task<string> ObjectsAsync(string url)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Emulator-Token", "t");
        using var body = new StringContent("{}");
        var answer = await client.PostAsync(new Uri(new Uri(url), "/_emulator/dump"), body);
        var dump = (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        dump.Remove("next_group_id");
        return dump.ToJsonString();
    }
}
