using Grpc.Net.Client;
using LocalEngine.Projects;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Values;
using YamlDotNet.RepresentationModel;

namespace LocalEngine.Yaml;

/// <summary>Calls the functions of a YAML program: <c>fn::invoke</c> and the built-in ones.</summary>
internal sealed class YamlFunctions(YamlEvaluator evaluator, GrpcChannel monitor)
{
    /// <summary>Calls a function.</summary>
    /// <param name="function">The name after <c>fn::</c>.</param>
    /// <param name="argument">The argument, not evaluated yet.</param>
    /// <param name="node">The whole call, for error messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Evaluated> CallAsync(string function, YamlNode argument, YamlNode node, CancellationToken cancellationToken) =>
        function switch
        {
            "invoke" => InvokeAsync((YamlMappingNode)argument, cancellationToken),
            "secret" => MapAsync(argument, PropertyValue.Secret, cancellationToken),
            "toJSON" => MapAsync(argument, ToJson, cancellationToken),
            "join" => MapAsync(argument, v => v.ContainsUnknown ? PropertyValue.Unknown : Join(v, node), cancellationToken),
            "select" => MapAsync(argument, v => v.ContainsUnknown ? PropertyValue.Unknown : Select(v, node), cancellationToken),
            _ => throw YamlErrors.About(
                node,
                $"calls fn::{function}, which this engine does not support; run the program with `pulumi up`"
            ),
        };

    private async Task<Evaluated> MapAsync(
        YamlNode argument,
        Func<PropertyValue, PropertyValue> function,
        CancellationToken cancellationToken
    )
    {
        var evaluated = await evaluator.EvaluateAsync(argument, cancellationToken).ConfigureAwait(false);
        return evaluated with { Value = function(evaluated.Value) };
    }

    private static PropertyValue ToJson(PropertyValue value)
    {
        var json = value.ContainsUnknown ? PropertyValue.Unknown : PropertyValue.Of(new CheckpointCodec(null).WriteText(value.Plain()));
        return value.ContainsSecret ? PropertyValue.Secret(json) : json;
    }

    private static PropertyValue Join(PropertyValue value, YamlNode node) =>
        value.Plain() is PropertyArray { Items: [PropertyString separator, PropertyArray parts] }
            ? PropertyValue.Of(string.Join(separator.Value, parts.Items))
            : throw YamlErrors.About(node, "takes a separator and a list");

    private static PropertyValue Select(PropertyValue value, YamlNode node) =>
        value is PropertyArray { Items: [PropertyNumber index, PropertyArray choices] } && (int)index.Value < choices.Items.Length
            ? choices.Items[(int)index.Value]
            : throw YamlErrors.About(node, "takes an index and a list that is long enough");

    private async Task<Evaluated> InvokeAsync(YamlMappingNode call, CancellationToken cancellationToken)
    {
        var token = YamlRegistration.Token(call.Text("function") ?? throw YamlErrors.About(call, "names no function"));
        var arguments = call.Get("arguments") is { } a
            ? await evaluator.EvaluateAsync(a, cancellationToken).ConfigureAwait(false)
            : Evaluated.Plain(PropertyObject.Empty);
        var options = call.Get("options") as YamlMappingNode;
        if (arguments.Value.ContainsUnknown)
            return arguments with { Value = PropertyValue.Unknown };
        var request = new ResourceInvokeRequest
        {
            Tok = token,
            Args = StructCodec.Write((PropertyObject)arguments.Value.Plain()),
            Provider = await ProviderAsync(options, cancellationToken).ConfigureAwait(false),
            Version = options?.Text("version") ?? "",
            AcceptResources = true,
        };
        var response = await monitor.UnaryAsync(ResourceMonitorMethods.Invoke, request, null, cancellationToken).ConfigureAwait(false);
        if (response.Failures.Count > 0)
            throw YamlErrors.About(call.Get("function")!, "failed: " + string.Join("; ", response.Failures.Select(Explain)));
        var result = response.Unknown ? PropertyValue.Unknown : Result(response, call);
        return arguments with { Value = arguments.Value.ContainsSecret && !response.Unknown ? PropertyValue.Secret(result) : result };
    }

    private async Task<string> ProviderAsync(YamlMappingNode? options, CancellationToken cancellationToken)
    {
        if (options?.Get("provider") is { } provider)
            return (await evaluator.ResourceAsync(provider, cancellationToken).ConfigureAwait(false)).Reference;
        return evaluator.DefaultProvider is { } name
            ? (await evaluator.ResourceByNameAsync(name, cancellationToken).ConfigureAwait(false)).Reference
            : "";
    }

    private static PropertyValue Result(ResourceInvokeResponse response, YamlMappingNode call)
    {
        var result = StructCodec.Read(response.Return);
        return call.Text("return") is { } member ? result[member] ?? throw YamlErrors.About(call, $"returns no '{member}'") : result;
    }

    private static string Explain(ResourceInvokeResponse.Types.Failure failure) =>
        failure.Property.Length > 0 ? $"{failure.Reason} ({failure.Property})" : failure.Reason;
}
