using System.Collections.Immutable;

namespace LiveChatPulumi.Export.Merging;

/// <summary>Items of a list by what tells them apart, in their order.</summary>
internal sealed class OrderedEntries(IEnumerable<KeyValuePair<string, SourceEntry>> entries)
    : Dictionary<string, SourceEntry>(entries, StringComparer.Ordinal);

/// <summary>
/// What tells items of a list apart: a text or a number is itself, and an object is known by its key, or by the first that is said of it.
/// </summary>
internal sealed class ListKeys
{
    private readonly string? _member;

    private ListKeys(string? member) => _member = member;

    /// <summary>The keys of lists that are to be compared; null where nothing tells their items apart.</summary>
    public static ListKeys? Of(params ReadOnlySpan<SourceNode> lists)
    {
        var items = ImmutableArray.CreateBuilder<SourceNode>();
        foreach (var list in lists)
            items.AddRange(list.Entries.Select(e => e.Value));
        var keys = items[0].Kind switch
        {
            SourceKind.Leaf => new ListKeys(null),
            SourceKind.Map when Member(items[0]) is { } member => new ListKeys(member),
            _ => null,
        };
        if (keys is null || items.Any(i => keys.KeyOf(i) is null))
            return null;
        foreach (var list in lists)
        {
            if (list.Entries.DistinctBy(e => keys.KeyOf(e.Value)).Count() < list.Entries.Length)
                return null;
        }

        return keys;
    }

    /// <summary>The items by their keys.</summary>
    public OrderedEntries Keyed(SourceNode list) => new(list.Entries.Select(e => KeyValuePair.Create(KeyOf(e.Value)!, e)));

    private static string? Member(SourceNode item) =>
        item.Entries.Select(e => e.Key).FirstOrDefault(k => k.Equals("key", StringComparison.OrdinalIgnoreCase))
        ?? item.Entries.FirstOrDefault()?.Key;

    private string? KeyOf(SourceNode item)
    {
        if (_member is null)
            return item.Kind == SourceKind.Leaf ? item.Text : null;
        return item.Kind == SourceKind.Map && item[_member] is { Kind: SourceKind.Leaf } key ? key.Text : null;
    }
}
