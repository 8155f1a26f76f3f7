using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>Takes a program's registrations and decides for each what has to happen: same, create, update, replace, import, read.</summary>
internal sealed class ResourceRegistrar(DeploymentContext context, DependentReplacer replacer)
{
    private readonly ConcurrentDictionary<string, bool> _registered = new(StringComparer.Ordinal);
    private readonly ProviderRegistrar _providers = new(context);

    /// <summary>URNs of this run, for "everything else goes".</summary>
    public bool WasRegistered(string urn) => _registered.ContainsKey(urn);

    public ProviderRegistrar Providers => _providers;

    public async Task<ResourceState> RegisterAsync(RegisterResourceRequest request)
    {
        var urn = Urn.Create(
                context.Target.Stack,
                context.Target.Project,
                request.Parent.Length > 0 ? Urn.Parse(request.Parent) : null,
                request.Type,
                request.Name
            )
            .ToString();
        if (!_registered.TryAdd(urn, true))
            throw new EngineException($"Duplicate resource URN '{urn}'; try giving it a unique name");
        var old = FindOld(urn, request);
        var goal = Goal(request, urn, old?.State);
        if (goal.IsProvider)
            return await _providers.RegisterAsync(goal, old).ConfigureAwait(false);
        if (!goal.Custom)
            return await SettleAsync(
                    goal with
                    {
                        Created = old?.State.Created ?? Stamp(),
                        Modified = old?.State.Modified ?? Stamp(),
                        Outputs = old?.State.Outputs ?? PropertyObject.Empty,
                    },
                    old,
                    old is null ? StepOp.Create : StepOp.Same
                )
                .ConfigureAwait(false);
        var reference =
            request.Provider.Length > 0
                ? request.Provider
                : await _providers
                    .DefaultAsync(request.Type.Split(':')[0], request.Version, request.PluginDownloadURL)
                    .ConfigureAwait(false);
        goal = goal with { Provider = reference };
        var provider = await context.ProviderAsync(reference).ConfigureAwait(false);
        if (
            request.ImportId.Length > 0
            && (old is null || (old.Value.State.ImportId != request.ImportId && old.Value.State.Id != request.ImportId))
        )
            old = await ImportAsync(provider, goal, old).ConfigureAwait(false);
        return await RegisterCustomAsync(provider, goal, old, request).ConfigureAwait(false);
    }

    /// <summary>Reads an existing resource for the program; it is never changed or deleted.</summary>
    public async Task<ResourceState> ReadAsync(ReadResourceRequest request)
    {
        var urn = Urn.Create(
                context.Target.Stack,
                context.Target.Project,
                request.Parent.Length > 0 ? Urn.Parse(request.Parent) : null,
                request.Type,
                request.Name
            )
            .ToString();
        if (!_registered.TryAdd(urn, true))
            throw new EngineException($"Duplicate resource URN '{urn}'; try giving it a unique name");
        var reference =
            request.Provider.Length > 0
                ? request.Provider
                : await _providers
                    .DefaultAsync(request.Type.Split(':')[0], request.Version, request.PluginDownloadURL)
                    .ConfigureAwait(false);
        var provider = await context.ProviderAsync(reference).ConfigureAwait(false);
        var inputs = StructCodec.Read(request.Properties);
        var goal = new ResourceState
        {
            Urn = urn,
            Type = request.Type,
            Custom = true,
            External = true,
            Id = request.Id,
            Inputs = inputs,
            Parent = request.Parent,
            Provider = reference,
            Dependencies = [.. request.Dependencies],
        };
        return await context
            .RunAsync(
                Describe(StepOp.Read, goal, null, []),
                async () =>
                {
                    var response = await provider.ReadAsync(urn, request.Id, inputs, inputs, CancellationToken.None).ConfigureAwait(false);
                    if (response.Properties is null)
                        throw new EngineException($"resource '{request.Id}' does not exist");
                    var old = context.State.FindOld(urn);
                    var state = goal with
                    {
                        Outputs = StructCodec.Read(response.Properties),
                        Created = old?.State.Created ?? Stamp(),
                        Modified = Stamp(),
                    };
                    context.State.Commit(state, old?.Index);
                    return state;
                }
            )
            .ConfigureAwait(false);
    }

