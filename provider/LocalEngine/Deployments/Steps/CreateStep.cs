using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;

namespace LocalEngine.Deployments.Steps;

/// <summary>Creates a resource, as a new one or as the replacement of another.</summary>
internal sealed class CreateStep(DeploymentContext context)
{
    /// <summary>Creates a resource.</summary>
    /// <param name="provider">Its provider.</param>
    /// <param name="goal">The resource as the program has it.</param>
    /// <param name="old">The old resource that it continues, or null.</param>
    /// <param name="op">What the step is called.</param>
    /// <param name="changes">What is different from the old resource.</param>
    /// <param name="replaced">Index of the old resource that is deleted at the end of the run instead, or null.</param>
    public Task<ResourceState> RunAsync(
        ProviderInstance provider,
        ResourceState goal,
        OldResource? old,
        StepOp op,
        ImmutableArray<PropertyChange> changes,
        int? replaced = null
    ) => context.RunStepAsync(Step.To(op, goal, old?.State, changes), () => CreateAsync(provider, goal, old?.Index, replaced));

    private async Task<ResourceState> CreateAsync(ProviderInstance provider, ResourceState goal, int? old, int? replaced)
    {
        var operation = ProviderOperation.Begin(context, "creating", goal);
        try
        {
            var response = await provider.CreateAsync(goal, context.IsPreview, CancellationToken.None).ConfigureAwait(false);
            if (!context.IsPreview && response.Id.Length == 0)
                throw new EngineException($"The provider returned no id for {goal.Urn}.");
            return operation.Commit(Created(goal, context.IsPreview ? "" : response.Id, response.Properties), old, replaced);
        }
        catch (RpcException e) when (e.Detail<ErrorResourceInitFailed>() is { } error)
        {
            throw operation.CommitNotReady(Created(goal, error.Id, error.Properties), old, error, replaced);
        }
        catch (RpcException e)
        {
            throw operation.Fail(e);
        }
    }

    private ResourceState Created(ResourceState goal, string id, Struct? outputs)
    {
        var now = context.Now;
        return goal with { Id = id, Outputs = SecretOutputs.Read(outputs, goal), Created = now, Modified = now };
    }
}
