using TestSupport;

namespace Published_;

/// <summary>A folder of packages that has the stand-in under the official package's name and version.</summary>
public sealed class StandInFeed : IAsyncLifetime
{
    /// <summary>The lowest version that [3.76.1,4) holds: a restore that finds another one warns, and warnings are errors.</summary>
    public const string Version = "3.76.1";

    private readonly TemporaryFolder _folder = new();

    public string Source => _folder.File("feed");

    /// <summary>What a restore from here needs: this source besides the machine's, and packages in a folder of its own.</summary>
    public Dictionary<string, string> Environment =>
        new()
        {
            ["RestoreAdditionalProjectSources"] = Source,
            ["NUGET_PACKAGES"] = _folder.File("packages"),
            ["MSBUILDDISABLENODEREUSE"] = "1",
        };

    public string Packages => Environment["NUGET_PACKAGES"];

    public async Task InitializeAsync()
    {
        var hidden = new Dictionary<string, string> { ["PulumiPackage"] = "true", ["MSBUILDDISABLENODEREUSE"] = "1" };
        foreach (var project in new[] { Repo.Path("provider", "PluginProtocol"), Repo.Path("sdk", "Pulumi") })
        {
            string[] pack = ["dotnet", "pack", project, "-c", "Release", "-o", Source, "-v:quiet", "-p:IsPackable=true"];
            string[] apart = [$"-p:PackageVersion={Version}", "-p:UseArtifactsOutput=true", $"-p:ArtifactsPath={_folder.File("obj")}"];
            await Shell.RunAsync(Repo.Root, TimeSpan.FromMinutes(10), hidden, [.. pack, .. apart]);
        }
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }
}

/// <summary>Tests that share the feed run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class FeedCollection : ICollectionFixture<StandInFeed>
{
    public const string Name = "feed";
}
