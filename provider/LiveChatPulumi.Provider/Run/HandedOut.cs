namespace LiveChatPulumi.Provider.Run;

/// <summary>An object of the license, or a part of one, that one resource of a program can hold.</summary>
/// <param name="Type">The token of the resource that the object is one of.</param>
/// <param name="Key">What tells it apart in the license.</param>
internal readonly record struct HeldObject(string Type, string Key);

/// <summary>How a resource of the program came to hold an object.</summary>
internal enum Hold
{
    /// <summary>The engine has asked about it; it may be going to replace it.</summary>
    Asked,

    /// <summary>The engine goes on with it: a diff found no change, or it was updated or imported.</summary>
    Stays,

    /// <summary>A create of this run gave it.</summary>
    Created,
}

/// <summary>
/// The objects that this run handed out to resources of the program: by a create, an update, a diff or an import. The engine creates
/// first and deletes last. So where a resource has another name in the program, or is replaced, an object that the program still has
/// may be deleted under the name that it had before.
/// </summary>
/// <param name="shared">What the other processes of the run hold; null where there are none.</param>
internal sealed class HandedOut(SharedHolds? shared = null) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<HeldObject, Dictionary<string, Hold>> _holders = [];
    private readonly HashSet<string> _checked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _before = new(StringComparer.Ordinal);
    private readonly HashSet<string> _created = new(StringComparer.Ordinal);
    private readonly HashSet<string> _imported = new(StringComparer.Ordinal);

    /// <summary>Records that the engine has checked a resource, which it does for resources of the program only.</summary>
    /// <param name="urn">The resource.</param>
    /// <param name="before">The natural key of the object that the state has of it; null for none.</param>
    public void RecordCheck(string urn, string? before)
    {
        lock (_gate)
        {
            _checked.Add(urn);

            // A resource that is to be replaced is checked once more, as a new one.
            if (before is not null)
                _before[urn] = before;
        }
    }

    /// <summary>The natural key of the object that the state had of a resource when this run checked it; null for none.</summary>
    public string? Before(string urn)
    {
        lock (_gate)
            return _before.GetValueOrDefault(urn);
    }

    /// <summary>True for a resource that the program has, as far as the engine has shown it.</summary>
    public bool IsInProgram(string urn)
    {
        lock (_gate)
            return _checked.Contains(urn);
    }

    /// <summary>Records that a resource holds an object.</summary>
    public void Add(HeldObject held, string urn, Hold hold)
    {
        if (hold != Hold.Asked)
            shared?.Add(held, urn, hold);
        lock (_gate)
        {
            if (!_holders.TryGetValue(held, out var holders))
                _holders[held] = holders = new(StringComparer.Ordinal);
            holders[urn] = (Hold)Math.Max((int)hold, (int)holders.GetValueOrDefault(urn));
            if (hold == Hold.Created)
                _created.Add(urn);
        }
    }

    /// <summary>
    /// The resource for which an object has to stay when another is deleted: one of another URN that holds it, or the deleted one
    /// itself, where the engine goes on with the object or a create of this run gave it. Null where nothing speaks against the delete.
    /// </summary>
    public (string Urn, Hold Hold)? Keeper(HeldObject held, string urn) => OwnKeeper(held, urn) ?? shared?.Keeper(held);

    /// <inheritdoc/>
    public void Dispose() => shared?.Dispose();

    private (string Urn, Hold Hold)? OwnKeeper(HeldObject held, string urn)
    {
        lock (_gate)
        {
            if (!_holders.TryGetValue(held, out var holders))
                return null;
            // A create that made another object says that the engine does not go on with this one: also where an alias led to it.
            if (holders.TryGetValue(urn, out var own) && (own == Hold.Created || (own == Hold.Stays && !_created.Contains(urn))))
                return (urn, own);
            return holders
                .Where(h => h.Key != urn && (h.Value == Hold.Created || !_created.Contains(h.Key)))
                .OrderBy(h => h.Key, StringComparer.Ordinal)
                .Select(h => ((string, Hold)?)(h.Key, h.Value))
                .FirstOrDefault();
        }
    }

    /// <summary>True for an object that a resource of another URN holds.</summary>
    public bool IsHeldByAnother(HeldObject held, string urn)
    {
        lock (_gate)
            return _holders.TryGetValue(held, out var holders) && holders.Keys.Any(u => u != urn);
    }

    /// <summary>
    /// Records that a resource was imported; <see cref="RecordDiff"/> records that there is a program which says what it is to be.
    /// </summary>
    public void RecordImport(string urn)
    {
        lock (_gate)
            _imported.Add(urn);
    }

    /// <inheritdoc cref="RecordImport"/>
    public void RecordDiff(string urn)
    {
        lock (_gate)
            _imported.Remove(urn);
    }

    /// <summary>A resource of another URN that has come to hold an object by an import without a program; null for none.</summary>
    public string? Importer(HeldObject held, string urn)
    {
        lock (_gate)
            return _holders.TryGetValue(held, out var holders)
                ? holders.Keys.Where(u => u != urn && _imported.Contains(u)).Order(StringComparer.Ordinal).FirstOrDefault()
                : null;
    }

    /// <summary>True for a resource that a create of this run made: what is deleted under its name is what it replaces.</summary>
    public bool IsReplaced(string urn)
    {
        lock (_gate)
            return _created.Contains(urn);
    }

    /// <summary>Records that a resource leaves the state: an object that it was only asked about, it holds no more.</summary>
    public void Release(HeldObject held, string urn)
    {
        lock (_gate)
        {
            if (_holders.TryGetValue(held, out var holders) && holders.GetValueOrDefault(urn) == Hold.Asked)
                holders.Remove(urn);
        }
    }
}