    private async Task<ResourceState> RegisterCustomAsync(
        ProviderInstance provider,
        ResourceState goal,
        (int Index, ResourceState State)? old,
        RegisterResourceRequest request
    )
    {
        // A resource that was deleted ahead of its replacement is there in name only.
        var live = old is { State: { External: false, PendingReplacement: false } } ? old : null;
        var seed = Seed(goal.Urn);
        var inputs = await CheckAsync(provider, goal, live?.State.Inputs ?? PropertyObject.Empty, seed).ConfigureAwait(false);
        if (live is null)
            return await CreateAsync(provider, goal with { Inputs = inputs }, old, StepOp.Create, []).ConfigureAwait(false);
        var diff = Differ.Read(
            await provider
                .DiffAsync(
                    goal.Urn,
                    live.Value.State.Id,
                    live.Value.State.Outputs,
                    live.Value.State.Inputs,
                    inputs,
                    request.IgnoreChanges,
                    CancellationToken.None
                )
                .ConfigureAwait(false),
            live.Value.State,
            inputs,
            request.ReplaceOnChanges
        );
        if (diff.Replaces || await _providers.NeedsReplacementAsync(live.Value.State.Provider, goal.Provider).ConfigureAwait(false))
        {
            inputs = await CheckAsync(provider, goal, PropertyObject.Empty, seed).ConfigureAwait(false);
            var deleteFirst = request.DeleteBeforeReplaceDefined ? request.DeleteBeforeReplace : diff.DeleteBeforeReplace;
            return await ReplaceAsync(provider, goal with { Inputs = inputs }, live.Value, deleteFirst, diff.Changes).ConfigureAwait(false);
        }

        // What is in the state but not ready gets an update even when nothing changed: the provider looks again.
        if (diff.HasChanges || !live.Value.State.InitErrors.IsEmpty)
            return await UpdateAsync(provider, goal with { Inputs = inputs }, live.Value, request, diff.Changes).ConfigureAwait(false);
        var same = goal with
        {
            Inputs = inputs,
            Id = live.Value.State.Id,
            Outputs = live.Value.State.Outputs,
            Created = live.Value.State.Created,
            Modified = live.Value.State.Modified,
        };
        return await SettleAsync(same, live, StepOp.Same).ConfigureAwait(false);
    }

    private async Task<PropertyObject> CheckAsync(ProviderInstance provider, ResourceState goal, PropertyObject olds, ByteString seed)
    {
        var response = await provider.CheckAsync(goal.Urn, olds, goal.Inputs, seed, CancellationToken.None).ConfigureAwait(false);
        if (response.Failures.Count == 0)
            return StructCodec.Read(response.Inputs);
        foreach (var failure in response.Failures)
        {
            var what = $"{goal.Type} resource '{goal.Name}'";
            var value = failure.Property.Length == 0 ? null : PropertyPath.Parse(failure.Property).Get(goal.Inputs);
            context.Fail(
                goal.Urn,
                failure.Property.Length == 0
                    ? $"{what} has a problem: {failure.Reason}"
                    : $"{what}: property {failure.Property} value {{{(value is null ? "<nil>" : value)}}} has a problem: {failure.Reason}"
            );
        }

        throw new StepFailedException();
    }

