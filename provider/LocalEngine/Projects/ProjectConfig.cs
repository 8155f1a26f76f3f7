using LocalEngine.Yaml;
using PluginProtocol.Values;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Projects;

/// <summary>
/// The <c>config</c> of Pulumi.yaml: declarations of the project's own keys, with types and defaults, and values for the provider's.
/// They hold for every stack that does not say otherwise, whatever language the program is in.
/// </summary>
internal sealed class ProjectConfig(Project project, string stack)
{
    private readonly string _file = Path.GetFileName(project.FilePath);

    /// <summary>Adds the project's values to those of a stack, and holds the stack's against the declared types.</summary>
    /// <exception cref="EngineException">A value is missing or of another type, or a declaration is wrong.</exception>
    public StackValues Apply(StackValues values)
    {
        if (project.Root.Get("config") is not { } node || node is YamlScalarNode { Value: { Length: > 0 } })
            return values;
        if (node is not YamlMappingNode declarations)
            return node is YamlScalarNode ? values : throw At(node, "config must be a mapping of names.");
        foreach (var (key, declaration) in declarations)
        {
            if (key is not YamlScalarNode { Value: { Length: > 0 } name })
                throw At(key, "a configuration key must be a text.");
            values = declaration is YamlMappingNode map ? Declared(values, key, name, map) : Valued(values, Qualify(name), declaration);
        }

        return values;
    }

    private string Qualify(string name) => name.Contains(':', StringComparison.Ordinal) ? name : $"{project.Name}:{name}";

    private StackValues Declared(StackValues values, YamlNode key, string name, YamlMappingNode declaration)
    {
        FileKeys.Declaration.Check(declaration, $"configuration key '{name}'", _file, _ => { });
        var qualified = Qualify(declaration.Text("name") ?? name);
        var isOwn = qualified.StartsWith(project.Name + ":", StringComparison.Ordinal);
        var (value, fallback) = (declaration.Get("value"), declaration.Get("default"));
        if (value is not null && fallback is not null)
            throw At(key, $"the configuration key '{name}' cannot have both a 'default' and a 'value'.");
        if (!isOwn)
        {
            foreach (var own in new[] { "type", "items", "default", "secret" })
            {
                if (declaration.Get(own) is { } wrong)
                    throw At(
                        wrong,
                        $"the configuration key '{name}' is not the project's own, so it can have no '{own}'; write a 'value', or set it "
                            + $"for the stack: livechat config set {name} <value>"
                    );
            }

            return Valued(values, qualified, value ?? throw At(key, $"the configuration key '{name}' must have a 'value'."));
        }

        var type = Type(declaration, name);
        var isSecret = declaration.Get("secret") is { } flag && Flag(flag);
        if (values.Texts.ContainsKey(qualified) || (value ?? fallback) is null)
            return Required(values, qualified, name, type, isSecret);
        if (isSecret)
            throw At(declaration.Get("secret")!, $"stack '{stack}' with configuration key '{name}' {Encrypted(name)}");
        if (type is not null && ConfigTypes.Read(YamlValues.ConfigText((value ?? fallback)!), type) is null)
            throw At((value ?? fallback)!, $"the default value of configuration key '{name}' must be of type {type}.");
        return Valued(values, qualified, (value ?? fallback)!);
    }

    private StackValues Required(StackValues values, string qualified, string name, string? type, bool isSecret)
    {
        if (!values.Texts.TryGetValue(qualified, out var text))
            throw new EngineException(
                $"{_file}: stack '{stack}' is missing configuration value '{name}'; set it with: livechat config set {name} <value>"
            );
        if (isSecret && !values.Secrets.Contains(qualified))
            throw new EngineException($"Pulumi.{stack}.yaml: configuration key '{name}' {Encrypted(name)}");
        return ConfigTypes.Read(text, type) is not null
            ? values
            : throw new EngineException($"Pulumi.{stack}.yaml: configuration key '{name}' must be of type '{type}'.");
    }

    private string? Type(YamlMappingNode declaration, string name)
    {
        if (declaration.Get("type") is not { } node)
            return null;
        if (node is not YamlScalarNode { Value: { } type } || !ConfigTypes.Declared.Contains(type))
            throw At(
                node,
                $"'{YamlErrors.Shown(node)}' is no type of a configuration key; "
                    + Nearest.Hint(YamlErrors.Shown(node), ConfigTypes.Declared)
            );
        return type != "array" || declaration.Get("items") is YamlMappingNode
            ? type
            : throw At(node, $"the configuration key '{name}' is an array and must say of what, as items: {{ type: string }}.");
    }

    private static StackValues Valued(StackValues values, string key, YamlNode node)
    {
        if (values.Texts.ContainsKey(key))
            return values;
        var typed = YamlValues.Plain(node);
        return values with
        {
            Texts = values.Texts.SetItem(key, YamlValues.ConfigText(node)),
            Typed = typed is PropertyString or PropertyNull ? values.Typed : values.Typed.SetItem(key, typed),
        };
    }

    private static string Encrypted(string name) => $"must be encrypted as it's secret: livechat config set --secret {name} <value>";

    private bool Flag(YamlNode node)
    {
        try
        {
            return YamlValues.Flag(node, "secret");
        }
        catch (EngineException e)
        {
            throw new EngineException(e.Message.Replace(YamlErrors.File + ":", _file + ":", StringComparison.Ordinal), e);
        }
    }

    private EngineException At(YamlNode node, string message) => new($"{_file}:{node.Start.Line}:{node.Start.Column}: {message}");
}
