using LocalEngine.State;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>Deletes a resource before its replacement is created, together with the dependents that have to be replaced as well.</summary>
internal sealed class DependentReplacer(DeploymentContext context, ResourceDeleter deleter)
{
    public async Task DeleteBeforeReplaceAsync(OldResource old)
    {
        var deletions = new List<OldResource> { old };
        foreach (var candidate in context.State.Remaining.Where(r => r.State is { Delete: false, Custom: true, IsProvider: false }))
        {
            if (
                candidate.Index != old.Index
                && await MustBeReplacedAsync(candidate.State, [.. deletions.Select(d => d.State.Urn)]).ConfigureAwait(false)
            )
                deletions.Add(Selected(candidate, old));
        }

        // Dependents come after what they depend on, so the reverse order deletes them first.
        deletions.Reverse();
        foreach (var (index, state) in deletions)
        {
            await deleter.DeleteAsync(index, state, StepOp.DeleteReplaced).ConfigureAwait(false);
            if (!context.IsPreview)
                context.State.SetOld(index, state with { PendingReplacement = true });
        }
    }

    private OldResource Selected(OldResource dependent, OldResource replaced) =>
        context.Selection.Includes(dependent.State)
            ? dependent
            : throw context.FailStep(
                dependent.State.Urn,
                $"{dependent.State.Urn} has to be replaced together with {replaced.State.Urn}, and is not among the targets. "
                    + "Name it with --target as well, or add --target-dependents."
            );

    /// <summary>Asks the provider for a Diff in which all properties that come from the deleted resources are unknown.</summary>
    private async Task<bool> MustBeReplacedAsync(ResourceState dependent, HashSet<string> deleted)
    {
        var affected = dependent.PropertyDependencies.Where(p => p.Value.Any(deleted.Contains)).Select(p => p.Key).ToList();
        if (affected.Count == 0)
            return false;
        var news = affected.Aggregate(dependent.Inputs, (inputs, key) => inputs.With(key, PropertyValue.Unknown));
        var provider = await context.ProviderAsync(dependent.Provider).ConfigureAwait(false);
        var response = await provider.DiffAsync(dependent, news, dependent.IgnoreChanges, CancellationToken.None).ConfigureAwait(false);
        return DiffResult.Read(response, dependent, news, dependent.ReplaceOnChanges).Replaces;
    }
}
