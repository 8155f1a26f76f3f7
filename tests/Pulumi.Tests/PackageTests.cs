using System.IO.Compression;
using System.Xml.Linq;
using TestSupport;

namespace Pulumi_Tests;

/// <summary>The SDK's NuGet package, packed from what was built: it says the same whatever it was compiled against.</summary>
public sealed class PackageTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private ZipArchive _package = null!;

    public async Task InitializeAsync()
    {
        string[] pack = ["dotnet", "pack", Repo.Path("sdk", "dotnet"), "-c", Repo.Configuration, "--no-build", "-o", _folder.Path];
        await Shell.RunAsync(Repo.Root, TimeSpan.FromMinutes(3), new Dictionary<string, string>(), pack);
        _package = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(_folder.Path, "*.nupkg")));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _package?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Package_OfTheSdk_DependsOnTheOfficialPulumiPackageAndHasWhatAPageShows()
    {
        var group = Assert.Single(Nuspec("group"));
        Assert.Equal("net8.0", (string?)group.Attribute("targetFramework"));
        var dependency = Assert.Single(Nuspec("dependency"));
        Assert.Equal("Pulumi", (string?)dependency.Attribute("id"));
        Assert.Equal("[3.76.1, 4.0.0)", (string?)dependency.Attribute("version"));
        Assert.Empty(Nuspec("frameworkReference"));
        Assert.Equal(Repo.Version, Assert.Single(Nuspec("version")).Value);
        Assert.StartsWith("https://", Assert.Single(Nuspec("projectUrl")).Value, StringComparison.Ordinal);
        var readme = Text(Assert.Single(Nuspec("readme")).Value);
        Assert.Contains("dotnet add package LiveChatPulumi.LiveChat", readme, StringComparison.Ordinal);
        Assert.Equal((128, 128), PngSize(Bytes(Assert.Single(Nuspec("icon")).Value)));
        Assert.Equal(["content/pulumi-plugin.json", "content/version.txt"], Entries("content/"));
        Assert.Equal(["lib/net8.0/LiveChatPulumi.LiveChat.dll", "lib/net8.0/LiveChatPulumi.LiveChat.xml"], Entries("lib/"));
    }

    private IEnumerable<string> Entries(string folder) =>
        _package.Entries.Select(e => e.FullName).Where(n => n.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private IEnumerable<XElement> Nuspec(string name)
    {
        var nuspec = XDocument.Parse(Text("LiveChatPulumi.LiveChat.nuspec"));
        return nuspec.Descendants().Where(e => e.Name.LocalName == name);
    }

    private string Text(string name)
    {
        using var reader = new StreamReader(_package.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    private byte[] Bytes(string name)
    {
        using var copy = new MemoryStream();
        using var entry = _package.GetEntry(name)!.Open();
        entry.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>Width and height stand in the header, behind the signature.</summary>
    private static (int Width, int Height) PngSize(byte[] png)
    {
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        return (BitConverter.ToInt32([.. png[16..20].Reverse()]), BitConverter.ToInt32([.. png[20..24].Reverse()]));
    }
}
