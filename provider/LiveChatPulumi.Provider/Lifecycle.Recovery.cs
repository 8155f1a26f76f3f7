using System.Collections.Immutable;
using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Journal;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Telemetry;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider;

/// <summary>Objects that exist already: made by a create whose answer was lost, or there before.</summary>
internal sealed partial class Lifecycle
{
    /// <summary>
    /// What became of a create that an earlier process left behind; null when nothing did, or nothing that can be made as
    /// the program says now. What cannot is deleted: it is ours, and no state will ever name it.
    /// </summary>
    private async Task<string?> RecoverAsync(CreateRecord? record, PropertyObject inputs, CancellationToken cancellationToken)
    {
        if (record is null || record.Confirmed || record.Type != Spec.Token)
            return null;
        if (record.Id is null)
            await session
                .Log.WriteAsync(
                    LogSeverity.Info,
                    urn,
                    $"An earlier create of this {Spec.Noun} was cut off. What it may have made is looked for before it is sent again, for {session.LookupBound(Bound).TotalSeconds:0} s at most.",
                    cancellationToken
                )
                .ConfigureAwait(false);
        var id = record.Id ?? await LookUpAsync(record, inputs, cancellationToken).ConfigureAwait(false);
        if (
            id is null
            || await PollAsync(id, inputs, _ => true, session.LookupBound(Bound), cancellationToken).ConfigureAwait(false) is not { } live
        )
            return null;
        if (
            !Spec.Inputs.Any(p =>
                p.Class == PropertyClass.Replace
                && live[p.Name] is { } value
                && inputs[p.Name] is { IsNull: false } input
                && !Sameness.Same(p.Type, value, input)
            )
        )
            return id;
        await session
            .Log.WriteAsync(
                LogSeverity.Info,
                urn,
                $"An earlier run created the {Spec.Noun} '{id}' and was cut off before it was recorded; the program says otherwise now, so it is deleted.",
                cancellationToken
            )
            .ConfigureAwait(false);
        await DeleteAsync(id, live, cancellationToken).ConfigureAwait(false);
        session.Journal.Remove(RecordName);
        return null;
    }

    /// <summary>Looks for what a create made whose answer was lost. Never guesses: several candidates are an error.</summary>
    private async Task<string?> LookUpAsync(CreateRecord record, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var began = session.Time.GetTimestamp();
        for (var delay = FirstWait; ; delay = Longer(delay))
        {
            // What counts is when the list was asked for: an answer that took its time says nothing about later.
            var asked = session.Time.GetElapsedTime(began);
            var alike = (
                await session.Lists.GetAsync(resource, inputs, session.Lists.Newest, cancellationToken).ConfigureAwait(false)
            ).Objects.Values.Where(o => resource.CanBe(o, record.Key) && !record.KnownIds.Contains(o.Id));
            var (id, undecided) = session.Journal.Claim(record, alike.Select(o => o.Id));
            if (id is not null)
            {
                session.NoteCreated(Spec.Token, id);
                session.Log.CreateFound(Spec.Name, name, id);
                return id;
            }

            if (undecided.Count > 0)
            {
                throw RpcErrors.Create(
                    StatusCode.FailedPrecondition,
                    $"creating {Spec.Noun} '{name}': an earlier create was cut off, and {undecided.Count} objects named '{record.Key}' may be its result (ids {string.Join(", ", undecided)}). Import the right one (pulumi import {Spec.Token} {name} <id>) and delete the others in LiveChat."
                );
            }

            if (asked > session.LookupBound(Bound))
                return null;
            await session.Waits.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes over an object that was there before, where the configuration says so; null where it does not, or the object is not as declared.</summary>
    private async Task<PropertyObject?> AdoptExistingAsync(string id, PropertyObject inputs, CancellationToken cancellationToken)
    {
        if (session.Options.Adoption == Adoption.Never)
            return null;
        try
        {
            var live = await resource.ReadAsync(session, id, inputs, session.Lists.Newest, cancellationToken).ConfigureAwait(false);
            if (live is null || (session.Options.Adoption == Adoption.Matching && LiveState.Differences(Spec, inputs, live).Any()))
                return null;
            await session
                .Log.WriteAsync(
                    LogSeverity.Info,
                    urn,
                    $"The license already has the {Spec.Noun} '{id}'; it is taken over, as livechat:adoptExisting says.",
                    cancellationToken
                )
                .ConfigureAwait(false);
            return await TakeOverAsync(id, inputs, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            throw Failures.ToRpc(e, Spec, "taking over", name);
        }
    }

    /// <summary>Takes over an object that an earlier, cut off run created.</summary>
    private async Task<PropertyObject> AdoptAsync(string id, PropertyObject inputs, CancellationToken cancellationToken)
    {
        await session
            .Log.WriteAsync(
                LogSeverity.Info,
                urn,
                $"An earlier run created the {Spec.Noun} '{id}' and was cut off before it was recorded; it is taken over.",
                cancellationToken
            )
            .ConfigureAwait(false);
        return await TakeOverAsync(id, inputs, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Brings an object up to date that this run did not create.</summary>
    private async Task<PropertyObject> TakeOverAsync(string id, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var live =
            await resource.ReadAsync(session, id, inputs, session.Lists.Newest, cancellationToken).ConfigureAwait(false)
            ?? PropertyObject.Empty;
        ImmutableArray<PropertySpec> stale =
        [
            .. Spec.Inputs.Where(p =>
                p.Class == PropertyClass.Input && inputs[p.Name] is { IsNull: false } i && !Sameness.Same(p.Type, i, live[p.Name])
            ),
        ];
        if (!stale.IsEmpty)
            await WriteAsync(() => resource.SendUpdateAsync(session, id, stale, live, inputs, session.WritesCancelled))
                .ConfigureAwait(false);
        var issued = await resource.ReissueAsync(session, id, inputs, session.WritesCancelled).ConfigureAwait(false);
        return await SettleAsync(
                new Written(id, inputs, issued, "taken over") { Changed = stale, IsCurrent = Moved(stale, live, inputs) },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>What this run deleted under the same key has to be gone from the lists first: they would pass it off as what is created now.</summary>
    private async Task WaitUntilGoneAsync(string key, PropertyObject inputs, CancellationToken cancellationToken)
    {
        if (Spec.Identity != Identity.NaturalKey || !session.Lists.IsDeleted(Spec.Token, key))
            return;
        var began = session.Time.GetTimestamp();
        for (var delay = FirstWait; ; delay = Longer(delay))
        {
            var asked = session.Time.GetElapsedTime(began);
            if (
                !(
                    await session.Lists.GetAsync(resource, inputs, session.Lists.Newest, cancellationToken).ConfigureAwait(false)
                ).Objects.ContainsKey(key)
                || asked >= Bound
            )
                return;
            await session.Waits.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
        }
    }
}
