using System.Collections.Immutable;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Projects;

/// <summary>Reads Pulumi.yaml. Every key of it is used, or told about.</summary>
internal sealed class ProjectReader
{
    private readonly string _folder;
    private readonly string _file;
    private readonly YamlMappingNode _root;
    private readonly List<string> _warnings = [];

    private ProjectReader(string folder, string path) => (_folder, _file, _root) = (folder, Path.GetFileName(path), YamlFile.Load(path));

    /// <exception cref="EngineException">The file cannot be read, or a key of it is refused; the message has its position.</exception>
    public static Project Read(string folder, string path) => new ProjectReader(folder, path).Read(path);

    private Project Read(string path)
    {
        FileKeys.Project.Check(_root, "the project", _file, _warnings.Add, warnOfUnknown: true);
        var runtime = _root.Get("runtime");
        if (runtime is YamlMappingNode map)
            FileKeys.Runtime.Check(map, "runtime", _file, _warnings.Add);
        var options = (runtime as YamlMappingNode)?.Get("options") as YamlMappingNode;
        return new Project(
            _folder,
            Name(),
            (runtime as YamlScalarNode)?.Value
                ?? (runtime as YamlMappingNode)?.Text("name")
                ?? throw At(runtime ?? _root, "the project has no runtime: write 'runtime: yaml' or 'runtime: dotnet'."),
            options?.Children.ToImmutableDictionary(o => o.Key.ToString(), o => o.Value.ToString())
                ?? ImmutableDictionary<string, string>.Empty,
            Text("main") ?? ".",
            _root
        )
        {
            FilePath = path,
            PluginPaths = Plugins().SetItems(Packages()),
            StackFolder = Path.GetFullPath(Text("stackConfigDir") ?? (_root.Get("config") as YamlScalarNode)?.Value ?? ".", _folder),
            BackendUrl = Section("backend", FileKeys.Backend)?.Text("url"),
            RefreshesFirst = RefreshesFirst(),
            Warnings = [.. _warnings],
        };
    }

    private string Name()
    {
        if (_root.Get("name") is not YamlScalarNode { Value: { Length: > 0 } name } node)
            throw At(_root.Get("name") ?? _root, "the project has no name: write 'name: <project>'.");
        return Names.IsValid(name)
            ? name
            : throw At(node, "the name of a project may have letters, digits, '-', '_' and '.', at most 100.");
    }

    private bool RefreshesFirst() =>
        Section("options", FileKeys.ProjectOptions)?.Get("refresh") switch
        {
            null => false,
            YamlScalarNode { Value: "always" } => true,
            var other => throw At(other, "options.refresh can only be 'always'."),
        };

    private string? Text(string key) =>
        _root.Get(key) switch
        {
            null => null,
            YamlScalarNode { Value: { Length: > 0 } text } => text,
            var other => throw At(other, $"{key} must be a text."),
        };

    private YamlMappingNode? Section(string key, KeyTable keys)
    {
        if (_root.Get(key) is not { } node)
            return null;
        if (node is not YamlMappingNode section)
            throw At(node, $"{key} must be a mapping.");
        keys.Check(section, key, _file, _warnings.Add);
        return section;
    }

    private ImmutableDictionary<string, string> Plugins()
    {
        var paths = ImmutableDictionary.CreateBuilder<string, string>();
        var providers = Section("plugins", FileKeys.Plugins)?.Get("providers");
        if (providers is not (null or YamlSequenceNode))
            throw At(providers, "plugins.providers must be a list of { name, path }.");
        foreach (var node in providers as YamlSequenceNode ?? [])
        {
            if (node is not YamlMappingNode plugin)
                throw At(node, "a plugin must be a mapping of name and path.");
            FileKeys.Plugin.Check(plugin, "a plugin", _file, _warnings.Add);
            if (plugin.Text("name") is not { } name || plugin.Text("path") is not { } path)
                throw At(node, "a plugin must have a name and a path.");
            paths[name] = Path.GetFullPath(path, _folder);
        }

        return paths.ToImmutable();
    }

    /// <summary>The packages that are folders of plugins.</summary>
    private ImmutableDictionary<string, string> Packages()
    {
        var paths = ImmutableDictionary.CreateBuilder<string, string>();
        if (_root.Get("packages") is not (null or YamlMappingNode) and { } other)
            throw At(other, "packages must be a mapping of names.");
        foreach (var (key, node) in _root.Get("packages") as YamlMappingNode ?? [])
        {
            if (node is not YamlScalarNode { Value: { } source } || !(source.StartsWith('.') || Path.IsPathRooted(source)))
                throw At(
                    node,
                    $"the package '{key}' is no folder of a plugin; others are Pulumi's (`pulumi package add`): run with `pulumi up`."
                );
            var path = Path.GetFullPath(source, _folder);
            paths[key.ToString()] = File.Exists(path) ? Path.GetDirectoryName(path)! : path;
        }

        return paths.ToImmutable();
    }

    private EngineException At(YamlNode node, string message) => new($"{_file}:{node.Start.Line}:{node.Start.Column}: {message}");
}
