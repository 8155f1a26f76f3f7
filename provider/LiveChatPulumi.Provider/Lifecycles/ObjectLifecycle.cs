using System.Collections.Immutable;
using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>The life of a resource that is one object of the license. Subclasses differ in how the object comes to be.</summary>
internal abstract class ObjectLifecycle : IResourceLifecycle
{
    protected ObjectLifecycle(ObjectResource resource, ResourceContext context)
    {
        (Resource, Context) = (resource, context);
        Writer = new ObjectWriter(resource, context);
        Settlement = new Settlement(resource, context, Writer)
        {
            Completion = CompletionOf,
            MayNeedCompletion = MayNeedCompletion,
            IsEffective = IsEffectiveAsync,
        };
    }

    protected ObjectResource Resource { get; }

    protected ResourceContext Context { get; }

    protected ProviderRun Run => Context.Run;

    protected ResourceSpec Spec => Resource.Spec;

    protected ObjectWriter Writer { get; }

    protected Settlement Settlement { get; }

    /// <inheritdoc/>
    public abstract Task<(string Id, PropertyObject Outputs)> CreateAsync(PropertyObject inputs, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public async Task<PropertyObject?> ReadAsync(
        string id,
        PropertyObject inputs,
        PropertyObject outputs,
        CancellationToken cancellationToken
    )
    {
        try
        {
            // An object that a cut off delete may have taken is shown for a while.
            if (await IsLostAsync(id, inputs, cancellationToken) && Spec.Identity != Identity.Setting)
                return null;
            var live = await Settlement.ReadUntilAsync(id, inputs, live => ShowsOurWrites(id, live), Context.Bound, cancellationToken);
            if (live is null && inputs.Members.Count > 0)
                await Resource.ConfirmGoneAsync(Run, id, outputs, cancellationToken);
            await TellFrozenAsync(inputs, live, cancellationToken);
            if (inputs.Members.Count == 0)
                await TellNotModelledAsync(id, cancellationToken);
            return live;
        }
        catch (ApiException e)
        {
            throw RpcFailures.ToRpc(e, Spec, "reading", Context.Name);
        }
    }

    /// <inheritdoc/>
    public async Task<PropertyObject> UpdateAsync(
        string id,
        PropertyObject oldOutputs,
        PropertyObject oldInputs,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        var write = await PlanAsync(id, oldOutputs, oldInputs, inputs, cancellationToken);
        try
        {
            using var turn = await Resource.BeginWriteAsync(Run, cancellationToken);

            // The first call may be refused: then nothing has changed. What is left of a write that has begun is the state's to remember.
            await write.Calls.NextAsync(cancellationToken);
            return await Settlement.SettleAsync(write with { Turn = turn }, cancellationToken);
        }
        catch (Exception e) when (!write.Calls.Unsure.IsEmpty && e is ApiException or OperationCanceledException)
        {
            throw Settlement.Unanswered(write, e);
        }
        catch (ApiException e)
        {
            if (!e.IsNotFound || await ReadAsync(id, inputs, oldOutputs, cancellationToken) is not null)
                throw RpcFailures.ToRpc(e, Spec, "updating", Context.Name);
            throw RpcErrors.Create(
                StatusCode.NotFound,
                $"updating {Spec.Noun} '{Context.Name}': the license has no {Spec.Noun} '{id}' any more. "
                    + "Run refresh: the next up creates it again."
            );
        }
    }

    /// <summary>The calls of an update: what the program says now, compared with what LiveChat was told and still has.</summary>
    private async Task<AnsweredWrite> PlanAsync(
        string id,
        PropertyObject oldOutputs,
        PropertyObject oldInputs,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        var unfinished = UnfinishedMark.Of(oldOutputs, oldInputs);
        try
        {
            var told = await LeftInputs.OfAsync(Resource, Context, id, oldOutputs, unfinished.Told, cancellationToken);
            unfinished = unfinished with { Told = told };
        }
        catch (ApiException e)
        {
            throw RpcFailures.ToRpc(e, Spec, "updating", Context.Name);
        }

        var known = unfinished.Known(Spec);
        var changed = ChangedInputs(unfinished, inputs);
        var sent = changed.RemoveAll(p => !unfinished.Unsure.Contains(p.Name) && IsAsItWas(p, known, oldOutputs, inputs));
        var calls = sent.IsEmpty ? [] : Resource.CallsOf(new ObjectUpdate(id, sent, WithoutMoved(id, known), inputs));
        return new AnsweredWrite(id, inputs, oldOutputs, "updated")
        {
            Changed = changed,
            Before = oldOutputs,
            OldInputs = known,
            Resumes = changed.IsEmpty,
            Calls = new WriteCalls(Resource, Context, Writer, calls, unfinished.Told, []),
            IsCurrent = Settlement.Moved(changed, known, inputs),
        };
    }

    /// <inheritdoc/>
    public async Task<bool> IsLostAsync(string id, PropertyObject inputs, CancellationToken cancellationToken)
    {
        if (Run.Journal.FindDelete(Context.Urn, id) is not { IsSent: true } delete)
            return false;
        var left = delete.At + Context.Bound - Run.Time.GetUtcNow();
        if (delete.IsAnswered && left > TimeSpan.Zero)
            return true;
        if (left > TimeSpan.Zero)
        {
            var text = $"An earlier delete of the {Spec.Noun} '{id}' was cut off. Whether it took effect is looked for, ";
            text += $"for {left.TotalSeconds:0} s at most.";
            await Run.Log.WriteAsync(LogSeverity.Info, Context.Urn, text, cancellationToken);
        }

        var bound = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        if (IsTaken(await Settlement.ReadUntilAsync(id, inputs, l => IsTaken(l, inputs), bound, cancellationToken), inputs))
            return true;
        await Run.Journal.ForgetDeleteAsync(Context.Urn, id);
        return false;
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string id, PropertyObject state, CancellationToken cancellationToken)
    {
        if (Spec.Undeletable.TryGetValue(id, out var reason))
        {
            await Run.Log.WriteAsync(LogSeverity.Warning, Context.Urn, reason, cancellationToken);
            return;
        }

        using var turn = await Resource.BeginWriteAsync(Run, cancellationToken);
        try
        {
            if (await Resource.RefuseDeleteAsync(Run, id, state, cancellationToken) is { } refusal)
                throw Refused(refusal);
            cancellationToken.ThrowIfCancellationRequested();
            await Run.Journal.BeginDeleteAsync(Context.Urn, Spec.Token, id, removes: Spec.Identity != Identity.Setting);
            await Writer.DeleteAsync(id, state, cancellationToken);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // An object that is gone is what was asked for.
        }
        catch (ApiException e)
        {
            if (!e.OutcomeUnknown)
                await Run.Journal.RefuseDeleteAsync(Context.Urn, id);
            throw RpcFailures.ToRpc(e, Spec, "deleting", Context.Name);
        }

        await RecordDeletedAsync(id, state);
    }

    private async Task RecordDeletedAsync(string id, PropertyObject state)
    {
        if (Spec.Identity != Identity.Setting)
            Run.Ledger.RecordDeleted(Spec.Token, id);
        if (Resource.IsRemovedByDelete(state))
            await Run.Journal.AnswerDeleteAsync(Context.Urn, id);
        else
            await Run.Journal.ForgetDeleteAsync(Context.Urn, id);

        Run.Journal.Forget(Spec.Token, id);
    }

    /// <summary>Tells at an import what the object has that the provider does not know.</summary>
    private async Task TellNotModelledAsync(string id, CancellationToken cancellationToken)
    {
        var members = Run.Get<NotModelled>().Of(Spec, id);
        if (members.IsEmpty)
            return;
        var text =
            $"LiveChat shows {string.Join(", ", members)} of the {Spec.Noun} '{id}', which this version of the provider does not know: "
            + "the import leaves it out, and a change or a replacement of this value would lose it.";
        await Run.Log.WriteAsync(LogSeverity.Warning, Context.Urn, text, cancellationToken);
    }

    /// <summary>Tells of drift that no call can take back.</summary>
    private async Task TellFrozenAsync(PropertyObject inputs, PropertyObject? live, CancellationToken cancellationToken)
    {
        foreach (var p in Spec.Inputs.Where(p => p.Class == PropertyClass.CreateOnly))
        {
            if (live?[p.Name] is not { } value || inputs[p.Name] is not { IsNull: false } said)
                continue;
            if (ValueEquality.AreEqual(p.Type, said, value))
                continue;
            var (here, there) = said.ContainsSecret ? ("", "") : ($" '{said.Plain()}'", $" '{value}'");
            var text =
                $"The {p.Name} of the {Spec.Noun} is{there} in LiveChat, where the program says{here}. "
                + "LiveChat has no call that changes it.";
            await Run.Log.WriteAsync(LogSeverity.Warning, Context.Urn, text, cancellationToken);
        }
    }

    /// <summary>True for an object that is gone, or a setting that is not as it was set.</summary>
    private bool IsTaken(PropertyObject? live, PropertyObject inputs) =>
        live is null
        || (
            Spec.Identity == Identity.Setting
            && Spec.Inputs.Any(p =>
                p.IsObservable && inputs[p.Name] is { IsNull: false } value && !ValueEquality.AreEqual(p.Type, value.Plain(), live[p.Name])
            )
        );

    /// <summary>What a write that has settled left undone, as a call; null when nothing is left.</summary>
    protected virtual Func<CancellationToken, Task>? CompletionOf(AnsweredWrite write, PropertyObject live) => null;

    /// <summary>Old inputs without the parts that another resource of the program holds now: they stay.</summary>
    protected virtual PropertyObject WithoutMoved(string id, PropertyObject olds) => olds;

    /// <summary>The input of a write that may be left undone, which only a read shows; null for none.</summary>
    protected virtual PropertySpec? MayNeedCompletion(AnsweredWrite write) => null;

    /// <summary>True once what was written acts as customers see it; null where that cannot be seen.</summary>
    protected virtual Task<bool?> IsEffectiveAsync(PropertyObject inputs, CancellationToken cancellationToken) =>
        Task.FromResult<bool?>(null);

    /// <summary>Brings an object up to date that this run did not create; gives its outputs.</summary>
    protected async Task<PropertyObject> TakeOverAsync(string id, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var live = await Resource.ReadAsync(Run, id, inputs, Run.Collections.Newest, cancellationToken) ?? PropertyObject.Empty;
        ImmutableArray<PropertySpec> stale =
        [
            .. Spec.Inputs.Where(p =>
                p.Class == PropertyClass.Input
                && inputs[p.Name] is { IsNull: false } input
                && !ValueEquality.AreEqual(p.Type, input, live[p.Name])
            ),
        ];
        using var turn = await Resource.BeginWriteAsync(Run, cancellationToken);
        if (!stale.IsEmpty)
            await Writer.WriteAsync(token => Resource.SendUpdateAsync(Run, new ObjectUpdate(id, stale, live, inputs), token));
        var issued = await Resource.CompleteFoundAsync(Run, id, inputs, Context.Writes);
        var write = new AnsweredWrite(id, inputs, issued, "taken over")
        {
            Changed = stale,
            Before = live,
            Calls = new WriteCalls(Resource, Context, Writer, [], inputs, stale),
            Turn = turn,
            IsCurrent = Settlement.Moved(stale, live, inputs),
        };
        return await Settlement.SettleAsync(write, cancellationToken);
    }

    /// <summary>Relations are always sent: moves of this run may have broken them. The resource makes no call for one that holds.</summary>
    private ImmutableArray<PropertySpec> ChangedInputs(UnfinishedMark unfinished, PropertyObject news)
    {
        var relations = Spec.Inputs.Where(p => p.IsRelation && news[p.Name] is { IsNull: false });
        var changes = InputDiff.Compare(Spec, unfinished.Told, news).Select(c => c.Property);
        return [.. changes.Concat(unfinished.ToRepeat(Spec, news)).Concat(relations).Distinct()];
    }

    /// <summary>
    /// True for an input with a call of its own that a program says for the first time, and says as it is: the call would be refused, or
    /// need rights that the program does not.
    /// </summary>
    private static bool IsAsItWas(PropertySpec property, PropertyObject olds, PropertyObject outputs, PropertyObject news) =>
        property.Delivery is Delivery.OwnCall or Delivery.InCreate
        && olds[property.Name] is null
        && ValueEquality.AreEqual(property.Type, news[property.Name], outputs[property.Name] ?? property.Default);

    /// <summary>True for a read that is not behind what this run, or one shortly before it, has written.</summary>
    private bool ShowsOurWrites(string id, PropertyObject? live)
    {
        if (Run.Ledger.Unseen(Spec.Token, id) is not { Mark: { } mark } unseen)
            return true;
        if (!mark.IsShownBy(Spec, live))
            return false;
        Run.Ledger.RecordShown(unseen);
        return true;
    }

    /// <summary>Why a delete is refused, and what to do.</summary>
    public static string DeleteRefusal(ResourceContext context, ResourceSpec spec, string reason) =>
        $"deleting {spec.Noun} '{context.Name}': {reason} To keep it in LiveChat and have it leave the stack, "
        + $"set retainOnDelete on the resource, or run: pulumi state delete '{context.Urn}'.";

    private RpcException Refused(string reason) => RpcErrors.Create(StatusCode.FailedPrecondition, DeleteRefusal(Context, Spec, reason));
}
