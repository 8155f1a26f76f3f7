using System.Globalization;
using System.Text.Json;
using LocalEngine.Deployments;
using LocalEngine.Projects;
using PluginProtocol.Values;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>The stack configuration with the types and defaults that a program declares in its <c>config</c> section.</summary>
internal sealed class YamlConfiguration(YamlMappingNode declarations, Target target)
{
    /// <summary>The value of a key, or null where it is neither set nor declared.</summary>
    /// <exception cref="EngineException">A declared key has no value, or the value is of another type.</exception>
    public PropertyValue? Read(string name)
    {
        var declaration = declarations.Get(name) as YamlMappingNode;
        var type = declaration?.Text("type");
        var key = name.Contains(':', StringComparison.Ordinal) ? name : $"{target.Project}:{name}";
        if (target.Config.TryGetValue(key, out var text))
        {
            var isSecret = target.SecretKeys.Contains(key) || (declaration?.Get("secret") is { } flag && YamlValues.Flag(flag, "secret"));
            return isSecret ? PropertyValue.Secret(Convert(text, type)) : Convert(text, type);
        }

        if (declaration is null)
            return null;
        var fallback =
            declaration.Text("default")
            ?? declaration.Text("value")
            ?? throw new EngineException($"missing required configuration '{key}'; set it with: livechat config set {name} <value>");
        return Convert(fallback, type);
    }

    private static PropertyValue Convert(string text, string? type) =>
        type switch
        {
            "integer" or "number" or "Number" => double.TryParse(text, CultureInfo.InvariantCulture, out var n)
                ? PropertyValue.Of(n)
                : throw new EngineException($"'{text}' is not a number"),
            "boolean" or "Boolean" => bool.TryParse(text, out var b)
                ? PropertyValue.Of(b)
                : throw new EngineException($"'{text}' is not a boolean: it must be true or false"),
            null or "string" or "String" => PropertyValue.Of(text),
            _ => new CheckpointCodec(null).Read(JsonDocument.Parse(text).RootElement),
        };
}
