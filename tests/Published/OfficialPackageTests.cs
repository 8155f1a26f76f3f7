using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using TestSupport;

namespace Published_;

/// <summary>A copy of the repository, built with PULUMI=package: the package Pulumi is then really what everything runs on.</summary>
[Collection(FeedCollection.Name)]
public sealed class OfficialPackageTests(StandInFeed feed) : IAsyncLifetime
{
    private RepositoryCopy _copy = null!;

    public async Task InitializeAsync() => _copy = await RepositoryCopy.MakeAsync();

    public Task DisposeAsync()
    {
        _copy.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Repository_BuiltWithThePackage_CompilesWhollyAndItsDemoRunsOnThePackage()
    {
        await MakeAsync("build");
        AssertPulumiIsAPackage();
        Assert.Contains("The license is as it was", await MakeAsync("demo"), StringComparison.Ordinal);
        AssertPackage(Libraries("examples/support-team/bin/Release/net10.0/SupportTeam.deps.json"));
        var official = new Dictionary<string, string>(feed.Environment) { ["PulumiPackage"] = "true" };
        string[] test = ["dotnet", "test", "tests/Pulumi.Tests", "-c", "Release", "--no-build", "--nologo"];
        await Shell.RunAsync(_copy.Path, TimeSpan.FromMinutes(5), official, test);
        string[] pack = ["dotnet", "pack", "sdk/dotnet", "-c", "Release", "-o", "packed"];
        await Shell.RunAsync(_copy.Path, TimeSpan.FromMinutes(5), official, pack);
        Assert.Equal(["Pulumi [3.76.1, 4.0.0)"], Dependencies(Assert.Single(Directory.GetFiles(_copy.File("packed"), "*.nupkg"))));
    }

    private Task<string> MakeAsync(string target)
    {
        var environment = new Dictionary<string, string>(feed.Environment) { ["CONFIGURATION"] = "Release" };
        return Shell.RunAsync(_copy.Path, TimeSpan.FromMinutes(30), environment, "make", target, "PULUMI=package");
    }

    /// <summary>No project but the stand-in itself was restored with a project Pulumi; the SDK was with the package.</summary>
    private void AssertPulumiIsAPackage()
    {
        var restored = Directory.GetFiles(_copy.Path, "project.assets.json", SearchOption.AllDirectories);
        Assert.True(restored.Length > 20, $"only {restored.Length} projects were restored");
        foreach (var file in restored.Where(f => Libraries(f).Count > 0))
            AssertPackage(Libraries(file));
        Assert.Single(Libraries("sdk/dotnet/obj/project.assets.json"));
    }

    /// <summary>One package, of a version that we depend on; where the official one can be restored, it may be that one.</summary>
    private static void AssertPackage(List<(string Version, string Kind)> libraries)
    {
        var (version, kind) = Assert.Single(libraries);
        Assert.Equal("package", kind);
        Assert.InRange(Version.Parse(version), new Version(3, 76, 1), new Version(4, 0));
    }

    /// <summary>What a file of NuGet or of the build names Pulumi: versions, and whether each is a package or a project.</summary>
    private List<(string Version, string Kind)> Libraries(string file) =>
        [
            .. JsonNode.Parse(File.ReadAllText(_copy.File(file)))!["libraries"]!
                .AsObject()
                .Where(l => l.Key.StartsWith("Pulumi/", StringComparison.Ordinal))
                .Select(l => (l.Key.Split('/')[1], (string)l.Value!["type"]!)),
        ];

    internal static IEnumerable<string> Dependencies(string package)
    {
        using var zip = ZipFile.OpenRead(package);
        using var nuspec = zip.Entries.Single(e => e.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return
        [
            .. XDocument
                .Load(nuspec)
                .Descendants()
                .Where(e => e.Name.LocalName == "dependency")
                .Select(d => $"{(string?)d.Attribute("id")} {(string?)d.Attribute("version")}"),
        ];
    }
}
