using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>Tells the run what a request of the engine shows to be in its state.</summary>
internal static class EngineState
{
    /// <summary>Records what the state remembers of a write that reads may not show yet.</summary>
    private static void RecordUnseen(ManagedResource resource, ResourceContext context, string id, PropertyObject outputs)
    {
        if (
            resource is ObjectResource single
            && UnseenMark.Of(outputs) is { } mark
            && !mark.IsOver(context.Run.Api.ServerTime, context.Bound)
        )
            single.RecordUnseen(context.Run, id, StateMark.Without(outputs), mark, context.Bound);
    }

    /// <summary>Records that a resource of the program holds its objects.</summary>
    public static void HandOut(
        ManagedResource resource,
        ResourceContext context,
        string id,
        PropertyObject outputs,
        PropertyObject inputs,
        Hold hold
    )
    {
        foreach (var held in resource.Held(id, outputs, inputs))
            context.Run.HandedOut.Add(held, context.Urn, hold);
        if (resource is ObjectResource { Spec.Identity: not Identity.Setting })
            context.Run.Journal.RecordHeld(context.Urn, resource.Spec.Token, id);
    }

    /// <summary>
    /// Records the objects that a request shows to be in the engine's state: their records in the journal have done their work.
    /// </summary>
    public static void Record(ManagedResource resource, ResourceContext context, string id, PropertyObject outputs)
    {
        RecordUnseen(resource, context, id, outputs);
        foreach (var o in resource.ObjectsInState(id, outputs))
        {
            context.Run.Journal.Confirm(o.Type, o.Id, context.Urn);
            context.Run.Ledger.RecordInState(o.Type, o.Id);
        }
    }
}
