using System.Collections.Concurrent;
using LocalEngine.Deployments.Steps;
using LocalEngine.State;

namespace LocalEngine.Deployments;

/// <summary>The resources that a run with targets leaves alone: those of the state stay as they are, others are not created.</summary>
internal sealed class UnselectedResources(DeploymentContext context)
{
    private readonly SameStep _same = new(context);
    private readonly ConcurrentDictionary<string, bool> _notCreated = new(StringComparer.Ordinal);

    /// <summary>Keeps a resource as the state has it. One that the state does not have is not created.</summary>
    public async Task<ResourceState> LeaveAsync(ResourceState goal, OldResource? old)
    {
        if (old is not null)
        {
            // An alias that is left alone keeps its name.
            var kept = old.State with
            {
                Urn = old.Urn,
            };
            return await _same.RunAsync(kept, old with { State = kept }).ConfigureAwait(false);
        }

        _notCreated[goal.Urn] = true;
        await context.ShowStepAsync(Step.To(StepOp.Same, goal, null, [])).ConfigureAwait(false);
        return goal;
    }

    /// <summary>Refuses a resource of the selection that needs one that is not created.</summary>
    /// <exception cref="StepFailedException">It does; the failure is reported.</exception>
    public void RefuseDependent(ResourceState goal)
    {
        if (goal.AllDependencies.FirstOrDefault(_notCreated.ContainsKey) is { } needed)
            throw context.FailStep(
                goal.Urn,
                $"{goal.Urn} depends on {needed}, which does not exist yet and is not among the targets. Name it with --target as well."
            );
    }
}
