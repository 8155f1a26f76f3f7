using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LiveChatPulumi.Provider;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Directory.Build.props holds the version; everything else repeats it.</summary>
public partial class VersionTests
{
    [Fact]
    public void Version_OfThePlugin_IsThatOfTheBuild() => Assert.Equal(PackageVersion.Current, Repo.Version);

    [Fact]
    public void Version_OfWhatIsGenerated_IsThatOfTheBuild()
    {
        string[] sdk = ["sdk", "dotnet"];
        Assert.Equal(Repo.Version, Json("schema.json"));
        Assert.Equal(Repo.Version, File.ReadAllText(Repo.Path([.. sdk, "version.txt"])));
        Assert.Equal(Repo.Version, Json([.. sdk, "pulumi-plugin.json"]));
        var project = XDocument.Load(Repo.Path([.. sdk, "LiveChatPulumi.LiveChat.csproj"]));
        Assert.Equal(Repo.Version, Assert.Single(project.Descendants("Version")).Value);
    }

    [Fact]
    public void Version_InWhatPeopleRead_IsThatOfTheBuild()
    {
        var files = Directory
            .EnumerateFiles(Repo.Path("docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repo.Path("examples"), "*.csproj", SearchOption.AllDirectories))
            .Append(Repo.Path("README.md"))
            .Append(Repo.Path("sdk", "dotnet", "README.md"));
        var mentions = files
            .SelectMany(f => Mention().Matches(File.ReadAllText(f)).Select(m => (File: f, Version: m.Groups[1].Value)))
            .ToList();
        Assert.True(mentions.Count >= 4, $"only {mentions.Count} mentions were found: the pattern misses them");
        Assert.All(mentions, m => Assert.True(m.Version == Repo.Version, $"{m.File} says {m.Version}"));
        Assert.Contains($"## {Repo.Version}", File.ReadAllText(Repo.Path("CHANGELOG.md")), StringComparison.Ordinal);
    }

    private static string? Json(params string[] path) => (string?)JsonNode.Parse(File.ReadAllText(Repo.Path(path)))!["version"];

    /// <summary>A version of ours: of the plugin to install, in an archive's name, of the SDK's package.</summary>
    [GeneratedRegex(
        """(?:resource livechat |livechat-v|LiveChatPulumi\.LiveChat(?:" Version="|\.| --version ))"""
            + """(\d+\.\d+\.\d+(?:-(?!linux|darwin|windows|<)[a-z\d.]+)?)"""
    )]
    private static partial Regex Mention();
}
