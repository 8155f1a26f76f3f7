using LocalEngine.Deployments;
using LocalEngine.Projects;
using PluginProtocol.Values;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>The stack configuration with the types and defaults that a program declares in its <c>config</c> section.</summary>
internal sealed class YamlConfiguration(YamlMappingNode declarations, Target target)
{
    /// <summary>Reads every declared key once, so that one without a value ends the run before it begins.</summary>
    /// <exception cref="EngineException">A declared key has no value, or the value is of another type.</exception>
    public void RefuseMissing()
    {
        foreach (var (key, _) in declarations)
            Read(key.ToString());
    }

    /// <summary>The value of a key, or null where it is neither set nor declared.</summary>
    /// <exception cref="EngineException">A declared key has no value, or the value is of another type.</exception>
    public PropertyValue? Read(string name)
    {
        var node = declarations.Get(name) ?? declarations.Get($"{target.Project}:{name}");
        var declaration = node as YamlMappingNode;
        var type = declaration?.Text("type");
        var stackName = declaration?.Text("name") ?? name;
        var key = stackName.Contains(':', StringComparison.Ordinal) ? stackName : $"{target.Project}:{stackName}";
        if (target.Config.TryGetValue(key, out var text))
        {
            var value =
                (type is null ? target.Typed.GetValueOrDefault(key) : null)
                ?? ConfigTypes.Read(text, type)
                ?? throw new EngineException($"the configuration '{key}' must be of type {type}, and is not");
            return target.SecretKeys.Contains(key) || IsSecret(declaration) ? PropertyValue.Secret(value) : value;
        }

        if (node is null)
            return null;
        var fallback = declaration is null ? node : declaration.Get("default") ?? declaration.Get("value");
        if (fallback is null)
            throw YamlErrors.At(node, $"missing required configuration '{key}'; set it with: livechat config set {stackName} <value>");
        var typed = type is null ? YamlValues.Plain(fallback) : ConfigTypes.Read(YamlValues.ConfigText(fallback), type);
        if (typed is null)
            throw YamlErrors.At(fallback, $"the value of the configuration '{name}' must be of type {type}");
        return IsSecret(declaration) ? PropertyValue.Secret(typed) : typed;
    }

    private static bool IsSecret(YamlMappingNode? declaration) => declaration?.Get("secret") is { } flag && YamlValues.Flag(flag, "secret");
}
