using System.Collections.Concurrent;
using System.Collections.Immutable;
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

/// <summary>A value with the resources it comes from.</summary>
internal sealed record Evaluated(PropertyValue Value, ImmutableHashSet<string> Dependencies)
{
    public static Evaluated Plain(PropertyValue value) => new(value, []);

    public static Evaluated Join(IReadOnlyCollection<Evaluated> parts, Func<IReadOnlyList<PropertyValue>, PropertyValue> join) =>
        new(join([.. parts.Select(p => p.Value)]), parts.Aggregate(ImmutableHashSet<string>.Empty, (s, p) => s.Union(p.Dependencies)));
}

/// <summary>Evaluates a Pulumi YAML program: configuration, variables, resources, functions, interpolation, outputs.</summary>
internal sealed class YamlEvaluator
{
    private readonly ProgramRun _run;
    private readonly string _folder;
    private readonly GrpcChannel _monitor;
    private readonly YamlMappingNode _variables;
    private readonly YamlMappingNode _resources;
    private readonly YamlMappingNode _outputs;
    private readonly YamlMappingNode _configuration;
    private readonly ConcurrentDictionary<string, Lazy<Task<Evaluated>>> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RegisteredResource> _registered = new(StringComparer.Ordinal);
    private readonly YamlRegistration _registration;
    private readonly string? _defaultProvider;
    private string _stackUrn = "";

    public YamlEvaluator(YamlMappingNode template, ProgramRun run, string folder, GrpcChannel monitor)
    {
        (_run, _folder, _monitor) = (run, folder, monitor);
        _variables = Section("variables");
        _resources = Section("resources");
        _outputs = Section("outputs");
        _configuration = Section("config");
        _registration = new YamlRegistration(this);
        _defaultProvider = _resources
            .Children.FirstOrDefault(r => (r.Value as YamlMappingNode)?.Text("defaultProvider") == "true")
            .Key?.ToString();

        YamlMappingNode Section(string name) => template.Get(name) as YamlMappingNode ?? [];
    }

    public string? DefaultProvider => _defaultProvider;

