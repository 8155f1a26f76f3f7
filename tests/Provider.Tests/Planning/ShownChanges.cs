using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Takes over from new values what a difference shows, and leaves everything else as it was.</summary>
/// <param name="paths">The places that the difference shows.</param>
internal sealed class ShownChanges(IEnumerable<PropertyPath> paths)
{
    private readonly HashSet<PropertyPath> _paths = [.. paths];

    public PropertyValue? Apply(PropertyType type, PropertyPath at, PropertyValue? old, PropertyValue? @new)
    {
        if (_paths.Contains(at))
            return @new;
        if (!_paths.Any(at.Contains))
            return old;
        return (type, old, @new) switch
        {
            (ObjectType obj, PropertyObject x, PropertyObject y) => Members(k => obj.Find(k)!.Type, at, x, y),
            (MapType map, PropertyObject x, PropertyObject y) => Members(_ => map.Value, at, x, y),
            (ListType { IsSet: true } set, PropertyArray x, PropertyArray y) => Set(set.Item, at, x, y),
            (ListType { Key: { } key } list, PropertyArray x, PropertyArray y)
                when Keys(x, key) is { } before && Keys(y, key) is { } after => Keyed(list.Item, at, (x, before), (y, after)),
            (ListType list, PropertyArray x, PropertyArray y) => PropertyValue.List(
                Enumerable
                    .Range(0, Math.Max(x.Items.Length, y.Items.Length))
                    .Select(i => Apply(list.Item, at.Element(i), x.Items.ElementAtOrDefault(i), y.Items.ElementAtOrDefault(i)))
                    .OfType<PropertyValue>()
            ),
            _ => throw new InvalidOperationException($"A change is shown inside {at}, which has no parts on both sides."),
        };
    }

    private PropertyObject Members(Func<string, PropertyType> typeOf, PropertyPath at, PropertyObject x, PropertyObject y) =>
        PropertyObject.From(
            x.Members.Keys.Union(y.Members.Keys)
                .Select(k => (Key: k, Value: Apply(typeOf(k), at.Member(k), x[k], y[k])))
                .Where(m => m.Value is not null)
                .Select(m => KeyValuePair.Create(m.Key, m.Value!))
        );

    /// <summary>An element of which something is shown is the new one; every other one was there before.</summary>
    private PropertyArray Set(PropertyType type, PropertyPath at, PropertyArray x, PropertyArray y) =>
        PropertyValue.List(
            y.Items.Select((item, i) => IsShown(at.Element(i)) ? item : x.Items.First(old => ValueEquality.AreEqual(type, old, item)))
        );

    private bool IsShown(PropertyPath at) => _paths.Any(p => at.Contains(p));

    /// <summary>Elements keep their contents by key, and, where no change is shown at their place, their order.</summary>
    private PropertyArray Keyed(
        PropertyType type,
        PropertyPath at,
        (PropertyArray List, List<string> Keys) x,
        (PropertyArray List, List<string> Keys) y
    )
    {
        var still = y.Keys.Where((_, i) => !_paths.Contains(at.Element(i))).ToList();
        Assert.Equal(x.Keys.Where(still.Contains), still);
        return PropertyValue.List(
            y.Keys.Select(
                    (key, i) =>
                        Apply(type, at.Element(i), x.Keys.IndexOf(key) is >= 0 and var from ? x.List.Items[from] : null, y.List.Items[i])
                )
                .OfType<PropertyValue>()
        );
    }

    private static List<string>? Keys(PropertyArray list, string key)
    {
        var keys = list.Items.Select(i => ((PropertyObject)i).Text(key)).OfType<string>().ToList();
        return keys.Count == list.Items.Length && keys.Distinct().Count() == keys.Count ? keys : null;
    }
}
