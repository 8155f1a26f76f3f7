using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.Provider.Run;

/// <summary>
/// The write-ahead record of creates: one small file a resource, per license, under Pulumi's home folder. The engine
/// keeps no trace of a create whose provider died; this does. A record outlives its answer until a later call shows
/// that the engine's state holds the id, because the engine may die with the answer unsaved.
/// </summary>
internal sealed class CreateJournal
{
    // A record that nothing confirmed for so long belongs to a stack that is gone.
    private static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly TimeProvider _time;
    private Dictionary<string, CreateRecord>? _records;

    public CreateJournal(string pulumiHome, string license, TimeProvider time)
    {
        _folder = Path.Combine(pulumiHome, "livechat", "creates", Digest(license)[..16]);
        _time = time;
    }

    /// <summary>The record of a resource, or null.</summary>
    public CreateRecord? Find(string urn)
    {
        lock (_gate)
            return Records.GetValueOrDefault(urn);
    }

    /// <summary>Records whose names begin with a text: those of the parts of one resource.</summary>
    public IReadOnlyList<CreateRecord> Under(string prefix)
    {
        lock (_gate)
            return
            [
                .. Records
                    .Values.Where(r => r.Urn.StartsWith(prefix, StringComparison.Ordinal))
                    .OrderBy(r => r.Urn, StringComparer.Ordinal),
            ];
    }

    /// <summary>
    /// Takes one of the candidates as what a create made. Ids that other creates of this machine answered or took are
    /// not for the taking. While there are no more candidates than open creates alike, each of them is one of ours, and
    /// it does not matter which create gets which; with more, nobody can tell, and nothing is taken.
    /// </summary>
    /// <param name="record">The open create.</param>
    /// <param name="candidates">Ids that it may have made.</param>
    /// <returns>The id that was taken, or null; and the candidates that are left, more than could be told apart.</returns>
    public (string? Id, IReadOnlyList<string> Undecided) Claim(CreateRecord record, IEnumerable<string> candidates)
    {
        lock (_gate)
        {
            // Another provider process of this machine may have written since: this is asked after a mishap only, so read again.
            _records = Load();
            var taken = _records
                .Values.Where(r => r.Urn != record.Urn && r.Type == record.Type && r.Id is not null)
                .Select(r => r.Id!)
                .ToHashSet(StringComparer.Ordinal);
            var free = candidates.Where(c => !taken.Contains(c)).Order(StringComparer.Ordinal).ToList();
            var open = _records.Values.Count(r => r.Urn != record.Urn && r.Type == record.Type && r.Key == record.Key && r.Id is null) + 1;
            if (free.Count == 0)
                return (null, []);
            if (free.Count > open)
                return (null, free);
            Put(record with { Id = free[0] });
            return (free[0], []);
        }
    }

    /// <summary>Writes a record; one of a create that is still to be sent is on the disk when this returns.</summary>
    public void Put(CreateRecord record)
    {
        lock (_gate)
        {
            Records[record.Urn] = record;
            Directory.CreateDirectory(_folder);
            var path = FileOf(record.Urn);
            var temporary = path + ".new";
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                stream.Write(Encoding.UTF8.GetBytes(record.Write().ToJsonString()));

                // Before the create, the record has to survive whatever happens; the id that came of it can be found again.
                stream.Flush(flushToDisk: record.Id is null);
            }

            File.Move(temporary, path, overwrite: true);
        }
    }

    /// <summary>Forgets a resource's record.</summary>
    public void Remove(string urn)
    {
        lock (_gate)
        {
            if (Records.Remove(urn))
                File.Delete(FileOf(urn));
        }
    }

    /// <summary>
    /// Notes that the engine's state holds this id. The record goes, unless another create of its type is still open:
    /// then its id keeps telling that other object apart.
    /// </summary>
    public void Confirm(string urn, string id)
    {
        lock (_gate)
        {
            if (!Records.TryGetValue(urn, out var record) || record.Id != id || record.Confirmed)
                return;
            if (Records.Values.Any(r => r.Type == record.Type && r.Id is null))
                Put(record with { Confirmed = true });
            else
                Remove(urn);
        }
    }

    /// <summary>True where a run noted something for the runs after it.</summary>
    public bool HasNote(string note) => File.Exists(NoteFile(note));

    /// <summary>Notes something for the runs after this one, until it is taken back.</summary>
    public void Note(string note)
    {
        lock (_gate)
        {
            Directory.CreateDirectory(_folder);
            File.WriteAllBytes(NoteFile(note), []);
        }
    }

    /// <summary>Takes a note back.</summary>
    public void RemoveNote(string note)
    {
        lock (_gate)
        {
            if (HasNote(note))
                File.Delete(NoteFile(note));
        }
    }

    private Dictionary<string, CreateRecord> Records => _records ??= Load();

    private Dictionary<string, CreateRecord> Load()
    {
        var records = new Dictionary<string, CreateRecord>(StringComparer.Ordinal);
        if (!Directory.Exists(_folder))
            return records;
        foreach (var file in Directory.EnumerateFiles(_folder, "*.json"))
        {
            if (TryRead(file) is not { } record)
                continue;
            if (_time.GetUtcNow() - record.At > Retention)
                File.Delete(file);
            else
                records[record.Urn] = record;
        }

        return records;
    }

    // Files are written whole and renamed into place; one that cannot be read is not ours to judge, so it stays.
    private static CreateRecord? TryRead(string file)
    {
        try
        {
            return CreateRecord.Read((JsonObject)JsonNode.Parse(File.ReadAllText(file))!);
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or InvalidCastException
                        or NullReferenceException
                        or FormatException
                        or InvalidOperationException
                        or IOException
            )
        {
            return null;
        }
    }

    private string FileOf(string urn) => Path.Combine(_folder, Digest(urn)[..32] + ".json");

    private string NoteFile(string note) => Path.Combine(_folder, note + ".note");

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
