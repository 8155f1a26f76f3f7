using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Projects;

/// <summary>Reads YAML files as trees of nodes, which know their position for error messages.</summary>
internal static class YamlFile
{
    /// <summary>How deep collections may nest. People's files nest a few levels; what reads a tree goes down it level by level.</summary>
    private const int MaxDepth = 100;

    /// <summary>What a file may hold at most, in characters.</summary>
    private const int MaxLength = 16 * 1024 * 1024;

    /// <exception cref="EngineException">The file is not a YAML mapping; the message has the position.</exception>
    public static YamlMappingNode Load(string path) => Parse(File.ReadAllText(path), Path.GetFileName(path));

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">The name of its file, for messages.</param>
    /// <exception cref="EngineException">The text is not a YAML mapping; the message has the position.</exception>
    public static YamlMappingNode Parse(string text, string file)
    {
        if (text.Length > MaxLength)
            throw new EngineException($"{file}:1:1: the file is larger than {MaxLength} characters.");
        try
        {
            RefuseUnbounded(text, file);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 0)
                return [];
            if (stream.Documents.Count > 1)
                throw At(file, stream.Documents[1].RootNode.Start, "there is a second document; only one is read.");
            return stream.Documents[0].RootNode switch
            {
                YamlMappingNode map => map,
                YamlScalarNode { Value: null or "" } => [],
                var other => throw At(file, other.Start, "the file must hold a mapping."),
            };
        }
        catch (ArgumentException e)
        {
            throw new EngineException($"{file}:1:1: {e.Message}", e);
        }
        catch (YamlException e)
        {
            throw new EngineException($"{file}:{e.Start.Line}:{e.Start.Column}: {e.Message}", e);
        }
    }

    public static YamlNode? Get(this YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    public static string? Text(this YamlMappingNode node, string key) => (node.Get(key) as YamlScalarNode)?.Value;

    /// <summary>
    /// Goes through the events before a tree is made of them. Few lines of aliases can stand for more nodes than there is memory, and
    /// deep nesting for more levels than there is stack; the first are refused by Pulumi as well.
    /// </summary>
    private static void RefuseUnbounded(string text, string file)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (Next(parser, file))
        {
            switch (parser.Current)
            {
                case AnchorAlias alias:
                    throw At(file, alias.Start, $"alias nodes are not supported (*{alias.Value}); write the value out.");
                case MappingStart or SequenceStart when ++depth > MaxDepth:
                    throw At(file, parser.Current.Start, $"collections nest deeper than {MaxDepth} levels.");
                case MappingEnd or SequenceEnd:
                    depth--;
                    break;
                case Scalar { IsKey: true, Value: "<<" } merge:
                    throw At(file, merge.Start, "merge keys (<<) are not supported; write the members out.");
            }
        }
    }

    /// <summary>The parser meets some texts with exceptions that have no position.</summary>
    private static bool Next(Parser parser, string file)
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw At(file, parser.Current?.End ?? Mark.Empty, "what follows is no YAML.");
        }
    }

    private static EngineException At(string file, Mark mark, string message) => new($"{file}:{mark.Line}:{mark.Column}: {message}");
}
