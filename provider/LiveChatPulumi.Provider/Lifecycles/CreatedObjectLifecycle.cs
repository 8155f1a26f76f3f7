using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>
/// The life of an object that a create call makes: looks for what a create that was cut off made before it creates another.
/// </summary>
internal abstract class CreatedObjectLifecycle(ObjectResource resource, ResourceContext context) : ObjectLifecycle(resource, context)
{
    /// <inheritdoc/>
    public override async Task<(string Id, PropertyObject Outputs)> CreateAsync(PropertyObject inputs, CancellationToken cancellationToken)
    {
        try
        {
            if (await RecoverAsync(inputs, cancellationToken) is { } recovered)
                return (recovered, await TakeOverRecoveredAsync(recovered, inputs, cancellationToken));
            await Twins.RefuseAsync(Resource, Context, inputs, cancellationToken);
            await BeforeCreateAsync(inputs, cancellationToken);
            using var turn = await Resource.BeginWriteAsync(Run, cancellationToken);
            var created = await Writer.CreateAsync(inputs, cancellationToken);
            var own = CallsOfTheirOwn(inputs);
            var calls = own.IsEmpty ? [] : Resource.CallsOf(new ObjectUpdate(created.Id, own, PropertyObject.Empty, inputs));
            var told = own.Aggregate(inputs, (o, p) => o.Without(p.Name));
            var write = new AnsweredWrite(created.Id, inputs, created.Issued, "created")
            {
                Calls = new WriteCalls(Resource, Context, Writer, calls, told, []),
                IsNew = true,
                Turn = turn,
                IsCurrent = live => own.All(p => live[p.Name] is not { } value || ValueEquality.AreEqual(p.Type, value, inputs[p.Name])),
            };
            return (created.Id, await Settlement.SettleAsync(write, cancellationToken));
        }
        catch (ApiException e)
        {
            return await RefusedAsync(e, inputs, cancellationToken);
        }
    }

    /// <summary>Waits for what has to be before the create call is sent.</summary>
    protected virtual Task BeforeCreateAsync(PropertyObject inputs, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Handles a create that the API refused.</summary>
    protected virtual Task<(string Id, PropertyObject Outputs)> RefusedAsync(
        ApiException refusal,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) => throw RpcFailures.ToRpc(refusal, Spec, "creating", Context.Name);

    /// <summary>
    /// The object that a create of an earlier process made; null when there is none, or none that can be made as the program
    /// says now. An object that cannot is deleted, because no state will ever name it.
    /// </summary>
    private async Task<string?> RecoverAsync(PropertyObject inputs, CancellationToken cancellationToken)
    {
        if (Run.Journal.Find(Writer.RecordName) is not { Confirmed: false } record || record.Type != Spec.Token)
            return null;
        if (record.Id is null)
            await Run.Log.WriteAsync(LogSeverity.Info, Context.Urn, LookedFor(), cancellationToken);
        var id = record.Id ?? await Writer.FindLostCreateAsync(record, inputs, cancellationToken);
        if (id is null)
            return null;
        var bound = Run.Ledger.LookupBound(Spec.Token, Context.Bound);
        if (await Settlement.ReadUntilAsync(id, inputs, l => l is not null, bound, cancellationToken) is not { } live)
            return null;
        if (record.Id is not null && await IsAnotherResourcesAsync(record, id, live, inputs, cancellationToken))
        {
            await Run.Journal.RemoveAsync(Writer.RecordName);
            return null;
        }

        if (!HasToBeReplaced(live, inputs))
            return id;
        var text =
            $"An earlier run created the {Spec.Noun} '{id}' and was cut off before it was recorded; "
            + "the program says otherwise now, so it is deleted.";
        await Run.Log.WriteAsync(LogSeverity.Info, Context.Urn, text, cancellationToken);
        await DeleteAsync(id, live, cancellationToken);
        await Run.Journal.RemoveAsync(Writer.RecordName);
        return null;
    }

    /// <summary>
    /// True for an object of an answered create that is not this resource's to take over or to delete: another resource has it, as
    /// after a rename, or it is not what the program says now. Its state may have been saved, and changed since.
    /// </summary>
    private async Task<bool> IsAnotherResourcesAsync(
        CreateRecord record,
        string id,
        PropertyObject live,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        var held = Resource.Held(id, live, live);
        if (held.Any(h => Run.HandedOut.IsHeldByAnother(h, Context.Urn)) || Run.Ledger.IsManaged(Spec.Token, id))
            return true;
        var made = new LiveObject(id, id, live);
        var isMeant = Resource.CanBe(made, record.Key) || Resource.CanBe(made, Resource.CreateKey((PropertyObject)inputs.Plain()));
        if (isMeant && !HasToBeReplaced(live, inputs))
            return false;
        var text =
            $"An earlier run created the {Spec.Noun} '{id}' under this name. The program says otherwise now, and no state has shown it "
            + "since. It stays as it is: import it, or delete it in LiveChat, if no other stack has it.";
        await Run.Log.WriteAsync(LogSeverity.Warning, Context.Urn, text, cancellationToken);
        return true;
    }

    private async Task<PropertyObject> TakeOverRecoveredAsync(string id, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var text =
            $"An earlier run created the {Spec.Noun} '{id}' under this name, and no state has shown it since; it is taken over. "
            + "If it was to be replaced, set deleteBeforeReplace on the resource and run again.";
        await Run.Log.WriteAsync(LogSeverity.Info, Context.Urn, text, cancellationToken);
        return await TakeOverAsync(id, inputs, cancellationToken);
    }

    private string LookedFor() =>
        $"An earlier create of this {Spec.Noun} was cut off. What it may have made is looked for before it is sent again, "
        + $"for {Run.Ledger.LookupBound(Spec.Token, Context.Bound).TotalSeconds:0} s at most.";

    private bool HasToBeReplaced(PropertyObject live, PropertyObject inputs) =>
        Spec.Inputs.Any(p =>
            p.Class == PropertyClass.Replace
            && live[p.Name] is { } value
            && inputs[p.Name] is { IsNull: false } input
            && !ValueEquality.AreEqual(p.Type, value, input)
        );

    private ImmutableArray<PropertySpec> CallsOfTheirOwn(PropertyObject inputs) =>
        [
            .. Spec.Inputs.Where(p =>
                p.Delivery == Delivery.OwnCall
                && inputs[p.Name] is { IsNull: false } value
                && !ValueEquality.AreEqual(p.Type, value, p.Default)
            ),
        ];
}
