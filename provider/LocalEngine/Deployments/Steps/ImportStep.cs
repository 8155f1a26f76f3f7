using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Messages;
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

    /// <summary>Reads an object by nothing but its id.</summary>
    /// <exception cref="StepFailedException">It does not exist, or cannot be imported.</exception>
    public static async Task<ReadResponse> ReadAsync(DeploymentContext context, ProviderInstance provider, string urn, string id)
    {
        var response = await provider.ReadAsync(urn, id, null, null, CancellationToken.None).ConfigureAwait(false);
        if (response.Properties is null)
            throw context.FailStep(urn, $"resource '{id}' does not exist");
        return response.Inputs is not null
            ? response
            : throw context.FailStep(urn, "provider does not support importing resources; please try updating the provider");
    }

    private async Task<OldResource> ImportAsync(ProviderInstance provider, ResourceState goal, int? old)
    {
        var response = await ReadAsync(context, provider, goal.Urn, goal.ImportId).ConfigureAwait(false);
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
