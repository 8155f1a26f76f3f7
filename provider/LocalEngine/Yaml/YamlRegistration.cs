using System.Collections.Immutable;
using Grpc.Net.Client;
using LocalEngine.Projects;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>A resource of the program after its registration.</summary>
internal sealed record RegisteredResource(string Urn, string Id, PropertyObject Outputs)
{
    /// <summary>True where the outputs are all that there are, also at preview: the resource does not change.</summary>
    public bool IsStable { get; init; }

    /// <summary>True where the engine could not make it or read it, and goes on: nothing is known of its outputs.</summary>
    public bool HasFailed { get; init; }

    /// <summary>The reference (<c>URN::id</c>) by which resources name it as their provider.</summary>
    public string Reference => $"{Urn}::{(Id.Length > 0 ? Id : Signatures.Unknown)}";
}

/// <summary>Registers the resources of a YAML program.</summary>
/// <param name="evaluator">The program.</param>
/// <param name="schemas">What its packages have.</param>
/// <param name="monitor">Takes registrations.</param>
/// <param name="turns">Those that may be under way together.</param>
internal sealed class YamlRegistration(YamlEvaluator evaluator, Schemas schemas, GrpcChannel monitor, SemaphoreSlim turns)
{
    public async Task<RegisteredResource> RegisterAsync(string key, YamlMappingNode node, CancellationToken cancellationToken)
    {
        var type = ProgramTemplate.Token(node.Text("type")!);
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
        await new YamlResourceOptions(evaluator, node.Get("options") as YamlMappingNode ?? [])
            .AddToAsync(request, cancellationToken)
            .ConfigureAwait(false);
        var package = ProgramTemplate.Package(type);
        var schema = (await schemas.OfAsync(package, cancellationToken).ConfigureAwait(false))?.OfType(type);
        request.AdditionalSecretOutputs.AddRange(schema?.SecretOutputs.Except(request.AdditionalSecretOutputs) ?? []);
        await AddPropertiesAsync(request, node.Get("properties"), schema, cancellationToken).ConfigureAwait(false);
        if (
            request.Provider.Length == 0
            && !ProgramTemplate.IsProvider(type)
            && evaluator.Template.DefaultProvider(package) is { } provider
        )
            request.Provider = (await evaluator.ResourceByNameAsync(provider, cancellationToken).ConfigureAwait(false)).Reference;
        if (node.Get("get") is YamlMappingNode get)
            return await GetAsync(request, get, cancellationToken).ConfigureAwait(false);
        if (type == ResourceState.StackReferenceType)
            return await ReadStackAsync(request, cancellationToken).ConfigureAwait(false);
        var response = await RegisterAsync(request, cancellationToken).ConfigureAwait(false);
        return Registered(response.Urn, response.Id, StructCodec.Read(response.Object)) with
        {
            IsStable = response.Stable,
            HasFailed = response.Result != Result.Success,
        };
    }

    /// <summary>Adds <c>urn</c> and <c>id</c> to the outputs, so that expressions can refer to them.</summary>
    private static RegisteredResource Registered(string urn, string id, PropertyObject outputs)
    {
        outputs = outputs.With("urn", PropertyValue.Of(urn));
        return new RegisteredResource(
            urn,
            id,
            id.Length > 0 ? outputs.With("id", Signatures.IsUnknown(id) ? PropertyValue.Unknown : PropertyValue.Of(id)) : outputs
        );
    }

    /// <summary>Another stack is read by its name, which is that of the resource where the program gives none.</summary>
    private Task<RegisteredResource> ReadStackAsync(RegisterResourceRequest registration, CancellationToken cancellationToken)
    {
        var inputs = StructCodec.Read(registration.Object);
        var name = inputs["name"] ?? PropertyValue.Of(registration.Name);
        return ReadAsync(
            registration,
            new Evaluated(name, [.. registration.Dependencies]),
            Evaluated.Plain(inputs.With("name", name)),
            cancellationToken
        );
    }

