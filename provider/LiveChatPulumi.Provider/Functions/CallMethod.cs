using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Functions;

/// <summary>A function that is one call: arguments become parameters, the answer becomes the result.</summary>
/// <param name="spec">The function.</param>
/// <param name="action">The method.</param>
/// <param name="result">The one output that the whole answer goes into; null when the answer's members are the outputs.</param>
/// <param name="shows">The type of the resource whose objects it shows; null where it shows none.</param>
internal sealed class CallMethod(FunctionSpec spec, ApiAction action, string? result = null, string? shows = null) : Function(spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } = [action];

    public override async Task<FunctionResult> InvokeAsync(ProviderRun run, PropertyObject arguments, CancellationToken cancellationToken)
    {
        foreach (var input in Spec.Inputs.Where(i => i.Default is not null && arguments[i.Name] is null))
            arguments = arguments.With(input.Name, input.Default!);
        if (shows is not null)
            await run.OwnWrites.UntilShownAsync(shows, cancellationToken);
        var values = await run.AskAsync(action, ApiMapper.ToApi(Spec.Inputs, arguments), Read, cancellationToken);
        return new FunctionResult(
            Spec.Outputs.Where(o => o.Secret && values[o.Name] is not null)
                .Aggregate(values, (v, o) => v.With(o.Name, PropertyValue.Secret(v[o.Name]!))),
            []
        );
    }

    private PropertyObject Read(JsonNode answer) =>
        result is null
            ? ApiMapper.FromApi(Spec.Outputs, answer.AsObject())
            : PropertyObject.Of((result, ApiMapper.FromApi(Spec.Outputs.First(o => o.Name == result).Type, answer)));
}
