using Grpc.Net.Client;
using LocalEngine.Projects;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>Calls the functions of a YAML program: <c>fn::invoke</c> and the built-in ones.</summary>
internal sealed class YamlFunctions(YamlEvaluator evaluator, GrpcChannel monitor, string folder)
{
    /// <summary>Calls a function.</summary>
    /// <param name="function">The name after <c>fn::</c>.</param>
    /// <param name="argument">The argument, not evaluated yet.</param>
    /// <param name="node">The whole call, for error messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Evaluated> CallAsync(string function, YamlNode argument, YamlNode node, CancellationToken cancellationToken)
    {
        if (function == "invoke" || function.Contains(':', StringComparison.Ordinal))
            return await InvokeAsync(ProgramTemplate.Call(function, argument), node, cancellationToken).ConfigureAwait(false);
        var evaluated = await evaluator.EvaluateAsync(argument, cancellationToken).ConfigureAwait(false);
        return evaluated with
        {
            Value = function == "secret" ? PropertyValue.Secret(evaluated.Value) : Call(function, evaluated.Value, node),
        };
    }

    /// <summary>The result of a builtin: unknown where its argument is, and secret where its argument is.</summary>
    private PropertyValue Call(string function, PropertyValue value, YamlNode node)
    {
        if (function == "select")
            return value.Unwrapped is PropertyUnknown ? PropertyValue.Unknown : Builtins.Select(value, node);
        if (value.ContainsUnknown && function is not "length")
            return value.ContainsSecret ? PropertyValue.Secret(PropertyValue.Unknown) : PropertyValue.Unknown;
        var result = Builtins.Call(function, value.Plain(), node, folder);
        return value.ContainsSecret ? PropertyValue.Secret(result) : result;
    }

    private async Task<Evaluated> InvokeAsync(YamlMappingNode call, YamlNode node, CancellationToken cancellationToken)
    {
        var token = ProgramTemplate.Token(call.Text("function")!);
        var arguments = call.Get("arguments") is { } a
            ? await evaluator.EvaluateAsync(a, cancellationToken).ConfigureAwait(false)
            : Evaluated.Plain(PropertyObject.Empty);
        var options = call.Get("options") as YamlMappingNode ?? [];
        foreach (var waited in (options.Get("dependsOn") as YamlSequenceNode ?? []).Concat(Single(options.Get("parent"))))
            await evaluator.ResourceAsync(waited, cancellationToken).ConfigureAwait(false);
        if (arguments.Value.ContainsUnknown)
            return arguments with { Value = PropertyValue.Unknown };
        var request = new ResourceInvokeRequest
        {
            Tok = token,
            Args = StructCodec.Write(Arguments(arguments.Value, node)),
            Provider = await ProviderAsync(options, token, cancellationToken).ConfigureAwait(false),
            Version = options.Text("version") ?? "",
            PluginDownloadURL = options.Text("pluginDownloadURL") ?? "",
            AcceptResources = true,
        };
        var response = await monitor.UnaryAsync(ResourceMonitorMethods.Invoke, request, null, cancellationToken).ConfigureAwait(false);
        if (response.Failures.Count > 0)
            throw YamlErrors.At(node, $"{token} failed: " + string.Join("; ", response.Failures.Select(Explain)));
        var result = response.Unknown ? PropertyValue.Unknown : Result(response, call, node);
        return arguments with { Value = arguments.Value.ContainsSecret && !response.Unknown ? PropertyValue.Secret(result) : result };
    }

    private static IEnumerable<YamlNode> Single(YamlNode? node) => node is null ? [] : [node];

    private static PropertyObject Arguments(PropertyValue value, YamlNode node) =>
        value.Plain() switch
        {
            PropertyObject o => o,
            PropertyNull => PropertyObject.Empty,
            _ => throw YamlErrors.At(node, "the arguments of a function must be a mapping"),
        };

    private async Task<string> ProviderAsync(YamlMappingNode options, string token, CancellationToken cancellationToken)
    {
        if (options.Get("provider") is { } provider)
            return (await evaluator.ResourceAsync(provider, cancellationToken).ConfigureAwait(false)).Reference;
        return evaluator.Template.DefaultProvider(ProgramTemplate.Package(token)) is { } name
            ? (await evaluator.ResourceByNameAsync(name, cancellationToken).ConfigureAwait(false)).Reference
            : "";
    }

    private static PropertyValue Result(ResourceInvokeResponse response, YamlMappingNode call, YamlNode node)
    {
        var result = StructCodec.Read(response.Return);
        return call.Text("return") is { } member
            ? result[member] ?? throw YamlErrors.At(node, $"the function returns no '{member}'")
            : result;
    }

    private static string Explain(ResourceInvokeResponse.Types.Failure failure) =>
        failure.Property.Length > 0 ? $"{failure.Reason} ({failure.Property})" : failure.Reason;
}
