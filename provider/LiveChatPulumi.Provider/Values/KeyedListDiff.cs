using System.Collections.Immutable;
using PluginProtocol.Messages;

namespace LiveChatPulumi.Provider.Values;

/// <summary>What became of one element of a list: its places in the old and the new list, where it has them.</summary>
/// <param name="Old">Its old place, or null for a new element.</param>
/// <param name="New">Its new place, or null for one that is gone.</param>
/// <param name="Moved">True when it stands otherwise towards those that stayed where they were.</param>
internal sealed record ElementChange(int? Old, int? New, bool Moved)
{
    public PropertyDiff.Types.Kind Kind =>
        Old is null ? PropertyDiff.Types.Kind.Add
        : New is null ? PropertyDiff.Types.Kind.Delete
        : PropertyDiff.Types.Kind.Update;
}

/// <summary>
/// Compares lists whose elements have keys: an element that goes or comes is one difference, not one for each that follows it.
/// </summary>
internal static class KeyedListDiff
{
    public static ImmutableArray<ElementChange> Compare(IReadOnlyList<string> olds, IReadOnlyList<string> news)
    {
        var from = olds.Select((key, i) => (key, i)).ToDictionary(p => p.key, p => p.i, StringComparer.Ordinal);
        var kept = news.Select((key, i) => (Old: from.TryGetValue(key, out var old) ? old : -1, New: i)).Where(p => p.Old >= 0).ToList();
        var stays = Routing.LongestRun.Of([.. kept.Select(p => p.Old)]).Select(i => kept[i].New).ToHashSet();
        var there = news.ToHashSet(StringComparer.Ordinal);

        // What is gone comes first: its old place may be that of another element by now,
        // and the later difference is the one that counts there.
        return
        [
            .. olds.Select((key, i) => (key, i)).Where(p => !there.Contains(p.key)).Select(p => new ElementChange(p.i, null, false)),
            .. news.Select(
                (key, i) =>
                    new ElementChange(from.TryGetValue(key, out var old) ? old : null, i, from.ContainsKey(key) && !stays.Contains(i))
            ),
        ];
    }
}
