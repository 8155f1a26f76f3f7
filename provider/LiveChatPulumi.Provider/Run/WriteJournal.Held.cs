namespace LiveChatPulumi.Provider.Run;

/// <summary>
/// What the engine's state had of each resource. An engine asks for a tainted object, or for one of <c>--target-replace</c>, as for a new
/// one, and a preview says nothing of the old one: only what an earlier run saw tells it from another's.
/// </summary>
internal sealed partial class WriteJournal
{
    private Dictionary<string, HeldRecord> _held = [];

    /// <summary>True for an object that an earlier run saw in the state of a resource.</summary>
    public bool WasHeldBy(string urn, string type, string id) => HeldBefore(urn, type) == id;

    /// <summary>The object of a type that an earlier run saw in the state of a resource; null for none.</summary>
    public string? HeldBefore(string urn, string type)
    {
        lock (_gate)
        {
            Load(again: false);
            return _held.GetValueOrDefault(urn) is { } held && held.Type == type && !held.Owner.IsAnotherState(_owner) ? held.Id : null;
        }
    }

    /// <summary>
    /// Writes down what the state has of a resource. It is not worth a failure: a preview without it refuses what it need not.
    /// </summary>
    public void RecordHeld(string urn, string type, string id)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (WasHeldBy(urn, type, id) && _held[urn].At > now - Retention / 2)
                return;
            ForgetHeld(type, id);
            var record = new HeldRecord(urn, type, id, now) { Owner = _owner };
            _held[urn] = record;
            _ = WriteQuietlyAsync(record.Name, _owner.WriteTo(record.Write()));
        }
    }

    /// <summary>Forgets whose an object was.</summary>
    private void ForgetHeld(string type, string id)
    {
        foreach (var held in _held.Values.Where(h => h.Type == type && h.Id == id && h.Owner.IsSameLicense(_owner)).ToList())
        {
            _held.Remove(held.Urn);
            _ = EndAsync(held.Name);
        }
    }
}
