using System.Text.Json.Nodes;
using Grpc.Core;
using PluginProtocol.Rpc;

namespace LiveChatPulumi.Provider.Run;

/// <summary>
/// The write-ahead record of creates, updates and deletes, per license, under Pulumi's home folder. The engine keeps no trace of a create
/// whose provider died; this does. A record outlives its answer until a later call shows that the engine's state holds the id, because
/// the engine may die with the answer unsaved. Of a run that ended in order the engine has the answers: its answered records tell objects
/// apart, but nothing is taken over by them. A delete that was answered is remembered while lists may still show its object.
/// </summary>
internal sealed partial class WriteJournal : IDisposable
{
    // A record that nothing confirmed for so long belongs to a stack that is gone.
    private static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private const string IsNote = "note";

    // An answered delete that no state has shown for so long is one that the state was told of.
    private static readonly TimeSpan RetentionOfDeletes = TimeSpan.FromDays(7);

    private readonly Lock _gate = new();
    private readonly EntryLog _log;
    private readonly JournalOwner _owner;
    private readonly TimeProvider _time;
    private CreateRecords? _records;
    private Dictionary<string, (Task Written, DateTimeOffset? At)> _notes = [];

    /// <param name="folder">The folder of all records for one address of the API.</param>
    /// <param name="owner">Whose records this run writes.</param>
    /// <param name="time">The clock.</param>
    public WriteJournal(string folder, JournalOwner owner, TimeProvider time) =>
        (Folder, _log, _owner, _time, _began) = (folder, new EntryLog(folder), owner, time, time.GetUtcNow());

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The license whose records this run writes.</summary>
    public string License => _owner.License;

    /// <summary>The record of a resource whose object may be in no state, or null.</summary>
    public CreateRecord? Find(string name)
    {
        lock (_gate)
            return Records.Find(name) is { } record && !record.Owner.IsAnotherState(_owner) && IsLost(record) ? record : null;
    }

    /// <summary>The records that another state of the same project and stack left of a resource and of its parts.</summary>
    public IReadOnlyList<CreateRecord> OfAnotherState(string urn)
    {
        lock (_gate)
            return [.. Records.Values.Where(r => r.Owner.IsAnotherState(_owner) && IsOf(r.Name, urn))];
    }

    /// <summary>
    /// True for an object that a create on record made. The answered create of the asking resource itself counts only where its run did
    /// not end in order: otherwise a state had the object, which may be another stack's by now.
    /// </summary>
    public bool Owns(string type, string id, string urn)
    {
        lock (_gate)
            return Made(type, id).Any(r => IsLost(r) || !IsOf(r.Name, urn));
    }

    /// <summary>True while another resource's create of an object that is just like it has no answer.</summary>
    public bool IsCreating(string type, string key, string urn)
    {
        lock (_gate)
            return Records.Values.Any(r => r.Type == type && r.Key == key && r.Id is null && r.Name != urn);
    }

    /// <summary>
    /// Records whose names begin with a text, those of the parts of one resource, as far as their objects may be in no state.
    /// </summary>
    public IReadOnlyList<CreateRecord> Under(string prefix)
    {
        lock (_gate)
            return
            [
                .. Records
                    .Values.Where(r => r.Name.StartsWith(prefix, StringComparison.Ordinal) && !r.Owner.IsAnotherState(_owner) && IsLost(r))
                    .OrderBy(r => r.Name, StringComparer.Ordinal),
            ];
    }

    /// <summary>Writes a record; one of a create that is still to be sent is on the disk when this ends.</summary>
    /// <exception cref="RpcException">It cannot be written, so the create must not be sent.</exception>
    public async Task PutAsync(CreateRecord record)
    {
        try
        {
            Task written;
            lock (_gate)
                written = SetAsync(record);
            await written;
        }
        catch (RpcException) when (record.Id is not null)
        {
            // The answer is worth more than its record: the next run finds the object by the record that was written before.
        }
        catch (RpcException)
        {
            lock (_gate)
                _records?.Remove(record.Name);
            throw;
        }
    }

    /// <summary>Forgets a resource's record.</summary>
    public Task RemoveAsync(string name)
    {
        lock (_gate)
            return Records.Remove(name) ? EndAsync(name) : Task.CompletedTask;
    }

