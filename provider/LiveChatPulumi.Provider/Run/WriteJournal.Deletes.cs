using Grpc.Core;

namespace LiveChatPulumi.Provider.Run;

/// <summary>Deletes that were sent, or that a replacement leaves to be sent.</summary>
internal sealed partial class WriteJournal
{
    private Dictionary<string, DeleteRecord> _deletes = [];

    /// <summary>The delete of a resource's object that an earlier run began; null when there is none.</summary>
    public DeleteRecord? FindDelete(string urn, string id)
    {
        lock (_gate)
        {
            Load(again: false);
            return _deletes.GetValueOrDefault(DeleteRecord.NameOf(urn, id)) is { } record && !record.Owner.IsAnotherState(_owner)
                ? record
                : null;
        }
    }

    /// <summary>Deletes of objects that were answered after a moment.</summary>
    public IReadOnlyCollection<DeleteRecord> AnsweredDeletes(DateTimeOffset after)
    {
        lock (_gate)
        {
            Load(again: false);
            return
            [
                .. _deletes.Values.Where(d => d is { IsAnswered: true, Removes: true } && d.At > after && d.Owner.IsSameLicense(_owner)),
            ];
        }
    }

    /// <summary>Writes a record of a delete that is about to be sent.</summary>
    /// <exception cref="RpcException">It cannot be written, so the delete must not be sent.</exception>
    public Task BeginDeleteAsync(string urn, string type, string id, bool removes)
    {
        lock (_gate)
        {
            return SetAsync(
                new DeleteRecord(urn, type, id, _time.GetUtcNow(), IsAnswered: false, removes)
                {
                    IsOwed = FindDelete(urn, id) is { IsOwed: true },
                }
            );
        }
    }

    /// <summary>Records that a delete was answered.</summary>
    public async Task AnswerDeleteAsync(string urn, string id)
    {
        Task written;
        lock (_gate)
            written = FindDelete(urn, id) is { } begun
                ? SetAsync(begun with { At = _time.GetUtcNow(), IsAnswered = true })
                : Task.CompletedTask;
        try
        {
            await written;
        }
        catch (RpcException)
        {
            // The delete is done; the next run finds the object gone.
        }
    }

    /// <summary>Takes a delete back that was refused; one that is owed stays so.</summary>
    public Task RefuseDeleteAsync(string urn, string id)
    {
        lock (_gate)
            return FindDelete(urn, id) is { IsOwed: true } owed ? SetAsync(owed with { IsSent = false }) : ForgetDeleteAsync(urn, id);
    }

    /// <summary>
    /// Writes a record of an object that its resource is about to have a successor of: the engine deletes it last, and no call of the
    /// engine tells a later run that it still has to.
    /// </summary>
    /// <exception cref="RpcException">It cannot be written, so the successor must not be created.</exception>
    public Task OweDeleteAsync(string urn, string type, string id)
    {
        lock (_gate)
        {
            Load(again: false);
            var record = new DeleteRecord(urn, type, id, _time.GetUtcNow(), IsAnswered: false, Removes: true)
            {
                IsOwed = true,
                IsSent = false,
            };
            return SetAsync(record);
        }
    }

    /// <summary>Forgets that an object has to be deleted, where no delete was sent: it is the resource's own again.</summary>
    public Task ForgetOwedAsync(string urn, string id)
    {
        lock (_gate)
            return FindDelete(urn, id) is { IsSent: false } ? ForgetDeleteAsync(urn, id) : Task.CompletedTask;
    }

    /// <summary>Forgets a delete: it was refused, or what it left undone is done.</summary>
    public Task ForgetDeleteAsync(string urn, string id)
    {
        lock (_gate)
        {
            Load(again: false);
            var name = DeleteRecord.NameOf(urn, id);
            return _deletes.Remove(name) ? EndAsync(name) : Task.CompletedTask;
        }
    }

    private Task SetAsync(DeleteRecord record)
    {
        record = record with { Owner = _owner };
        _deletes[record.Name] = record;
        return _log.SetAsync(record.Name, _owner.WriteTo(record.Write()), toDisk: !record.IsAnswered);
    }
}
