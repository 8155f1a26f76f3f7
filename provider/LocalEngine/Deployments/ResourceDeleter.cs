using LocalEngine.Deployments.Steps;
using LocalEngine.State;

namespace LocalEngine.Deployments;

/// <summary>Deletes old resources: one before its replacement, or all that this run did not register.</summary>
internal sealed class ResourceDeleter(DeploymentContext context)
{
    private readonly DeleteStep _delete = new(context);

    /// <summary>Deletes one resource.</summary>
    public Task DeleteAsync(int index, ResourceState state, StepOp op)
    {
        if (!state.IsProvider || state.Parent.Length > 0)
            return _delete.RunAsync(new OldResource(index, state), op);

        // The engine adds default providers itself, so their deletion is not a step that the user sees.
        context.State.SetOld(index, null);
        return Task.CompletedTask;
    }

    /// <summary>Deletes the resources that this run did not register, dependents first and otherwise in parallel.</summary>
    /// <param name="keep">True for a resource that stays.</param>
    /// <exception cref="EngineException">The dependencies form a cycle.</exception>
    public async Task DeleteRemainingAsync(Func<ResourceState, bool> keep)
    {
        var waiting = context.State.Remaining.Where(r => !keep(r.State)).ToList();
        if (RefuseProtected(waiting))
            return;
        while (waiting.Count > 0 && !context.Stopping.IsCancellationRequested)
        {
            var needed = waiting.SelectMany(w => w.State.AllDependencies.Where(d => d != w.State.Urn)).ToHashSet(StringComparer.Ordinal);
            var free = waiting.Where(w => w.State is { Delete: true, IsProvider: false } || !needed.Contains(w.State.Urn)).ToList();
            if (free.Count == 0)
                throw new EngineException("The dependencies in the state form a cycle; use pulumi state to repair it.");
            waiting.RemoveAll(free.Contains);
            await Task.WhenAll(free.Select(TryDeleteAsync)).ConfigureAwait(false);
        }
    }

    private async Task TryDeleteAsync(OldResource old)
    {
        try
        {
            await DeleteAsync(old.Index, old.State, old.State.Delete ? StepOp.DeleteReplaced : StepOp.Delete).ConfigureAwait(false);
        }
        catch (StepFailedException)
        {
            // The step has reported its failure; the resource stays in the state.
        }
        catch (OperationCanceledException)
        {
            // The run is stopping; the resource stays in the state.
        }
    }

    /// <summary>Reports the protected resources among those to be deleted.</summary>
    /// <returns>True when there are any.</returns>
    private bool RefuseProtected(IEnumerable<OldResource> deletions)
    {
        var refused = deletions.Where(d => d.State is { Protect: true, Delete: false }).Select(d => d.State.Urn).ToList();
        foreach (var urn in refused)
            context.Fail(
                urn,
                $"resource \"{urn}\" cannot be deleted because it is protected. To unprotect it, remove the `protect` flag "
                    + $"from the program and run up, or use: pulumi state unprotect '{urn}'"
            );
        return refused.Count > 0;
    }
}
