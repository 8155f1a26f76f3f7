namespace LiveChatPulumi.Provider.Run;

/// <summary>An object of the license, or a part of one, that one resource of a program can hold.</summary>
/// <param name="Type">The token of the resource that the object is one of.</param>
/// <param name="Key">What tells it apart in the license.</param>
internal readonly record struct HeldObject(string Type, string Key);

/// <summary>
/// The objects that this run handed out to resources of the program: by a create, an update, a diff or an import. The engine creates
/// first and deletes last. So where a resource has another name in the program, or is replaced, an object that the program still has
/// may be deleted under the name that it had before.
/// </summary>
internal sealed class HandedOut
{
    private readonly Lock _gate = new();
    private readonly Dictionary<HeldObject, Dictionary<string, bool>> _holders = [];
    private readonly HashSet<string> _created = new(StringComparer.Ordinal);

    /// <summary>Records that a resource holds an object.</summary>
    /// <param name="held">The object.</param>
    /// <param name="urn">The resource.</param>
    /// <param name="isCreated">True where it came of a create.</param>
    public void Add(HeldObject held, string urn, bool isCreated)
    {
        lock (_gate)
        {
            if (!_holders.TryGetValue(held, out var holders))
                _holders[held] = holders = new(StringComparer.Ordinal);
            holders[urn] = isCreated || holders.GetValueOrDefault(urn);
            if (isCreated)
                _created.Add(urn);
        }
    }

    /// <summary>
    /// The resource for which an object has to stay when another is deleted: one of another URN that holds it, or the deleted one's
    /// own successor, which a create of this run made. Null where nothing speaks against the delete.
    /// </summary>
    public string? Keeper(HeldObject held, string urn)
    {
        lock (_gate)
        {
            var holders = _holders.GetValueOrDefault(held) ?? [];
            return holders.GetValueOrDefault(urn) ? urn : holders.Keys.Where(u => u != urn).Order(StringComparer.Ordinal).FirstOrDefault();
        }
    }

    /// <summary>True for a resource that a create of this run made: what is deleted under its name is what it replaces.</summary>
    public bool IsReplaced(string urn)
    {
        lock (_gate)
            return _created.Contains(urn);
    }

    /// <summary>Records that a resource leaves the state: what it got otherwise than by a create, it holds no more.</summary>
    public void Release(HeldObject held, string urn)
    {
        lock (_gate)
        {
            if (_holders.GetValueOrDefault(held) is { } holders && !holders.GetValueOrDefault(urn))
                holders.Remove(urn);
        }
    }
}
