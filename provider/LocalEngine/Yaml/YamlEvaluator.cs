using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using LocalEngine.Programs;
using LocalEngine.Projects;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>
/// Runs a Pulumi YAML program: registers its resources as soon as the values they need are there, and evaluates its
/// expressions.
/// </summary>
internal sealed class YamlEvaluator
{
    private readonly ProgramRun _run;
    private readonly string _folder;
    private readonly GrpcChannel _monitor;
    private readonly YamlConfiguration _configuration;
    private readonly YamlRegistration _registration;
    private readonly YamlFunctions _functions;
    private readonly ConcurrentDictionary<string, Lazy<Task<Evaluated>>> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RegisteredResource> _registered = new(StringComparer.Ordinal);

    public YamlEvaluator(ProgramTemplate template, ProgramRun run, Schemas schemas, string folder, GrpcChannel monitor, SemaphoreSlim turns)
    {
        (Template, _run, _folder, _monitor) = (template, run, folder, monitor);
        _configuration = new YamlConfiguration(template.Configuration, run.Target);
        _registration = new YamlRegistration(this, schemas, monitor, turns);
        _functions = new YamlFunctions(this, monitor, folder);
    }

    public ProgramTemplate Template { get; }

    /// <summary>URN of the stack, once the program runs.</summary>
    public string StackUrn { get; private set; } = "";

    /// <summary>Runs the program to its end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _configuration.RefuseMissing();
        var order = EvaluationOrder.Of(Template.Variables, Template.Resources);
        StackUrn = await RegisterStackAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(order.Select(name => ResolveAsync(name, cancellationToken))).ConfigureAwait(false);
        await RegisterOutputsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The resource that a node refers to.</summary>
    /// <exception cref="EngineException">The node is not a reference to a resource.</exception>
    public async Task<RegisteredResource> ResourceAsync(YamlNode reference, CancellationToken cancellationToken)
    {
        var name = ExpressionCheck.Parse(reference, ((YamlScalarNode)reference).Value ?? "").Parts[0].Root;
        await ResolveAsync(name, cancellationToken).ConfigureAwait(false);
        return _registered.GetValueOrDefault(name) ?? throw YamlErrors.About(reference, $"'{name}' is not a resource");
    }

    /// <summary>The resource of a name.</summary>
    public async Task<RegisteredResource> ResourceByNameAsync(string name, CancellationToken cancellationToken)
    {
        await ResolveAsync(name, cancellationToken).ConfigureAwait(false);
        return _registered[name];
    }

    /// <summary>Evaluates an expression.</summary>
    /// <exception cref="EngineException">The expression cannot be evaluated; the message has its position.</exception>
    public async Task<Evaluated> EvaluateAsync(YamlNode node, CancellationToken cancellationToken)
    {
        switch (node)
        {
            case YamlScalarNode scalar:
                return YamlValues.Scalar(scalar) switch
                {
                    null => Evaluated.Plain(PropertyValue.Null),
                    bool b => Evaluated.Plain(PropertyValue.Of(b)),
                    double d => Evaluated.Plain(PropertyValue.Of(d)),
                    var text => await InterpolateAsync((string)text, node, cancellationToken).ConfigureAwait(false),
                };
            case YamlSequenceNode list:
                var items = await Task.WhenAll(list.Select(i => EvaluateAsync(i, cancellationToken))).ConfigureAwait(false);
                return Evaluated.Join(items, PropertyValue.List);
            case YamlMappingNode map when ProgramTemplate.Function(map) is { } function:
                return await _functions.CallAsync(function, map.Children[0].Value, node, cancellationToken).ConfigureAwait(false);
            case YamlMappingNode map:
                var keys = map.Children.Select(c => c.Key.ToString()).ToList();
                var members = await Task.WhenAll(map.Children.Select(c => EvaluateAsync(c.Value, cancellationToken))).ConfigureAwait(false);
                return Evaluated.Join(members, values => PropertyObject.From(keys.Zip(values, KeyValuePair.Create)));
            default:
                throw YamlErrors.About(node, "is not supported");
        }
    }

    private async Task<string> RegisterStackAsync(CancellationToken cancellationToken)
    {
        var request = new RegisterResourceRequest
        {
            Type = Urn.StackType,
            Name = $"{_run.Target.Project}-{_run.Target.Stack}",
            Object = new Struct(),
            AcceptSecrets = true,
            AcceptResources = true,
            SupportsResultReporting = true,
        };
        return (
            await _monitor.UnaryAsync(ResourceMonitorMethods.RegisterResource, request, null, cancellationToken).ConfigureAwait(false)
        ).Urn;
    }

