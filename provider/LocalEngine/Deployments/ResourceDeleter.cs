using System.Collections.Concurrent;
using LocalEngine.Deployments.Steps;
using LocalEngine.State;
using PluginProtocol.Messages;

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
        var unwanted = context.State.Remaining.Where(r => !keep(r.State)).ToList();
        var waiting = unwanted.Where(r => context.Selection.Includes(r.State)).ToList();
        foreach (var left in unwanted.Except(waiting).Where(r => r.State is { Delete: false, IsProvider: false }))
            await context.ShowStepAsync(Step.To(StepOp.Same, left.State, left.State, [])).ConfigureAwait(false);
        if (RefuseNeeded(waiting))
            return;
        if (context.IsPreview)
            foreach (var (urn, text) in Renames.Ask(waiting.Select(w => w.State), context.New))
                context.Observer.Diagnostic(LogSeverity.Warning, urn, text);
        if (context.Selection.RefusalOfDeletes?.Invoke(waiting.Select(w => w.State)) is { } refusal)
        {
            context.Fail("", refusal);
            return;
        }

        KeepProtected(waiting);
        var failed = new ConcurrentBag<OldResource>();
        while (waiting.Count > 0 && !context.Stopping.IsCancellationRequested)
        {
            var needed = waiting
                .Concat(failed)
                .SelectMany(w => w.State.AllDependencies.Where(d => d != w.State.Urn))
                .ToHashSet(StringComparer.Ordinal);
            var free = waiting.Where(w => w.State is { Delete: true, IsProvider: false } || !needed.Contains(w.State.Urn)).ToList();
            if (free.Count == 0 && !failed.IsEmpty)
                return;
            if (free.Count == 0)
                throw new EngineException("The dependencies in the state form a cycle; use pulumi state to repair it.");
            waiting.RemoveAll(free.Contains);
            await Task.WhenAll(
                    free.Select(async old =>
                    {
                        if (!await TryDeleteAsync(old).ConfigureAwait(false))
                            failed.Add(old);
                    })
                )
                .ConfigureAwait(false);
        }
    }

    private async Task<bool> TryDeleteAsync(OldResource old)
    {
        try
        {
            await DeleteAsync(old.Index, old.State, old.State.Delete ? StepOp.DeleteReplaced : StepOp.Delete).ConfigureAwait(false);
            return true;
        }
        catch (StepFailedException)
        {
            // The step has reported its failure; the resource stays in the state.
            return false;
        }
        catch (OperationCanceledException)
        {
            // The run is stopping; the resource stays in the state.
            return false;
        }
    }

    /// <summary>Reports the resources that stay although one to be deleted is what they depend on.</summary>
    /// <returns>True when there are any.</returns>
    private bool RefuseNeeded(List<OldResource> deletions)
    {
        if (context.Selection.IsAll)
            return false;
        var gone = deletions.Where(d => !d.State.Delete).Select(d => d.State.Urn).ToHashSet(StringComparer.Ordinal);
        var indexes = deletions.Select(d => d.Index).ToHashSet();
        var staying = context.State.Remaining.Where(r => !indexes.Contains(r.Index) && r.State.AllDependencies.Any(gone.Contains)).ToList();
        foreach (var (_, state) in staying)
            context.Fail(
                state.Urn,
                $"{state.Urn} depends on {state.AllDependencies.First(gone.Contains)}, which is to be deleted. "
                    + "Name it with --target as well, or add --target-dependents."
            );
        return staying.Count > 0;
    }

    /// <summary>Reports the protected resources, and keeps them together with what they depend on. The others are deleted.</summary>
    private void KeepProtected(List<OldResource> deletions)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (_, state) in deletions.Where(d => d.State is { Protect: true, Delete: false }))
        {
            kept.Add(state.Urn);
            context.FailAlone(
                state.Urn,
                $"resource \"{state.Urn}\" cannot be deleted because it is protected. To unprotect it, remove the `protect` flag "
                    + $"from the program and run up, or use: livechat state unprotect '{state.Urn}'"
            );
        }

        // Dependents come after what they depend on.
        foreach (var (_, state) in Enumerable.Reverse(deletions).Where(d => kept.Contains(d.State.Urn)))
            kept.UnionWith(state.AllDependencies);
        deletions.RemoveAll(d => !d.State.Delete && kept.Contains(d.State.Urn));
    }
}
