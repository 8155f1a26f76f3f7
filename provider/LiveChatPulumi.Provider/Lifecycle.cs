using System.Collections.Immutable;
using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Journal;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Telemetry;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider;

/// <summary>
/// Creates, reads, updates and deletes any resource so that nothing is doubled and nothing is lost: looks before it
/// creates, waits until a write shows, and reports what exists even when something after it failed.
/// </summary>
internal sealed partial class Lifecycle(Session session, ObjectResource resource, string urn, string name, TimeSpan? customTimeout = null)
    : IResourceLifecycle
{
    /// <summary>The first wait for the license to show what was written; each further one is <see cref="Longer"/>.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private ResourceSpec Spec => resource.Spec;

    /// <summary>How long what was written may take to show: the resource's own time wins.</summary>
    private TimeSpan Bound => customTimeout ?? session.Options.PropagationBound;

    /// <summary>The wait after a wait.</summary>
    public static TimeSpan Longer(TimeSpan wait) => wait * 2 < LongestWait ? wait * 2 : LongestWait;

    public async Task<(string Id, PropertyObject Outputs)> CreateAsync(PropertyObject inputs, CancellationToken cancellationToken)
    {
        var key = resource.CreateKey(inputs);
        try
        {
            if (Spec.Identity == Identity.Setting)
                return await SetAsync(inputs, cancellationToken).ConfigureAwait(false);
            var id = await RecoverAsync(session.Journal.Find(RecordName), inputs, cancellationToken).ConfigureAwait(false);
            if (id is not null)
                return (id, await AdoptAsync(id, inputs, cancellationToken).ConfigureAwait(false));
            await WaitUntilGoneAsync(key, inputs, cancellationToken).ConfigureAwait(false);
            var began = session.Time.GetUtcNow();
            var created = await SendCreateAsync(key, inputs, cancellationToken).ConfigureAwait(false);
            session.NoteCreated(Spec.Token, created.Id);
            ImmutableArray<PropertySpec> rest =
            [
                .. Spec.Inputs.Where(p =>
                    p.Delivery == Delivery.OwnCall && inputs[p.Name] is { IsNull: false } value && !Sameness.Same(p.Type, value, p.Default)
                ),
            ];
            return (
                created.Id,
                await SettleAsync(
                        new Written(created.Id, inputs, created.Issued, "created")
                        {
                            Rest = rest,
                            IsCurrent = _ => true,
                            CreatedSince = created.WasLost ? null : began,
                        },
                        cancellationToken
                    )
                    .ConfigureAwait(false)
            );
        }
        catch (ApiException e) when (e.Type == ErrorTypes.AlreadyExists && Spec.Identity == Identity.NaturalKey)
        {
            session.Journal.Remove(RecordName);
            if (await AdoptExistingAsync(key, inputs, cancellationToken).ConfigureAwait(false) is { } adopted)
                return (key, adopted);
            throw RpcErrors.Create(
                StatusCode.AlreadyExists,
                $"creating {Spec.Noun} '{name}': the license already has the {Spec.Noun} '{key}', and this stack does not own it. Import it (pulumi import {Spec.Token} {name} '{key}'), set livechat:adoptExisting, or remove it in LiveChat first."
            );
        }
        catch (ApiException e)
        {
            throw Failures.ToRpc(e, Spec, "creating", name);
        }
    }

    public async Task<PropertyObject?> ReadAsync(
        string id,
        PropertyObject known,
        PropertyObject outputs,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var live = await resource.ReadAsync(session, id, known, 0, cancellationToken).ConfigureAwait(false);
            return live is null && session.WasCreatedHere(Spec.Token, id)
                ? await PollAsync(id, known, _ => true, Bound, cancellationToken).ConfigureAwait(false)
                : live;
        }
        catch (ApiException e)
        {
            throw Failures.ToRpc(e, Spec, "reading", name);
        }
    }

    public async Task<PropertyObject> UpdateAsync(
        string id,
        PropertyObject oldOutputs,
        PropertyObject oldInputs,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        // Relations are sent whenever they are said: what this run has moved may have broken them. The resource makes no call for one that holds.
        ImmutableArray<PropertySpec> changed =
        [
            .. InputDiff
                .Compare(Spec, oldInputs, inputs)
                .Select(c => c.Property)
                .Concat(Spec.Inputs.Where(p => p.IsRelation && inputs[p.Name] is { IsNull: false }))
                .Distinct(),
        ];

        // Equal inputs mean that an earlier run ended before the object was ready: look again, and write only what the state shows as never done.
        ImmutableArray<PropertySpec> undone = changed.IsEmpty
            ?
            [
                .. Spec.Inputs.Where(p =>
                    p.Delivery == Delivery.OwnCall
                    && inputs[p.Name] is { IsNull: false } value
                    && oldOutputs[p.Name] is { } was
                    && !Sameness.Same(p.Type, value, was)
                ),
            ]
            : [];
        try
        {
            if (!changed.IsEmpty)
                await RetryTooEarlyAsync(
                        IsGone(id, inputs, cancellationToken),
                        () => WriteAsync(() => resource.SendUpdateAsync(session, id, changed, oldInputs, inputs, session.WritesCancelled)),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            var issued = ObjectResource.PullsTriggers(changed, inputs)
                ? await resource.PullTriggersAsync(session, id, inputs, session.WritesCancelled).ConfigureAwait(false)
                : oldOutputs;
            return await SettleAsync(
                    new Written(id, inputs, issued, "updated")
                    {
                        Changed = changed,
                        Rest = undone,
                        IsCurrent = Moved(changed, oldInputs, inputs),
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            if (!e.IsNotFound || await ReadAsync(id, inputs, oldOutputs, cancellationToken).ConfigureAwait(false) is not null)
                throw Failures.ToRpc(e, Spec, "updating", name);
            throw RpcErrors.Create(
                StatusCode.NotFound,
                $"updating {Spec.Noun} '{name}': the license has no {Spec.Noun} '{id}' any more. Run refresh: the next up creates it again."
            );
        }
    }

    public async Task DeleteAsync(string id, PropertyObject state, CancellationToken cancellationToken)
    {
        if (resource.KeepInstead(id) is { } reason)
        {
            await session.Log.WriteAsync(LogSeverity.Warning, urn, reason, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            if (await resource.RefuseDeleteAsync(session, id, state, cancellationToken).ConfigureAwait(false) is { } refusal)
                throw RpcErrors.Create(
                    StatusCode.FailedPrecondition,
                    $"deleting {Spec.Noun} '{name}': {refusal} To keep it in LiveChat and have it leave the stack, set retainOnDelete on the resource, or run: pulumi state delete '{urn}'."
                );
            cancellationToken.ThrowIfCancellationRequested();
            await WriteAsync(() => resource.SendDeleteAsync(session, id, state, session.WritesCancelled)).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // Gone is what was asked for.
        }
        catch (ApiException e)
        {
            throw Failures.ToRpc(e, Spec, "deleting", name);
        }

        if (Spec.Identity != Identity.Setting)
            session.Lists.NoteDeleted(Spec.Token, id);
        if (session.Journal.Find(RecordName)?.Id == id)
            session.Journal.Remove(RecordName);
    }

    /// <summary>
    /// Writes to what is always there. The values before are read, to see when the new ones show. What a cut off run of
    /// this resource may have written, and the program does not say any more, is taken back.
    /// </summary>
    private async Task<(string Id, PropertyObject Outputs)> SetAsync(PropertyObject inputs, CancellationToken cancellationToken)
    {
        var id = resource.CreateKey(inputs);
        var before =
            await resource.ReadAsync(session, id, inputs, session.Lists.Newest, cancellationToken).ConfigureAwait(false)
            ?? PropertyObject.Empty;
        cancellationToken.ThrowIfCancellationRequested();
        var left = session.Journal.Find(RecordName) is { } earlier && earlier.Key == id ? earlier.KnownIds : [];
        var record = new CreateRecord(
            RecordName,
            Spec.Token,
            id,
            [.. left.Union(resource.NamesOf(inputs))],
            null,
            false,
            session.Time.GetUtcNow()
        );
        session.Journal.Put(record);
        var created = await RetryTooEarlyAsync(
                null,
                () => WriteAsync(() => resource.SendCreateAsync(session, inputs, session.WritesCancelled)),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (resource.WithNames(inputs, left) is { } olds)
            await WriteAsync(() => resource.SendUpdateAsync(session, id, [.. Spec.Inputs], olds, inputs, session.WritesCancelled))
                .ConfigureAwait(false);
        session.Journal.Put(record with { Id = id });
        return (
            created.Id,
            await SettleAsync(
                    new Written(created.Id, inputs, created.Issued, "set") { IsCurrent = Moved([.. Spec.Inputs], before, inputs) },
                    cancellationToken
                )
                .ConfigureAwait(false)
        );
    }

    private async Task<CreatedObject> SendCreateAsync(string key, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var baseline = await session
            .BaselineAsync(
                Spec.Token + inputs.Text("ownerClientId"),
                async () =>
                    [
                        .. (await session.Lists.GetAsync(resource, inputs, session.Lists.Newest, session.Cancelled).ConfigureAwait(false))
                            .Objects
                            .Keys,
                    ]
            )
            .ConfigureAwait(false);

        // Where the key is the id, no other object can be meant.
        var known = Spec.Identity == Identity.NaturalKey ? baseline.Where(id => resource.IdComparer.Equals(id, key)) : baseline;
        var record = new CreateRecord(
            RecordName,
            Spec.Token,
            key,
            [.. known.Where(id => !session.Lists.IsDeleted(Spec.Token, id))],
            null,
            false,
            session.Time.GetUtcNow()
        );
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            session.Journal.Put(record);
            try
            {
                var created = await RetryTooEarlyAsync(
                        null,
                        () => WriteAsync(() => resource.SendCreateAsync(session, inputs, session.WritesCancelled)),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                session.Journal.Put(record with { Id = created.Id });
                return created;
            }
            catch (ApiException e) when (e.OutcomeUnknown)
            {
                session.Log.CreateLost(Spec.Name, name, attempt);
                if (await LookUpAsync(record, inputs, cancellationToken).ConfigureAwait(false) is { } found)
                    return new CreatedObject(
                        found,
                        await resource.ReissueAsync(session, found, inputs, session.WritesCancelled).ConfigureAwait(false)
                    )
                    {
                        WasLost = true,
                    };
                if (attempt == 3)
                    throw;
            }
            catch (ApiException e)
                when (e.Type == ErrorTypes.AlreadyExists && attempt > 1 && !record.KnownIds.Contains(key, resource.IdComparer))
            {
                // It was not there before, and an earlier try of ours was not answered: that try made it.
                session.Journal.Put(record with { Id = key });
                return new CreatedObject(
                    key,
                    await resource.ReissueAsync(session, key, inputs, session.WritesCancelled).ConfigureAwait(false)
                )
                {
                    WasLost = true,
                };
            }
            catch (ApiException)
            {
                session.Journal.Remove(RecordName);
                throw;
            }
        }
    }

    /// <summary>Makes the calls that are left and waits until reads show what was written; whatever fails on the way, the object is reported as existing but not ready.</summary>
    private async Task<PropertyObject> SettleAsync(Written written, CancellationToken cancellationToken)
    {
        string reason;
        PropertyObject? live = null;
        var (id, inputs) = (written.Id, written.Inputs);
        var began = session.Time.GetUtcNow();
        try
        {
            if (!written.Rest.IsEmpty)
                await RetryTooEarlyAsync(
                        IsGone(id, inputs, cancellationToken),
                        () =>
                            WriteAsync(() =>
                                resource.SendUpdateAsync(session, id, written.Rest, PropertyObject.Empty, inputs, session.WritesCancelled)
                            ),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            bool IsCurrent(PropertyObject l) => written.IsCurrent(l) && Shows(written.Rest, inputs, l);
            live = await PollAsync(id, inputs, IsCurrent, Bound, cancellationToken).ConfigureAwait(false);
            if (live is { } settled && resource.NeedsMending(written.Changed, inputs, settled))
            {
                await WriteAsync(() => resource.MendAsync(session, id, inputs, settled, session.WritesCancelled)).ConfigureAwait(false);
                live = await PollAsync(
                        id,
                        inputs,
                        l => IsCurrent(l) && !resource.NeedsMending(written.Changed, inputs, l),
                        Bound,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            }

            if (Bound == TimeSpan.Zero || (live is not null && IsCurrent(live)))
            {
                if (written.CreatedSince is { } since)
                    session.NoteLag(session.Time.GetUtcNow() - since);
                if (live is not null)
                    await WarnOfDifferencesAsync(inputs, live, cancellationToken).ConfigureAwait(false);
                if (session.Options.Readiness == Readiness.Effective && !(written.Changed.IsEmpty && written.Done == "updated"))
                    await WaitForEffectAsync(began, inputs, cancellationToken).ConfigureAwait(false);
                return LiveState.Outputs(Spec, LiveState.WithIssued(Spec, live ?? PropertyObject.Empty, written.Issued), inputs);
            }

            reason = $"not visible in LiveChat within {Bound.TotalSeconds:0} s";
        }
        catch (OperationCanceledException)
        {
            reason = session.Cancelled.IsCancellationRequested
                ? "the run was cancelled before LiveChat showed it"
                : "the operation's time ran out before LiveChat showed it, or it took effect";
        }
        catch (ApiException e)
        {
            reason = e.Action.Writes
                ? "a call after it failed: " + Failures.Translate(Spec, e.Message)
                : "reading it back failed: " + e.Message;
        }

        var detail = new ErrorResourceInitFailed
        {
            Id = id,
            Properties = StructCodec.Write(
                LiveState.Outputs(Spec, LiveState.WithIssued(Spec, live ?? written.NotDone(), written.Issued), inputs)
            ),
        };
        detail.Reasons.Add(
            $"{Spec.Noun} '{name}' was {written.Done} (id {id}), but {reason}. It is kept in the state; the next up looks again and writes nothing twice."
        );
        throw RpcErrors.InitFailed(detail);
    }

    /// <summary>Waits until a change acts: until that is seen where it can be seen, else until the bound since the write is over. All that wait, wait side by side.</summary>
    private async Task WaitForEffectAsync(DateTimeOffset written, PropertyObject inputs, CancellationToken cancellationToken)
    {
        for (var delay = FirstWait; written + Bound > session.Time.GetUtcNow(); delay = Longer(delay))
        {
            var effective = await resource.IsEffectiveAsync(session, inputs, cancellationToken).ConfigureAwait(false);
            if (effective == true)
                return;
            var rest = written + Bound - session.Time.GetUtcNow();
            await session.Waits.DelayAsync(effective is null || rest < delay ? rest : delay, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool Shows(ImmutableArray<PropertySpec> properties, PropertyObject inputs, PropertyObject live) =>
        properties.All(p => live[p.Name] is not { } value || Sameness.Same(p.Type, value, inputs[p.Name]));

    /// <summary>
    /// True once no changed property shows its old value any more. A server may keep a value in a form of its own: then
    /// waiting for exactly what was sent would never end.
    /// </summary>
    private static Func<PropertyObject, bool> Moved(ImmutableArray<PropertySpec> changed, PropertyObject before, PropertyObject inputs) =>
        live =>
            changed
                .Where(p =>
                    p is { Class: PropertyClass.Input, MayBeIgnored: false, SettlesAt: null }
                    && inputs[p.Name] is { IsNull: false }
                    && live[p.Name] is not null
                )
                .All(p =>
                    Sameness.Same(p.Type, live[p.Name], inputs[p.Name])
                    || (!p.IsRelation && !Sameness.Same(p.Type, live[p.Name], before[p.Name] ?? p.Default))
                );

    private async Task WarnOfDifferencesAsync(PropertyObject inputs, PropertyObject live, CancellationToken cancellationToken)
    {
        foreach (var property in LiveState.Differences(Spec, inputs, live))
        {
            var kept = inputs[property.Name]!.ContainsSecret
                ? "another value than was sent"
                : $"{live[property.Name]} where {inputs[property.Name]} was sent";
            await session
                .Log.WriteAsync(
                    LogSeverity.Warning,
                    urn,
                    $"LiveChat keeps {kept} as {property.Name} of the {Spec.Noun}. Write into the program what LiveChat keeps, or a refresh will show a difference.",
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
    }

    private async Task<PropertyObject?> PollAsync(
        string id,
        PropertyObject known,
        Func<PropertyObject, bool> isReady,
        TimeSpan bound,
        CancellationToken cancellationToken
    )
    {
        var began = session.Time.GetTimestamp();
        var after = 0L;
        for (var delay = FirstWait; ; delay = Longer(delay))
        {
            var asked = session.Time.GetElapsedTime(began);
            var live = await resource.ReadAsync(session, id, known, after, cancellationToken).ConfigureAwait(false);
            if (live is not null && isReady(live))
                return live;
            if (asked >= bound)
                return live;
            var wait = asked + delay < bound ? delay : bound - asked;
            session.Log.NotShownYet(Spec.Name, id, (long)wait.TotalMilliseconds);
            await session.Waits.DelayAsync(wait, cancellationToken).ConfigureAwait(false);
            after = session.Lists.Newest;
        }
    }

    /// <summary>Makes a write, after which older lists are out of date, whatever came of it.</summary>
    private async Task<T> WriteAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write().ConfigureAwait(false);
        }
        finally
        {
            session.Lists.NoteWrite(Spec.Token);
        }
    }

    private Task WriteAsync(Func<Task> write) =>
        WriteAsync(async () =>
        {
            await write().ConfigureAwait(false);
            return true;
        });

    /// <summary>What this run created may not be known everywhere yet; then, and only then, what is missing is waited for.</summary>
    /// <param name="isGone">Whether what is missing will never come; null where nothing tells.</param>
    /// <param name="send">Makes the call.</param>
    /// <param name="cancellationToken">Gives up while it waits.</param>
    private async Task<T> RetryTooEarlyAsync<T>(
        Func<ApiException, Task<bool>>? isGone,
        Func<Task<T>> send,
        CancellationToken cancellationToken
    )
    {
        var began = session.Time.GetTimestamp();
        for (var delay = FirstWait; ; delay = Longer(delay))
        {
            try
            {
                return await send().ConfigureAwait(false);
            }
            catch (ApiException e) when (session.MayBeTooEarly(Spec.References, e) && session.Time.GetElapsedTime(began) + delay <= Bound)
            {
                if (isGone is not null && await isGone(e).ConfigureAwait(false))
                    throw;
                session.Log.TooEarly(Spec.Name, name, e.Type, (long)delay.TotalMilliseconds);
                await session.Waits.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task RetryTooEarlyAsync(Func<ApiException, Task<bool>>? isGone, Func<Task> send, CancellationToken cancellationToken) =>
        RetryTooEarlyAsync(
            isGone,
            async () =>
            {
                await send().ConfigureAwait(false);
                return true;
            },
            cancellationToken
        );

    /// <summary>What is missing may also be the object itself, which is to be changed.</summary>
    private Func<ApiException, Task<bool>> IsGone(string id, PropertyObject inputs, CancellationToken cancellationToken) =>
        async _ => await resource.ReadAsync(session, id, inputs, session.Lists.Newest, cancellationToken).ConfigureAwait(false) is null;

    /// <summary>A write that was answered, and what is left to be done and seen.</summary>
    private sealed record Written(string Id, PropertyObject Inputs, PropertyObject Issued, string Done)
    {
        /// <summary>Inputs that an update changed.</summary>
        public ImmutableArray<PropertySpec> Changed { get; init; } = [];

        /// <summary>Inputs that take calls of their own, still to be made.</summary>
        public ImmutableArray<PropertySpec> Rest { get; init; } = [];

        public required Func<PropertyObject, bool> IsCurrent { get; init; }

        /// <summary>Since when the object can exist, where it is new: the time from then until it shows bounds the license's lag.</summary>
        public DateTimeOffset? CreatedSince { get; init; }

        /// <summary>What a state says of the inputs whose calls may not have been made: not that they were.</summary>
        public PropertyObject NotDone() => Rest.Aggregate(PropertyObject.Empty, (o, p) => o.With(p.Name, p.Default ?? PropertyValue.Null));
    }
}
