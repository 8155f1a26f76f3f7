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

/// <summary>A write that was answered, and what is left to be done and seen.</summary>
/// <param name="Id">The object.</param>
/// <param name="Inputs">Inputs of the program.</param>
/// <param name="Issued">Outputs that only a call's answer or the state knows.</param>
/// <param name="Verb">The participle for messages: created, updated, set, taken over.</param>
internal sealed record AnsweredWrite(string Id, PropertyObject Inputs, PropertyObject Issued, string Verb)
{
    /// <summary>Inputs that an update changed.</summary>
    public ImmutableArray<PropertySpec> Changed { get; init; } = [];

    /// <summary>The calls that it takes besides a create call.</summary>
    public required WriteCalls Calls { get; init; }

    /// <summary>What the object was before, as far as it is known; empty for a new one.</summary>
    public PropertyObject Before { get; init; } = PropertyObject.Empty;

    /// <summary>Inputs before; empty where nothing was declared.</summary>
    public PropertyObject OldInputs { get; init; } = PropertyObject.Empty;

    /// <summary>True where an earlier run made the write, and did not see the object ready.</summary>
    public bool Resumes { get; init; }

    /// <summary>True for a new object: reads may not show that it exists.</summary>
    public bool IsNew { get; init; }

    /// <summary>Keeps others from writing until the run knows of this write; null where nothing has to.</summary>
    public IDisposable? Turn { get; init; }

    /// <summary>True for live properties that show the write.</summary>
    public required Func<PropertyObject, bool> IsCurrent { get; init; }

    /// <summary>The outputs that only a call or the state knows.</summary>
    public PropertyObject IssuedLast => Calls.Issued ?? Issued;

    /// <summary>True for an input of which nobody knew whether LiveChat had taken it, so that it was sent again.</summary>
    public bool IsRepeated(PropertySpec input) => UnfinishedMark.Of(Before, OldInputs).Unsure.Contains(input.Name);
}

/// <summary>
/// Makes the calls that a write left, and waits until reads show the write.
/// Whatever fails on the way, the object is reported as existing but not ready.
/// </summary>
internal sealed class Settlement(ObjectResource resource, ResourceContext context, ObjectWriter writer)
{
    private readonly ProviderRun _run = context.Run;

    /// <summary>Completes a write that has settled; null where nothing is ever left to do.</summary>
    public Func<AnsweredWrite, PropertyObject, Func<CancellationToken, Task>?>? Completion { get; init; }

    /// <summary>The input of a write that may be left to do, which only a read shows; null where none is.</summary>
    public Func<AnsweredWrite, PropertySpec?>? MayNeedCompletion { get; init; }

    /// <summary>True once a change acts as customers see it; null where that cannot be seen.</summary>
    public Func<PropertyObject, CancellationToken, Task<bool?>>? IsEffective { get; init; }

    private ResourceSpec Spec => resource.Spec;

    /// <summary>Settles a write; gives the outputs.</summary>
    /// <exception cref="RpcException">The object exists, and is not ready (ErrorResourceInitFailed).</exception>
    public async Task<PropertyObject> SettleAsync(AnsweredWrite write, CancellationToken cancellationToken)
    {
        string reason;
        PropertyObject? live = null;
        var mark = MarkOf(write);
        try
        {
            var began = _run.Time.GetUtcNow();
            Record(write, mark);
            if (!write.Calls.AreDone)
            {
                await write.Calls.FinishAsync(cancellationToken);

                // Again, because the calls just made are younger than the mark.
                mark = MarkOf(write);
                Record(write, mark);
            }

            write.Turn?.Dispose();
            if (_run.Options.Readiness == Readiness.Accepted && !NeedsRead(write))
                return mark?.On(Accepted(write)) ?? Accepted(write);
            live = await ReadUntilCurrentAsync(write, cancellationToken);
            if (context.Bound == TimeSpan.Zero || (live is not null && write.IsCurrent(live)))
                return await ReadyAsync(write, live, began, cancellationToken);
            reason = $"not visible in LiveChat within {context.Bound.TotalSeconds:0} s";
        }
        catch (OperationCanceledException)
        {
            reason = _run.Cancelled.IsCancellationRequested
                ? "the run was cancelled before LiveChat showed it"
                : "the operation's time ran out before LiveChat showed it, or it took effect";
        }
        catch (ApiException e)
        {
            reason = e.Action.Writes
                ? "a call after it failed: " + RpcFailures.Translate(Spec, e.Message)
                : "reading it back failed: " + e.Message;
        }

        throw NotReady(write, live, mark, reason);
    }