    private async Task<RegisteredResource> GetAsync(
        RegisterResourceRequest registration,
        YamlMappingNode get,
        CancellationToken cancellationToken
    )
    {
        var id = await evaluator
            .EvaluateAsync(get.Get("id") ?? throw YamlErrors.About(get, "names no id"), cancellationToken)
            .ConfigureAwait(false);
        var state = get.Get("state") is { } s ? await evaluator.EvaluateAsync(s, cancellationToken).ConfigureAwait(false) : null;
        return await ReadAsync(registration, id, state, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RegisteredResource> ReadAsync(
        RegisterResourceRequest registration,
        Evaluated id,
        Evaluated? state,
        CancellationToken cancellationToken
    )
    {
        if (id.Value.ContainsUnknown)
            return new RegisteredResource("", "", PropertyObject.Empty);
        var request = new ReadResourceRequest
        {
            Id = id.Value.Plain().ToString(),
            Type = registration.Type,
            Name = registration.Name,
            Parent = registration.Parent,
            Provider = registration.Provider,
            Version = registration.Version,
            PluginDownloadURL = registration.PluginDownloadURL,
            Properties = StructCodec.Write(state?.Value as PropertyObject ?? PropertyObject.Empty),
            AcceptSecrets = true,
            AcceptResources = true,
        };
        request.AdditionalSecretOutputs.AddRange(registration.AdditionalSecretOutputs);
        request.Dependencies.AddRange(
            registration.Dependencies.Concat(id.Dependencies).Concat(state?.Dependencies ?? []).Distinct().Order(StringComparer.Ordinal)
        );
        var response = await monitor
            .UnaryAsync(ResourceMonitorMethods.ReadResource, request, null, cancellationToken)
            .ConfigureAwait(false);
        return Registered(response.Urn, request.Id, StructCodec.Read(response.Properties)) with
        {
            IsStable = true,
            HasFailed = response.Result != Result.Success,
        };
    }

    private async Task<RegisterResourceResponse> RegisterAsync(RegisterResourceRequest request, CancellationToken cancellationToken)
    {
        // What a registration needs is there before it waits for its turn, so none waits for one behind it.
        await turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await monitor
                .UnaryAsync(ResourceMonitorMethods.RegisterResource, request, null, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task AddPropertiesAsync(
        RegisterResourceRequest request,
        YamlNode? properties,
        SchemaItem? schema,
        CancellationToken cancellationToken
    )
    {
        var inputs = PropertyObject.Empty;
        var dependencies = ImmutableHashSet<string>.Empty;
        foreach (var (key, value) in await PropertiesAsync(properties, cancellationToken).ConfigureAwait(false))
        {
            if (value.Value.IsNull)
                continue;
            inputs = inputs.With(key, schema?.SecretInputs.Contains(key) == true ? PropertyValue.Secret(value.Value) : value.Value);
            dependencies = dependencies.Union(value.Dependencies);
            var urns = new RegisterResourceRequest.Types.PropertyDependencies();
            urns.Urns.AddRange(value.Dependencies.Order(StringComparer.Ordinal));
            request.PropertyDependencies[key] = urns;
        }

        request.Object = StructCodec.Write(inputs);
        request.Dependencies.AddRange(dependencies.Where(d => !request.Dependencies.Contains(d)).Order(StringComparer.Ordinal));
    }

    private async Task<List<KeyValuePair<string, Evaluated>>> PropertiesAsync(YamlNode? properties, CancellationToken cancellationToken)
    {
        if (properties is null)
            return [];
        if (properties is YamlMappingNode map && !ExpressionCheck.IsExpression(map))
        {
            var members = new List<KeyValuePair<string, Evaluated>>();
            foreach (var (key, node) in map)
                members.Add(
                    KeyValuePair.Create(key.ToString(), await evaluator.EvaluateAsync(node, cancellationToken).ConfigureAwait(false))
                );
            return members;
        }

        var whole = await evaluator.EvaluateAsync(properties, cancellationToken).ConfigureAwait(false);
        return whole.Value.Unwrapped switch
        {
            PropertyNull => [],
            PropertyObject o =>
            [
                .. o.Members.Select(m =>
                    KeyValuePair.Create(
                        m.Key,
                        whole with
                        {
                            Value = whole.Value is PropertySecret ? PropertyValue.Secret(m.Value) : m.Value,
                        }
                    )
                ),
            ],
            _ => throw YamlErrors.About(properties, "is no mapping, and properties must be one"),
        };
    }
}
