using System.Collections.Concurrent;
using Grpc.Core;
using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Services;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>Registers provider resources. The engine keeps their state itself; their plugins check and compare the configuration.</summary>
internal sealed class ProviderRegistrar(DeploymentContext context)
{
    private readonly ConcurrentDictionary<string, bool> _replaced = new(StringComparer.Ordinal);

    /// <summary>True when a resource has to be replaced because its provider was replaced, for example by one of another account.</summary>
    public async Task<bool> ForcesReplacementAsync(string oldReference, string newReference)
    {
        if (oldReference.Length == 0)
            return false;
        if (_replaced.ContainsKey(oldReference))
            return true;
        var (oldUrn, newUrn) = (ResourceState.ProviderUrn(oldReference), ResourceState.ProviderUrn(newReference));
        if (oldUrn == newUrn || (IsDefault(oldUrn) && IsDefault(newUrn)))
            return false;
        if (context.State.FindOld(oldUrn)?.State is not { } old || context.State.FindNew(newUrn) is not { } @new)
            return false;
        var instance = await context.ProviderAsync(newReference).ConfigureAwait(false);
        return (await DiffConfigAsync(instance.Client, @new, old, @new.Inputs).ConfigureAwait(false)).Replaces.Count > 0;
    }

    /// <summary>Starts and configures the plugin of a provider, and records the provider.</summary>
    public async Task<ResourceState> RegisterAsync(ResourceState goal, OldResource? old)
    {
        var plugin = await context.StartPluginAsync(goal.Type, goal.Inputs).ConfigureAwait(false);
        try
        {
            var (state, op) = await GenerateStepAsync(plugin, goal, old).ConfigureAwait(false);

            // As in Pulumi, a change that DiffConfig does not report has no effect: the old configuration stays.
            var configuration = op == StepOp.Same ? old!.State.Inputs : state.Inputs;
            var instance = await ProviderInstance
                .ConfigureAsync(plugin, goal.Urn, state.Id, configuration, CancellationToken.None)
                .ConfigureAwait(false);
            await context.SetProviderAsync($"{goal.Urn}::{state.Id}", instance).ConfigureAwait(false);
            var isReplaced = op == StepOp.Replace;
            context.State.Commit(state, isReplaced ? null : old?.Index, isReplaced ? old!.Index : null);

            // The engine adds default providers itself, so they are not steps that the user sees.
            if (goal.Parent.Length > 0)
                await context.ShowStepAsync(Step.To(op, state, old?.State, [])).ConfigureAwait(false);
            return state;
        }
        catch (RpcException e)
        {
            await plugin.DisposeAsync().ConfigureAwait(false);
            throw context.FailStep(goal.Urn, ProviderErrors.Explain(e).Message);
        }
    }

    private async Task<(ResourceState State, StepOp Op)> GenerateStepAsync(IProviderPlugin plugin, ResourceState goal, OldResource? old)
    {
        var inputs = await CheckConfigAsync(plugin, goal, old?.State.Inputs ?? PropertyObject.Empty).ConfigureAwait(false);
        var now = context.Now;
        var changed = goal with { Inputs = inputs, Outputs = inputs.Without(ResourceState.InternalInput), Created = now, Modified = now };
        if (old is null)
            return (changed with { Id = NewId() }, StepOp.Create);
        var diff = await DiffConfigAsync(plugin.Client, goal, old.State, inputs).ConfigureAwait(false);
        if (diff.Replaces.Count > 0)
        {
            _replaced[$"{old.State.Urn}::{old.State.Id}"] = true;
            return (changed with { Id = NewId() }, StepOp.Replace);
        }

        return HasChanges(diff, old.State, inputs)
            ? (changed with { Id = old.State.Id, Created = old.State.Created }, StepOp.Update)
            : (Unchanged(goal with { Inputs = inputs }, old.State), StepOp.Same);
    }

    private string NewId() => context.IsPreview ? Signatures.Unknown : Guid.NewGuid().ToString();

    private static bool HasChanges(DiffResponse diff, ResourceState old, PropertyObject inputs) =>
        diff.Changes == DiffResponse.Types.DiffChanges.DiffSome
        || (diff.Changes == DiffResponse.Types.DiffChanges.DiffUnknown && !old.Inputs.Plain().Equals(inputs.Plain()));

    private static ResourceState Unchanged(ResourceState goal, ResourceState old) =>
        goal with
        {
            Id = old.Id,
            Outputs = old.Outputs,
            Created = old.Created,
            Modified = old.Modified,
        };

    private async Task<PropertyObject> CheckConfigAsync(IProviderPlugin plugin, ResourceState goal, PropertyObject olds)
    {
        var request = new CheckRequest
        {
            Urn = goal.Urn,
            Olds = StructCodec.Write(Sent(olds)),
            News = StructCodec.Write(Sent(goal.Inputs)),
            Name = goal.Name,
            Type = goal.Type,
        };
        CheckResponse response;
        try
        {
            response = await plugin.Client.CheckConfigAsync(request, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            return goal.Inputs;
        }

        return response.Failures.Count == 0
            ? Checked(goal.Inputs, StructCodec.Read(response.Inputs))
            : throw context.FailStep(goal.Urn, response.Failures.Select(f => Explain(f, goal)));
    }

    /// <summary>The inputs that CheckConfig returned. They have lost what was not sent: secret marks and the engine's own input.</summary>
    private static PropertyObject Checked(PropertyObject sent, PropertyObject returned)
    {
        if (sent[ResourceState.InternalInput] is { } kept)
            returned = returned.With(ResourceState.InternalInput, kept);
        return PropertyObject.From(
            returned.Members.Select(m =>
                KeyValuePair.Create(m.Key, sent[m.Key] is PropertySecret ? PropertyValue.Secret(m.Value) : m.Value)
            )
        );
    }

    private static string Explain(CheckFailure failure, ResourceState goal)
    {
        var property = failure.Property.Length > 0 ? $"property {failure.Property} has a problem: " : "";
        return $"{goal.Type} '{goal.Name}': {property}{failure.Reason}";
    }

    private static async Task<DiffResponse> DiffConfigAsync(
        ResourceProviderClient client,
        ResourceState goal,
        ResourceState old,
        PropertyObject inputs
    )
    {
        var request = new DiffRequest
        {
            Urn = goal.Urn,
            Olds = StructCodec.Write(Sent(old.Outputs)),
            OldInputs = StructCodec.Write(Sent(old.Inputs)),
            News = StructCodec.Write(Sent(inputs)),
            Name = goal.Name,
            Type = goal.Type,
        };
        try
        {
            return await client.DiffConfigAsync(request, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            return new DiffResponse();
        }
    }

    /// <summary>The form in which CheckConfig and DiffConfig get inputs: secrets in plain text, and no input of the engine's own.</summary>
    private static PropertyObject Sent(PropertyObject inputs) => (PropertyObject)inputs.Without(ResourceState.InternalInput).Plain();

    private static bool IsDefault(string urn) => Urn.Parse(urn).Name.StartsWith("default", StringComparison.Ordinal);
}
