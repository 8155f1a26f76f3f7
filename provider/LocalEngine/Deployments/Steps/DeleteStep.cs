using Grpc.Core;
using LocalEngine.State;

namespace LocalEngine.Deployments.Steps;

/// <summary>Deletes a resource.</summary>
internal sealed class DeleteStep(DeploymentContext context)
{
    public Task RunAsync(OldResource old, StepOp op) =>
        context.RunStepAsync(
            Step.Deletion(op, old.State),
            async () =>
            {
                if (context.IsPreview || LeavesTheStateOnly(old.State))
                    context.State.SetOld(old.Index, null);
                else
                    await DeleteAsync(old).ConfigureAwait(false);
                return true;
            }
        );

    /// <summary>True for a resource without an object that the provider would have to delete.</summary>
    private bool LeavesTheStateOnly(ResourceState state) =>
        !state.Custom
        || state.IsProvider
        || state.External
        || state.RetainOnDelete
        || state.PendingReplacement
        || (state.DeletedWith.Length > 0 && GoesWithAnother(state.DeletedWith));

    /// <summary>True where the object of another resource goes in this run, and takes this one with it.</summary>
    private bool GoesWithAnother(string urn) => context.State.FindNew(urn) is null || context.IsReplaced(urn);

    private async Task DeleteAsync(OldResource old)
    {
        var provider = await context.ProviderAsync(old.State.Provider).ConfigureAwait(false);
        var operation = ProviderOperation.Begin(context, "deleting", old.State);
        try
        {
            await provider.DeleteAsync(old.State, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw operation.Fail(e);
        }

        operation.CommitDeletion(old.Index);
    }
}
