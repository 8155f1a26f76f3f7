using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Journal;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Grpc;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider;

/// <summary>
/// Creates, reads, updates and deletes any resource so that nothing is doubled and nothing is lost: looks before it
/// creates, waits until a write shows, and reports what exists even when something after it failed.
/// </summary>
internal sealed class Lifecycle(Session session, ManagedResource resource, string urn, string name)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private ResourceSpec Spec => resource.Spec;

    private static TimeSpan Longer(TimeSpan wait) => wait * 2 < LongestWait ? wait * 2 : LongestWait;

    public async Task<(string Id, PropertyObject Outputs)> CreateAsync(PropertyObject inputs, CancellationToken cancellationToken)
    {
        var key = resource.CreateKey(inputs);
        try
        {
            var id = await RecoverAsync(session.Journal.Find(urn), cancellationToken).ConfigureAwait(false);
            if (id is not null) return (id, await AdoptAsync(id, inputs, cancellationToken).ConfigureAwait(false));
            var created = await SendCreateAsync(key, inputs, cancellationToken).ConfigureAwait(false);
            session.NoteCreated(Spec.Token, created.Id);
            return (created.Id, await SettleAsync(created.Id, inputs, created.Issued, _ => true, "created", cancellationToken).ConfigureAwait(false));
        }
        catch (ApiException e) when (e.Type == ErrorTypes.AlreadyExists && Spec.NaturalKey is not null)
        {
            session.Journal.Remove(urn);
            throw new RpcException(StatusCode.AlreadyExists, $"creating {Spec.Noun} '{name}': the license already has the {Spec.Noun} '{key}', and this stack does not own it. Import it (pulumi import {Spec.Token} {name} '{key}'), or remove it in LiveChat first.");
        }
        catch (ApiException e)
        {
            throw Failures.ToRpc(e, Spec, "creating", name);
        }
    }

    public async Task<PropertyObject?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var live = await resource.ReadAsync(session, id, cancellationToken).ConfigureAwait(false);
            return live is null && session.WasCreatedHere(Spec.Token, id)
                ? await PollAsync(id, _ => true, session.Options.PropagationBound, cancellationToken).ConfigureAwait(false)
                : live;
        }
        catch (ApiException e)
        {
            throw Failures.ToRpc(e, Spec, "reading", name);
        }
    }

    public async Task<PropertyObject> UpdateAsync(string id, PropertyObject oldOutputs, PropertyObject oldInputs, PropertyObject inputs, CancellationToken cancellationToken)
    {
        ImmutableArray<PropertySpec> changed = [.. InputDiff.Compare(Spec, oldInputs, inputs).Select(c => c.Property).Distinct()];
        try
        {
            // Equal inputs mean that an earlier run ended before the object was ready: look again, write nothing.
            if (!changed.IsEmpty) await RetryMissingGroupsAsync(id, () => resource.SendUpdateAsync(session, id, changed, inputs, session.WritesCancelled), cancellationToken).ConfigureAwait(false);
            var issued = ManagedResource.AsksToReissue(changed, inputs) ? await resource.ReissueAsync(session, id, inputs, session.WritesCancelled).ConfigureAwait(false) : oldOutputs;
            return await SettleAsync(id, inputs, issued, Moved(changed, oldInputs, inputs), "updated", cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Type == ErrorTypes.NotFound)
        {
            throw new RpcException(StatusCode.NotFound, $"updating {Spec.Noun} '{name}': the license has no {Spec.Noun} '{id}' any more. Run refresh: the next up creates it again.");
        }
        catch (ApiException e)
        {
            throw Failures.ToRpc(e, Spec, "updating", name);
        }
    }

    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        if (resource.KeepInstead(id) is { } reason)
        {
            await session.Log.WriteAsync(LogSeverity.Warning, urn, reason, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await resource.SendDeleteAsync(session, id, session.WritesCancelled).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // Gone is what was asked for.
        }
        catch (ApiException e)
        {
            throw Failures.ToRpc(e, Spec, "deleting", name);
        }

        if (session.Journal.Find(urn)?.Id == id) session.Journal.Remove(urn);
    }

    private async Task<CreatedObject> SendCreateAsync(string key, PropertyObject inputs, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<string> baseline = Spec.NaturalKey is null
            ? await session.BaselineAsync(Spec.Token, async () => [.. (await resource.ListAsync(session, session.WritesCancelled).ConfigureAwait(false)).Select(o => o.Id)]).ConfigureAwait(false)
            : [];
        var record = new CreateRecord(urn, Spec.Token, key, [.. baseline], null, false, session.Time.GetUtcNow());
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            session.Journal.Put(record);
            try
            {
                var created = await RetryMissingGroupsAsync(null, () => resource.SendCreateAsync(session, inputs, session.WritesCancelled), cancellationToken).ConfigureAwait(false);
                session.Journal.Put(record with { Id = created.Id });
                return created;
            }
            catch (ApiException e) when (e.OutcomeUnknown)
            {
                if (await LookUpAsync(record, cancellationToken).ConfigureAwait(false) is { } found) return new CreatedObject(found, await resource.ReissueAsync(session, found, inputs, session.WritesCancelled).ConfigureAwait(false));
                if (attempt == 3) throw;
            }
            catch (ApiException)
            {
                session.Journal.Remove(urn);
                throw;
            }
        }
    }

    /// <summary>What became of a create that an earlier process left behind; null when nothing did.</summary>
    private async Task<string?> RecoverAsync(CreateRecord? record, CancellationToken cancellationToken)
    {
        if (record is null || record.Confirmed || record.Type != Spec.Token) return null;
        if (record.Id is null) return await LookUpAsync(record, cancellationToken).ConfigureAwait(false);
        return await resource.ReadAsync(session, record.Id, cancellationToken).ConfigureAwait(false) is null ? null : record.Id;
    }

    /// <summary>Looks for what a create made whose answer was lost. Never guesses: several candidates are an error.</summary>
    private async Task<string?> LookUpAsync(CreateRecord record, CancellationToken cancellationToken)
    {
        var began = session.Time.GetTimestamp();
        for (var delay = FirstWait; ; delay = Longer(delay))
        {
            var alike = (await resource.ListAsync(session, cancellationToken).ConfigureAwait(false)).Where(o => resource.CanBe(o, record.Key) && !record.KnownIds.Contains(o.Id));
            var (id, undecided) = session.Journal.Claim(record, alike.Select(o => o.Id));
            if (id is not null)
            {
                session.NoteCreated(Spec.Token, id);
                return id;
            }

            if (undecided.Count > 0)
            {
                throw new RpcException(StatusCode.FailedPrecondition, $"creating {Spec.Noun} '{name}': an earlier create was cut off, and {undecided.Count} objects named '{record.Key}' may be its result (ids {string.Join(", ", undecided)}). Import the right one (pulumi import {Spec.Token} {name} <id>) and delete the others in LiveChat.");
            }

            if (session.Time.GetElapsedTime(began) + delay > session.Options.LookupBound) return null;
            await Task.Delay(delay, session.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes over an object that an earlier, cut off run created, and brings it up to date.</summary>
    private async Task<PropertyObject> AdoptAsync(string id, PropertyObject inputs, CancellationToken cancellationToken)
    {
        await session.Log.WriteAsync(LogSeverity.Info, urn, $"An earlier run created the {Spec.Noun} '{id}' and was cut off before it was recorded; it is taken over.", cancellationToken).ConfigureAwait(false);
        var live = await resource.ReadAsync(session, id, cancellationToken).ConfigureAwait(false) ?? PropertyObject.Empty;
        ImmutableArray<PropertySpec> stale = [.. Spec.Inputs.Where(p => p.Class == PropertyClass.Input && inputs[p.Name] is { IsNull: false } i && !Sameness.Same(p.Type, i, live[p.Name]))];
        if (!stale.IsEmpty) await resource.SendUpdateAsync(session, id, stale, inputs, session.WritesCancelled).ConfigureAwait(false);
        var issued = await resource.ReissueAsync(session, id, inputs, session.WritesCancelled).ConfigureAwait(false);
        return await SettleAsync(id, inputs, issued, Moved(stale, live, inputs), "taken over", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until reads show what was written; if they do not in time, the object is reported as existing but not ready.</summary>
    private async Task<PropertyObject> SettleAsync(string id, PropertyObject inputs, PropertyObject issued, Func<PropertyObject, bool> isCurrent, string done, CancellationToken cancellationToken)
    {
        string reason;
        PropertyObject? live = null;
        try
        {
            live = await PollAsync(id, isCurrent, session.Options.PropagationBound, cancellationToken).ConfigureAwait(false);
            if (live is not null && isCurrent(live))
            {
                await WarnOfDifferencesAsync(inputs, live, cancellationToken).ConfigureAwait(false);
                return LiveState.Outputs(Spec, LiveState.WithIssued(Spec, live, issued), inputs);
            }

            reason = $"not visible in LiveChat within {session.Options.PropagationBound.TotalSeconds:0} s";
        }
        catch (OperationCanceledException)
        {
            reason = session.Cancelled.IsCancellationRequested ? "the run was cancelled before LiveChat showed it" : "the operation's time ran out before LiveChat showed it";
        }
        catch (ApiException e)
        {
            reason = "reading it back failed: " + e.Message;
        }

        var detail = new ErrorResourceInitFailed { Id = id, Properties = StructCodec.Write(LiveState.Outputs(Spec, LiveState.WithIssued(Spec, live ?? PropertyObject.Empty, issued), inputs)) };
        detail.Reasons.Add($"{Spec.Noun} '{name}' was {done} (id {id}), but {reason}. It is kept in the state; the next up looks again and writes nothing twice.");
        throw RpcException.InitFailed(detail);
    }

    /// <summary>
    /// True once no changed property shows its old value any more. A server may keep a value in a form of its own: then
    /// waiting for exactly what was sent would never end.
    /// </summary>
    private static Func<PropertyObject, bool> Moved(ImmutableArray<PropertySpec> changed, PropertyObject before, PropertyObject inputs) => live => changed
        .Where(p => p is { Class: PropertyClass.Input, MayBeIgnored: false } && inputs[p.Name] is { IsNull: false } && live[p.Name] is not null)
        .All(p => Sameness.Same(p.Type, live[p.Name], inputs[p.Name]) || !Sameness.Same(p.Type, live[p.Name], before[p.Name] ?? p.Default));

    private async Task WarnOfDifferencesAsync(PropertyObject inputs, PropertyObject live, CancellationToken cancellationToken)
    {
        foreach (var property in LiveState.Differences(Spec, inputs, live))
        {
            var kept = inputs[property.Name]!.ContainsSecret ? "another value than was sent" : $"{live[property.Name]} where {inputs[property.Name]} was sent";
            await session.Log.WriteAsync(LogSeverity.Warning, urn, $"LiveChat keeps {kept} as {property.Name} of the {Spec.Noun}. Write into the program what LiveChat keeps, or a refresh will show a difference.", cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<PropertyObject?> PollAsync(string id, Func<PropertyObject, bool> isReady, TimeSpan bound, CancellationToken cancellationToken)
    {
        var began = session.Time.GetTimestamp();
        for (var delay = FirstWait; ; delay = Longer(delay))
        {
            var live = await resource.ReadAsync(session, id, cancellationToken).ConfigureAwait(false);
            if (live is not null && isReady(live)) return live;
            if (session.Time.GetElapsedTime(began) + delay > bound) return live;
            await Task.Delay(delay, session.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A group that this run created may not be known everywhere yet; then, and only then, a missing group is waited for.</summary>
    private async Task<T> RetryMissingGroupsAsync<T>(string? id, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        var began = session.Time.GetTimestamp();
        for (var delay = FirstWait; ; delay = Longer(delay))
        {
            try
            {
                return await send().ConfigureAwait(false);
            }
            catch (ApiException e) when (e.IsNotFound && session.HasCreated("livechat:index:Group") && session.Time.GetElapsedTime(began) + delay <= session.Options.PropagationBound)
            {
                // What is missing may also be the object itself.
                if (id is not null && await resource.ReadAsync(session, id, cancellationToken).ConfigureAwait(false) is null) throw;
                await Task.Delay(delay, session.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task RetryMissingGroupsAsync(string id, Func<Task> send, CancellationToken cancellationToken) => RetryMissingGroupsAsync(
        id,
        async () =>
        {
            await send().ConfigureAwait(false);
            return true;
        },
        cancellationToken);
}
