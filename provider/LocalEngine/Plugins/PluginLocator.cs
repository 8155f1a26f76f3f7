using System.Collections.Immutable;

namespace LocalEngine.Plugins;

/// <summary>
/// Finds the executable of a provider plugin. It looks where Pulumi does and in Pulumi's order: the folder that the project
/// names, the PATH, the folder of the command, the plugin cache.
/// </summary>
internal sealed class PluginLocator(
    ImmutableDictionary<string, string> projectPlugins,
    string? bundledFolder,
    Func<string, string?> environment
)
{
    /// <exception cref="EngineException">The plugin is in none of these places.</exception>
    public string Find(string package, string version)
    {
        var name = "pulumi-resource-" + package + (OperatingSystem.IsWindows() ? ".exe" : "");
        return Folders(package, version).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists)
            ?? throw new EngineException(
                $"There is no plugin for '{package}'{(version.Length > 0 ? " " + version : "")}: {name} is neither named in Pulumi.yaml "
                    + "(plugins.providers), nor on the PATH, nor installed. "
                    + $"Install it with: pulumi plugin install resource {package} {version}"
            );
    }

    private IEnumerable<string> Folders(string package, string version)
    {
        if (projectPlugins.TryGetValue(package, out var named))
            yield return named;
        foreach (var folder in (environment("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return folder;
        if (bundledFolder is not null)
            yield return bundledFolder;
        var home = environment("PULUMI_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pulumi");
        var cache = Path.Combine(home, "plugins");
        if (version.Length > 0)
            yield return Path.Combine(cache, $"resource-{package}-v{version}");
        else if (Directory.Exists(cache))
        {
            foreach (var folder in Directory.EnumerateDirectories(cache, $"resource-{package}-v*").OrderDescending())
                yield return folder;
        }
    }
}
