using System.Text.Json.Nodes;
using Grpc.Core;

namespace LiveChatPulumi.Provider.Run;

/// <summary>Which runs ended in order: the engine got their answers, and said Cancel when it had no more to ask.</summary>
internal sealed partial class WriteJournal
{
    private const string Ended = "ended ";

    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly HashSet<string> _saved = new(StringComparer.Ordinal);
    private HashSet<string> _ended = [];

    /// <summary>Notes whether the engine got the ids of what the last operation on a resource made.</summary>
    public void RecordSaved(string urn, bool isSaved)
    {
        lock (_gate)
            _ = isSaved ? _saved.Add(urn) : _saved.Remove(urn);
    }

    /// <summary>
    /// Notes that this run ended in order. Records of operations that failed without telling the engine an id are left out: the next run
    /// looks up what they made. A note that cannot be written costs the next run the same.
    /// </summary>
    public async Task EndRunAsync()
    {
        List<Task> written = [];
        lock (_gate)
        {
            written.AddRange(EndSavedUpdates());

            // A run that has asked for no record has written none.
            foreach (var record in _records?.Values.Where(IsAnsweredHere).ToList() ?? [])
            {
                var run =
                    IsSaved(record.Name) ? _run
                    : record.Run == _run ? ""
                    : record.Run;
                if (run != record.Run)
                    written.Add(StoreAsync(record with { Run = run }));
            }

            if (_records?.Values.Any(r => IsAnsweredHere(r) && r.Run == _run) == true)
                written.Add(_log.SetAsync(Ended + _run, new JsonObject { [IsNote] = true }, toDisk: false));
        }

        try
        {
            await Task.WhenAll(written);
        }
        catch (RpcException)
        {
            // Then the run counts as cut off.
        }
    }

    private bool IsAnsweredHere(CreateRecord record) =>
        record is { Id: not null, Confirmed: false } && !record.Owner.IsAnotherState(_owner);

    /// <summary>True for a record whose object may be in no state.</summary>
    private bool IsLost(CreateRecord record) => record.Id is null || !_ended.Contains(record.Run);

    /// <summary>True for a record of a resource, or of a part of it.</summary>
    private static bool IsOf(string name, string urn) =>
        name.StartsWith(urn, StringComparison.Ordinal) && (name.Length == urn.Length || name[urn.Length] == '#');

    /// <summary>True for the record of a resource, or of a part of it, whose last operation told the engine what it made.</summary>
    private bool IsSaved(string name)
    {
        if (_saved.Contains(name))
            return true;
        for (var i = name.IndexOf('#', StringComparison.Ordinal); i >= 0; i = name.IndexOf('#', i + 1))
        {
            if (_saved.Contains(name[..i]))
                return true;
        }

        return false;
    }

    /// <summary>Reads which runs ended in order, and forgets those of which no record is left.</summary>
    private void LoadEnds(IReadOnlyList<KeyValuePair<string, JsonObject>> entries)
    {
        var runs = entries.Select(e => e.Value["run"]).OfType<JsonValue>().Select(v => v.ToString()).ToHashSet(StringComparer.Ordinal);
        var noted = _notes.Keys.Where(n => n.StartsWith(Ended, StringComparison.Ordinal)).ToList();
        foreach (var over in noted.Where(n => !runs.Contains(n[Ended.Length..])))
            _ = EndAsync(over);
        _ended = [.. noted.Select(n => n[Ended.Length..]).Where(runs.Contains)];
    }
}
