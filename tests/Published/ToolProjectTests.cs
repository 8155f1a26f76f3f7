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
        using var license = await PublishedLicense.StartAsync(Command);
        await RunAsync(_folder.Path, [Command, "new", "template-yaml", "--language", "yaml"]);
        await LiveAsync("template-yaml", license);

        await RunAsync(_folder.Path, [Command, "new", "own", "--packages", Repo.Path("dist")]);
        await LiveAsync("own", license);

        var hive = new[] { "--debug:custom-hive", _folder.File("hive") };
        var package = Repo.Path("dist", $"LiveChatPulumi.Templates.{Repo.Version}.nupkg");
        await RunAsync(_folder.Path, ["dotnet", "new", "install", package, .. hive]);
        await RunAsync(_folder.Path, ["dotnet", "new", "livechat-license", "-o", "template", .. hive]);
        File.Copy(_folder.File("own/nuget.config"), _folder.File("template/nuget.config"));
        await LiveAsync("template", license);
        Assert.True(File.Exists(_folder.File("template/.gitignore")));
        Assert.Equal(Texts("own", "own"), Texts("template", "template"));
    }

    private Task LiveAsync(string project, PublishedLicense license) =>
        license.LiveAsync(words => RunAsync(_folder.File(project), [Command, "--stack", "dev", .. words], license.Url), "ann@example.com");

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
}
