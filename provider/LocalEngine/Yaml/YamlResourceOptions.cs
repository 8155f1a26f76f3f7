using LocalEngine.Projects;
using PluginProtocol.Messages;
using PluginProtocol.Values;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>The <c>options</c> of a resource in a YAML program.</summary>
internal sealed class YamlResourceOptions(YamlEvaluator evaluator, YamlMappingNode options)
{
    private static readonly HashSet<string> KnownOptions =
    [
        "additionalSecretOutputs",
        "aliases",
        "customTimeouts",
        "deleteBeforeReplace",
        "deletedWith",
        "dependsOn",
        "ignoreChanges",
        "import",
        "parent",
        "protect",
        "provider",
        "providers",
        "pluginDownloadURL",
        "replaceOnChanges",
        "retainOnDelete",
        "version",
    ];

    /// <summary>Adds the options to a registration. Options that refer to resources wait until these are registered.</summary>
    /// <exception cref="EngineException">There is an option that this engine does not know.</exception>
    public async Task AddToAsync(RegisterResourceRequest request, CancellationToken cancellationToken)
    {
        if (options.Children.Keys.FirstOrDefault(k => !KnownOptions.Contains(k.ToString())) is { } unknown)
            throw YamlErrors.About(unknown, $"is no option that this engine knows; it knows: {string.Join(", ", KnownOptions.Order())}");
        await AddReferencesAsync(request, cancellationToken).ConfigureAwait(false);
        await AddFlagsAsync(request, cancellationToken).ConfigureAwait(false);
        request.ImportId = options.Text("import") ?? "";
        request.Version = options.Text("version") ?? "";
        request.PluginDownloadURL = options.Text("pluginDownloadURL") ?? "";
        request.IgnoreChanges.AddRange(Texts("ignoreChanges"));
        request.ReplaceOnChanges.AddRange(Texts("replaceOnChanges"));
        request.AdditionalSecretOutputs.AddRange(Texts("additionalSecretOutputs"));
        request.Aliases.AddRange(Items("aliases").Select(Alias));
        AddTimeouts(request.CustomTimeouts);
    }

    private async Task AddReferencesAsync(RegisterResourceRequest request, CancellationToken cancellationToken)
    {
        if (options.Get("parent") is { } parent)
            request.Parent = (await evaluator.ResourceAsync(parent, cancellationToken).ConfigureAwait(false)).Urn;
        if (options.Get("provider") is { } provider)
            request.Provider = (await evaluator.ResourceAsync(provider, cancellationToken).ConfigureAwait(false)).Reference;
        if (options.Get("deletedWith") is { } with)
            request.DeletedWith = (await evaluator.ResourceAsync(with, cancellationToken).ConfigureAwait(false)).Urn;
        foreach (var node in Items("dependsOn"))
            request.Dependencies.Add((await evaluator.ResourceAsync(node, cancellationToken).ConfigureAwait(false)).Urn);
    }

    /// <summary>Sets the flags that the program gives; one that it does not give stays unset, which is not the same as false.</summary>
    private async Task AddFlagsAsync(RegisterResourceRequest request, CancellationToken cancellationToken)
    {
        if (await FlagAsync("protect", cancellationToken).ConfigureAwait(false) is { } protect)
            request.Protect = protect;
        if (await FlagAsync("retainOnDelete", cancellationToken).ConfigureAwait(false) is { } retain)
            request.RetainOnDelete = retain;

        // Pulumi takes no expression here.
        if (options.Get("deleteBeforeReplace") is { } first)
            (request.DeleteBeforeReplace, request.DeleteBeforeReplaceDefined) = (YamlValues.Flag(first, "deleteBeforeReplace"), true);
    }

    /// <summary>A flag, said as it is or by an expression; null where the program does not give it.</summary>
    private async Task<bool?> FlagAsync(string name, CancellationToken cancellationToken)
    {
        if (options.Get(name) is not { } node)
            return null;
        if (node is not YamlScalarNode { Value: { } text } || !text.Contains("${", StringComparison.Ordinal))
            return YamlValues.Flag(node, name);
        var value = (await evaluator.EvaluateAsync(node, cancellationToken).ConfigureAwait(false)).Value;
        return value.Plain() is PropertyBool flag
            ? flag.Value
            : throw YamlErrors.At(node, $"{name} must be true or false, and {text} is '{value}'");
    }

    private void AddTimeouts(RegisterResourceRequest.Types.CustomTimeouts timeouts)
    {
        if (options.Get("customTimeouts") is not YamlMappingNode given)
            return;
        timeouts.Create = given.Text("create") ?? "";
        timeouts.Update = given.Text("update") ?? "";
        timeouts.Delete = given.Text("delete") ?? "";
    }

    private static Alias Alias(YamlNode node)
    {
        if (node is not YamlMappingNode map)
            return new Alias { Urn = node.ToString() };
        var spec = new Alias.Types.Spec
        {
            Name = map.Text("name") ?? "",
            Type = map.Text("type") ?? "",
            Stack = map.Text("stack") ?? "",
            Project = map.Text("project") ?? "",
        };
        if (map.Get("noParent") is { } flag && YamlValues.Flag(flag, "noParent"))
            spec.NoParent = true;
        return new Alias { Spec = spec };
    }

    private IEnumerable<YamlNode> Items(string name) =>
        options.Get(name) switch
        {
            YamlSequenceNode list => list,
            { } single => [single],
            null => [],
        };

    private IEnumerable<string> Texts(string name) => Items(name).Select(n => ((YamlScalarNode)n).Value ?? "");
}
