using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>Values made from a spec.</summary>
internal static class Values
{
    /// <summary>A value of the same type that means something else.</summary>
    public static PropertyValue Other(PropertyType type, PropertyValue value) =>
        (type, value) switch
        {
            (EnumType e, PropertyString s) => PropertyValue.Of(e.Values.First(v => v.Value != s.Value).Value),
            (_, PropertyString s) => PropertyValue.Of(s.Value + "x"),
            (_, PropertyNumber n) => PropertyValue.Of(n.Value + 1),
            (_, PropertyBool b) => PropertyValue.Of(!b.Value),
            (ListType list, PropertyArray a) => new PropertyArray(a.Items.SetItem(0, Other(list.Item, a.Items[0]))),
            (MapType map, PropertyObject o) => o.With(o.Members.Keys.First(), Other(map.Value, o.Members.Values.First())),
            (ObjectType obj, PropertyObject o)
                when o.Members.First(m => obj.Find(m.Key)!.Type is not TextType { Form: not null }) is var member => o.With(
                member.Key,
                Other(obj.Find(member.Key)!.Type, member.Value)
            ),
            _ => throw new ArgumentException($"{type} holds {value}"),
        };

    /// <summary>The tree with one node changed, for every node.</summary>
    public static IEnumerable<PropertyObject> Variants(PropertyObject root, Func<PropertyValue, PropertyValue> change) =>
        root.Members.SelectMany(m => Variants(m.Value, change).Select(v => root.With(m.Key, v)));

    private static IEnumerable<PropertyValue> Variants(PropertyValue value, Func<PropertyValue, PropertyValue> change)
    {
        yield return change(value);
        var inner = value switch
        {
            PropertyObject o => Variants(o, change),
            PropertyArray a => a.Items.SelectMany(
                (item, i) => Variants(item, change).Select(v => (PropertyValue)new PropertyArray(a.Items.SetItem(i, v)))
            ),
            _ => [],
        };
        foreach (var variant in inner)
            yield return variant;
    }
}