    /// <summary>The failure of an update whose first call was sent, and of which nobody knows whether it took effect.</summary>
    public RpcException Unanswered(AnsweredWrite write, Exception failure) =>
        NotReady(
            write,
            null,
            MarkOf(write),
            failure is ApiException e
                ? "nobody knows whether LiveChat took it: " + RpcFailures.Translate(Spec, e.Message)
                : "nobody knows whether LiveChat took it: the run was cancelled before the answer came"
        );

    /// <summary>Reads until the object is ready, or the bound is over; gives what was read last, null when there is no object.</summary>
    public async Task<PropertyObject?> ReadUntilAsync(
        string id,
        PropertyObject known,
        Func<PropertyObject?, bool> isReady,
        TimeSpan bound,
        CancellationToken cancellationToken
    )
    {
        var poll = _run.Waiting.Poll(bound);
        var after = 0L;
        while (true)
        {
            var live = await resource.ReadAsync(_run, id, known, after, cancellationToken);
            if (isReady(live) || poll.IsOver)
                return live;
            _run.Log.NotShownYet(Spec.Name, id, (long)poll.NextDelay.TotalMilliseconds);
            await poll.NextAsync(cancellationToken);
            after = _run.Collections.Newest;
        }
    }

    /// <summary>
    /// True once no changed property shows its old value any more. A server may keep a value in a form of its own, so waiting
    /// for exactly what was sent might never end.
    /// </summary>
    public static Func<PropertyObject, bool> Moved(ImmutableArray<PropertySpec> changed, PropertyObject before, PropertyObject inputs) =>
        live =>
            changed
                .Where(p => p.CanBeSeenToChange && inputs[p.Name] is { IsNull: false } && live[p.Name] is not null)
                .All(p => HasMoved(p, live[p.Name]!, before[p.Name] ?? p.Default, inputs[p.Name]!));

    private static bool HasMoved(PropertySpec property, PropertyValue live, PropertyValue? before, PropertyValue input) =>
        LiveState.Holds(property, input, live) || (!property.IsRelation && !ValueEquality.AreEqual(property.Type, live, before));

    /// <summary>
    /// The outputs of a write that nobody has read back: what was there before, what was sent, and what LiveChat takes where
    /// nothing was.
    /// </summary>
    private PropertyObject Accepted(AnsweredWrite write)
    {
        var outputs = Spec.Inputs.Aggregate(
            LiveState.WithId(Spec, StateMark.Without(write.Before), write.Id),
            (o, p) =>
                write.Inputs[p.Name] is { IsNull: false } value ? o.With(p.Name, value.Plain())
                // Another resource may declare it: nothing is known of it here.
                : p.OmittedOnImport || (!write.IsNew && write.Changed.All(c => c.Name != p.Name)) ? o
                : p.Default is { } standard && p.IsObservable ? o.With(p.Name, standard)
                : o.Without(p.Name)
        );
        return LiveState.Outputs(Spec, LiveState.WithIssued(Spec, outputs, write.IssuedLast), write.Inputs);
    }

    /// <summary>What the state has to remember. Where an earlier run made the write, that is what it left.</summary>
    private UnseenMark? MarkOf(AnsweredWrite write)
    {
        if (write.Resumes)
            return UnseenMark.Of(write.Before);
        var earlier = _run.Ledger.Unseen(Spec.Token, write.Id);
        var isNew = write.IsNew || earlier is { IsNew: true };
        return UnseenMark.Of(_run.Api.ServerTime, isNew, write.Calls.Sent, write.Before, write.Inputs, earlier?.Mark);
    }

    private void Record(AnsweredWrite write, UnseenMark? mark)
    {
        if (mark is not null)
            resource.RecordUnseen(_run, write.Id, write.Inputs, mark, context.Bound);
    }

    /// <summary>An object of which something may be left to do, or that an earlier run left unready, has to be read.</summary>
    private bool NeedsRead(AnsweredWrite write) => write.Resumes || MayNeedCompletion?.Invoke(write) is not null;

