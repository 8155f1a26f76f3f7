using System.Collections.Immutable;
using LiveChatPulumi.Provider.Lifecycles;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Planning;

/// <summary>Predicts the outputs of creates and updates, and tells the user what they will do.</summary>
internal static class ResourcePreview
{
    /// <summary>The outputs of a create, as far as they are known: the inputs.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="context">The resource in this run; null before the provider is configured.</param>
    /// <param name="inputs">Inputs of the program; some may be unknown.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<PropertyObject> CreateAsync(
        ManagedResource resource,
        ResourceContext? context,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        if (context is not null)
        {
            if (resource is ObjectResource single)
                await LicenseQuestions.AskAsync(
                    context,
                    resource.Spec,
                    async token =>
                    {
                        await Twins.RefuseAtPreviewAsync(single, context, inputs, token);
                        await NameGuard.RefuseTakenAsync(single, context, inputs, token);
                    },
                    cancellationToken
                );
            await TellAsync(resource, context, PropertyObject.Empty, inputs, cancellationToken);
            if (resource is ObjectResource { Spec.Identity: Identity.NaturalKey } named && !inputs.ContainsUnknown)
                await ForeseeRemadeAsync(named, context, named.CreateKey((PropertyObject)inputs.Plain()), cancellationToken);
        }

        return LiveState.MarkDeclaredSecrets(resource.Spec, inputs);
    }

    /// <summary>A create of an object that the state has under this name makes it again, once the engine has deleted it.</summary>
    private static async Task ForeseeRemadeAsync(
        ObjectResource resource,
        ResourceContext context,
        string key,
        CancellationToken cancellationToken
    )
    {
        var run = context.Run;
        if (!run.Ledger.IsManaged(resource.Spec.Token, key) || run.HandedOut.IsHeldByAnother(new(resource.Spec.Token, key), context.Urn))
            return;
        run.Get<Remade>().Foresee(resource.Spec, key);
        if (resource.Spec.Carries is not { } carried)
            return;
        var text =
            $"The {resource.Spec.Noun} '{key}' is deleted and made again, and {carried} go with the old one. "
            + "Resources of this program that depend on it write theirs again; others are lost.";
        await run.Log.WriteAsync(LogSeverity.Warning, context.Urn, text, cancellationToken);
    }

    /// <summary>
    /// The outputs of an update. Outputs that stay are echoed: unknown ones would drag everything downstream into the diff.
    /// </summary>
    public static async Task<PropertyObject> UpdateAsync(
        ManagedResource resource,
        ResourceContext? context,
        PropertyObject state,
        PropertyObject olds,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        if (context is not null)
            await TellAsync(resource, context, state, inputs, cancellationToken);
        var predicted = resource.Spec.Inputs.Aggregate(
            resource.Predict(StateMark.Without(state), inputs),
            (o, p) =>
                inputs[p.Name] is { } value ? o.With(p.Name, value)
                : !p.StaysWhenDropped && p.Default is { } standard && o[p.Name] is not null ? o.With(p.Name, standard)
                : o
        );
        predicted = WithoutWhatChanges(resource.Spec, predicted, olds, inputs, context?.Run.Options.Readiness ?? Readiness.Accepted);
        return LiveState.MarkDeclaredSecrets(resource.Spec, predicted);
    }

    /// <summary>
    /// Predicted outputs, with those unknown that the update issues anew, or that LiveChat makes of an input that changes and the update
    /// reads back.
    /// </summary>
    private static PropertyObject WithoutWhatChanges(
        ResourceSpec spec,
        PropertyObject predicted,
        PropertyObject olds,
        PropertyObject inputs,
        Readiness readiness
    )
    {
        var changed = InputDiff.Compare(spec, olds, inputs).Select(c => c.Property).Distinct().ToImmutableArray();
        var issued = ObjectResource.HasTriggers(changed, inputs) ? spec.Properties.Where(p => p.Issued) : [];
        var derived = readiness == Readiness.Accepted ? [] : spec.Properties.Where(p => changed.Any(c => c.Name == p.MadeOf));
        return issued.Concat(derived).Aggregate(predicted, (o, p) => o.With(p.Name, PropertyValue.Unknown));
    }

    private static async Task TellAsync(
        ManagedResource resource,
        ResourceContext context,
        PropertyObject state,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        if (resource.Spec.Caveat is { } caveat)
            await context.Run.Log.WriteAsync(LogSeverity.Info, context.Urn, caveat, cancellationToken);
        await LicenseQuestions.AskAsync(
            context,
            resource.Spec,
            token => resource.PreviewAsync(context, state, inputs, token),
            cancellationToken
        );
    }
}
