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
            return await write(_run.WritesCancelled);
        }
        finally
        {
            _run.Collections.RecordWrite(Spec);
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
    /// <param name="isGone">True when the missing object will never come; null where nothing tells.</param>
    /// <param name="cancellationToken">Gives up between calls.</param>
    /// <exception cref="ApiException">The API refused it.</exception>
    public async Task<T> WriteWhenKnownAsync<T>(
        Func<CancellationToken, Task<T>> write,
        Func<ApiException, Task<bool>>? isGone,
        CancellationToken cancellationToken
    )
    {
        var poll = _run.Waiting.Poll(context.Bound);
        while (true)
        {
            try
            {
                return await WriteAsync(write);
            }
            catch (ApiException e) when (_run.Ledger.MayBeTooEarly(Spec.References, e) && !poll.IsOver)
            {
                if (isGone is not null && await isGone(e))
                    throw;
                _run.Log.TooEarly(Spec.Name, context.Name, e.Type, (long)poll.NextDelay.TotalMilliseconds);
                await poll.NextAsync(cancellationToken);
            }
        }
    }

    /// <inheritdoc cref="WriteWhenKnownAsync{T}(Func{CancellationToken, Task{T}}, Func{ApiException, Task{bool}}?, CancellationToken)"/>
    public Task WriteWhenKnownAsync(
        Func<CancellationToken, Task> write,
        Func<ApiException, Task<bool>>? isGone,
        CancellationToken cancellationToken
    ) =>
        WriteWhenKnownAsync(
            async token =>
            {
                await write(token);
                return true;
            },
            isGone,
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
            write,
            e => Task.FromResult(e.Type == ErrorTypes.NotFound && !named.Any(id => _run.Ledger.WasCreated(Spec.Token, id))),
            cancellationToken
        );

    /// <summary>Deletes the object by one call. An object that is not there is never waited for.</summary>
    public Task DeleteAsync(string id, PropertyObject state) => WriteAsync(token => resource.SendDeleteAsync(_run, id, state, token));

    /// <summary>Creates the object.</summary>
    /// <exception cref="ApiException">The API refused it, or its outcome is not known after three attempts.</exception>
    public async Task<CreatedObject> CreateAsync(PropertyObject inputs, CancellationToken cancellationToken)
    {
        var record = await NewRecordAsync(inputs);
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _run.Journal.Put(record);
            try
            {
                return Created(record, await SendCreateAsync(inputs, cancellationToken));
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
                _run.Journal.Put(record with { Id = record.Key });
                return await FoundAsync(record.Key, inputs);
            }
            catch (ApiException)
            {
                _run.Journal.Remove(RecordName);
                throw;
            }
        }
    }

    /// <summary>Looks for the object that a create made whose answer was lost; null when there is none.</summary>
    /// <exception cref="RpcException">Several objects may be the result: the caller would have to guess.</exception>
    public async Task<string?> FindLostCreateAsync(CreateRecord record, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var poll = _run.Waiting.Poll(() => _run.Ledger.LookupBound(context.Bound));
        do
        {
            var list = await _run.Collections.GetAsync(resource, inputs, _run.Collections.Newest, cancellationToken);
            var candidates = list.Objects.Values.Where(o => resource.CanBe(o, record.Key) && !record.KnownIds.Contains(o.Id));
            var (id, undecided) = _run.Journal.Claim(record, candidates.Select(o => o.Id));
            if (id is not null)
            {
                _run.Ledger.RecordCreated(Spec.Token, id);
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
                var list = await _run.Collections.GetAsync(resource, inputs, _run.Collections.Newest, _run.Cancelled);
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

    private Task<CreatedObject> SendCreateAsync(PropertyObject inputs, CancellationToken cancellationToken) =>
        WriteWhenKnownAsync(token => resource.SendCreateAsync(_run, inputs, token), null, cancellationToken);

    private CreatedObject Created(CreateRecord record, CreatedObject created)
    {
        _run.Journal.Put(record with { Id = created.Id });
        _run.Ledger.RecordCreated(Spec.Token, created.Id);
        return created;
    }

    private async Task<CreatedObject> FoundAsync(string id, PropertyObject inputs)
    {
        _run.Ledger.RecordCreated(Spec.Token, id);
        var issued = await resource.CompleteFoundAsync(_run, id, inputs, _run.WritesCancelled);
        return new CreatedObject(id, issued) { WasLost = true };
    }

    private bool WasThereBefore(CreateRecord record) => record.KnownIds.Contains(record.Key, Spec.IdComparer);

    private RpcException Undecided(CreateRecord record, IReadOnlyList<string> ids) =>
        RpcErrors.Create(
            StatusCode.FailedPrecondition,
            $"creating {Spec.Noun} '{context.Name}': an earlier create was cut off, and {ids.Count} objects named '{record.Key}' "
                + $"may be its result (ids {string.Join(", ", ids)}). "
                + $"Import the right one (pulumi import {Spec.Token} {context.Name} <id>) and delete the others in LiveChat."
        );
}