    private async Task<PropertyObject?> ReadUntilCurrentAsync(AnsweredWrite write, CancellationToken cancellationToken)
    {
        var live = await ReadUntilAsync(write.Id, write.Inputs, l => l is not null && write.IsCurrent(l), context.Bound, cancellationToken);
        if (live is null || Completion?.Invoke(write, live) is not { } complete)
            return live;
        await writer.WriteAsync(complete);
        return await ReadUntilAsync(
            write.Id,
            write.Inputs,
            l => l is not null && write.IsCurrent(l) && Completion(write, l) is null,
            context.Bound,
            cancellationToken
        );
    }

    private async Task<PropertyObject> ReadyAsync(
        AnsweredWrite write,
        PropertyObject? live,
        DateTimeOffset began,
        CancellationToken cancellationToken
    )
    {
        if (live is not null && _run.Ledger.Unseen(Spec.Token, write.Id) is { } seen)
            _run.Ledger.RecordShown(seen);
        if (live is not null)
            await WarnOfDifferencesAsync(write, live, cancellationToken);
        if (_run.Options.Readiness == Readiness.Effective && !(write.Changed.IsEmpty && write.Verb == "updated"))
            await WaitForEffectAsync(began, write.Inputs, cancellationToken);
        return LiveState.Outputs(Spec, LiveState.WithIssued(Spec, live ?? PropertyObject.Empty, write.IssuedLast), write.Inputs);
    }

    /// <summary>Waits until a change acts: until that is seen where it can be seen, else until the bound since the write is over.</summary>
    private async Task WaitForEffectAsync(DateTimeOffset written, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var poll = _run.Waiting.Poll(written + context.Bound - _run.Time.GetUtcNow());
        while (!poll.IsOver)
        {
            var effective = IsEffective is null ? null : await IsEffective(inputs, cancellationToken);
            if (effective == true)
                return;
            if (effective is null)
                await _run.Waiting.DelayAsync(written + context.Bound - _run.Time.GetUtcNow(), cancellationToken);
            if (effective is null || !await poll.NextAsync(cancellationToken))
                return;
        }
    }

    private async Task WarnOfDifferencesAsync(AnsweredWrite write, PropertyObject live, CancellationToken cancellationToken)
    {
        foreach (var property in LiveState.Differences(Spec, write.Inputs, live))
        {
            var (said, kept) = (write.Inputs[property.Name]!, live[property.Name]?.ToString() ?? "nothing");
            var text =
                write.IsNew || write.Resumes || write.Calls.Sent.Any(p => p.Name == property.Name)
                    ? $"LiveChat keeps {(said.ContainsSecret ? "another value than was sent" : $"{kept} where {said} was sent")} "
                        + $"as {property.Name} of the {Spec.Noun}. "
                        + "Write into the program what LiveChat keeps, or a refresh will show a difference."
                    : $"The {property.Name} of the {Spec.Noun} was changed in LiveChat"
                        + $"{(said.ContainsSecret ? "" : $": it is {kept} where the program says {said}")}. "
                        + "This update did not write it: run refresh, and up after that.";
            await _run.Log.WriteAsync(LogSeverity.Warning, context.Urn, text, cancellationToken);
        }
    }

    private RpcException NotReady(AnsweredWrite write, PropertyObject? live, UnseenMark? mark, string reason)
    {
        if (MayNeedCompletion?.Invoke(write) is { } left)
            write.Calls.Doubt([left]);
        var outputs =
            live is null || !write.IsCurrent(live)
                ? Accepted(write with { Inputs = write.Calls.Told, Changed = write.Calls.Sent })
                : LiveState.Outputs(Spec, LiveState.WithIssued(Spec, live, write.IssuedLast), write.Inputs);
        outputs = write.Calls.ToMark().On(outputs);
        var detail = new ErrorResourceInitFailed { Id = write.Id, Properties = StructCodec.Write(mark?.On(outputs) ?? outputs) };
        detail.Reasons.Add(
            $"{Spec.Noun} '{context.Name}' was {write.Verb} (id {write.Id}), but {reason}. "
                + "It is kept in the state; the next up looks again and writes nothing twice."
        );
        return RpcErrors.InitFailed(detail);
    }
}
