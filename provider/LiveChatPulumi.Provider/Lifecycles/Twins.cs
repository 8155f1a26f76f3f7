using Grpc.Core;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>
/// Refuses to create an object beside one that is just like it, where the server gives ids: it may be what a run made that was cut
/// off on another machine, and nothing but people can tell. Objects that this run knows to be some resource's are no twins.
/// </summary>
internal static class Twins
{
    /// <summary>Refuses a create.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="context">The resource in this run.</param>
    /// <param name="inputs">Inputs of the program.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcException">The license has such an object.</exception>
    public static async Task RefuseAsync(
        ObjectResource resource,
        ResourceContext context,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(resource, context, inputs, cancellationToken) is { } twin)
            throw Refusal(resource.Spec, context, twin);
    }

    /// <inheritdoc cref="RefuseAsync"/>
    /// <remarks>At a preview, which may be that of a tainted object.</remarks>
    public static async Task RefuseAtPreviewAsync(
        ObjectResource resource,
        ResourceContext context,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        if (
            await FindAsync(resource, context, inputs, cancellationToken) is { } twin
            && !await Tainted.IsPreviewedAsync(resource.Spec, context, twin.Id, cancellationToken)
        )
            throw Refusal(resource.Spec, context, twin);
    }

    /// <summary>The object that is just like a new one, and no resource's as far as is known; null for none.</summary>
    private static async Task<LiveObject?> FindAsync(
        ObjectResource resource,
        ResourceContext context,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        var run = context.Run;
        var spec = resource.Spec;
        if (
            run.Options.AllowTwins
            || spec.Identity != Identity.ServerId
            || inputs.ContainsUnknown
            || run.Journal.Find(context.Urn) is not null
        )
            return null;
        var plain = (PropertyObject)inputs.Plain();
        var key = resource.CreateKey(plain);
        var list = await run.Collections.GetAsync(resource, plain, 0, cancellationToken);
        var twin = list.Objects.Values.FirstOrDefault(o =>
            resource.CanBe(o, key) && !IsKnown(context, spec.Token, o.Id) && !LiveState.Differences(spec, plain, o.Live).Any()
        );

        // A list may show what another create has made whose answer is still to come.
        return twin is not null && !run.Journal.IsCreating(spec.Token, key, context.Urn) ? twin : null;
    }

    private static RpcException Refusal(ResourceSpec spec, ResourceContext context, LiveObject twin) =>
        Refusal(
            $"creating {spec.Noun} '{context.Name}'",
            $"{spec.Noun} '{twin.Name}'",
            twin.Id,
            ImportLine(spec, context, twin.Id),
            context.Urn
        );

    /// <summary>True for an object that some resource is known to hold, or that is gone.</summary>
    public static bool IsKnown(ResourceContext context, string type, string id) =>
        context.Run.Ledger.IsManaged(type, id)
        || context.Run.Ledger.WasDeleted(type, id)
        || context.Run.Journal.Owns(type, id, context.Urn);

    /// <summary>The failure of a create beside a twin.</summary>
    /// <param name="what">What is refused.</param>
    /// <param name="twin">The object that is there, in words.</param>
    /// <param name="id">Its id.</param>
    /// <param name="takeOver">How it is taken over.</param>
    /// <param name="urn">The resource that would be made beside it.</param>
    public static RpcException Refusal(string what, string twin, string id, string takeOver, string urn) =>
        RpcErrors.Create(
            StatusCode.AlreadyExists,
            $"{what}: the license has the {twin} (id {id}) already, just as the program says. "
                + "It may be the work of a run that was cut off, or another stack has it, as after pulumi state move. "
                + $"{AliasText.Of(urn)} To take it over, {takeOver}. "
                + "If it is to be replaced, set deleteBeforeReplace. "
                + "If there is to be another one beside it, set livechat:allowTwins to true."
        );

    private static string ImportLine(ResourceSpec spec, ResourceContext context, string id) =>
        $"run: pulumi import {spec.Token} {context.Name} '{id}'";
}
