using System.Collections.Immutable;
using LocalEngine;
using LocalEngine.Plugins;
using TestSupport;

namespace LocalEngine_Tests;

public sealed class PluginLocatorTests : IDisposable
{
    private const string Plugin = "pulumi-resource-shop";
    private readonly TemporaryFolder _folder = new();

    private string Home => _folder.File("home");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_ArchivesUnpackedIntoOneFolder_IsThePluginBesideTheCommand()
    {
        Put("bin");
        Assert.Equal(_folder.File("bin/" + Plugin), Locator("bin").Find("shop", ""));
    }

    /// <summary>The .NET tool brings the plugin of its own version, for every platform; another version may be installed.</summary>
    [Fact]
    public void Find_PluginForEveryPlatformInTheCommandsFolder_IsThatOne()
    {
        Install("0.9.0");
        Put("bin/plugin", Plugin + ".dll");
        Assert.Equal(_folder.File($"bin/plugin/{Plugin}.dll"), Locator("bin").Find("shop", ""));
    }

    [Fact]
    public void Find_InstalledVersion_IsThatOneExactly()
    {
        Install("0.9.0", "0.10.0");
        Assert.Equal(Installed("0.9.0"), Locator("bin").Find("shop", "0.9.0"));
        Assert.Throws<EngineException>(() => Locator("bin").Find("shop", "0.8.0"));
    }

    [Fact]
    public void Find_NoVersionAskedFor_IsTheNewestInstalled()
    {
        Install("0.9.0", "0.10.0-alpha.2", "0.10.0-alpha.10");
        Assert.Equal(Installed("0.10.0-alpha.10"), Locator("bin").Find("shop", ""));
        Install("0.10.0");
        Assert.Equal(Installed("0.10.0"), Locator("bin").Find("shop", ""));
    }

    [Fact]
    public void Find_InstallThatBrokeOff_IsPassedOver()
    {
        Install("0.1.0", "0.2.0");
        File.WriteAllText(Path.Combine(Home, "plugins", "resource-shop-v0.2.0.partial"), "");
        Assert.Equal(Installed("0.1.0"), Locator("bin").Find("shop", ""));
        Assert.Throws<EngineException>(() => Locator("bin").Find("shop", "0.2.0"));
    }

    private PluginLocator Locator(string commandFolder) =>
        new(
            ImmutableDictionary<string, string>.Empty,
            _folder.File(commandFolder),
            new Dictionary<string, string> { ["PULUMI_HOME"] = Home }
        );

    private string Installed(string version) => Path.Combine(Home, "plugins", "resource-shop-v" + version, Plugin);

    private void Install(params string[] versions)
    {
        foreach (var version in versions)
            Put($"home/plugins/resource-shop-v{version}");
    }

    private void Put(string folder, string name = Plugin) =>
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(_folder.File(folder)).FullName, name), "");
}
