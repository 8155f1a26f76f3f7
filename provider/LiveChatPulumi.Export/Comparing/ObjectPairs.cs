using LiveChatPulumi.Export.Model;

namespace LiveChatPulumi.Export.Comparing;

/// <summary>
/// Which object of one license is which of the other. Ids that LiveChat gives are different in every license. So objects are matched by
/// their natural key, then by what people call them. What has no name is called after what it belongs to.
/// </summary>
internal sealed class ObjectPairs
{
    private readonly Dictionary<string, ExportedObject> _partners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);

    /// <summary>Matches the objects of two licenses.</summary>
    public ObjectPairs(IReadOnlyCollection<ExportedObject> a, IReadOnlyCollection<ExportedObject> b)
    {
        Match(a, b, o => IsNaturalKey(o) ? o.Id : null);
        Match(a, b, o => o.Title.Length > 0 ? o.Title : null);
        Match(a, b, o => o.Title.Length == 0 ? o.Name : null);
        MatchLast(a, b);
        OnlyInB = [.. b.Where(o => !_owners.ContainsKey(o.Name))];
    }

    /// <summary>Objects that only the second license has.</summary>
    public IReadOnlyList<ExportedObject> OnlyInB { get; }

    /// <summary>The second license's object for one of the first; null where there is none.</summary>
    public ExportedObject? PartnerOf(string name) => _partners.GetValueOrDefault(name);

    /// <summary>The name of the first license's object for one of the second; null where there is none.</summary>
    public string? OwnerOf(string name) => _owners.GetValueOrDefault(name);

    /// <summary>Pairs what is left and has the same key. Where several have it, they are paired in their order, equal ones first.</summary>
    private void Match(IEnumerable<ExportedObject> a, IEnumerable<ExportedObject> b, Func<ExportedObject, string?> key)
    {
        var candidates = b.Where(o => !_owners.ContainsKey(o.Name) && key(o) is not null)
            .GroupBy(o => (o.Type, key(o)))
            .ToDictionary(g => g.Key, g => g.ToList());
        var waiting = a.Where(o => !_partners.ContainsKey(o.Name) && key(o) is not null).ToList();
        foreach (var equalOnly in new[] { true, false })
        {
            foreach (var mine in waiting.Where(o => !_partners.ContainsKey(o.Name)))
            {
                var same = candidates.GetValueOrDefault((mine.Type, key(mine)));
                if (same?.FirstOrDefault(o => !equalOnly || IsAlike(mine, o)) is not { } other)
                    continue;
                same.Remove(other);
                Pair(mine, other);
            }
        }
    }

    /// <summary>True for a key that people chose: the same object has it in every license.</summary>
    private static bool IsNaturalKey(ExportedObject o) => o.ReadInputs.Members.Keys.Any(p => o.ReadInputs.Text(p) == o.Id);

    private static bool IsAlike(ExportedObject a, ExportedObject b) => a.ReadInputs.Equals(b.ReadInputs);

    /// <summary>What nobody gave a name, such as a webhook, is the other license's where each has one that is left.</summary>
    private void MatchLast(IReadOnlyCollection<ExportedObject> a, IReadOnlyCollection<ExportedObject> b)
    {
        var left = a.Where(o => !_partners.ContainsKey(o.Name) && !IsNamed(o)).ToLookup(o => o.Type);
        var others = b.Where(o => !_owners.ContainsKey(o.Name) && !IsNamed(o)).ToLookup(o => o.Type);
        foreach (var mine in left.Where(g => g.Count() == 1 && others[g.Key].Count() == 1).Select(g => g.Single()).ToList())
            Pair(mine, others[mine.Type].Single());
    }

    private void Pair(ExportedObject mine, ExportedObject other)
    {
        _partners[mine.Name] = other;
        _owners[other.Name] = mine.Name;
    }

    private static bool IsNamed(ExportedObject o) => o.ReadInputs.Members.Keys.Any(p => o.ReadInputs.Text(p) == o.Title);
}
