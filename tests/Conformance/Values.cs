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

    /// <summary>Each single change of a value: another leaf, a member or an element less, an optional member or an element more.</summary>
    public static IEnumerable<PropertyValue?> Changes(PropertySpec property, PropertyValue value) =>
        property.Required ? Inside(property.Type, value) : Inside(property.Type, value).Prepend(null);

    private static IEnumerable<PropertyValue?> Inside(PropertyType type, PropertyValue value) =>
        (type, value) switch
        {
            (ListType list, PropertyArray a) => Elements(list.Item, a),
            (ObjectType { IsChoice: false } obj, PropertyObject o) => obj.Properties.SelectMany(p =>
                o[p.Name] is { } member ? Changes(p, member).Select(v => v is null ? o.Without(p.Name) : o.With(p.Name, v))
                : p.IsSettable ? [o.With(p.Name, Sample(p.Type))]
                : []
            ),
            _ => [Other(type, value)],
        };

    private static IEnumerable<PropertyValue> Elements(PropertyType item, PropertyArray list) =>
        list
            .Items.SelectMany((e, i) => Inside(item, e).Select(v => new PropertyArray(list.Items.SetItem(i, v!))))
            .Concat(list.Items.Length > 1 ? list.Items.Select((_, i) => new PropertyArray(list.Items.RemoveAt(i))) : [])
            .Append(new PropertyArray(list.Items.Add(Sample(item))));

    public static PropertyValue Sample(PropertyType type) =>
        type switch
        {
            TextType { Form: { } form } => PropertyValue.Of(Forms.First(form.IsValid)),
            EnumType e => PropertyValue.Of(e.Values[^1].Value),
            IntegerType => PropertyValue.Of(7),
            BooleanType => PropertyValue.Of(true),
            ListType list => PropertyValue.List([Sample(list.Item)]),
            MapType => PropertyObject.Empty,
            ObjectType o => PropertyObject.From(
                (o.Properties.Any(p => p.Required) ? o.Properties.Where(p => p.Required) : o.Properties.Take(1)).Select(p =>
                    KeyValuePair.Create(p.Name, Sample(p.Type))
                )
            ),
            _ => PropertyValue.Of("more"),
        };

    private static string[] Forms => ["DE", "more", "03:00", "UTC", "more@example.com", "https://example.com/more"];

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
