using System.Collections.Immutable;
using Grpc.Core;
using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;

namespace LocalEngine.Deployments.Steps;

/// <summary>Updates a resource in place.</summary>
internal sealed class UpdateStep(DeploymentContext context)
{
    public Task<ResourceState> RunAsync(
        ProviderInstance provider,
        ResourceState goal,
        OldResource old,
        ImmutableArray<PropertyChange> changes
    ) =>
        context.RunStepAsync(
            Step.To(StepOp.Update, goal with { Id = old.State.Id }, old.State, changes),
            () => UpdateAsync(provider, goal, old)
        );

    private async Task<ResourceState> UpdateAsync(ProviderInstance provider, ResourceState goal, OldResource old)
    {
        var updated = goal with
        {
            Id = old.State.Id,
            ImportId = old.IsImported ? "" : goal.ImportId,
            Created = old.State.Created,
            Modified = context.Now,
        };
        var operation = ProviderOperation.Begin(context, "updating", old.State);
        try
        {
            var response = await provider.UpdateAsync(old.State, goal, context.IsPreview, CancellationToken.None).ConfigureAwait(false);
            return operation.Commit(updated with { Outputs = SecretOutputs.Read(response.Properties, goal) }, old.Index);
        }
        catch (RpcException e) when (e.Detail<ErrorResourceInitFailed>() is { } error)
        {
            // The state keeps the old inputs, so that the next run sees the change as still to be made.
            var partial = updated with
            {
                Inputs = old.State.Inputs,
                Outputs = SecretOutputs.Read(error.Properties, goal),
            };
            throw operation.CommitNotReady(partial, old.Index, error);
        }
        catch (RpcException e)
        {
            throw operation.Fail(e);
        }
    }
}
