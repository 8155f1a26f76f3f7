using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Functions;

/// <summary>Reads one object by its id.</summary>
internal sealed class GetObject(string name, ObjectResource resource, ApiAction action, string argument, string description)
    : Function(
        new FunctionSpec(
            name,
            description,
            [resource.Spec.Find(argument)! with { Class = PropertyClass.Input, Required = true }],
            Details.Of(resource.Spec)
        )
    )
{
    public override ImmutableArray<ApiAction> Actions { get; } = [action];

    public override async Task<FunctionResult> InvokeAsync(ProviderRun run, PropertyObject arguments, CancellationToken cancellationToken)
    {
        var id = arguments.Text(argument)!;
        await run.OwnWrites.UntilShownAsync(resource.Spec.Token, id, cancellationToken);
        var found = await resource.GetAsync(run, id, cancellationToken);
        return found is null
            ? FunctionResult.Failed(argument, $"The license has no {resource.Spec.Noun} '{id}'.")
            : new FunctionResult(found, []);
    }
}
