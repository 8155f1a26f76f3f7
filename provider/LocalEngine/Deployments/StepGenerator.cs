using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using LocalEngine.Deployments.Steps;
using LocalEngine.Plugins;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>Decides by Check and Diff which step leads a custom resource to its goal state, and runs that step.</summary>
internal sealed class StepGenerator
{
    private readonly DeploymentContext _context;
    private readonly ProviderRegistrar _providers;
    private readonly CreateStep _create;
    private readonly UpdateStep _update;
    private readonly ReplaceStep _replace;
    private readonly ImportStep _import;
    private readonly SameStep _same;

    public StepGenerator(DeploymentContext context, ProviderRegistrar providers, DependentReplacer dependents)
    {
        (_context, _providers) = (context, providers);
        _create = new CreateStep(context);
        _update = new UpdateStep(context);
        _replace = new ReplaceStep(context, _create, dependents);
        _import = new ImportStep(context);
        _same = new SameStep(context);
    }

    public async Task<ResourceState> RunAsync(ResourceState goal, OldResource? old, RegisterResourceRequest request)
    {
        var provider = await _context.ProviderAsync(goal.Provider).ConfigureAwait(false);
        if (NeedsImport(goal, old))
            old = await _import.RunAsync(provider, goal, old).ConfigureAwait(false);

        // An object that is only read, or that was deleted for its replacement, cannot be updated.
        if (old is null or { State.External: true } or { State.PendingReplacement: true })
        {
            if (old is null)
                _context.New.Enqueue(goal);
            var inputs = await CheckAsync(provider, goal, null).ConfigureAwait(false);
            return await _create.RunAsync(provider, goal with { Inputs = inputs }, old, StepOp.Create, []).ConfigureAwait(false);
        }

        if (!old.State.Taint && !_context.Selection.Replaces(goal.Urn))
            return await ChangeAsync(provider, goal, old, request).ConfigureAwait(false);

        // An object that is made anew is as the program says: the old one's changes are not kept.
        goal = goal with
        {
            Inputs = GoalState.Inputs(request, null),
        };
        return await ReplaceAsync(provider, goal, old, request, deleteFirst: false, []).ConfigureAwait(false);
    }

    private static bool NeedsImport(ResourceState goal, OldResource? old) =>
        goal.ImportId.Length > 0 && (old is null || (old.State.ImportId != goal.ImportId && old.State.Id != goal.ImportId));

    private async Task<ResourceState> ChangeAsync(
        ProviderInstance provider,
        ResourceState goal,
        OldResource old,
        RegisterResourceRequest request
    )
    {
        var inputs = await CheckAsync(provider, goal, old.State).ConfigureAwait(false);

        // The object goes with another one that this run replaces.
        if (goal.DeletedWith.Length > 0 && _context.IsReplaced(goal.DeletedWith))
            return await ReplaceAsync(provider, goal, old, request, deleteFirst: false, []).ConfigureAwait(false);

        // As in Pulumi, a new provider is not asked about an object of the one before.
        if (await _providers.ForcesReplacementAsync(old.State.Provider, goal.Provider).ConfigureAwait(false))
            return await ReplaceAsync(provider, goal, old, request, deleteFirst: false, [OfProvider(old.State, goal)])
                .ConfigureAwait(false);
        var response = await provider.DiffAsync(old.State, inputs, goal.IgnoreChanges, CancellationToken.None).ConfigureAwait(false);
        var diff = DiffResult.Read(response, old.State, inputs, goal.ReplaceOnChanges);
        if (diff.Replaces)
            return await ReplaceAsync(provider, goal, old, request, diff.DeleteBeforeReplace, diff.Changes).ConfigureAwait(false);

        goal = goal with { Inputs = inputs };

        // An object that was not ready is updated even without a change, so that the provider looks at it again.
        return diff.HasChanges || !old.State.InitErrors.IsEmpty
            ? await _update.RunAsync(provider, goal, old, diff.Changes).ConfigureAwait(false)
            : await _same.RunAsync(goal, old).ConfigureAwait(false);
    }

    private static PropertyChange OfProvider(ResourceState old, ResourceState goal) =>
        new("provider", PropertyDiff.Types.Kind.UpdateReplace, PropertyValue.Of(old.Provider), PropertyValue.Of(goal.Provider));

    /// <summary>Replaces a resource. The program's wish for the order comes before the provider's.</summary>
    private async Task<ResourceState> ReplaceAsync(
        ProviderInstance provider,
        ResourceState goal,
        OldResource old,
        RegisterResourceRequest request,
        bool deleteFirst,
        ImmutableArray<PropertyChange> changes
    )
    {
        // Check gets no old inputs for a replacement, so that the provider generates new names.
        var replacement = goal with
        {
            Inputs = await CheckAsync(provider, goal, null).ConfigureAwait(false),
        };
        if (request.DeleteBeforeReplaceDefined)
            deleteFirst = request.DeleteBeforeReplace;
        return await _replace.RunAsync(provider, replacement, old, deleteFirst, changes).ConfigureAwait(false);
    }

    private async Task<PropertyObject> CheckAsync(ProviderInstance provider, ResourceState goal, ResourceState? old)
    {
        var response = await provider
            .CheckAsync(goal.Urn, old, goal.Inputs, RandomSeed(goal.Urn), CancellationToken.None)
            .ConfigureAwait(false);
        return response.Failures.Count == 0
            ? StructCodec.Read(response.Inputs)
            : throw _context.FailStep(goal.Urn, response.Failures.Select(f => Explain(f, goal)));
    }

    internal static string Explain(CheckFailure failure, ResourceState goal)
    {
        var resource = $"{goal.Type} resource '{goal.Name}'";
        if (failure.Property.Length == 0)
            return $"{resource} has a problem: {failure.Reason}";
        var value = PropertyPath.Parse(failure.Property).Get(goal.Inputs)?.ToString() ?? "<nil>";
        return $"{resource}: property {failure.Property} value {{{value}}} has a problem: {failure.Reason}";
    }

    /// <summary>Preview and update give a resource the same seed, so that the provider generates the same names in both.</summary>
    internal static ByteString RandomSeed(string urn) => ByteString.CopyFrom(SHA256.HashData(Encoding.UTF8.GetBytes(urn)));
}