    public string StackUrn => _stackUrn;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        CheckForCircles();
        var stack = new RegisterResourceRequest
        {
            Type = Urn.StackType,
            Name = $"{_run.Target.Project}-{_run.Target.Stack}",
            Object = new Struct(),
            AcceptSecrets = true,
            AcceptResources = true,
            SupportsResultReporting = true,
        };
        _stackUrn = (await RegisterAsync(stack, cancellationToken).ConfigureAwait(false)).Urn;
        await Task.WhenAll(_resources.Children.Select(r => ResolveAsync(r.Key.ToString(), cancellationToken))).ConfigureAwait(false);
        var outputs = PropertyObject.Empty;
        foreach (var (key, node) in _outputs)
            outputs = outputs.With(key.ToString(), (await EvaluateAsync(node, cancellationToken).ConfigureAwait(false)).Value);
        await _monitor
            .UnaryAsync(
                ResourceMonitorMethods.RegisterResourceOutputs,
                new RegisterResourceOutputsRequest { Urn = _stackUrn, Outputs = StructCodec.Write(outputs) },
                null,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>The URN and id of a resource of the program.</summary>
    public async Task<RegisteredResource> ResourceAsync(YamlNode reference, CancellationToken cancellationToken)
    {
        var template = Template.Parse(((YamlScalarNode)reference).Value ?? "");
        if (!template.IsSingleReference || template.Parts[0].Reference!.Segments is not [string name])
            throw Error(reference, "must name a resource, as ${name}");
        await ResolveAsync(name, cancellationToken).ConfigureAwait(false);
        return _registered.GetValueOrDefault(name) ?? throw Error(reference, $"'{name}' is no resource");
    }

    public async Task<RegisteredResource> ResourceByNameAsync(string name, CancellationToken cancellationToken)
    {
        await ResolveAsync(name, cancellationToken).ConfigureAwait(false);
        return _registered[name];
    }

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
            case YamlMappingNode map
                when map.Children.Count == 1
                    && map.Children.First() is var only
                    && only.Key.ToString().StartsWith("fn::", StringComparison.Ordinal):
                return await CallAsync(only.Key.ToString()["fn::".Length..], only.Value, node, cancellationToken).ConfigureAwait(false);
            case YamlMappingNode map:
                var keys = map.Children.Select(c => c.Key.ToString()).ToList();
                var members = await Task.WhenAll(map.Children.Select(c => EvaluateAsync(c.Value, cancellationToken))).ConfigureAwait(false);
                return Evaluated.Join(members, values => PropertyObject.From(keys.Zip(values, KeyValuePair.Create)));
            default:
                throw Error(node, "is not supported");
        }
    }

    public async Task<RegisterResourceResponse> RegisterAsync(RegisterResourceRequest request, CancellationToken cancellationToken) =>
        await _monitor.UnaryAsync(ResourceMonitorMethods.RegisterResource, request, null, cancellationToken).ConfigureAwait(false);

    public async Task<ReadResourceResponse> ReadAsync(ReadResourceRequest request, CancellationToken cancellationToken) =>
        await _monitor.UnaryAsync(ResourceMonitorMethods.ReadResource, request, null, cancellationToken).ConfigureAwait(false);

    public static EngineException Error(YamlNode node, string message) =>
        new($"Pulumi.yaml:{node.Start.Line}:{node.Start.Column}: {node} {message}");

    /// <summary>Outputs that are missing at preview are not known yet.</summary>
    private Evaluated Access(Evaluated root, PropertyPath path, string name, bool isResource)
    {
        var value = root.Value;
        var secret = false;
        for (var i = 1; i < path.Segments.Length; i++)
        {
            secret |= value is PropertySecret;
            value = (value.Unwrapped, path.Segments[i]) switch
            {
                (PropertyUnknown, _) => PropertyValue.Unknown,
                (PropertyObject o, string key) => o[key]
                    ?? (
                        isResource && i == 1 && _run.IsPreview
                            ? PropertyValue.Unknown
                            : throw new EngineException($"'{name}' has no '{key}'; it has: {string.Join(", ", o.Members.Keys)}")
                    ),
                (PropertyArray a, int n) => n < a.Items.Length
                    ? a.Items[n]
                    : throw new EngineException($"'{path}' is out of range: there are {a.Items.Length} elements"),
                _ => throw new EngineException($"'{path}' does not fit what '{name}' is."),
            };
        }

        return new Evaluated(secret ? PropertyValue.Secret(value) : value, root.Dependencies);
    }

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
        if (template.IsSingleReference)
            return parts[0];
        return Evaluated.Join(
            parts,
            values =>
            {
                var joined = values.Any(v => v.ContainsUnknown)
                    ? PropertyValue.Unknown
                    : PropertyValue.Of(string.Concat(values.Select(v => v.Plain().ToString())));
                return values.Any(v => v.ContainsSecret) ? PropertyValue.Secret(joined) : joined;
            }
        );
    }

    private async Task<Evaluated> ReferenceAsync(PropertyPath path, YamlNode node, CancellationToken cancellationToken)
    {
        var name = (string)path.Segments[0];
        if (name == "pulumi" && path.Segments is [_, string what])
            return Evaluated.Plain(PropertyValue.Of(Builtin(what) ?? throw Error(node, $"names pulumi.{what}, which is not known")));
        try
        {
            return Access(await ResolveAsync(name, cancellationToken).ConfigureAwait(false), path, name, _registered.ContainsKey(name));
        }
        catch (EngineException e) when (!e.Message.StartsWith("Pulumi.yaml", StringComparison.Ordinal))
        {
            throw new EngineException($"Pulumi.yaml:{node.Start.Line}:{node.Start.Column}: {e.Message}");
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

    /// <summary>The value behind a name; each is evaluated once, when first asked for.</summary>
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
            Configuration(name) ?? throw new EngineException($"'{name}' is no resource, variable or configuration of this program")
        );
    }

    private PropertyValue? Configuration(string name)
    {
        var declared = _configuration.Get(name) as YamlMappingNode;
        var key = name.Contains(':', StringComparison.Ordinal) ? name : $"{_run.Target.Project}:{name}";
        if (_run.Target.Config.TryGetValue(key, out var text))
        {
            var value = Typed(text, declared?.Text("type"));
            return _run.Target.SecretKeys.Contains(key) || declared?.Text("secret") == "true" ? PropertyValue.Secret(value) : value;
        }

        if (declared is null)
            return null;
        var fallback =
            declared.Text("default")
            ?? declared.Text("value")
            ?? throw new EngineException($"missing required configuration '{key}'; set it with: livechat config set {name} <value>");
        return Typed(fallback, declared.Text("type"));
    }

    private static PropertyValue Typed(string text, string? type) =>
        type switch
        {
            "integer" or "number" or "Number" => double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var n)
                ? PropertyValue.Of(n)
                : throw new EngineException($"'{text}' is no number"),
            "boolean" or "Boolean" => PropertyValue.Of(text == "true"),
            null or "string" or "String" => PropertyValue.Of(text),
            _ => new CheckpointCodec(null).Read(System.Text.Json.JsonDocument.Parse(text).RootElement),
        };

    private async Task<Evaluated> CallAsync(string function, YamlNode argument, YamlNode node, CancellationToken cancellationToken)
    {
        switch (function)
        {
            case "invoke":
                return await InvokeAsync((YamlMappingNode)argument, cancellationToken).ConfigureAwait(false);
            case "secret":
                var inner = await EvaluateAsync(argument, cancellationToken).ConfigureAwait(false);
                return inner with { Value = PropertyValue.Secret(inner.Value) };
            case "toJSON":
                var value = await EvaluateAsync(argument, cancellationToken).ConfigureAwait(false);
                var json = value.Value.ContainsUnknown
                    ? PropertyValue.Unknown
                    : PropertyValue.Of(new CheckpointCodec(null).WriteText(value.Value.Plain()));
                return value with { Value = value.Value.ContainsSecret ? PropertyValue.Secret(json) : json };
            case "join":
                var join = await EvaluateAsync(argument, cancellationToken).ConfigureAwait(false);
                if (join.Value.ContainsUnknown)
                    return join with { Value = PropertyValue.Unknown };
                return join with
                {
                    Value = join.Value.Plain() is PropertyArray { Items: [PropertyString separator, PropertyArray parts] }
                        ? PropertyValue.Of(string.Join(separator.Value, parts.Items))
                        : throw Error(node, "takes a separator and a list"),
                };
            case "select":
                var select = await EvaluateAsync(argument, cancellationToken).ConfigureAwait(false);
                if (select.Value.ContainsUnknown)
                    return select with { Value = PropertyValue.Unknown };
                return select with
                {
                    Value =
                        select.Value is PropertyArray { Items: [PropertyNumber index, PropertyArray choices] }
                        && (int)index.Value < choices.Items.Length
                            ? choices.Items[(int)index.Value]
                            : throw Error(node, "takes an index and a list that is long enough"),
                };
            default:
                throw Error(node, $"calls fn::{function}, which this engine does not have; run the program with `pulumi up`");
        }
    }

    private async Task<Evaluated> InvokeAsync(YamlMappingNode call, CancellationToken cancellationToken)
    {
        var token = YamlRegistration.Token(call.Text("function") ?? throw Error(call, "names no function"));
        var arguments = call.Get("arguments") is { } a
            ? await EvaluateAsync(a, cancellationToken).ConfigureAwait(false)
            : Evaluated.Plain(PropertyObject.Empty);
        var options = call.Get("options") as YamlMappingNode;
        if (arguments.Value.ContainsUnknown)
            return arguments with { Value = PropertyValue.Unknown };
        var provider =
            options?.Get("provider") is { } p ? (await ResourceAsync(p, cancellationToken).ConfigureAwait(false)).Reference
            : _defaultProvider is { } d ? (await ResourceByNameAsync(d, cancellationToken).ConfigureAwait(false)).Reference
            : "";
        var request = new ResourceInvokeRequest
        {
            Tok = token,
            Args = StructCodec.Write((PropertyObject)arguments.Value.Plain()),
            Provider = provider,
            Version = options?.Text("version") ?? "",
            AcceptResources = true,
        };
        var response = await _monitor.UnaryAsync(ResourceMonitorMethods.Invoke, request, null, cancellationToken).ConfigureAwait(false);
        if (response.Failures.Count > 0)
            throw Error(
                call.Get("function")!,
                "failed: "
                    + string.Join("; ", response.Failures.Select(f => f.Property.Length > 0 ? $"{f.Reason} ({f.Property})" : f.Reason))
            );
        if (response.Unknown)
            return arguments with { Value = PropertyValue.Unknown };
        PropertyValue result = StructCodec.Read(response.Return);
        if (call.Text("return") is { } member)
            result = ((PropertyObject)result)[member] ?? throw Error(call, $"returns no '{member}'");
        return arguments with { Value = arguments.Value.ContainsSecret ? PropertyValue.Secret(result) : result };
    }

    /// <summary>Names that need each other would wait for each other for ever.</summary>
    private void CheckForCircles()
    {
        var state = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var (key, _) in _variables.Concat(_resources))
            Visit(key.ToString(), []);

        void Visit(string name, ImmutableList<string> path)
        {
            if (path.Contains(name))
                throw new EngineException($"Pulumi.yaml: circular references: {string.Join(" -> ", path.Add(name))}");
            if (!state.TryAdd(name, true))
                return;
            if ((_variables.Get(name) ?? _resources.Get(name)) is not { } node)
                return;
            foreach (var reference in References(node))
                Visit(reference, path.Add(name));
            state.Remove(name);
            state[name] = true;
        }
    }

    private static IEnumerable<string> References(YamlNode node) =>
        node switch
        {
            YamlScalarNode { Value: { } text } when text.Contains("${", StringComparison.Ordinal) => Template
                .Parse(text)
                .Parts.Where(p => p.Reference is not null)
                .Select(p => (string)p.Reference!.Segments[0]),
            YamlSequenceNode list => list.SelectMany(References),
            YamlMappingNode map => map.Children.SelectMany(c => References(c.Value)),
            _ => [],
        };
}
