using Grpc.Core;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>Chooses the lifecycle of a resource, and has it create and delete by what other resources of the run hold.</summary>
internal static class ResourceLifecycles
{
    /// <summary>The resource's own lifecycle, else the one of its identity.</summary>
    public static IResourceLifecycle Of(ManagedResource resource, ResourceContext context)
    {
        if (resource.OwnLifecycle(context) is { } own)
            return own;
        var single = (ObjectResource)resource;
        return single.Spec.Identity switch
        {
            Identity.Setting => new SettingLifecycle(single, context),
            Identity.NaturalKey => new NaturalKeyLifecycle(single, context),
            _ => new ServerIdLifecycle(single, context),
        };
    }

    /// <summary>Creates a resource, and records that it holds its objects, those that are not ready among them.</summary>
    public static async Task<(string Id, PropertyObject Outputs)> CreateAsync(
        ManagedResource resource,
        ResourceContext context,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var (id, outputs) = await Of(resource, context).CreateAsync(inputs, cancellationToken);
            EngineState.HandOut(resource, context, id, outputs, inputs, Hold.Created);
            await context.Run.Journal.ForgetDeleteAsync(context.Urn, id);
            return (id, outputs);
        }
        catch (RpcException e) when (e.Detail<ErrorResourceInitFailed>() is { } notReady)
        {
            EngineState.HandOut(resource, context, notReady.Id, StructCodec.Read(notReady.Properties), inputs, Hold.Created);
            throw;
        }
    }

    /// <summary>
    /// Deletes what a resource of the state stands for, but for the objects that the program still has under another name, or that
    /// a create of this run gave to the resource's successor.
    /// </summary>
    public static async Task DeleteAsync(
        ManagedResource resource,
        ResourceContext context,
        string id,
        PropertyObject state,
        CancellationToken cancellationToken
    )
    {
        EngineState.Record(resource, context, id, state);
        var held = HeldBy(resource, id, state);
        var kept = Kept(context, held);
        foreach (var h in held)
            context.Run.HandedOut.Release(h, context.Urn);
        if (kept.Count == 0)
        {
            await Of(resource, context).DeleteAsync(id, state, cancellationToken);
            await context.Run.Journal.ForgetUpdateAsync(resource.Spec.Token, id);
            return;
        }

        await context.Run.Journal.ForgetOwedAsync(context.Urn, id);
        var left = resource.Without(state, id, kept.Select(k => k.Held).ToHashSet());
        await TellAsync(resource, context, id, kept[0].Keeper!.Value, left is not null, cancellationToken);
        if (left is not null)
            await Of(resource, context).DeleteAsync(id, left, cancellationToken);
    }

    /// <summary>
    /// True where a delete takes anything from the license: all of an object may stay, for another resource of the program.
    /// </summary>
    public static bool Deletes(ManagedResource resource, ResourceContext context, string id, PropertyObject state)
    {
        var kept = Kept(context, HeldBy(resource, id, state));
        return kept.Count == 0 || resource.Without(state, id, kept.Select(k => k.Held).ToHashSet()) is not null;
    }

    private static List<HeldObject> HeldBy(ManagedResource resource, string id, PropertyObject state)
    {
        var plain = (PropertyObject)state.Plain();
        return [.. resource.Held(id, plain, plain)];
    }

    /// <summary>The objects that stay, and the resources for which they do.</summary>
    private static List<(HeldObject Held, (string Urn, Hold Hold)? Keeper)> Kept(ResourceContext context, List<HeldObject> held) =>
        [.. held.Select(h => (Held: h, Keeper: context.Run.HandedOut.Keeper(h, context.Urn))).Where(k => k.Keeper is not null)];

    private static Task TellAsync(
        ManagedResource resource,
        ResourceContext context,
        string id,
        (string Urn, Hold Hold) keeper,
        bool isPart,
        CancellationToken cancellationToken
    )
    {
        var text =
            $"Deleting {resource.Spec.Noun} '{context.Name}': {(isPart ? "a part of it" : $"'{id}'")} stays in LiveChat, "
            + (
                keeper.Urn != context.Urn ? $"because '{Urn.Parse(keeper.Urn).Name}' of this program has it now."
                : keeper.Hold == Hold.Stays ? "because this program has it under the same name. An earlier run left the delete over."
                : "because the create of this run took it over, as the result of an earlier create that no state had shown. "
                    + "So it was not replaced. To replace it, set deleteBeforeReplace on the resource and run again."
            );
        var severity = keeper.Urn == context.Urn ? LogSeverity.Warning : LogSeverity.Info;
        return context.Run.Log.WriteAsync(severity, context.Urn, text, cancellationToken);
    }
}