    /// <summary>
    /// Notes that the engine's state holds this id, under whichever name. Its record goes, unless another create of its type is still open:
    /// then its id keeps telling that other object apart.
    /// </summary>
    /// <param name="type">The type token of the object.</param>
    /// <param name="id">Its id.</param>
    /// <param name="urn">The resource: its own record ends whatever state it came from.</param>
    public void Confirm(string type, string id, string urn)
    {
        lock (_gate)
        {
            var own = Records.Of(type, id).Where(r => r.Name.StartsWith(urn, StringComparison.Ordinal));
            foreach (var record in Made(type, id).Union(own).Where(r => !r.Confirmed).ToList())
                _ = Records.HasOpen(type) ? PutAsync(record with { Confirmed = true }) : RemoveAsync(record.Name);
        }
    }

    /// <summary>Forgets who made or had an object, and that it has to be deleted: it is gone.</summary>
    public void Forget(string type, string id)
    {
        lock (_gate)
        {
            foreach (var record in Made(type, id).ToList())
                _ = RemoveAsync(record.Name);
            ForgetHeld(type, id);
            foreach (var owed in _deletes.Values.Where(d => !d.IsSent && d.Type == type && d.Id == id).ToList())
                _ = ForgetDeleteAsync(owed.Urn, id);
        }
    }

    /// <summary>True where a run noted something for the runs after it.</summary>
    public bool HasNote(string note)
    {
        note = NoteOf(note);
        lock (_gate)
        {
            Load(again: false);
            return _notes.ContainsKey(note);
        }
    }

    /// <summary>The moment that a run noted, by LiveChat's clock; null for none.</summary>
    public DateTimeOffset? NotedAt(string note)
    {
        note = NoteOf(note);
        lock (_gate)
        {
            Load(again: false);
            return _notes.GetValueOrDefault(note).At;
        }
    }

    /// <summary>Notes something for the runs after this one, until it is taken back; one with a moment ends by itself.</summary>
    public Task NoteAsync(string note, DateTimeOffset? at = null)
    {
        note = NoteOf(note);
        lock (_gate)
        {
            Load(again: false);
            if (at is null && _notes.TryGetValue(note, out var noted) && !noted.Written.IsFaulted)
                return noted.Written;
            var content = new JsonObject { [IsNote] = true };
            if (at is { } moment)
                content["at"] = moment;
            var written = _log.SetAsync(note, content, toDisk: true);
            _notes[note] = (written, at);
            return written;
        }
    }

    /// <summary>Takes a note back.</summary>
    public Task RemoveNoteAsync(string note)
    {
        note = NoteOf(note);
        lock (_gate)
        {
            Load(again: false);
            return _notes.Remove(note) ? EndAsync(note) : Task.CompletedTask;
        }
    }

    /// <inheritdoc cref="EntryLog.WrittenAsync"/>
    public Task WrittenAsync() => _log.WrittenAsync();

    /// <inheritdoc/>
    public void Dispose() => _log.Dispose();

    private IEnumerable<CreateRecord> Made(string type, string id) => Records.Of(type, id).Where(r => r.Owner.IsSameLicense(_owner));

    private string NoteOf(string note) => $"{note} {_owner.License}";

    private CreateRecords Records
    {
        get
        {
            Load(again: false);
            return _records!;
        }
    }

    private Task SetAsync(CreateRecord record) => StoreAsync(record with { Owner = _owner, Run = _run });

    private Task StoreAsync(CreateRecord record)
    {
        Records.Set(record);
        foreach (var delete in _deletes.Values.Where(d => d.Type == record.Type && d.Id == record.Id).ToList())
            _ = ForgetDeleteAsync(delete.Urn, delete.Id);

        // Before the create, the record has to survive whatever happens; the id that came of it can be found again.
        return _log.SetAsync(record.Name, _owner.WriteTo(record.Write()), toDisk: record.Id is null);
    }

    /// <summary>Ends an entry. One whose end cannot be written costs the next run a look-up, and no more.</summary>
    private Task EndAsync(string name) => WriteQuietlyAsync(name, null);

    private Task WriteQuietlyAsync(string name, JsonObject? content) =>
        _log.SetAsync(name, content, toDisk: false)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
}
