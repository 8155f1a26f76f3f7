using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Values;

/// <summary>
/// What became of each element of a set of objects that differs: whoever asks about one member of an element (replaceOnChanges
/// does) has to see that member, and the order in which the elements stand says nothing.
/// </summary>
internal static class SetPairs
{
    /// <summary>
    /// The elements that changed, came or went, those that went first; null where none changed: then the set as a whole did.
    /// </summary>
    /// <param name="set">The set's type.</param>
    /// <param name="item">The type of its elements.</param>
    /// <param name="olds">The set as it was.</param>
    /// <param name="news">The set as it is to be.</param>
    public static IReadOnlyList<ElementChange>? Of(ListType set, ObjectType item, PropertyArray olds, PropertyArray news)
    {
        var (gone, come) = (Without(item, olds, news), Without(item, news, olds));
        var pairs = new List<ElementChange>();
        if (set.Key is { } key && HasDistinctKeys(item, key, olds) && HasDistinctKeys(item, key, news))
            Pair((from, to) => KeyOf(item, key, olds.Items[from]) == KeyOf(item, key, news.Items[to]) ? 1 : null);
        Pair((from, to) => Alike(item, olds.Items[from], news.Items[to]));
        return pairs.Count == 0
            ? null
            :
            [
                .. gone.Select(from => new ElementChange(from, null, false)),
                .. come.Select(to => new ElementChange(null, to, false)),
                .. pairs,
            ];

        // Each with the one that is most like it, of those that are left.
        void Pair(Func<int, int, int?> alike)
        {
            foreach (var from in gone.ToList())
            {
                var best = come.Select(to => (To: to, Alike: alike(from, to))).OrderByDescending(c => c.Alike).FirstOrDefault();
                if (best.Alike is null)
                    continue;
                pairs.Add(new ElementChange(from, best.To, false));
                gone.Remove(from);
                come.Remove(best.To);
            }
        }
    }

    /// <summary>The places of elements that have no equal in the other list.</summary>
    private static List<int> Without(ObjectType item, PropertyArray list, PropertyArray other) =>
        [.. Enumerable.Range(0, list.Items.Length).Where(i => !other.Items.Any(o => ValueEquality.AreEqual(item, list.Items[i], o)))];

    private static bool HasDistinctKeys(ObjectType item, string key, PropertyArray list) =>
        list.Items.Select(i => KeyOf(item, key, i)).Where(k => k.Length > 0).Distinct().Count() == list.Items.Length;

    private static string KeyOf(ObjectType item, string key, PropertyValue element) =>
        CanonicalText.Of(item.Find(key)!.Type, (element.Unwrapped as PropertyObject)?[key]);

    /// <summary>How many members of two elements are the same.</summary>
    private static int? Alike(ObjectType item, PropertyValue a, PropertyValue b) =>
        a.Unwrapped is PropertyObject x && b.Unwrapped is PropertyObject y
            ? item.Properties.Count(p => ValueEquality.AreEqual(p, x[p.Name], y[p.Name]))
            : 0;
}
