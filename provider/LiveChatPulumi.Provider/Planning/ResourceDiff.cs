using System.Collections.Immutable;
using Grpc.Core;
using LiveChatPulumi.Provider.Lifecycles;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Planning;

/// <summary>A resource as a diff request shows it.</summary>
/// <param name="Id">The id in the state.</param>
/// <param name="State">Outputs as the state has them.</param>
/// <param name="Olds">Inputs as the state has them, the provider's own marks included.</param>
/// <param name="News">Inputs of the program.</param>
internal sealed record DiffInputs(string Id, PropertyObject State, PropertyObject Olds, PropertyObject News);

/// <summary>Compares old with new inputs, and asks the license where the inputs do not tell it all.</summary>
internal static class ResourceDiff
{
    /// <summary>Compares.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="context">The resource in this run; null before the provider is configured.</param>
    /// <param name="inputs">What is compared.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcException">Another resource of the program declares the same.</exception>
    public static async Task<DiffResponse> CompareAsync(
        ManagedResource resource,
        ResourceContext? context,
        DiffInputs inputs,
        CancellationToken cancellationToken
    )
    {
        if (context is not null)
        {
            inputs = inputs with { State = await CutOffUpdate.OnAsync(resource, context, inputs.Id, inputs.State, inputs.Olds.Cleaned()) };
            await CutOffUpdate.TellAsync(resource, context, inputs.Id, cancellationToken);
        }

        var unfinished = UnfinishedMark.Of(inputs.State, Imported(resource.Spec, inputs));
        var (olds, news) = (await LeftAsync(resource, context, inputs, unfinished.Told, cancellationToken), inputs.News);
        var changes = InputDiff.Compare(resource.Spec, olds, news, ImportMark.IsMarked(inputs.Olds));
        changes = changes.AddRange(Repeated(resource.Spec, unfinished, changes, news));
        var deleteFirst = false;
        if (context is not null)
        {
            EngineState.Record(resource, context, inputs.Id, inputs.State);
            await context.Run.Journal.ForgetOwedAsync(context.Urn, inputs.Id);
            if (
                context.Run.HandedOut.IsInProgram(context.Urn)
                && ProgramClaims.Declare(resource, context, inputs.Id, inputs.State, news) is { } conflict
            )
                throw RpcErrors.Create(StatusCode.FailedPrecondition, conflict);
            if (await LostAsync(resource, context, inputs.Id, olds, cancellationToken) is { } replacement)
                return replacement;
            changes = changes.AddRange(await StaleAsync(resource, context, inputs.Id, olds, news, cancellationToken));
            if (changes.IsEmpty)
                await LicenseQuestions.AskAsync(
                    context,
                    resource.Spec,
                    token => resource.TellUnchangedAsync(context, inputs.State, news, token),
                    cancellationToken
                );
            LimitGuard.Keep(resource, context, inputs);
            if (!changes.IsEmpty)
                deleteFirst = await MustDeleteFirstAsync(resource, context, inputs, changes, cancellationToken);
        }

        var response = InputDiff.ToResponse(resource.Spec, changes, olds, news, deleteFirst);
        if (context?.Run.HandedOut.IsInProgram(context.Urn) == true)
        {
            // The engine may replace what has changed, and goes on with what has not.
            var hold = response.Changes == DiffResponse.Types.DiffChanges.DiffNone ? Hold.Stays : Hold.Asked;
            EngineState.HandOut(resource, context, inputs.Id, inputs.State, (PropertyObject)news.Plain(), hold);
        }

        return response;
    }

    /// <summary>
    /// The old inputs. An import leaves out what another resource may declare; where the program declares it here, what the license has
    /// is the old value, so that nothing is written that is there already.
    /// </summary>
    private static PropertyObject Imported(ResourceSpec spec, DiffInputs inputs)
    {
        var olds = inputs.Olds.Cleaned();
        return ImportMark.IsMarked(inputs.Olds)
            ? spec
                .Inputs.Where(p =>
                    p is { OmittedOnImport: true, IsRelation: false } && olds[p.Name] is null && inputs.News[p.Name] is not null
                )
                .Aggregate(olds, (o, p) => inputs.State[p.Name] is { } live ? o.With(p.Name, live) : o)
            : olds;
    }

    private static async Task<PropertyObject> LeftAsync(
        ManagedResource resource,
        ResourceContext? context,
        DiffInputs inputs,
        PropertyObject olds,
        CancellationToken cancellationToken
    ) =>
        context is null || resource is not ObjectResource single
            ? olds
            : await LicenseQuestions.AskAsync(
                context,
                resource.Spec,
                token => LeftInputs.OfAsync(single, context, inputs.Id, inputs.State, olds, token),
                cancellationToken
            ) ?? olds;

    /// <summary>Changes of inputs of which nobody knows whether LiveChat has taken them.</summary>
    private static IEnumerable<InputChange> Repeated(
        ResourceSpec spec,
        UnfinishedMark unfinished,
        ImmutableArray<InputChange> changes,
        PropertyObject news
    ) => unfinished.ToRepeat(spec, news).Except(changes.Select(c => c.Property)).Select(ToChange);

    private static InputChange ToChange(PropertySpec property) =>
        new(PropertyPath.Root.Member(property.Name), PropertyDiff.Types.Kind.Update, property);

    private static Task<bool> MustDeleteFirstAsync(
        ManagedResource resource,
        ResourceContext context,
        DiffInputs inputs,
        ImmutableArray<InputChange> changes,
        CancellationToken cancellationToken
    )
    {
        var isReplaced = changes.Any(c => c.Property.Class == PropertyClass.Replace);
        return LicenseQuestions.AskAsync(
            context,
            resource.Spec,
            token => LimitGuard.MustDeleteFirstAsync(resource, context, inputs, isReplaced, token),
            cancellationToken
        );
    }

    /// <summary>
    /// The answer that makes the engine create again what a cut off delete took; null where nothing was taken. The engine deletes
    /// first, which ends the record of that delete.
    /// </summary>
    private static async Task<DiffResponse?> LostAsync(
        ManagedResource resource,
        ResourceContext context,
        string id,
        PropertyObject olds,
        CancellationToken cancellationToken
    )
    {
        var isLost = await LicenseQuestions.AskAsync(
            context,
            resource.Spec,
            token => ResourceLifecycles.Of(resource, context).IsLostAsync(id, olds, token),
            cancellationToken
        );
        if (!isLost)
            return null;
        var text = $"The {resource.Spec.Noun} '{id}' was deleted by an earlier run that was cut off; it is created again.";
        await context.Run.Log.WriteAsync(LogSeverity.Warning, context.Urn, text, cancellationToken);
        return InputDiff.Replacement(resource.Spec, olds, deleteFirst: true);
    }

    private static async Task<IEnumerable<InputChange>> StaleAsync(
        ManagedResource resource,
        ResourceContext context,
        string id,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        if (!resource.Spec.Inputs.Any(p => p.IsRelation))
            return [];
        var stale = await LicenseQuestions.AskAsync<ImmutableArray<PropertySpec>?>(
            context,
            resource.Spec,
            async token => await resource.StaleInputsAsync(context, id, olds, news, token),
            cancellationToken
        );
        return (stale ?? []).Select(ToChange);
    }
}
