using Grpc.Core;
using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>Reads resources from their providers and updates the state to the answers.</summary>
/// <param name="context">The phase.</param>
internal sealed class Refresher(DeploymentContext context)
{
    private readonly Dictionary<string, string> _parents = new(StringComparer.Ordinal);

    public async Task RefreshAsync()
    {
        var resources = context.State.Remaining;
        foreach (var (_, state) in resources)
            _parents[state.Urn] = state.Parent;
        var selected = resources.Where(r => context.Selection.Includes(r.State)).Select(r => r.State.Urn).ToHashSet(StringComparer.Ordinal);
        await Task.WhenAll(
                resources
                    .Where(r => r.State is { Custom: true, IsProvider: false, Delete: false, PendingReplacement: false })
                    .Where(r => selected.Contains(r.State.Urn))
                    .Select(TryRefreshAsync)
            )
            .ConfigureAwait(false);
        foreach (var (_, component) in resources.Where(r => r.State is { Custom: false, Delete: false }))
            await context.ShowStepAsync(Step.To(StepOp.Same, component, component, [])).ConfigureAwait(false);
        Undangle();
        if (!context.Selection.IsAll)
            return;
        foreach (var (index, provider) in resources.Where(r => r.State.IsProvider && r.State.PropertyDependencies.Count > 0))
            context.State.SetOld(index, WithoutEmptyDependencies(provider));
    }

    private async Task TryRefreshAsync(OldResource old)
    {
        try
        {
            await RefreshAsync(old).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The run is stopping; the resource stays as it was.
        }
        catch (RpcException e)
        {
            // What one type cannot be read for says nothing about the others: their drift is shown and kept.
            context.FailAlone(old.State.Urn, ProviderErrors.Explain(e).Message);
        }
        catch (EngineException e)
        {
            context.FailAlone(old.State.Urn, e.Message);
        }
    }

    private async Task RefreshAsync(OldResource old)
    {
        var state = old.State;
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
        catch (RpcException e) when (e.Detail<ErrorResourceInitFailed>() is { } error)
        {
            KeepNotReady(old, error);
            return;
        }

        if (response.Id.Length == 0 || response.Properties is null)
            await RemoveAsync(old).ConfigureAwait(false);
        else
            await UpdateAsync(provider, old, response, began).ConfigureAwait(false);
    }

    /// <summary>Removes a resource whose object no longer exists.</summary>
    private async Task RemoveAsync(OldResource old)
    {
        await context.ShowStepAsync(Step.To(StepOp.Delete, old.State, null, [])).ConfigureAwait(false);
        context.State.SetOld(old.Index, null);
    }

    /// <summary>Updates a resource to what the provider read, and shows the difference.</summary>
    private async Task UpdateAsync(ProviderInstance provider, OldResource old, ReadResponse read, DateTimeOffset began)
    {
        var state = old.State;
        var live = WithoutEmptyDependencies(state) with
        {
            Id = read.Id,
            Inputs = read.Inputs is null ? state.Inputs : StructCodec.Read(read.Inputs),
            Outputs = StructCodec.Read(read.Properties),
            InitErrors = [],
        };
        var kept = SecretOutputs.Mark(live.Outputs, live);
        if (!live.Inputs.Equals(state.Inputs) || !kept.Equals(state.Outputs) || !state.InitErrors.IsEmpty)
            live = live with { Modified = began };

        // Pulumi asks for the way back, from the live object to the inputs of the state; users are shown the way forth.
        var response = await provider.DiffAsync(live, state.Inputs, state.IgnoreChanges, CancellationToken.None).ConfigureAwait(false);
        var diff = DiffResult.Read(response, live, state.Inputs, []);
        var changes = diff.Changes.Select(Forth);
        var step = Step.To(diff.HasChanges ? StepOp.Update : StepOp.Same, live, state, [.. changes]);
        await context.ShowStepAsync(step).ConfigureAwait(false);
        context.State.SetOld(old.Index, live with { Outputs = kept });
    }

    private static PropertyChange Forth(PropertyChange back) =>
        back with
        {
            Old = back.New,
            New = back.Old,
            Kind = back.Kind switch
            {
                PropertyDiff.Types.Kind.Add => PropertyDiff.Types.Kind.Delete,
                PropertyDiff.Types.Kind.AddReplace => PropertyDiff.Types.Kind.DeleteReplace,
                PropertyDiff.Types.Kind.Delete => PropertyDiff.Types.Kind.Add,
                PropertyDiff.Types.Kind.DeleteReplace => PropertyDiff.Types.Kind.AddReplace,
                var same => same,
            },
        };

    /// <summary>Gives children of a parent that is gone to the nearest ancestor that is there, as Pulumi does; their URNs stay.</summary>
    private void Undangle()
    {
        var remaining = context.State.Remaining;
        var present = remaining.Select(r => r.State.Urn).ToHashSet(StringComparer.Ordinal);
        foreach (var (index, state) in remaining.Where(r => r.State.Parent.Length > 0 && !present.Contains(r.State.Parent)))
        {
            var parent = state.Parent;
            while (parent.Length > 0 && !present.Contains(parent))
                parent = _parents.GetValueOrDefault(parent, "");
            context.State.SetOld(index, state with { Parent = parent });
        }
    }

    /// <summary>Keeps a resource whose object exists but is not ready.</summary>
    private void KeepNotReady(OldResource old, ErrorResourceInitFailed error)
    {
        context.Observer.Diagnostic(LogSeverity.Warning, old.State.Urn, string.Join("; ", error.Reasons));
        var state = old.State with
        {
            Outputs = StructCodec.Read(error.Properties),
            InitErrors = [.. error.Reasons],
            Modified = context.Now,
        };
        context.State.SetOld(old.Index, state);
    }

    /// <summary>Pulumi's refresh keeps only the properties that depend on something.</summary>
    private static ResourceState WithoutEmptyDependencies(ResourceState state) =>
        state with
        {
            PropertyDependencies = state.PropertyDependencies.RemoveRange(
                state.PropertyDependencies.Where(p => p.Value.IsEmpty).Select(p => p.Key)
            ),
        };
}
