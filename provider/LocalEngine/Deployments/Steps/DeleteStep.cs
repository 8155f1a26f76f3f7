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
                if (!LeavesTheStateOnly(old.State))
                    await (context.IsPreview ? ForeseeAsync(old.State) : DeleteAsync(old)).ConfigureAwait(false);
                if (context.IsPreview || LeavesTheStateOnly(old.State))
                    context.State.SetOld(old.Index, null);
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

    /// <summary>Fails where the provider knows that the delete will be refused.</summary>
    private async Task ForeseeAsync(ResourceState state)
    {
        var provider = await context.ProviderAsync(state.Provider).ConfigureAwait(false);
        try
        {
            if (await provider.PreviewDeleteAsync(state, CancellationToken.None).ConfigureAwait(false) is { Count: > 0 } reasons)
                throw context.FailStep(state.Urn, reasons);
        }
        catch (RpcException e)
        {
            throw context.FailStep(state.Urn, ProviderErrors.Explain(e).Message);
        }
    }

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
