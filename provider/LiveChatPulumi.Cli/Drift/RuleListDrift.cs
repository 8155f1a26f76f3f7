using LiveChatPulumi.Routing;
using PluginProtocol.Text;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Drift;

/// <summary>
/// What is different in a list whose elements have keys, as routing rules have: by element, where a comparison by place would show the
/// one that moved as a change of all that it passed.
/// </summary>
/// <param name="about">A finding about the resource, to be filled in.</param>
/// <param name="filter">Masks secrets.</param>
internal sealed class RuleListDrift(DriftFinding about, MessageFilter filter)
{
    /// <summary>The elements of such a list by key, in order; null for any other value.</summary>
    public static IReadOnlyList<(string Key, PropertyObject Element)>? Elements(PropertyValue? value)
    {
        if (value?.Unwrapped is not PropertyArray { Items.IsEmpty: false } list)
            return null;
        var elements = list.Items.Select(i => i.Unwrapped as PropertyObject).ToList();
        return elements.TrueForAll(e => e?.Text("key") is not null) ? [.. elements.Select(e => (e!.Text("key")!, e))] : null;
    }

    /// <summary>Compares. Elements that only the license has are looked for elsewhere.</summary>
    public IEnumerable<DriftFinding> Compare(
        string property,
        IReadOnlyList<(string Key, PropertyObject Element)> olds,
        IReadOnlyList<(string Key, PropertyObject Element)> news
    )
    {
        var live = news.Select((n, i) => (n.Key, n.Element, Place: i)).ToDictionary(n => n.Key, StringComparer.Ordinal);
        foreach (var (key, element) in olds.Where(o => !live.ContainsKey(o.Key)))
            yield return At(property, key) with
            {
                Class = DriftClass.Missing,
                Old = ShownValue.Of(element, filter),
            };
        var kept = olds.Select((o, i) => (o.Key, o.Element, Place: i)).Where(o => live.ContainsKey(o.Key)).ToList();
        foreach (var (key, element, _) in kept)
        {
            foreach (var finding in Compare(PathOf(property, key), element, live[key].Element))
                yield return finding;
        }

        var stay = LongestRun.Of([.. kept.Select(k => live[k.Key].Place)]).ToHashSet();
        for (var i = 0; i < kept.Count; i++)
        {
            if (!stay.Contains(i))
                yield return At(property, kept[i].Key) with
                {
                    Class = DriftClass.Order,
                    Old = Place(kept, i),
                    New = Place([.. kept.OrderBy(k => live[k.Key].Place)], kept[i].Key),
                };
        }
    }

    private IEnumerable<DriftFinding> Compare(string path, PropertyObject old, PropertyObject live)
    {
        foreach (var name in old.Members.Keys.Union(live.Members.Keys).Order(StringComparer.Ordinal))
        {
            if (ShownValue.Canonical(old[name]) == ShownValue.Canonical(live[name]))
                continue;
            if (old[name]?.Unwrapped is PropertyObject a && live[name]?.Unwrapped is PropertyObject b)
            {
                foreach (var finding in Compare($"{path}.{name}", a, b))
                    yield return finding;
            }
            else
                yield return about with
                {
                    Property = $"{path}.{name}",
                    Old = ShownValue.Of(old[name], filter),
                    New = ShownValue.Of(live[name], filter),
                };
        }
    }

    private static string Place(IReadOnlyList<(string Key, PropertyObject Element, int Place)> order, string key) =>
        Place(order, order.ToList().FindIndex(o => o.Key == key));

    /// <summary>Where an element stands, by the one before it: numbers say little where others come and go.</summary>
    private static string Place(IReadOnlyList<(string Key, PropertyObject Element, int Place)> order, int index) =>
        index == 0 ? "first" : $"after {order[index - 1].Key}";

    private DriftFinding At(string property, string key) => about with { Property = PathOf(property, key) };

    private static string PathOf(string property, string key) => $"{property}[\"{key}\"]";
}
