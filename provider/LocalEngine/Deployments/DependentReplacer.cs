using LocalEngine.State;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>
/// Deletes a resource ahead of its replacement, and before it everything that has to be replaced because it depends
/// on it: each dependent is asked by a Diff in which the properties that come from the doomed resource are unknown.
/// </summary>
internal sealed class DependentReplacer(DeploymentContext context, ResourceDeleter deleter)
{
    public async Task DeleteAheadAsync((int Index, ResourceState State) old)
    {
        var doomed = new List<(int Index, ResourceState State)> { old };
        foreach (var candidate in context.State.Remaining.Where(r => r.State is { Delete: false, Custom: true, IsProvider: false }))
        {
            if (
                candidate.Index != old.Index
                && await HasToGoAsync(candidate.State, [.. doomed.Select(d => d.State.Urn)]).ConfigureAwait(false)
            )
                doomed.Add(candidate);
        }

        doomed.Reverse();
        foreach (var (index, state) in doomed)
        {
            await deleter.DeleteAsync(index, state, StepOp.DeleteReplaced).ConfigureAwait(false);
            if (!context.IsPreview)
                context.State.SetOld(index, state with { PendingReplacement = true, Id = state.Id });
        }
    }

    private async Task<bool> HasToGoAsync(ResourceState dependent, HashSet<string> doomed)
    {
        var affected = dependent.PropertyDependencies.Where(p => p.Value.Any(doomed.Contains)).Select(p => p.Key).ToList();
        if (affected.Count == 0)
            return false;
        var news = affected.Aggregate(dependent.Inputs, (inputs, key) => inputs.With(key, PropertyValue.Unknown));
        var provider = await context.ProviderAsync(dependent.Provider).ConfigureAwait(false);
        var diff = await provider
            .DiffAsync(
                dependent.Urn,
                dependent.Id,
                dependent.Outputs,
                dependent.Inputs,
                news,
                dependent.IgnoreChanges,
                CancellationToken.None
            )
            .ConfigureAwait(false);
        return Differ.Read(diff, dependent, news, dependent.ReplaceOnChanges).Replaces;
    }
}
