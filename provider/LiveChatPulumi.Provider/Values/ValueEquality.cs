using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Values;

/// <summary>
/// When two values mean the same to the API: wrappers do not count, null is absent, the order of sets does not count,
/// nor letter case and white space at the ends where the spec says so. Addresses of the web have one form.
/// </summary>
internal static class ValueEquality
{
    public static bool AreEqual(PropertyType type, PropertyValue? a, PropertyValue? b)
    {
        a = Normal(a);
        b = Normal(b);
        if (a is null || b is null)
            return a is null && b is null;
        return (type, a, b) switch
        {
            (ListType { IsSet: true } set, PropertyArray x, PropertyArray y) => AreEqualSets(set.Item, x, y),
            (ListType list, PropertyArray x, PropertyArray y) => x.Items.Length == y.Items.Length
                && x.Items.Zip(y.Items).All(p => AreEqual(list.Item, p.First, p.Second)),
            (MapType map, PropertyObject x, PropertyObject y) => map.Keys(x, y)
                .All(k => AreEqual(map.Value, map.Find(x, k), map.Find(y, k))),
            (ObjectType obj, PropertyObject x, PropertyObject y) => x
                .Members.Keys.Union(y.Members.Keys)
                .All(k => AreEqual(obj.Find(k), x[k], y[k])),
            (TextType text, PropertyString x, PropertyString y) => x.Value == y.Value || text.Normal(x.Value) == text.Normal(y.Value),
            _ => a.Equals(b),
        };
    }

    /// <summary>
    /// The same for a property of an object: where it is absent, it is what the server takes then, and one that says nothing is
    /// the same as none.
    /// </summary>
    /// <param name="member">The member; null for one that is not declared.</param>
    /// <param name="a">One side, or null.</param>
    /// <param name="b">The other side, or null.</param>
    public static bool AreEqual(PropertySpec? member, PropertyValue? a, PropertyValue? b) =>
        AreEqual(member?.Type ?? PropertyType.Any, Meant(member, a), Meant(member, b));

    /// <summary>What a property's value means: its default where there is none, null where it says nothing.</summary>
    public static PropertyValue? Meant(PropertySpec? member, PropertyValue? value) =>
        (Normal(value) ?? member?.Default) is { } v && !(member is { Required: false } && SaysNothing(member.Type, v)) ? v : null;

    /// <summary>True for a list of elements, and for one that is not known yet.</summary>
    public static bool SaysSomething(PropertyValue? list) => list?.Unwrapped is PropertyArray { Items.Length: > 0 } or PropertyUnknown;

    /// <summary>True for an empty text or list, and for an object without a member that says something.</summary>
    private static bool SaysNothing(PropertyType type, PropertyValue value) =>
        (type, value.Unwrapped) switch
        {
            (_, PropertyString s) => s.Value.Length == 0,
            (_, PropertyArray a) => a.Items.IsEmpty,
            (ObjectType obj, PropertyObject o) => o.Members.All(m => obj.Find(m.Key) is { } p && AreEqual(p, m.Value, null)),
            (_, PropertyObject o) => o.Members.Count == 0,
            _ => false,
        };

    /// <summary>True when every element of either list has an equal in the other: twice is the same as once.</summary>
    private static bool AreEqualSets(PropertyType item, PropertyArray a, PropertyArray b) =>
        a.Items.All(x => b.Items.Any(y => AreEqual(item, x, y))) && b.Items.All(y => a.Items.Any(x => AreEqual(item, x, y)));

    private static PropertyValue? Normal(PropertyValue? value) => value?.Unwrapped is { IsNull: false } v ? v : null;
}
