using System.Collections.Immutable;
using Grpc.Core;

namespace LiveChatPulumi.Provider.Run;

/// <summary>Updates of which the engine may not have the answer.</summary>
internal sealed partial class WriteJournal
{
    private Dictionary<string, UpdateRecord> _updates = [];

    /// <summary>The last update of an object of which nothing tells that a state has it; null when there is none.</summary>
    public UpdateRecord? FindUpdate(string type, string id)
    {
        lock (_gate)
        {
            Load(again: false);
            var update = _updates.GetValueOrDefault(UpdateRecord.NameOf(type, id));
            return update?.Owner.IsAnotherState(_owner) == false && update.Owner.IsSameLicense(_owner) ? update : null;
        }
    }

    /// <summary>Writes a record of an update that is about to be sent.</summary>
    /// <param name="urn">The resource.</param>
    /// <param name="type">The type token of the object.</param>
    /// <param name="id">Its id.</param>
    /// <param name="inputs">Names of the inputs that it may change.</param>
    /// <param name="digest">Gives the digest of the inputs that a state has after it, salted with the name of the run.</param>
    /// <exception cref="RpcException">It cannot be written, so the update must not be sent.</exception>
    public Task BeginUpdateAsync(string urn, string type, string id, ImmutableArray<string> inputs, Func<string, string> digest)
    {
        lock (_gate)
        {
            Load(again: false);
            var record = new UpdateRecord(urn, type, id, _time.GetUtcNow(), _run, inputs, digest(_run)) { Owner = _owner };
            _updates[record.Name] = record;
            return _log.SetAsync(record.Name, _owner.WriteTo(record.Write()), toDisk: true);
        }
    }

    /// <summary>Forgets an update: it was refused, a state has it, or its object is gone.</summary>
    public Task ForgetUpdateAsync(string type, string id)
    {
        lock (_gate)
        {
            Load(again: false);
            var name = UpdateRecord.NameOf(type, id);
            return _updates.Remove(name) ? EndAsync(name) : Task.CompletedTask;
        }
    }

    /// <summary>Ends the records of this run's updates whose answers the engine has.</summary>
    private IEnumerable<Task> EndSavedUpdates() =>
        _updates.Values.Where(u => u.Run == _run && IsSaved(u.Urn)).ToList().Select(u => ForgetUpdateAsync(u.Type, u.Id));
}
