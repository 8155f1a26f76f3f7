using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LocalEngine.Deployments.Steps;

/// <summary>Reads an object that the program uses but does not manage.</summary>
internal sealed class ReadStep(DeploymentContext context)
{
    public Task<ResourceState> RunAsync(ProviderInstance provider, ResourceState goal) =>
        context.RunStepAsync(Step.To(StepOp.Read, goal, null, []), () => ReadAsync(provider, goal));

    private async Task<ResourceState> ReadAsync(ProviderInstance provider, ResourceState goal)
    {
        var response = await provider.ReadAsync(goal.Urn, goal.Id, goal.Inputs, goal.Inputs, CancellationToken.None).ConfigureAwait(false);
        if (response.Properties is null)
            throw context.FailStep(goal.Urn, $"resource '{goal.Id}' does not exist");
        var (old, now) = (context.State.FindOld(goal.Urn), context.Now);
        var state = goal with
        {
            Outputs = SecretOutputs.Read(response.Properties, goal),
            Created = old?.State.Created ?? now,
            Modified = now,
        };
        context.State.Commit(state, old?.Index);
        return state;
    }
}
