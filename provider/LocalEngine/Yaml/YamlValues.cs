using System.Globalization;
using System.Text.Json.Nodes;
using LocalEngine.Projects;
using PluginProtocol.Values;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>Reads scalars by YAML's core schema: a quoted scalar is a text, and a plain one may be null, a boolean or a number.</summary>
internal static class YamlValues
{
    public static object? Scalar(YamlScalarNode node)
    {
        var text = node.Value ?? "";
        if (node.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted or ScalarStyle.Literal or ScalarStyle.Folded)
            return text;
        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ when Radix(text) is { } whole => whole,
            _ when IsNumber(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => text,
        };
    }

    /// <summary>A boolean of the program, by YAML's core schema: true, True or TRUE, and no other word for it.</summary>
    /// <param name="node">The value.</param>
    /// <param name="name">What it is the value of, for the message.</param>
    /// <exception cref="EngineException">It is something else.</exception>
    public static bool Flag(YamlNode node, string name) =>
        node is YamlScalarNode scalar && Scalar(scalar) is bool flag
            ? flag
            : throw YamlErrors.At(node, $"{name} must be true or false, and is {(node is YamlScalarNode ? $"'{node}'" : "a collection")}");

    public static string ToJson(YamlNode node) => Node(node)?.ToJsonString() ?? "null";

    /// <summary>A value without expressions.</summary>
    public static PropertyValue Plain(YamlNode node) =>
        node switch
        {
            YamlScalarNode s => Scalar(s) switch
            {
                string text => PropertyValue.Of(text),
                bool flag => PropertyValue.Of(flag),
                double number => PropertyValue.Of(number),
                _ => PropertyValue.Null,
            },
            YamlSequenceNode l => PropertyValue.List(l.Select(Plain)),
            YamlMappingNode m => PropertyObject.From(m.Select(c => KeyValuePair.Create(c.Key.ToString(), Plain(c.Value)))),
            _ => PropertyValue.Null,
        };

    /// <summary>A value in the form of configurations: a text as it stands, and collections as JSON.</summary>
    public static string ConfigText(YamlNode node) =>
        node switch
        {
            YamlScalarNode s => Scalar(s) switch
            {
                bool flag => flag ? "true" : "false",
                double number => number.ToString("R", CultureInfo.InvariantCulture),
                null => "",
                var text => (string)text,
            },
            _ => ToJson(node),
        };

    /// <summary>Octal and hexadecimal numbers, as YAML writes them.</summary>
    private static object? Radix(string text)
    {
        if (text.Length < 3 || text.Length > 14 || text[0] != '0')
            return null;
        var digits = text[2..];
        return text[1] switch
        {
            'o' when digits.All(c => c is >= '0' and <= '7') => (double)Convert.ToInt64(digits, 8),
            'x' when digits.All(char.IsAsciiHexDigit) => (double)Convert.ToInt64(digits, 16),
            _ => null,
        };
    }

    private static JsonNode? Node(YamlNode node) =>
        node switch
        {
            YamlScalarNode s => Scalar(s) switch
            {
                string text => JsonValue.Create(text),
                bool flag => JsonValue.Create(flag),
                double number => JsonValue.Create(number),
                _ => null,
            },
            YamlSequenceNode l => new JsonArray([.. l.Select(Node)]),
            YamlMappingNode m => new JsonObject(m.Select(p => KeyValuePair.Create(p.Key.ToString(), Node(p.Value)))),
            _ => null,
        };

    private static bool IsNumber(string text) =>
        text.Length > 0
        && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.')
        && text.All(c => char.IsAsciiDigit(c) || c is '-' or '+' or '.' or 'e' or 'E');
}
