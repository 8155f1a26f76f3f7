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
    /// <summary>The plugin folders that the project names, by package.</summary>
    public ImmutableDictionary<string, string> PluginPaths { get; init; } = ImmutableDictionary<string, string>.Empty;

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
                    return Parse(folder, Path.Combine(folder, name));
            }
        }

        throw new EngineException(
            $"There is no Pulumi.yaml in {Path.GetFullPath(start)} or above it. Change to the project's folder, or name it with --cwd."
        );
    }

    private static Project Parse(string folder, string path)
    {
        var root = YamlFile.Load(path);
        var runtime = root.Get("runtime");
        var options = (runtime as YamlMappingNode)?.Get("options") as YamlMappingNode;
        return new Project(
            folder,
            root.Text("name") ?? throw new EngineException($"{path} has no name."),
            (runtime as YamlScalarNode)?.Value
                ?? (runtime as YamlMappingNode)?.Text("name")
                ?? throw new EngineException($"{path} has no runtime."),
            options?.Children.ToImmutableDictionary(o => o.Key.ToString(), o => o.Value.ToString())
                ?? ImmutableDictionary<string, string>.Empty,
            root.Text("main") ?? ".",
            root
        )
        {
            PluginPaths = Plugins(root, folder),
        };
    }

    private static ImmutableDictionary<string, string> Plugins(YamlMappingNode root, string folder)
    {
        var providers = (root.Get("plugins") as YamlMappingNode)?.Get("providers") as YamlSequenceNode;
        return (providers?.Children.OfType<YamlMappingNode>() ?? [])
            .Where(p => p.Text("name") is not null && p.Text("path") is not null)
            .ToImmutableDictionary(p => p.Text("name")!, p => Path.GetFullPath(p.Text("path")!, folder));
    }
}
