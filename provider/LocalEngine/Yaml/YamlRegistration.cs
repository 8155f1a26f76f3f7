using System.Collections.Immutable;
using LocalEngine.Projects;
using PluginProtocol.Messages;
using PluginProtocol.Values;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>A resource as the engine answered for it.</summary>
internal sealed record RegisteredResource(string Urn, string Id, PropertyObject Outputs)
{
    /// <summary>What names it as a provider.</summary>
    public string Reference => $"{Urn}::{(Id.Length > 0 ? Id : Signatures.Unknown)}";
}

/// <summary>Registers the resources of a YAML program.</summary>
internal sealed class YamlRegistration(YamlEvaluator evaluator)
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

    /// <summary>Short tokens get the default module: <c>livechat:Group</c> is <c>livechat:index:Group</c>.</summary>
    public static string Token(string token) => token.Split(':') is [var package, var name] ? $"{package}:index:{name}" : token;

    public async Task<RegisteredResource> RegisterAsync(string key, YamlMappingNode node, CancellationToken cancellationToken)
    {
        var type = Token(node.Text("type") ?? throw YamlEvaluator.Error(node, "has no type"));
        var request = new RegisterResourceRequest
        {
            Type = type,
            Name = node.Text("name") ?? key,
            Custom = true,
            Parent = evaluator.StackUrn,
            AcceptSecrets = true,
            AcceptResources = true,
            AliasSpecs = true,
            SupportsResultReporting = true,
            SupportsPartialValues = true,
            CustomTimeouts = new RegisterResourceRequest.Types.CustomTimeouts(),
        };
        await AddOptionsAsync(request, node.Get("options") as YamlMappingNode ?? [], cancellationToken).ConfigureAwait(false);
        await AddPropertiesAsync(request, node.Get("properties") as YamlMappingNode ?? [], cancellationToken).ConfigureAwait(false);
        if (
            request.Provider.Length == 0
            && !type.StartsWith("pulumi:", StringComparison.Ordinal)
            && evaluator.DefaultProvider is { } provider
        )
            request.Provider = (await evaluator.ResourceByNameAsync(provider, cancellationToken).ConfigureAwait(false)).Reference;
        if (node.Get("get") is YamlMappingNode get)
            return await ReadAsync(request, get, cancellationToken).ConfigureAwait(false);
        var response = await evaluator.RegisterAsync(request, cancellationToken).ConfigureAwait(false);
        return Registered(response.Urn, response.Id, StructCodec.Read(response.Object));
    }

    private static RegisteredResource Registered(string urn, string id, PropertyObject outputs)
    {
        outputs = outputs.With("urn", PropertyValue.Of(urn));
        return new RegisteredResource(
            urn,
            id,
            id.Length > 0 ? outputs.With("id", Signatures.IsUnknown(id) ? PropertyValue.Unknown : PropertyValue.Of(id)) : outputs
        );
    }

    private async Task<RegisteredResource> ReadAsync(
        RegisterResourceRequest registration,
        YamlMappingNode get,
        CancellationToken cancellationToken
    )
    {
        var id = await evaluator
            .EvaluateAsync(get.Get("id") ?? throw YamlEvaluator.Error(get, "names no id"), cancellationToken)
            .ConfigureAwait(false);
        if (id.Value.ContainsUnknown)
            return new RegisteredResource("", "", PropertyObject.Empty);
        var state = get.Get("state") is { } s
            ? (await evaluator.EvaluateAsync(s, cancellationToken).ConfigureAwait(false)).Value as PropertyObject
            : null;
        var request = new ReadResourceRequest
        {
            Id = id.Value.Plain().ToString(),
            Type = registration.Type,
            Name = registration.Name,
            Parent = registration.Parent,
            Provider = registration.Provider,
            Version = registration.Version,
            Properties = StructCodec.Write(state ?? PropertyObject.Empty),
            AcceptSecrets = true,
            AcceptResources = true,
        };
        var response = await evaluator.ReadAsync(request, cancellationToken).ConfigureAwait(false);
        return Registered(response.Urn, request.Id, StructCodec.Read(response.Properties));
    }

    private async Task AddPropertiesAsync(RegisterResourceRequest request, YamlMappingNode properties, CancellationToken cancellationToken)
    {
        var inputs = PropertyObject.Empty;
        var dependencies = ImmutableHashSet<string>.Empty;
        foreach (var (key, node) in properties)
        {
            var value = await evaluator.EvaluateAsync(node, cancellationToken).ConfigureAwait(false);
            if (value.Value.IsNull)
                continue;
            inputs = inputs.With(key.ToString(), value.Value);
            dependencies = dependencies.Union(value.Dependencies);
            var urns = new RegisterResourceRequest.Types.PropertyDependencies();
            urns.Urns.AddRange(value.Dependencies.Order(StringComparer.Ordinal));
            request.PropertyDependencies[key.ToString()] = urns;
        }

        request.Object = StructCodec.Write(inputs);
        request.Dependencies.AddRange(dependencies.Where(d => !request.Dependencies.Contains(d)).Order(StringComparer.Ordinal));
    }

    private async Task AddOptionsAsync(RegisterResourceRequest request, YamlMappingNode options, CancellationToken cancellationToken)
    {
        if (options.Children.Keys.FirstOrDefault(k => !KnownOptions.Contains(k.ToString())) is { } unknown)
            throw YamlEvaluator.Error(unknown, $"is no option that this engine knows; it knows: {string.Join(", ", KnownOptions.Order())}");
        if (options.Get("parent") is { } parent)
            request.Parent = (await evaluator.ResourceAsync(parent, cancellationToken).ConfigureAwait(false)).Urn;
        if (options.Get("provider") is { } provider)
            request.Provider = (await evaluator.ResourceAsync(provider, cancellationToken).ConfigureAwait(false)).Reference;
        if (options.Get("deletedWith") is { } with)
            request.DeletedWith = (await evaluator.ResourceAsync(with, cancellationToken).ConfigureAwait(false)).Urn;
        foreach (var node in Items(options, "dependsOn"))
            request.Dependencies.Add((await evaluator.ResourceAsync(node, cancellationToken).ConfigureAwait(false)).Urn);
        if (options.Text("protect") is { } protect)
            request.Protect = protect == "true";
        if (options.Text("retainOnDelete") is { } retain)
            request.RetainOnDelete = retain == "true";
        if (options.Text("deleteBeforeReplace") is { } first)
            (request.DeleteBeforeReplace, request.DeleteBeforeReplaceDefined) = (first == "true", true);
        request.ImportId = options.Text("import") ?? "";
        request.Version = options.Text("version") ?? "";
        request.PluginDownloadURL = options.Text("pluginDownloadURL") ?? "";
        request.IgnoreChanges.AddRange(Texts(options, "ignoreChanges"));
        request.ReplaceOnChanges.AddRange(Texts(options, "replaceOnChanges"));
        request.AdditionalSecretOutputs.AddRange(Texts(options, "additionalSecretOutputs"));
        if (options.Get("customTimeouts") is YamlMappingNode timeouts)
        {
            request.CustomTimeouts.Create = timeouts.Text("create") ?? "";
            request.CustomTimeouts.Update = timeouts.Text("update") ?? "";
            request.CustomTimeouts.Delete = timeouts.Text("delete") ?? "";
        }

        foreach (var alias in Items(options, "aliases"))
            request.Aliases.Add(Alias(alias));
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
        if (map.Text("noParent") == "true")
            spec.NoParent = true;
        return new Alias { Spec = spec };
    }

    private static IEnumerable<YamlNode> Items(YamlMappingNode options, string name) =>
        options.Get(name) switch
        {
            YamlSequenceNode list => list,
            { } single => [single],
            null => [],
        };

    private static IEnumerable<string> Texts(YamlMappingNode options, string name) =>
        Items(options, name).Select(n => ((YamlScalarNode)n).Value ?? "");
}
