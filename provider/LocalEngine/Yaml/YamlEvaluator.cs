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
    private readonly YamlMappingNode _variables;
    private readonly YamlMappingNode _resources;
    private readonly YamlMappingNode _outputs;
    private readonly YamlConfiguration _configuration;
    private readonly YamlRegistration _registration;
    private readonly YamlFunctions _functions;
    private readonly ConcurrentDictionary<string, Lazy<Task<Evaluated>>> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RegisteredResource> _registered = new(StringComparer.Ordinal);

    public YamlEvaluator(YamlMappingNode template, ProgramRun run, string folder, GrpcChannel monitor)
    {
        (_run, _folder, _monitor) = (run, folder, monitor);
        _variables = Section("variables");
        _resources = Section("resources");
        _outputs = Section("outputs");
        _configuration = new YamlConfiguration(Section("config"), run.Target);
        _registration = new YamlRegistration(this, monitor);
        _functions = new YamlFunctions(this, monitor);
        DefaultProvider = _resources
            .Children.FirstOrDefault(r =>
                (r.Value as YamlMappingNode)?.Get("defaultProvider") is { } flag && YamlValues.Flag(flag, "defaultProvider")
            )
            .Key?.ToString();
        if (_resources.Children.Keys.FirstOrDefault(_variables.Children.ContainsKey) is { } both)
            throw YamlErrors.About(both, "is the name of a variable and of a resource; give one of them another name");

        // A section of another type is a mistake in the file. Taken as empty, it would delete everything.
        YamlMappingNode Section(string name) =>
            template.Get(name) switch
            {
                null => [],
                YamlMappingNode section => section,
                var other => throw YamlErrors.At(other, $"{name} must be a mapping of names; is its content indented?"),
            };
    }

    /// <summary>The name of the resource that is the provider of all others, or null.</summary>
    public string? DefaultProvider { get; }

    /// <summary>URN of the stack, once the program runs.</summary>
    public string StackUrn { get; private set; } = "";

    /// <summary>Runs the program to its end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        new ReferenceCycles(_variables, _resources).Refuse();
        StackUrn = await RegisterStackAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(_resources.Children.Select(r => ResolveAsync(r.Key.ToString(), cancellationToken))).ConfigureAwait(false);
        await RegisterOutputsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The resource that a node refers to.</summary>
    /// <exception cref="EngineException">The node is not a reference to a resource.</exception>
    public async Task<RegisteredResource> ResourceAsync(YamlNode reference, CancellationToken cancellationToken)
    {
        var template = Template.Parse(((YamlScalarNode)reference).Value ?? "");
        if (!template.IsSingleReference || template.Parts[0].Reference!.Segments is not [string name])
            throw YamlErrors.About(reference, "must name a resource, as ${name}");
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
            case YamlMappingNode map when Function(map) is { } function:
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
        foreach (var (key, node) in _outputs)
            outputs = outputs.With(key.ToString(), (await EvaluateAsync(node, cancellationToken).ConfigureAwait(false)).Value);
        var request = new RegisterResourceOutputsRequest { Urn = StackUrn, Outputs = StructCodec.Write(outputs) };
        await _monitor.UnaryAsync(ResourceMonitorMethods.RegisterResourceOutputs, request, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The name of the function that a mapping calls, or null where it is an ordinary mapping.</summary>
    private static string? Function(YamlMappingNode map) =>
        map.Children.Count == 1 && map.Children[0].Key.ToString() is var key && key.StartsWith("fn::", StringComparison.Ordinal)
            ? key["fn::".Length..]
            : null;

    private async Task<Evaluated> InterpolateAsync(string text, YamlNode node, CancellationToken cancellationToken)
    {
        if (!text.Contains("${", StringComparison.Ordinal))
            return Evaluated.Plain(PropertyValue.Of(text));
        var template = Template.Parse(text);
        var parts = await Task.WhenAll(
                template.Parts.Select(async p =>
                    p.Reference is { } r
                        ? await ReferenceAsync(r, node, cancellationToken).ConfigureAwait(false)
                        : Evaluated.Plain(PropertyValue.Of(p.Text))
                )
            )
            .ConfigureAwait(false);
        return template.IsSingleReference ? parts[0] : Evaluated.Join(parts, Concatenate);
    }

    private static PropertyValue Concatenate(IReadOnlyList<PropertyValue> values)
    {
        var text = values.Any(v => v.ContainsUnknown)
            ? PropertyValue.Unknown
            : PropertyValue.Of(string.Concat(values.Select(v => v.Plain().ToString())));
        return values.Any(v => v.ContainsSecret) ? PropertyValue.Secret(text) : text;
    }

    private async Task<Evaluated> ReferenceAsync(PropertyPath path, YamlNode node, CancellationToken cancellationToken)
    {
        var name = (string)path.Segments[0];
        if (name == "pulumi" && path.Segments is [_, string builtin])
            return Evaluated.Plain(
                PropertyValue.Of(Builtin(builtin) ?? throw YamlErrors.About(node, $"names pulumi.{builtin}, which is not known"))
            );
        try
        {
            var root = await ResolveAsync(name, cancellationToken).ConfigureAwait(false);
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
                (PropertyObject, string) when i == 1 && _run.IsPreview && _registered.ContainsKey(name) => PropertyValue.Unknown,
                (PropertyObject o, string key) => throw new EngineException(
                    $"'{name}' has no '{key}'; it has: {string.Join(", ", o.Members.Keys)}"
                ),
                (PropertyArray a, int n) when n < a.Items.Length => a.Items[n],
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
        if (_variables.Get(name) is { } variable)
            return await EvaluateAsync(variable, cancellationToken).ConfigureAwait(false);
        if (_resources.Get(name) is YamlMappingNode resource)
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
