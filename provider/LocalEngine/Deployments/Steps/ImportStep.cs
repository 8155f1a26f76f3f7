using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LocalEngine.Deployments.Steps;

/// <summary>Imports an existing object. The result is the old resource that the registration is then compared with.</summary>
internal sealed class ImportStep(DeploymentContext context)
{
    public Task<OldResource> RunAsync(ProviderInstance provider, ResourceState goal, OldResource? old) =>
        context.RunStepAsync(
            Step.To(StepOp.Import, goal with { Id = goal.ImportId }, null, []),
            () => ImportAsync(provider, goal, old?.Index)
        );

    private async Task<OldResource> ImportAsync(ProviderInstance provider, ResourceState goal, int? old)
    {
        var response = await provider.ReadAsync(goal.Urn, goal.ImportId, null, null, CancellationToken.None).ConfigureAwait(false);
        if (response.Properties is null)
            throw context.FailStep(goal.Urn, $"resource '{goal.ImportId}' does not exist");
        if (response.Inputs is null)
            throw context.FailStep(goal.Urn, "provider does not support importing resources; please try updating the provider");
        var now = context.Now;
        var state = goal with
        {
            Id = response.Id.Length > 0 ? response.Id : goal.ImportId,
            Inputs = StructCodec.Read(response.Inputs),
            Outputs = StructCodec.Read(response.Properties),
            Created = now,
            Modified = now,
        };
        context.State.Commit(state, old);
        return new OldResource(old ?? OldResource.Imported, state);
    }
}
