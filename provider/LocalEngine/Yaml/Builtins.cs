using System.Security.Cryptography;
using System.Text;
using PluginProtocol.Values;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>The builtins of Pulumi YAML that only compute.</summary>
internal static class Builtins
{
    /// <summary>Calls a builtin with a value that is known and has no secret marks.</summary>
    public static PropertyValue Call(string function, PropertyValue value, YamlNode node, string folder) =>
        function switch
        {
            "toJSON" => PropertyValue.Of(new CheckpointCodec(null).WriteText(value)),
            "join" => Join(value, node),
            "split" => Split(value, node),
            "toBase64" => PropertyValue.Of(Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(value, node, function)))),
            "fromBase64" => FromBase64(Text(value, node, function), node),
            "length" => Length(value, node),
            "singleOrNone" => SingleOrNone(value, node),
            "readFile" => PropertyValue.Of(File.ReadAllText(ProgramFiles.Find(folder, Text(value, node, function), node))),
            "stringAsset" => Asset(Encoding.UTF8.GetBytes(Text(value, node, function)), "text", Text(value, node, function)),
            "fileAsset" => FileAsset(Text(value, node, function), node, folder),
            _ => throw YamlErrors.At(node, $"fn::{function} is not supported by this engine; run the program with `pulumi up`."),
        };

    /// <summary>One element of a list.</summary>
    public static PropertyValue Select(PropertyValue value, YamlNode node) =>
        value.Unwrapped is PropertyArray { Items: [var index, var choices] }
            ? (index.Unwrapped, choices.Unwrapped) switch
            {
                (PropertyUnknown, _) or (_, PropertyUnknown) => PropertyValue.Unknown,
                (PropertyNumber n, PropertyArray list) when n.Value >= 0 && n.Value < list.Items.Length && n.Value % 1 == 0 => value.Any(
                    v => v is PropertySecret
                )
                    ? PropertyValue.Secret(list.Items[(int)n.Value])
                    : list.Items[(int)n.Value],
                _ => throw YamlErrors.At(node, "fn::select takes an index and a list that is long enough"),
            }
            : throw YamlErrors.At(node, "fn::select takes an index and a list that is long enough");

    private static PropertyValue Join(PropertyValue value, YamlNode node) =>
        value is PropertyArray { Items: [PropertyString separator, PropertyArray parts] }
        && parts.Items.All(p => p is PropertyString or PropertyNumber or PropertyBool)
            ? PropertyValue.Of(string.Join(separator.Value, parts.Items))
            : throw YamlErrors.At(node, "fn::join takes a separator and a list of texts");

    private static PropertyValue Split(PropertyValue value, YamlNode node) =>
        value is PropertyArray { Items: [PropertyString separator, PropertyString text] }
            ? PropertyValue.List(
                separator.Value.Length == 0
                    ? text.Value.EnumerateRunes().Select(r => PropertyValue.Of(r.ToString()))
                    : text.Value.Split(separator.Value).Select(PropertyValue.Of)
            )
            : throw YamlErrors.At(node, "fn::split takes a separator and a text");

    private static PropertyValue FromBase64(string text, YamlNode node)
    {
        try
        {
            return PropertyValue.Of(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(text)));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            throw YamlErrors.At(node, "fn::fromBase64 takes the Base64 form of a text");
        }
    }

    private static PropertyValue Length(PropertyValue value, YamlNode node) =>
        value switch
        {
            PropertyUnknown => PropertyValue.Unknown,
            PropertyArray a => PropertyValue.Of(a.Items.Length),
            PropertyObject o => PropertyValue.Of(o.Members.Count),
            PropertyString s => PropertyValue.Of(s.Value.EnumerateRunes().Count()),
            _ => throw YamlErrors.At(node, "fn::length takes a list, a text or a mapping"),
        };

    private static PropertyValue SingleOrNone(PropertyValue value, YamlNode node) =>
        value switch
        {
            PropertyArray { Items: [] } => PropertyValue.Null,
            PropertyArray { Items: [var single] } => single,
            _ => throw YamlErrors.At(node, "fn::singleOrNone takes a list of one element or none"),
        };

    private static PropertyAsset FileAsset(string path, YamlNode node, string folder) =>
        Asset(File.ReadAllBytes(ProgramFiles.Find(folder, path, node)), "path", path);

    private static PropertyAsset Asset(byte[] content, string form, string value) =>
        new(
            false,
            PropertyObject.Of(
                ("hash", PropertyValue.Of(Convert.ToHexStringLower(SHA256.HashData(content)))),
                (form, PropertyValue.Of(value))
            )
        );

    private static string Text(PropertyValue value, YamlNode node, string function) =>
        value is PropertyString text ? text.Value : throw YamlErrors.At(node, $"fn::{function} takes a text");
}
