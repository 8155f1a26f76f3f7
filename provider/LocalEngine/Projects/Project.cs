using System.Collections.Immutable;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Projects;

/// <summary>A project, as its Pulumi.yaml describes it.</summary>
internal sealed record Project(
    string Folder,
    string Name,
    string Runtime,
    ImmutableDictionary<string, string> RuntimeOptions,
    string Main,
    YamlMappingNode Root
)
{
    /// <summary>The path of its Pulumi.yaml.</summary>
    public string FilePath { get; init; } = Path.Combine(Folder, "Pulumi.yaml");

    /// <summary>The plugin folders that the project names, by package.</summary>
    public ImmutableDictionary<string, string> PluginPaths { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The folder of the stack files.</summary>
    public string StackFolder { get; init; } = Folder;

    /// <summary>The backend that the project names, or null.</summary>
    public string? BackendUrl { get; init; }

    /// <summary>True where preview and up are to refresh first.</summary>
    public bool RefreshesFirst { get; init; }

    /// <summary>What a person should know about keys that have no effect.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>The folder of the program.</summary>
    public string ProgramFolder => Path.GetFullPath(Main, Folder);

    /// <summary>Loads the project of a folder or of the nearest folder above it.</summary>
    /// <exception cref="EngineException">There is no project, or its Pulumi.yaml cannot be read.</exception>
    public static Project Load(string start)
    {
        for (var folder = Path.GetFullPath(start); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            foreach (var name in new[] { "Pulumi.yaml", "Pulumi.yml" })
            {
                if (File.Exists(Path.Combine(folder, name)))
                    return ProjectReader.Read(folder, Path.Combine(folder, name));
            }
        }

        throw new EngineException(
            $"There is no Pulumi.yaml in {Path.GetFullPath(start)} or above it. Change to the project's folder, or name it with --cwd."
        );
    }
}
