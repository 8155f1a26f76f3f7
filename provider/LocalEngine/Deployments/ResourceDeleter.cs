using Grpc.Core;
using LocalEngine.State;
using PluginProtocol.Rpc;

namespace LocalEngine.Deployments;

/// <summary>Deletes resources: one ahead of its replacement, or all that are left, dependents first.</summary>
internal sealed class ResourceDeleter(DeploymentContext context)
{
    /// <summary>Deletes one resource. Protected ones are refused; retained and external ones only leave the state.</summary>
    public Task<bool> DeleteAsync(int index, ResourceState state, StepOp op)
    {
        // Default providers are the engine's own business: no step.
        if (!state.IsProvider || state.Parent.Length > 0)
            return DeleteShownAsync(index, state, op);
        context.State.SetOld(index, null);
        return Task.FromResult(true);
    }

    private Task<bool> DeleteShownAsync(int index, ResourceState state, StepOp op) =>
        context.RunAsync(
            new Step(op, state.Urn, state.Type, state.Name, state.Id, [], state, null),
            async () =>
            {
                if (
                    !state.Custom
                    || state.IsProvider
                    || state.External
                    || state.RetainOnDelete
                    || state.PendingReplacement
                    || context.IsPreview
                    || DeletedWithAnother(state)
                )
                {
                    context.State.SetOld(index, null);
                    return true;
                }

                var provider = await context.ProviderAsync(state.Provider).ConfigureAwait(false);
                var operation = context.State.Begin("deleting", state);
                try
                {
                    await provider
                        .DeleteAsync(state.Urn, state.Id, state.Outputs, state.Inputs, state.Timeouts.Delete, CancellationToken.None)
                        .ConfigureAwait(false);
                }
                catch (RpcException e)
                {
                    if (e.StatusCode != StatusCode.Unavailable)
                        context.State.Finish(operation);
                    context.Fail(state.Urn, ProviderFailure.Explain(e).Message);
                    throw new StepFailedException();
                }

                context.State.SetOld(index, null);
                context.State.Finish(operation);
                return true;
            }
        );

    /// <summary>Deletes everything that is left over, as parallel as the dependencies allow.</summary>
    /// <param name="isWanted">True for what stays.</param>
    public async Task DeleteRemainingAsync(Func<ResourceState, bool> isWanted)
    {
        var doomed = context.State.Remaining.Where(r => !isWanted(r.State)).ToList();
        if (Protected(doomed.Select(d => d.State)))
            return;
        var waiting = doomed.ToList();
        while (waiting.Count > 0 && !context.Stopping.IsCancellationRequested)
        {
            // Whatever nothing else in the list depends on can go now.
            var needed = waiting.SelectMany(w => w.State.AllDependencies.Where(d => d != w.State.Urn)).ToHashSet(StringComparer.Ordinal);
            var free = waiting.Where(w => w.State.Delete || !needed.Contains(w.State.Urn)).ToList();
            if (free.Count == 0)
                throw new EngineException("The state's dependencies form a circle; use pulumi state to mend it.");
            waiting.RemoveAll(free.Contains);
            await Task.WhenAll(free.Select(f => GuardedAsync(f.Index, f.State))).ConfigureAwait(false);
        }
    }

    private async Task GuardedAsync(int index, ResourceState state)
    {
        try
        {
            await DeleteAsync(index, state, state.Delete ? StepOp.DeleteReplaced : StepOp.Delete).ConfigureAwait(false);
        }
        catch (StepFailedException)
        {
            // Told already; the resource stays in the state.
        }
        catch (OperationCanceledException)
        {
            // The run is ending; the resource stays in the state.
        }
    }

    private bool Protected(IEnumerable<ResourceState> doomed)
    {
        var refused = doomed.Where(d => d is { Protect: true, Delete: false }).ToList();
        foreach (var state in refused)
            context.Fail(
                state.Urn,
                $"resource \"{state.Urn}\" cannot be deleted because it is protected. To unprotect it, remove the `protect` flag from the program and run up, or use: pulumi state unprotect '{state.Urn}'"
            );
        return refused.Count > 0;
    }

    private bool DeletedWithAnother(ResourceState state) =>
        state.DeletedWith.Length > 0 && context.State.FindNew(state.DeletedWith) is null;
}