    private Task<ResourceState> CreateAsync(
        ProviderInstance provider,
        ResourceState goal,
        (int Index, ResourceState State)? old,
        StepOp op,
        ImmutableArray<PropertyChange> changes
    ) =>
        context.RunAsync(
            Describe(op, goal, old?.State, changes),
            async () =>
            {
                var operation = context.State.Begin("creating", goal);
                try
                {
                    var response = await provider
                        .CreateAsync(goal.Urn, goal.Inputs, goal.Timeouts.Create, context.IsPreview, CancellationToken.None)
                        .ConfigureAwait(false);
                    if (!context.IsPreview && response.Id.Length == 0)
                        throw new EngineException($"The provider gave no id for {goal.Urn}.");
                    var state = goal with
                    {
                        Id = context.IsPreview ? "" : response.Id,
                        Outputs = Outputs(goal, response.Properties),
                        Created = Stamp(),
                        Modified = Stamp(),
                    };
                    Finish(operation, () => context.State.Commit(state, old?.Index));
                    return state;
                }
                catch (RpcException e) when (InitFailed(e) is { } partial)
                {
                    var state = goal with
                    {
                        Id = partial.Id,
                        Outputs = Outputs(goal, partial.Properties),
                        InitErrors = [.. partial.Reasons],
                        Created = Stamp(),
                        Modified = Stamp(),
                    };
                    Finish(operation, () => context.State.Commit(state, old?.Index));
                    throw Failed(goal.Urn, partial.Reasons);
                }
                catch (RpcException e)
                {
                    // A provider that died leaves the operation open: it may have taken effect.
                    if (e.StatusCode != StatusCode.Unavailable)
                        context.State.Finish(operation);
                    throw Failed(goal.Urn, [ProviderFailure.Explain(e).Message]);
                }
            }
        );

    private Task<ResourceState> UpdateAsync(
        ProviderInstance provider,
        ResourceState goal,
        (int Index, ResourceState State) old,
        RegisterResourceRequest request,
        ImmutableArray<PropertyChange> changes
    ) =>
        context.RunAsync(
            Describe(StepOp.Update, goal with { Id = old.State.Id }, old.State, changes),
            async () =>
            {
                goal = goal with
                {
                    Id = old.State.Id,
                    ImportId = old.Index < 0 ? "" : goal.ImportId,
                    Created = old.State.Created,
                    Modified = Stamp(),
                };
                var operation = context.State.Begin("updating", old.State);
                try
                {
                    var response = await provider
                        .UpdateAsync(
                            goal.Urn,
                            goal.Id,
                            old.State.Outputs,
                            old.State.Inputs,
                            goal.Inputs,
                            goal.Timeouts.Update,
                            request.IgnoreChanges,
                            context.IsPreview,
                            CancellationToken.None
                        )
                        .ConfigureAwait(false);
                    var state = goal with { Outputs = Outputs(goal, response.Properties) };
                    Finish(operation, () => context.State.Commit(state, old.Index));
                    return state;
                }
                catch (RpcException e) when (InitFailed(e) is { } partial)
                {
                    // New properties, old inputs: the next run sees the change as still to be made.
                    var state = goal with
                    {
                        Inputs = old.State.Inputs,
                        Outputs = Outputs(goal, partial.Properties),
                        InitErrors = [.. partial.Reasons],
                    };
                    Finish(operation, () => context.State.Commit(state, old.Index));
                    throw Failed(goal.Urn, partial.Reasons);
                }
                catch (RpcException e)
                {
                    if (e.StatusCode != StatusCode.Unavailable)
                        context.State.Finish(operation);
                    throw Failed(goal.Urn, [ProviderFailure.Explain(e).Message]);
                }
            }
        );

    private async Task<ResourceState> ReplaceAsync(
        ProviderInstance provider,
        ResourceState goal,
        (int Index, ResourceState State) old,
        bool deleteFirst,
        ImmutableArray<PropertyChange> changes
    )
    {
        if (old.State.Protect)
            throw Failed(
                goal.Urn,
                [$"unable to replace resource {goal.Urn}: it is protected. Remove 'protect' from it and run up, then replace it."]
            );
        if (old.Index < 0)
            throw Failed(
                goal.Urn,
                [
                    $"importing {goal.Urn} would replace the existing object: {string.Join(", ", changes.Select(c => c.Path))} differ. Write into the program what is there, or do not import it.",
                ]
            );
        if (deleteFirst)
            await replacer.DeleteAheadAsync(old).ConfigureAwait(false);
        else
            context.State.SetOld(old.Index, old.State with { Delete = true });
        await context.RunAsync(Describe(StepOp.Replace, goal, old.State, changes), () => Task.FromResult(true)).ConfigureAwait(false);
        try
        {
            // The old copy stays beside the new one until the end of the run.
            return await CreateAsync(provider, goal, deleteFirst ? old : null, StepOp.CreateReplacement, changes).ConfigureAwait(false);
        }
        catch when (!deleteFirst && context.State.FindNew(goal.Urn) is null)
        {
            context.State.SetOld(old.Index, old.State);
            throw;
        }
    }

