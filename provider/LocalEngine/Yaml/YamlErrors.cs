using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>Makes error messages that begin with the position in the program.</summary>
internal static class YamlErrors
{
    private const string File = "Pulumi.yaml";

    /// <summary>An error about a node; the message continues after the node's text.</summary>
    public static EngineException About(YamlNode node, string message) => At(node, $"{node} {message}");

    /// <summary>An error at the position of a node.</summary>
    public static EngineException At(YamlNode node, string message) => new($"{File}:{node.Start.Line}:{node.Start.Column}: {message}");

    /// <summary>True for an error whose message has a position.</summary>
    public static bool HasPosition(EngineException error) => error.Message.StartsWith(File, StringComparison.Ordinal);
}
