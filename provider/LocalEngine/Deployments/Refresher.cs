using System.Collections.Immutable;
using Grpc.Core;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>Reads every resource and brings the state up to date with what is.</summary>
internal sealed class Refresher(DeploymentContext context)
{
    public async Task RefreshAsync()
    {
        var resources = context.State.Remaining;
        await Task.WhenAll(
                resources
                    .Where(r => r.State is { Custom: true, IsProvider: false, Delete: false, PendingReplacement: false })
                    .Select(r => GuardedAsync(r.Index, r.State))
            )
            .ConfigureAwait(false);
        foreach (var (index, provider) in resources.Where(r => r.State.IsProvider && r.State.PropertyDependencies.Count > 0))
            context.State.SetOld(index, WithoutEmptyDependencies(provider));
    }

    /// <summary>Pulumi's refresh keeps only the properties that do depend on something.</summary>
    private static ResourceState WithoutEmptyDependencies(ResourceState state) =>
        state with
        {
            PropertyDependencies = state.PropertyDependencies.RemoveRange(
                state.PropertyDependencies.Where(p => p.Value.IsEmpty).Select(p => p.Key)
            ),
        };

    private async Task GuardedAsync(int index, ResourceState state)
    {
        try
        {
            await RefreshAsync(index, state).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The run is ending; the resource stays as it was.
        }
        catch (RpcException e)
        {
            context.Fail(state.Urn, ProviderFailure.Explain(e).Message);
        }
        catch (EngineException e)
        {
            context.Fail(state.Urn, e.Message);
        }
    }

    private async Task RefreshAsync(int index, ResourceState state)
    {
        var provider = await context.ProviderAsync(state.Provider).ConfigureAwait(false);
        var began = context.Now;
        context.Stopping.ThrowIfCancellationRequested();
        ReadResponse response;
        try
        {
            response = await provider
                .ReadAsync(state.Urn, state.Id, state.Inputs, state.Outputs, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (RpcException e) when (e.Detail<ErrorResourceInitFailed>() is { } partial)
        {
            context.Observer.Diagnostic(LogSeverity.Warning, state.Urn, string.Join("; ", partial.Reasons));
            context.State.SetOld(
                index,
                state with
                {
                    Outputs = StructCodec.Read(partial.Properties),
                    InitErrors = [.. partial.Reasons],
                    Modified = context.Now,
                }
            );
            return;
        }

        if (response.Id.Length == 0 || response.Properties is null)
        {
            await ShowAsync(StepOp.Delete, state, null, []).ConfigureAwait(false);
            context.State.SetOld(index, null);
            return;
        }

        var inputs = response.Inputs is null ? state.Inputs : StructCodec.Read(response.Inputs);
        var live = WithoutEmptyDependencies(state) with
        {
            Id = response.Id,
            Inputs = inputs,
            Outputs = SecretOutputs.Mark(StructCodec.Read(response.Properties), state),
            InitErrors = [],
        };

        // The provider compares what it read with what was declared: the sides are the other way round.
        var diff = Differ.Read(
            await provider
                .DiffAsync(state.Urn, live.Id, live.Outputs, live.Inputs, state.Inputs, state.IgnoreChanges, CancellationToken.None)
                .ConfigureAwait(false),
            live,
            state.Inputs,
            []
        );
        var changes = diff.Changes.Select(c => new PropertyChange(c.Path, c.Kind, c.New, c.Old)).ToImmutableArray();
        var changed = !live.Inputs.Equals(state.Inputs) || !live.Outputs.Equals(state.Outputs) || !state.InitErrors.IsEmpty;
        if (changed)
            live = live with { Modified = began };
        await ShowAsync(diff.HasChanges ? StepOp.Update : StepOp.Same, live, state, changes).ConfigureAwait(false);
        context.State.SetOld(index, live);
    }

    private Task<bool> ShowAsync(StepOp op, ResourceState state, ResourceState? old, ImmutableArray<PropertyChange> changes) =>
        context.RunAsync(new Step(op, state.Urn, state.Type, state.Name, state.Id, changes, old, state), () => Task.FromResult(true));
}
