using System.Collections.Immutable;
using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>
/// Makes the write calls of one object so that none is doubled and nothing is lost: a create is on record before it is
/// sent, a create whose answer is lost is looked up before it is sent again, and a call that names an object which this run
/// has just created is repeated until the license knows that object.
/// </summary>
internal sealed class ObjectWriter(ObjectResource resource, ResourceContext context)
{
    private const int CreateAttempts = 3;

    private readonly ProviderRun _run = context.Run;

    /// <summary>The name under which the journal has the object.</summary>
    public string RecordName
    {
        get => field ?? context.Urn;
        init;
    }

    private ResourceSpec Spec => resource.Spec;

    /// <summary>Makes one write call; afterwards older lists are out of date, whatever came of the call.</summary>
    /// <exception cref="ApiException">The API refused it, or its outcome is not known.</exception>
    public async Task<T> WriteAsync<T>(Func<CancellationToken, Task<T>> write)
    {
        try
        {
            return await write(context.Writes);
        }
        catch (Exception e) when (Answers.IsUnreadable(e))
        {
            throw Answers.Unreadable(resource.Actions[0], e.Message, e);
        }
        finally
        {
            _run.Collections.RecordWrite(Spec);
            _run.Ledger.RecordWrite();
        }
    }

    /// <inheritdoc cref="WriteAsync{T}(Func{CancellationToken, Task{T}})"/>
    public Task WriteAsync(Func<CancellationToken, Task> write) =>
        WriteAsync(async token =>
        {
            await write(token);
            return true;
        });

    /// <summary>Makes a write call, and repeats it while it fails because the license does not know yet what this run created.</summary>
    /// <param name="write">Makes the call.</param>
    /// <param name="named">Texts that the call carries, the ids that it names among them.</param>
    /// <param name="isGone">True when the missing object will never come; null where nothing tells.</param>
    /// <param name="cancellationToken">Gives up between calls.</param>
    /// <exception cref="ApiException">The API refused it.</exception>
    public async Task<T> WriteWhenKnownAsync<T>(
        Func<CancellationToken, Task<T>> write,
        IEnumerable<string> named,
        Func<ApiException, Task<bool>>? isGone,
        CancellationToken cancellationToken
    )
    {
        var poll = _run.Waiting.Poll(context.Bound);
        IDisposable? repeating = null;
        try
        {
            while (true)
            {
                try
                {
                    return await WriteAsync(write);
                }
                catch (ApiException e) when (!poll.IsOver && TooNew(named, e) is { Length: > 0 } objects)
                {
                    if (isGone is not null && await isGone(e))
                        throw;
                    repeating ??= await _run.EarlyCalls.BeginAsync(objects, cancellationToken);
                    if (repeating is null)
                    {
                        poll.Asked();
                        continue;
                    }

                    _run.Log.TooEarly(Spec.Name, context.Name, e.Type, (long)poll.NextDelay.TotalMilliseconds);
                    await _run.EarlyCalls.WaitAsync(poll, cancellationToken);
                }
            }
        }
        finally
        {
            repeating?.Dispose();
        }
    }

    /// <summary>Updates the object; repeats the call while the license does not know the object yet, or another that it names.</summary>
    /// <exception cref="ApiException">The API refused it.</exception>
    public Task UpdateAsync(ObjectUpdate update, CancellationToken cancellationToken) =>
        WriteWhenKnownAsync(
            async token =>
            {
                await resource.SendUpdateAsync(_run, update, token);
                return true;
            },
            Texts(update.News).Append(update.Id),
            // The missing object may also be the one that is to be changed.
            async _ =>
                (
                    !_run.Ledger.MayBeMissing(Spec.Token, update.Id)
                    && await resource.ReadAsync(_run, update.Id, update.News, _run.Collections.Newest, cancellationToken) is null
                ) || await NamesMissingAsync(update.News, cancellationToken),
            cancellationToken
        );