    private async Task RegisterOutputsAsync(CancellationToken cancellationToken)
    {
        var outputs = PropertyObject.Empty;
        foreach (var (key, node) in Template.Outputs)
            outputs = outputs.With(key.ToString(), (await EvaluateAsync(node, cancellationToken).ConfigureAwait(false)).Value);
        var request = new RegisterResourceOutputsRequest { Urn = StackUrn, Outputs = StructCodec.Write(outputs) };
        await _monitor.UnaryAsync(ResourceMonitorMethods.RegisterResourceOutputs, request, null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Evaluated> InterpolateAsync(string text, YamlNode node, CancellationToken cancellationToken)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
            return Evaluated.Plain(PropertyValue.Of(text));
        var template = ExpressionCheck.Parse(node, text);
        var parts = await Task.WhenAll(
                template.Parts.Select(async p =>
                    p.Reference is { } r
                        ? await ReferenceAsync(r, node, cancellationToken).ConfigureAwait(false)
                        : Evaluated.Plain(PropertyValue.Of(p.Text))
                )
            )
            .ConfigureAwait(false);
        return template.IsSingleReference ? parts[0] : Evaluated.Join(parts, values => Concatenate(values, node));
    }

    private static PropertyValue Concatenate(IReadOnlyList<PropertyValue> values, YamlNode node)
    {
        if (
            values.FirstOrDefault(v => v.Unwrapped is PropertyArray or PropertyObject or PropertyResourceReference or PropertyAsset)
            is not null
        )
            throw YamlErrors.About(
                node,
                "puts a value that is no text, number or boolean into a text; name a member of it, or use fn::toJSON"
            );
        var text = values.Any(v => v.ContainsUnknown)
            ? PropertyValue.Unknown
            : PropertyValue.Of(string.Concat(values.Select(v => v.IsNull ? "" : v.Plain().ToString())));
        return values.Any(v => v.ContainsSecret) ? PropertyValue.Secret(text) : text;
    }

    private async Task<Evaluated> ReferenceAsync(PropertyPath path, YamlNode node, CancellationToken cancellationToken)
    {
        var name = (string)path.Segments[0];
        if (name == "pulumi" && path.Segments is [_, string builtin])
            return Evaluated.Plain(PropertyValue.Of(Builtin(builtin)));
        try
        {
            var root = await ResolveAsync(name, cancellationToken).ConfigureAwait(false);
            if (path.Segments.Length == 1 && _registered.TryGetValue(name, out var whole))
                return root with { Value = new PropertyResourceReference(whole.Urn, Signatures.IsUnknown(whole.Id) ? "" : whole.Id) };
            return root with { Value = Member(root.Value, path, name) };
        }
        catch (EngineException e) when (!YamlErrors.HasPosition(e))
        {
            throw YamlErrors.At(node, e.Message);
        }
    }

    private string? Builtin(string name) =>
        name switch
        {
            "project" => _run.Target.Project,
            "stack" => _run.Target.Stack,
            "organization" => _run.Target.Organization,
            "cwd" or "rootDirectory" => _folder,
            _ => null,
        };

    /// <summary>Follows the path of a reference into the value of its name. A value inside a secret is secret.</summary>
    private PropertyValue Member(PropertyValue value, PropertyPath path, string name)
    {
        var secret = false;
        for (var i = 1; i < path.Segments.Length; i++)
        {
            secret |= value is PropertySecret;
            value = (value.Unwrapped, path.Segments[i]) switch
            {
                (PropertyUnknown, _) => PropertyValue.Unknown,
                (PropertyObject o, string key) when o[key] is { } member => member,

                // At preview a resource does not have all of its outputs yet.
                (PropertyObject, string) when i == 1 && _run.IsPreview && _registered.TryGetValue(name, out var r) && !r.IsStable =>
                    PropertyValue.Unknown,

                (PropertyObject, string) when i == 1 && _registered.TryGetValue(name, out var failed) && failed.HasFailed =>
                    PropertyValue.Unknown,

                // The program was checked against the schema: this is an optional output that the object does not have.
                (PropertyObject, string) when i == 1 && _registered.ContainsKey(name) => PropertyValue.Null,
                (PropertyNull, _) when i > 1 => PropertyValue.Null,
                (PropertyObject o, string key) => throw new EngineException(
                    $"'{name}' has no '{key}'; it has: {string.Join(", ", o.Members.Keys)}"
                ),
                (PropertyArray a, int n) when n >= 0 && n < a.Items.Length => a.Items[n],
                (PropertyArray a, int) => throw new EngineException($"'{path}' is out of range: there are {a.Items.Length} elements"),
                _ => throw new EngineException($"'{path}' does not fit the value of '{name}'."),
            };
        }

        return secret ? PropertyValue.Secret(value) : value;
    }

    /// <summary>The value of a name. It is evaluated once, when it is first asked for.</summary>
    private Task<Evaluated> ResolveAsync(string name, CancellationToken cancellationToken) =>
        _names.GetOrAdd(name, n => new Lazy<Task<Evaluated>>(() => ComputeAsync(n, cancellationToken))).Value;

    private async Task<Evaluated> ComputeAsync(string name, CancellationToken cancellationToken)
    {
        if (Template.Variables.Get(name) is { } variable)
            return await EvaluateAsync(variable, cancellationToken).ConfigureAwait(false);
        if (Template.Resources.Get(name) is YamlMappingNode resource)
        {
            var registered = await _registration.RegisterAsync(name, resource, cancellationToken).ConfigureAwait(false);
            _registered[name] = registered;
            return new Evaluated(registered.Outputs, [registered.Urn]);
        }

        return Evaluated.Plain(
            _configuration.Read(name) ?? throw new EngineException($"'{name}' is no resource, variable or configuration of this program")
        );
    }
}
