using LiveChatPulumi.Provider.Lifecycles;
using LiveChatPulumi.Provider.Planning;
using LiveChatPulumi.Provider.Resources;
using PluginProtocol.Messages;

namespace LiveChatPulumi.Provider.Rpc;

/// <summary>What Pulumi's protocol has no question for, and an engine of ours asks at a preview.</summary>
internal sealed partial class ProviderService
{
    /// <inheritdoc/>
    public override async Task<CheckResponse> PreviewDeleteAsync(DeleteRequest request, CancellationToken cancellationToken)
    {
        var resource = Find(request.Type, request.Urn);
        var state = Read(resource, request.Properties);
        var response = new CheckResponse();
        if (ContextOrNull(request.Urn) is not { } context || !ResourceLifecycles.Deletes(resource, context, request.Id, state))
            return response;
        await context.Run.Get<LicenseReach>().EnsureAsync(cancellationToken);
        if (context.Run.Deletes.Refusal(resource.Spec, context.Name) is { } limit)
            response.Failures.Add(new CheckFailure { Reason = log.Filter.Of(limit) });
        if (resource is not ObjectResource single || single.Spec.Undeletable.ContainsKey(request.Id))
            return response;
        var reason = await LicenseQuestions.AskAsync(
            context,
            resource.Spec,
            token => single.ForeseeRefusalAsync(context.Run, request.Id, state, token),
            cancellationToken
        );
        if (reason is not null)
            response.Failures.Add(
                new CheckFailure { Reason = log.Filter.Of(ObjectLifecycle.DeleteRefusal(context, resource.Spec, reason)) }
            );
        return response;
    }
}
