using System.Collections.Concurrent;
using LocalEngine.State;
using PluginProtocol.Messages;

namespace LocalEngine.Deployments;

/// <summary>
/// The resources of a run that goes on after failures which did not become what the program says: their step failed, or it was skipped,
/// because it depends on one that failed. What the state has of them stays.
/// </summary>
internal sealed class UnfinishedResources(DeploymentContext context)
{
    private readonly ConcurrentDictionary<string, bool> _urns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, ResourceState> _olds = new();

    public bool IsEmpty => _urns.IsEmpty;

    public bool Contains(string urn) => _urns.ContainsKey(urn);

    /// <summary>Notes a resource whose step failed or was skipped.</summary>
    /// <param name="urn">The resource.</param>
    /// <param name="old">What the state has of it, perhaps under another name.</param>
    public void Add(string urn, OldResource? old)
    {
        _urns[urn] = true;
        if (old is not null)
            _olds[old.Index] = old.State;
    }

    /// <summary>Skips a resource that depends on one of these.</summary>
    /// <exception cref="StepSkippedException">It does.</exception>
    public void SkipDependent(ResourceState goal)
    {
        if (goal.AllDependencies.FirstOrDefault(_urns.ContainsKey) is not { } needed)
        {
            // What the program did not say of its dependencies shows in values that cannot be known any more.
            if (context.IsPreview || IsEmpty || !goal.Inputs.ContainsUnknown)
                return;
            needed = "a resource that failed";
        }

        // A preview looks at what depends on it all the same, as far as it can be known.
        if (context is { IsPreview: true, ContinuesOnError: false } && !NeedsWhole(goal))
            return;

        context.Observer.Diagnostic(LogSeverity.Info, goal.Urn, $"skipped: it depends on {needed}");
        throw new StepSkippedException();
    }

    /// <summary>True for a resource that nothing can be said of without one that failed: its provider, or its parent.</summary>
    private bool NeedsWhole(ResourceState goal) =>
        Contains(goal.Parent) || (goal.Provider.Length > 0 && Contains(ResourceState.ProviderUrn(goal.Provider)));

    /// <summary>What stays at the end of the run: what the state has of these resources, and all that it depends on.</summary>
    public HashSet<string> Needed()
    {
        var needed = _olds.Values.SelectMany(o => o.AllDependencies).ToHashSet(StringComparer.Ordinal);
        foreach (var old in Enumerable.Reverse(context.State.Remaining).Where(r => needed.Contains(r.State.Urn)))
            needed.UnionWith(old.State.AllDependencies);
        return needed;
    }

    /// <summary>
    /// Tells of resources that would be deleted, had nothing failed. A program declares some resources only when others are there, so
    /// that it is not known which it no longer wants.
    /// </summary>
    public void TellWhatStays(Func<string, bool> isRegistered)
    {
        var stays = context.State.Remaining.Count(r =>
            r.State is { Delete: false, IsProvider: false } && !_olds.ContainsKey(r.Index) && !isRegistered(r.State.Urn)
        );
        if (stays > 0)
            context.Observer.Diagnostic(
                LogSeverity.Warning,
                "",
                $"{(stays == 1 ? "1 resource" : $"{stays} resources")} of the state that the program did not declare this time "
                    + "stay: steps failed, and it may declare them once these succeed. Run up again to delete what it no longer declares."
            );
    }
}
