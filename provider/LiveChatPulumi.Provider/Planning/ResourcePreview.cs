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
            await WarnOfOrphansAsync(resource, context, inputs, cancellationToken);
            await TellAsync(resource, context, PropertyObject.Empty, inputs, cancellationToken);
        }

        return LiveState.MarkDeclaredSecrets(resource.Spec, inputs);
    }

    /// <summary>
    /// The outputs of an update. Outputs that stay are echoed: unknown ones would drag everything downstream into the diff.
    /// </summary>
    public static async Task<PropertyObject> UpdateAsync(
        ManagedResource resource,
        ResourceContext? context,
        PropertyObject state,
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
                : p.Default is { } standard && o[p.Name] is not null ? o.With(p.Name, standard)
                : o
        );
        return LiveState.MarkDeclaredSecrets(resource.Spec, predicted);
    }

    private static Task TellAsync(
        ManagedResource resource,
        ResourceContext context,
        PropertyObject state,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) =>
        LicenseQuestions.AskAsync(context, resource.Spec, token => resource.PreviewAsync(context, state, inputs, token), cancellationToken);

    /// <summary>
    /// Warns of objects that are just like the new one, where the server gives ids: one may be the result of a create whose
    /// run was lost on another machine. People have to say whether to keep it or to delete it.
    /// </summary>
    private static async Task WarnOfOrphansAsync(
        ManagedResource created,
        ResourceContext context,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        var run = context.Run;
        if (created is not ObjectResource { Spec.Identity: Identity.ServerId } resource || inputs.ContainsUnknown)
            return;
        if (run.Journal.Find(context.Urn) is not null)
            return;
        await LicenseQuestions.AskAsync(
            context,
            resource.Spec,
            async token =>
            {
                var key = resource.CreateKey((PropertyObject)inputs.Plain());
                var list = await run.Collections.GetAsync(resource, inputs, 0, token);
                var alike = list.Objects.Values.Where(o => resource.CanBe(o, key) && !run.Ledger.IsManaged(resource.Spec.Token, o.Id));
                foreach (var orphan in alike)
                    await run.Log.WriteAsync(LogSeverity.Warning, context.Urn, OrphanText(resource.Spec, context.Name, orphan), token);
            },
            cancellationToken
        );
    }

    private static string OrphanText(ResourceSpec spec, string name, LiveObject orphan) =>
        $"The license already has a {spec.Noun} like this one, '{orphan.Name}' (id {orphan.Id}), which is in no state that this run has "
        + "seen so far: perhaps the remains of a run that was cut off. "
        + $"To keep it: pulumi import {spec.Token} {name} '{orphan.Id}'. Otherwise delete it in LiveChat; this apply would make another.";
}