    private async Task<(int Index, ResourceState State)?> ImportAsync(
        ProviderInstance provider,
        ResourceState goal,
        (int Index, ResourceState State)? old
    ) =>
        await context
            .RunAsync(
                Describe(StepOp.Import, goal with { Id = goal.ImportId }, null, []),
                async () =>
                {
                    var response = await provider
                        .ReadAsync(goal.Urn, goal.ImportId, null, null, CancellationToken.None)
                        .ConfigureAwait(false);
                    if (response.Properties is null)
                        throw Failed(goal.Urn, [$"resource '{goal.ImportId}' does not exist"]);
                    if (response.Inputs is null)
                        throw Failed(goal.Urn, ["provider does not support importing resources; please try updating the provider"]);
                    var state = goal with
                    {
                        Id = response.Id.Length > 0 ? response.Id : goal.ImportId,
                        Inputs = StructCodec.Read(response.Inputs),
                        Outputs = StructCodec.Read(response.Properties),
                        Created = Stamp(),
                        Modified = Stamp(),
                    };
                    context.State.Commit(state, old?.Index);
                    return ((int Index, ResourceState State)?)(old?.Index ?? -1, state);
                }
            )
            .ConfigureAwait(false);

    private (int Index, ResourceState State)? FindOld(string urn, RegisterResourceRequest request)
    {
        if (context.State.FindOld(urn) is { } own)
            return own;
        foreach (var alias in Aliases.Of(request, urn, context.Target))
        {
            if (context.State.FindOld(alias) is { } other && !_registered.ContainsKey(alias))
                return (other.Index, other.State with { Urn = urn });
        }

        return null;
    }

    private ResourceState Goal(RegisterResourceRequest request, string urn, ResourceState? old)
    {
        var inputs = PropertyObject.From(
            StructCodec.Read(request.Object).Members.Select(m => KeyValuePair.Create(m.Key, Flatten(m.Value)))
        );
        if (old is not null)
            inputs = request
                .IgnoreChanges.Select(PropertyPath.Parse)
                .Aggregate(inputs, (i, path) => (PropertyObject)path.Reset(i, old.Inputs));
        return new ResourceState
        {
            Urn = urn,
            Type = request.Type,
            Custom = request.Custom,
            Inputs = inputs,
            Parent = request.Parent,
            Protect = request.HasProtect ? request.Protect : ParentOf(request)?.Protect ?? false,
            Dependencies = [.. request.Dependencies.Distinct().Order(StringComparer.Ordinal)],
            PropertyDependencies = request.PropertyDependencies.ToImmutableSortedDictionary(
                p => p.Key,
                p => p.Value.Urns.Order(StringComparer.Ordinal).ToImmutableArray()
            ),
            AdditionalSecretOutputs = [.. request.AdditionalSecretOutputs],
            Timeouts = Durations.Read(request.CustomTimeouts),
            ImportId = request.ImportId,
            RetainOnDelete = request.HasRetainOnDelete && request.RetainOnDelete,
            DeletedWith = request.DeletedWith,
            IgnoreChanges = [.. request.IgnoreChanges],
            ReplaceOnChanges = [.. request.ReplaceOnChanges],
        };
    }

    private ResourceState? ParentOf(RegisterResourceRequest request) =>
        request.Parent.Length > 0 ? context.State.FindNew(request.Parent) : null;

