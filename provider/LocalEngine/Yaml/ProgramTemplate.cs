using LocalEngine.Projects;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>The sections of a YAML program.</summary>
internal sealed class ProgramTemplate
{
    public ProgramTemplate(YamlMappingNode root)
    {
        Root = root;
        Variables = Section("variables");
        Resources = Section("resources");
        Outputs = Section("outputs");
        Configuration = Declarations();

        // A section of another type is a mistake in the file. Taken as empty, it would delete everything.
        YamlMappingNode Section(string name) =>
            root.Get(name) switch
            {
                null => [],
                YamlMappingNode section => section,
                var other => throw YamlErrors.At(other, $"{name} must be a mapping of names; is its content indented?"),
            };

        // A text under config is Pulumi's older way to name the folder of the stack files.
        YamlMappingNode Declarations() =>
            new((root.Get("config") is YamlScalarNode ? [] : Section("config")).Concat(Section("configuration")));
    }

    public YamlMappingNode Root { get; }

    public YamlMappingNode Variables { get; }

    public YamlMappingNode Resources { get; }

    public YamlMappingNode Outputs { get; }

    /// <summary>The declarations of <c>config</c> and of <c>configuration</c>, its older name.</summary>
    public YamlMappingNode Configuration { get; }

    /// <summary>True where the program says which resources it has, and be it none.</summary>
    public bool HasResources => Root.Get("resources") is not null;

    /// <summary>The package of a token.</summary>
    public static string Package(string token) =>
        token.StartsWith(State.ResourceState.ProviderTypePrefix, StringComparison.Ordinal)
            ? token[State.ResourceState.ProviderTypePrefix.Length..]
            : token.Split(':')[0];

    /// <summary>Adds the default module to a short token: <c>livechat:Group</c> is <c>livechat:index:Group</c>.</summary>
    public static string Token(string token) => token.Split(':') is [var package, var name] ? $"{package}:index:{name}" : token;

    /// <summary>True for the type of a provider.</summary>
    public static bool IsProvider(string token) => token.StartsWith(State.ResourceState.ProviderTypePrefix, StringComparison.Ordinal);

    /// <summary>The type of a resource, as the program has it; null where it is not a text.</summary>
    public string? TypeOf(string resource) => (Resources.Get(resource) as YamlMappingNode)?.Text("type");

    /// <summary>The name of the resource that is the default provider of a package, or null.</summary>
    public string? DefaultProvider(string package) =>
        Resources
            .FirstOrDefault(r =>
                r.Value is YamlMappingNode resource
                && resource.Get("defaultProvider") is { } flag
                && YamlValues.Flag(flag, "defaultProvider")
                && Package(resource.Text("type") ?? "") == package
            )
            .Key?.ToString();

    /// <summary>The builtin that a mapping calls, or null where it is an ordinary mapping.</summary>
    public static string? Function(YamlMappingNode map)
    {
        if (map.Children.Count != 1 || map.Children[0].Key is not YamlScalarNode { Value: { } key })
            return null;
        if (key.StartsWith("fn::", StringComparison.Ordinal))
            return Known(key[4..]);
        return key.StartsWith("Fn::", StringComparison.Ordinal) && key.Length > 4 ? Known(char.ToLowerInvariant(key[4]) + key[5..]) : null;

        // A name that Pulumi does not know stays a member of a mapping.
        static string? Known(string name) =>
            name.Contains(':', StringComparison.Ordinal) || ProgramKeys.Functions.Keys.Any(k => k.Name == name) ? name : null;
    }

    /// <summary>The argument of <c>fn::invoke</c>, in its long form, with the names that have capitals in the older one.</summary>
    public static YamlMappingNode Call(string function, YamlNode argument)
    {
        if (function != "invoke")
            return new YamlMappingNode { { "function", new YamlScalarNode(function) }, { "arguments", argument } };
        if (argument is not YamlMappingNode call)
            throw YamlErrors.At(argument, "fn::invoke takes a mapping of function, arguments, options and return");
        var known = ProgramKeys.Invoke.Keys.Select(k => k.Name).ToHashSet(StringComparer.Ordinal);
        return new YamlMappingNode(
            call.Select(c =>
                c.Key is YamlScalarNode { Value: { Length: > 0 } key } && known.Contains(char.ToLowerInvariant(key[0]) + key[1..])
                    ? KeyValuePair.Create<YamlNode, YamlNode>(new YamlScalarNode(char.ToLowerInvariant(key[0]) + key[1..]), c.Value)
                    : c
            )
        );
    }
}