    /// <summary>
    /// Changes the object by a call that names it or others. A missing object is waited for only where this run created it.
    /// </summary>
    /// <param name="named">Ids of the objects that the call names.</param>
    /// <param name="write">Makes the call.</param>
    /// <param name="cancellationToken">Gives up between calls.</param>
    public Task ChangeAsync(IReadOnlyCollection<string> named, Func<CancellationToken, Task> write, CancellationToken cancellationToken) =>
        WriteWhenKnownAsync(
            async token =>
            {
                await write(token);
                return true;
            },
            named,
            e => Task.FromResult(e.Type == ErrorTypes.NotFound && !named.Any(id => _run.Ledger.MayBeMissing(Spec.Token, id))),
            cancellationToken
        );

    /// <summary>Deletes the object. One that is not there is waited for only where it is so new that the license may not know it.</summary>
    public async Task DeleteAsync(string id, PropertyObject state, CancellationToken cancellationToken)
    {
        var poll = _run.Waiting.Poll(() => _run.Ledger.LookupBound(Spec.Token, context.Bound));
        while (true)
        {
            try
            {
                await WriteAsync(token => resource.SendDeleteAsync(_run, id, state, token));
                return;
            }
            catch (ApiException e) when (e.IsNotFound && !poll.IsOver && _run.Ledger.Unseen(Spec.Token, id) is { IsNew: true })
            {
                _run.Log.TooEarly(Spec.Name, context.Name, e.Type, (long)poll.NextDelay.TotalMilliseconds);
                await poll.NextAsync(cancellationToken);
            }
        }
    }

