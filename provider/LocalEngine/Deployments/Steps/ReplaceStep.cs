using System.Collections.Immutable;
using LocalEngine.Plugins;
using LocalEngine.State;

namespace LocalEngine.Deployments.Steps;

/// <summary>Replaces a resource. The old object is deleted first where that is asked for, and otherwise at the end of the run.</summary>
internal sealed class ReplaceStep(DeploymentContext context, CreateStep create, DependentReplacer dependents)
{
    public async Task<ResourceState> RunAsync(
        ProviderInstance provider,
        ResourceState goal,
        OldResource old,
        bool deleteFirst,
        ImmutableArray<PropertyChange> changes
    )
    {
        RefuseProtected(goal, old);
        RefuseImported(goal, old, changes);
        context.MarkReplaced(goal.Urn);
        if (deleteFirst)
            await dependents.DeleteBeforeReplaceAsync(old).ConfigureAwait(false);
        await context.ShowStepAsync(Step.To(StepOp.Replace, goal, old.State, changes)).ConfigureAwait(false);
        var (continued, replaced) = deleteFirst ? (old, default(int?)) : (null, old.Index);
        return await create.RunAsync(provider, goal, continued, StepOp.CreateReplacement, changes, replaced).ConfigureAwait(false);
    }

    private void RefuseProtected(ResourceState goal, OldResource old)
    {
        if (old.State.Protect)
            throw context.FailStep(
                goal.Urn,
                $"unable to replace resource {goal.Urn}: it is protected. Remove 'protect' from it and run up, then replace it."
            );
    }

    private void RefuseImported(ResourceState goal, OldResource old, ImmutableArray<PropertyChange> changes)
    {
        if (old.IsImported)
            throw context.FailStep(
                goal.Urn,
                $"importing {goal.Urn} would replace the existing object: {string.Join(", ", changes.Select(c => c.Path))} differ. "
                    + "Change the program to the values of the existing object, or do not import it."
            );
    }
}
