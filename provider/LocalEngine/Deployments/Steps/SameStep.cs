using LocalEngine.State;

namespace LocalEngine.Deployments.Steps;

/// <summary>Records a resource without a call of its provider: one that did not change, or a component.</summary>
internal sealed class SameStep(DeploymentContext context)
{
    /// <summary>Takes over the outputs and times of the old resource.</summary>
    public Task<ResourceState> RunAsync(ResourceState goal, OldResource old) =>
        RecordAsync(
            goal with
            {
                Id = old.State.Id,
                Outputs = SecretOutputs.Mark(old.State.Outputs, goal),
                Created = old.State.Created,
                Modified = old.State.Modified,
            },
            old,
            StepOp.Same
        );

    /// <summary>Records a component, which has no provider.</summary>
    public Task<ResourceState> RunComponentAsync(ResourceState goal, OldResource? old)
    {
        var now = context.Now;
        var state = goal with
        {
            Outputs = old?.State.Outputs ?? PluginProtocol.Values.PropertyObject.Empty,
            Created = old?.State.Created ?? now,
            Modified = old?.State.Modified ?? now,
        };
        return RecordAsync(state, old, old is null ? StepOp.Create : StepOp.Same);
    }

    private Task<ResourceState> RecordAsync(ResourceState state, OldResource? old, StepOp op) =>
        context.RunStepAsync(
            Step.To(op, state, old?.State, []),
            () =>
            {
                context.State.Commit(state, old?.Index);
                return Task.FromResult(state);
            }
        );
}
