using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace LocalEngine.Plugins;

/// <summary>Finds a provider's executable where Pulumi would: project, PATH, beside the command, plugin cache.</summary>
internal sealed partial class PluginLocator(
    ImmutableDictionary<string, string> projectPlugins,
    string? commandFolder,
    IReadOnlyDictionary<string, string> environment
)
{
    /// <exception cref="EngineException">It is nowhere.</exception>
    public string Find(string package, string version)
    {
        var name = "pulumi-resource-" + package;
        var executable = name + (OperatingSystem.IsWindows() ? ".exe" : "");
        return Candidates(package, version, name, executable).FirstOrDefault(File.Exists)
            ?? throw new EngineException(
                $"There is no plugin for '{package}'{(version.Length > 0 ? " " + version : "")}: "
                    + $"{executable} is neither named in Pulumi.yaml (plugins.providers), nor on the PATH, nor installed. "
                    + $"Install it with: pulumi plugin install resource {package} {version}"
            );
    }

    private IEnumerable<string> Candidates(string package, string version, string name, string executable)
    {
        if (projectPlugins.TryGetValue(package, out var own))
            yield return Path.Combine(own, executable);
        var path = environment.GetValueOrDefault("PATH") ?? "";
        foreach (var folder in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return Path.Combine(folder, executable);
        if (commandFolder is not null)
        {
            yield return Path.Combine(commandFolder, "plugin", executable);

            // The command as a .NET tool is for every platform, and so is the plugin that it brings: dotnet starts it.
            yield return Path.Combine(commandFolder, "plugin", name + ".dll");
            yield return Path.Combine(commandFolder, executable);
        }

        foreach (var folder in Installed(package, version))
            yield return Path.Combine(folder, executable);
    }

    /// <summary>Folders of Pulumi's cache, the newest version first. A neighbour .partial marks an install that broke off.</summary>
    private IEnumerable<string> Installed(string package, string version)
    {
        var home = environment.GetValueOrDefault("PULUMI_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pulumi");
        var cache = Path.Combine(home, "plugins");
        var prefix = $"resource-{package}-v";
        var folders =
            version.Length > 0 ? [Path.Combine(cache, prefix + version)]
            : Directory.Exists(cache) ? Directory.GetDirectories(cache, prefix + "*")
            : [];
        return folders
            .Where(f => !File.Exists(f + ".partial"))
            .OrderByDescending(f => Rank(Path.GetFileName(f)[prefix.Length..]), StringComparer.Ordinal);
    }

    /// <summary>A text that sorts as the version does: numbers by their value, a pre-release before its release.</summary>
    private static string Rank(string version) =>
        Number().Replace(version, n => n.Value.PadLeft(10, '0')) + (version.Contains('-') ? "" : "~");

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
