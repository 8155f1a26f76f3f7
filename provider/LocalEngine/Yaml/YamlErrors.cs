using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>Makes error messages that begin with the position in the program.</summary>
internal static class YamlErrors
{
    /// <summary>The file that positions name. <see cref="YamlProgram"/> puts in the program's own, where that is another.</summary>
    public const string File = "Pulumi.yaml";

    private const int ShownAtMost = 80;

    /// <summary>An error about a node; the message continues after the node's text.</summary>
    public static EngineException About(YamlNode node, string message) => At(node, $"{Shown(node)} {message}");

    /// <summary>An error at the position of a node.</summary>
    public static EngineException At(YamlNode node, string message) => new(Place(node) + message);

    /// <summary>The position of a node, as messages begin.</summary>
    public static string Place(YamlNode node) => $"{File}:{node.Start.Line}:{node.Start.Column}: ";

    /// <summary>True for an error whose message has a position.</summary>
    public static bool HasPosition(EngineException error) => error.Message.StartsWith(File, StringComparison.Ordinal);

    /// <summary>A node as one line of bounded length.</summary>
    public static string Shown(YamlNode node)
    {
        var text = node is YamlScalarNode scalar ? scalar.Value ?? "" : node.ToString().ReplaceLineEndings(" ");
        return text.Length <= ShownAtMost ? text : text[..ShownAtMost] + "...";
    }
}
