using System.Reflection;
using LocalEngine;
using LocalEngine.Projects;

namespace LiveChatPulumi.Cli.Projects;

/// <summary>A project to begin with: the files of the template for dotnet new, or a program in YAML.</summary>
internal static class NewProject
{
    /// <summary>What stands for the project's name in the templates, in names of files as well.</summary>
    private const string NameToken = "LicenseProject";
    private const string VersionToken = "SDK_VERSION";

    private static readonly Assembly Own = typeof(NewProject).Assembly;

    /// <summary>Writes the files, and gives their names.</summary>
    /// <param name="folder">Where; it is made where it is missing.</param>
    /// <param name="name">The project's name.</param>
    /// <param name="language">csharp or yaml.</param>
    /// <param name="stack">The stack that the project has to begin with.</param>
    /// <param name="packages">A folder with packages that the C# program is restored from as well; null for none.</param>
    /// <exception cref="EngineException">A name is none, or a file is there already; nothing was written then.</exception>
    public static IReadOnlyList<string> Write(string folder, string name, string language, string stack, string? packages)
    {
        foreach (var (text, what) in new[] { (name, "project"), (stack, "stack") })
        {
            if (!Names.IsValid(text))
                throw new EngineException($"'{text}' is no name of a {what}: it may have letters, digits, '-', '_' and '.', at most 100.");
        }

        var files = Files(name, language, stack);
        if (packages is not null)
            files["nuget.config"] = NugetConfig(packages);
        if (files.Keys.FirstOrDefault(f => Path.Exists(Path.Combine(folder, f))) is { } there)
            throw new EngineException($"{Path.Combine(folder, there)} is there already: name another folder. Nothing was written.");
        Directory.CreateDirectory(folder);
        foreach (var (file, text) in files)
            File.WriteAllText(Path.Combine(folder, file), text);
        return [.. files.Keys];
    }

    private static SortedDictionary<string, string> Files(string name, string language, string stack)
    {
        var prefix = $"new/{language}/";
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var resource in Own.GetManifestResourceNames().Where(r => r.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var file = resource[prefix.Length..].Replace(NameToken, name, StringComparison.Ordinal);
            using var reader = new StreamReader(Own.GetManifestResourceStream(resource)!);
            files[file == "Pulumi.dev.yaml" ? $"Pulumi.{stack}.yaml" : file] = reader
                .ReadToEnd()
                .Replace(NameToken, name, StringComparison.Ordinal)
                .Replace(VersionToken, Version, StringComparison.Ordinal);
        }

        return files;
    }

    private static string Version => Own.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static string NugetConfig(string packages) =>
        $"""
            <configuration>
              <packageSources>
                <add key="livechat" value="{System.Security.SecurityElement.Escape(Path.GetFullPath(packages))}" />
              </packageSources>
            </configuration>

            """;
}
