using System.Collections.Immutable;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Values;

/// <summary>Compares two values of one property, down to the members and elements that differ.</summary>
/// <param name="property">The property.</param>
/// <param name="changes">Takes the differences.</param>
internal sealed class PropertyComparison(PropertySpec property, ImmutableArray<InputChange>.Builder changes)
{
    /// <summary>Adds the differences of two values, or of two parts of them.</summary>
    /// <param name="type">The type of both.</param>
    /// <param name="at">Where they are.</param>
    /// <param name="a">One side, or null.</param>
    /// <param name="b">The other side, or null.</param>
    public void Compare(PropertyType type, PropertyPath at, PropertyValue? a, PropertyValue? b)
    {
        if (ValueEquality.AreEqual(type, a, b))
            return;
        switch (type, a?.Unwrapped, b?.Unwrapped)
        {
            case (_, null or PropertyNull, _):
                Add(at, PropertyDiff.Types.Kind.Add);
                break;
            case (_, _, null or PropertyNull):
                Add(at, PropertyDiff.Types.Kind.Delete);
                break;
            case (ObjectType obj, PropertyObject x, PropertyObject y):
                CompareMembers(obj, at, x, y);
                break;
            case (MapType map, PropertyObject x, PropertyObject y):
                foreach (var key in map.Keys(x, y))
                    Compare(map.Value, at.Member(key), map.Find(x, key), map.Find(y, key));
                break;
            case (ListType { IsSet: true, Item: ObjectType item } set, PropertyArray x, PropertyArray y)
                when SetPairs.Of(set, item, x, y) is { } pairs:
                CompareElements(item, at, x, y, pairs);
                break;
            case (ListType { IsSet: false, Key: { } key } list, PropertyArray x, PropertyArray y)
                when Keys(x, key) is { } before && Keys(y, key) is { } after:
                CompareElements(list.Item, at, x, y, KeyedListDiff.Compare(before, after));
                break;
            case (ListType { IsSet: false } list, PropertyArray x, PropertyArray y):
                CompareByPlace(list.Item, at, x, y);
                break;
            default:
                Add(at, PropertyDiff.Types.Kind.Update);
                break;
        }
    }

    private void CompareMembers(ObjectType type, PropertyPath at, PropertyObject x, PropertyObject y)
    {
        foreach (var key in x.Members.Keys.Union(y.Members.Keys))
        {
            var member = type.Find(key);
            if (!ValueEquality.AreEqual(member, x[key], y[key]))
                Compare(member?.Type ?? PropertyType.Any, at.Member(key), x[key], y[key]);
        }
    }

    private void CompareElements(PropertyType type, PropertyPath at, PropertyArray x, PropertyArray y, IEnumerable<ElementChange> elements)
    {
        foreach (var change in elements)
        {
            if (change is { Old: { } from, New: { } to } && !change.Moved)
                Compare(type, at.Element(to), x.Items[from], y.Items[to]);
            else
                Add(at.Element(change.New ?? change.Old!.Value), change.Kind);
        }
    }

    private void CompareByPlace(PropertyType type, PropertyPath at, PropertyArray x, PropertyArray y)
    {
        for (var i = 0; i < Math.Max(x.Items.Length, y.Items.Length); i++)
            Compare(type, at.Element(i), x.Items.ElementAtOrDefault(i), y.Items.ElementAtOrDefault(i));
    }

    private void Add(PropertyPath at, PropertyDiff.Types.Kind kind) => changes.Add(new InputChange(at, kind, property));

    /// <summary>The keys of a list's elements; null where they are not all known, or not all different.</summary>
    private static List<string>? Keys(PropertyArray list, string key)
    {
        var keys = list.Items.Select(i => (i.Unwrapped as PropertyObject)?.Text(key)).OfType<string>().Distinct().ToList();
        return keys.Count == list.Items.Length ? keys : null;
    }
}