    private Task<ResourceState> SettleAsync(ResourceState state, (int Index, ResourceState State)? old, StepOp op) =>
        context.RunAsync(
            Describe(op, state, old?.State, []),
            () =>
            {
                context.State.Commit(state, old?.Index);
                return Task.FromResult(state);
            }
        );

    private void Finish(int operation, Action commit)
    {
        commit();
        context.State.Finish(operation);
    }

    private StepFailedException Failed(string urn, IEnumerable<string> reasons)
    {
        foreach (var reason in reasons)
            context.Fail(urn, reason);
        return new StepFailedException();
    }

    private static PropertyObject Outputs(ResourceState goal, Google.Protobuf.WellKnownTypes.Struct? properties) =>
        SecretOutputs.Mark(StructCodec.Read(properties), goal);

    private DateTimeOffset Stamp() => context.Now;

    private static PropertyValue Flatten(PropertyValue value) =>
        value switch
        {
            PropertyOutput { Value: { } v } o => o.IsSecret ? PropertyValue.Secret(Flatten(v)) : Flatten(v),
            PropertyOutput o => o.IsSecret ? PropertyValue.Secret(PropertyValue.Unknown) : PropertyValue.Unknown,
            PropertySecret s => PropertyValue.Secret(Flatten(s.Value)),
            PropertyArray a => PropertyValue.List(a.Items.Select(Flatten)),
            PropertyObject o => PropertyObject.From(o.Members.Select(m => KeyValuePair.Create(m.Key, Flatten(m.Value)))),
            _ => value,
        };

    private static ErrorResourceInitFailed? InitFailed(RpcException e) => e.Detail<ErrorResourceInitFailed>();

    private static Step Describe(StepOp op, ResourceState state, ResourceState? old, ImmutableArray<PropertyChange> changes) =>
        new(op, state.Urn, state.Type, state.Name, state.Id.Length > 0 ? state.Id : old?.Id ?? "", changes, old, state);

    // The same resource gets the same seed in preview and update, so that generated names agree.
    private static ByteString Seed(string urn) => ByteString.CopyFrom(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(urn)));
}

/// <summary>A step failed, and the user was told why.</summary>
internal sealed class StepFailedException() : Exception("a step failed");

/// <summary>Outputs that stay secret though the provider did not say so.</summary>
internal static class SecretOutputs
{
    public static PropertyObject Mark(PropertyObject outputs, ResourceState goal) =>
        PropertyObject.From(
            outputs.Members.Select(m =>
                KeyValuePair.Create(
                    m.Key,
                    goal.AdditionalSecretOutputs.Contains(m.Key) || goal.Inputs[m.Key] is PropertySecret
                        ? PropertyValue.Secret(m.Value)
                        : m.Value
                )
            )
        );
}

/// <summary>Durations as SDKs send them: Go's form, as <c>5m0s</c> or <c>300000000000ns</c>.</summary>
internal static class Durations
{
    public static Timeouts Read(RegisterResourceRequest.Types.CustomTimeouts? timeouts) =>
        timeouts is null ? Timeouts.None : new Timeouts(Seconds(timeouts.Create), Seconds(timeouts.Update), Seconds(timeouts.Delete));

    public static double Seconds(string text)
    {
        var total = 0.0;
        for (var i = 0; i < text.Length; )
        {
            var start = i;
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '.'))
                i++;
            var unit = i;
            while (i < text.Length && !char.IsAsciiDigit(text[i]) && text[i] != '.')
                i++;
            if (!double.TryParse(text.AsSpan(start, unit - start), CultureInfo.InvariantCulture, out var number))
                throw new EngineException($"'{text}' is no duration; write it as 5m or 90s.");
            total +=
                number
                * text[unit..i] switch
                {
                    "h" => 3600,
                    "m" => 60,
                    "s" => 1,
                    "ms" => 1e-3,
                    "us" or "µs" => 1e-6,
                    "ns" => 1e-9,
                    var other => throw new EngineException($"'{text}' is no duration: '{other}' is no unit."),
                };
        }

        return total;
    }
}