    /// <summary>Creates the object.</summary>
    /// <exception cref="ApiException">The API refused it, or its outcome is not known after three attempts.</exception>
    public async Task<CreatedObject> CreateAsync(PropertyObject inputs, CancellationToken cancellationToken)
    {
        var record = await NewRecordAsync(inputs);
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await _run.Journal.PutAsync(record);
            try
            {
                using var underWay = _run.Journal.BeginCreate(record);
                return await SendCreateAsync(record, inputs, cancellationToken);
            }
            catch (ApiException e) when (e.OutcomeUnknown)
            {
                _run.Log.CreateLost(Spec.Name, context.Name, attempt);
                if (await FindLostCreateAsync(record, inputs, cancellationToken) is { } id)
                    return await FoundAsync(id, inputs);
                if (attempt == CreateAttempts)
                    throw;
            }
            catch (ApiException e) when (e.Type == ErrorTypes.AlreadyExists && attempt > 1 && !WasThereBefore(record))
            {
                // An earlier attempt that was not answered created it.
                await _run.Journal.PutAsync(record with { Id = record.Key });
                return await FoundAsync(record.Key, inputs);
            }
            catch (ApiException)
            {
                await _run.Journal.RemoveAsync(RecordName);
                throw;
            }
        }
    }

    /// <summary>Looks for the object that a create made whose answer was lost; null when there is none.</summary>
    /// <exception cref="RpcException">Several objects may be the result: the caller would have to guess.</exception>
    public async Task<string?> FindLostCreateAsync(CreateRecord record, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var poll = _run.Waiting.Poll(() => _run.Ledger.LookupBound(Spec.Token, context.Bound));
        do
        {
            var list = await _run.Collections.GetAsync(resource, inputs, _run.Collections.Newest, cancellationToken);
            var candidates = list
                .Objects.Values.Where(o => resource.CanBe(o, record.Key))
                .Select(o => o.Id)
                .Where(id => !record.KnownIds.Contains(id) && !_run.Ledger.IsManaged(Spec.Token, id))
                .ToList();
            var (id, undecided) = await _run.Journal.ClaimAsync(record, candidates, poll.IsOver, cancellationToken);
            if (id is not null)
            {
                _run.Ledger.RecordCreated(Spec.Token, id, sent: null);
                _run.Log.CreateFound(Spec.Name, context.Name, id);
                return id;
            }

            if (undecided.Count > 0)
                throw Undecided(record, undecided);
        } while (await poll.NextAsync(cancellationToken));
        return null;
    }

    private async Task<CreateRecord> NewRecordAsync(PropertyObject inputs)
    {
        var key = resource.CreateKey(inputs);
        var baseline = await _run.Ledger.BaselineAsync(
            Spec.Token + inputs.Text("ownerClientId"),
            async () =>
            {
                var list = await _run.Collections.GetAsync(resource, inputs, 0, _run.Cancelled);
                return [.. list.Objects.Keys];
            }
        );

        // Where the key is the id, no other object can be meant.
        var known = Spec.Identity == Identity.NaturalKey ? baseline.Where(id => Spec.IdComparer.Equals(id, key)) : baseline;
        return new CreateRecord(
            RecordName,
            Spec.Token,
            key,
            [.. known.Where(id => !_run.Ledger.WasDeleted(Spec.Token, id))],
            null,
            false,
            _run.Time.GetUtcNow()
        );
    }

    private async Task<CreatedObject> SendCreateAsync(CreateRecord record, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var sent = _run.Time.GetUtcNow();
        var created = await WriteWhenKnownAsync(
            token =>
            {
                sent = _run.Time.GetUtcNow();
                return resource.SendCreateAsync(_run, inputs, token);
            },
            Texts(inputs),
            async _ => await NamesMissingAsync(inputs, cancellationToken),
            cancellationToken
        );
        await _run.Journal.PutAsync(record with { Id = created.Id });
        _run.Ledger.RecordCreated(Spec.Token, created.Id, sent);
        return created;
    }

    /// <summary>True where the inputs name an object that is not on its way: no repetition of the call helps.</summary>
    private async Task<bool> NamesMissingAsync(PropertyObject inputs, CancellationToken cancellationToken)
    {
        foreach (var named in NamedObjects.In(Spec, inputs))
            if (await NamedObjects.IsMissingAsync(context, named, cancellationToken))
                return true;
        return false;
    }

    private async Task<CreatedObject> FoundAsync(string id, PropertyObject inputs)
    {
        _run.Ledger.RecordCreated(Spec.Token, id, sent: null);
        var issued = await resource.CompleteFoundAsync(_run, id, inputs, context.Writes);
        return new CreatedObject(id, issued);
    }

    /// <summary>The objects for which a call may have failed because they are so new that the license does not know them yet.</summary>
    private string TooNew(IEnumerable<string> named, ApiException e)
    {
        ImmutableArray<string> types = [.. Spec.References, Spec.Token];
        var texts = new HashSet<string>(named, StringComparer.OrdinalIgnoreCase);
        return string.Join('\n', _run.Ledger.TooNew(types, texts, e).Order(StringComparer.Ordinal));
    }

    /// <summary>All texts of a value: names of members, and scalars.</summary>
    public static IEnumerable<string> Texts(PropertyValue value) =>
        value.Unwrapped switch
        {
            PropertyObject o => o.Members.SelectMany(m => Texts(m.Value).Prepend(m.Key)),
            PropertyArray a => a.Items.SelectMany(Texts),
            PropertyNull => [],
            var scalar => [scalar.ToString()],
        };

    private bool WasThereBefore(CreateRecord record) => record.KnownIds.Contains(record.Key, Spec.IdComparer);

    private RpcException Undecided(CreateRecord record, IReadOnlyList<string> ids) =>
        RpcErrors.Create(
            StatusCode.FailedPrecondition,
            $"creating {Spec.Noun} '{context.Name}': an earlier create was cut off, and {ids.Count} objects named '{record.Key}' "
                + $"may be its result (ids {string.Join(", ", ids)}). "
                + $"Import the right one (pulumi import {Spec.Token} {context.Name} <id>) and delete the others in LiveChat."
        );
}
