using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Projects;

/// <summary>Reads and writes YAML files as trees of nodes, which know their position for error messages.</summary>
internal static class YamlFile
{
    /// <exception cref="EngineException">The file is not a YAML mapping.</exception>
    public static YamlMappingNode Load(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var stream = new YamlStream();
            stream.Load(reader);
            if (stream.Documents.Count == 0)
                return [];
            return stream.Documents[0].RootNode as YamlMappingNode ?? throw new EngineException($"{path} must hold a mapping.");
        }
        catch (YamlException e)
        {
            throw new EngineException($"{path}:{e.Start.Line}:{e.Start.Column}: {e.Message}", e);
        }
    }

    public static void Save(YamlMappingNode root, string path)
    {
        var temporary = path + ".new";
        using (var writer = new StreamWriter(temporary))
            new YamlStream(new YamlDocument(root)).Save(writer, assignAnchors: false);

        // YamlDotNet ends every document with "...", which is allowed but unusual, so it is removed.
        var text = File.ReadAllText(temporary)
            .Replace("\n...\n", "\n", StringComparison.Ordinal)
            .Replace("\r\n", "\n", StringComparison.Ordinal);
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }

    public static YamlNode? Get(this YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    public static string? Text(this YamlMappingNode node, string key) => (node.Get(key) as YamlScalarNode)?.Value;
}
