namespace LiveChatPulumi.Provider.Run;

/// <summary>
/// Records of creates by name, found by their object as well: a run asks for each object of its state, and looking through all records
/// each time would take the square of their number.
/// </summary>
internal sealed class CreateRecords
{
    private readonly Dictionary<string, CreateRecord> _byName = new(StringComparer.Ordinal);

    private readonly Dictionary<(string Type, string Id), HashSet<string>> _namesByObject = [];
    private readonly Dictionary<string, HashSet<string>> _openNames = new(StringComparer.Ordinal);

    /// <summary>All records.</summary>
    public IReadOnlyCollection<CreateRecord> Values => _byName.Values;

    /// <summary>The record of that name, or null.</summary>
    public CreateRecord? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Takes a record in; it replaces one of the same name.</summary>
    public void Set(CreateRecord record)
    {
        Remove(record.Name);
        _byName[record.Name] = record;
        if (record.Id is { } id)
            Names(_namesByObject, (record.Type, id)).Add(record.Name);
        else
            Names(_openNames, record.Type).Add(record.Name);
    }

    /// <summary>Takes a record out; false where there is none of that name.</summary>
    public bool Remove(string name)
    {
        if (!_byName.Remove(name, out var record))
            return false;
        if (record.Id is { } id)
            _namesByObject[(record.Type, id)].Remove(name);
        else
            _openNames[record.Type].Remove(name);
        return true;
    }

    /// <summary>Records of creates that made an object.</summary>
    public IEnumerable<CreateRecord> Of(string type, string id) =>
        _namesByObject.TryGetValue((type, id), out var names) ? names.Select(n => _byName[n]) : [];

    /// <summary>True while a create of a type has no answer on record.</summary>
    public bool HasOpen(string type) => _openNames.TryGetValue(type, out var names) && names.Count > 0;

    private static HashSet<string> Names<T>(Dictionary<T, HashSet<string>> index, T key)
        where T : notnull
    {
        if (!index.TryGetValue(key, out var names))
            index[key] = names = new(StringComparer.Ordinal);
        return names;
    }
}
