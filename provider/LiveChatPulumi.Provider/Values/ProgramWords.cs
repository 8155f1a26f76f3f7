using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Values;

/// <summary>
/// What LiveChat shows, in the words of the program where they mean the same, and without the defaults that LiveChat fills in beside
/// them: a refresh shows what somebody changed, and nothing else.
/// </summary>
internal static class ProgramWords
{
    /// <summary>A value in those words.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="said">What the program says, secrets in clear; null for nothing.</param>
    /// <param name="live">What LiveChat shows.</param>
    public static PropertyValue Of(PropertyType type, PropertyValue? said, PropertyValue live)
    {
        if (said is not null && ValueEquality.AreEqual(type, said, live))
            return said;
        return (type, live) switch
        {
            (ListType list, PropertyArray now) => PropertyValue.List(
                now.Items.Select((item, i) => Of(list.Item, Counterpart(list, said as PropertyArray, item, i), item))
            ),
            (ObjectType obj, PropertyObject now) => PropertyObject.From(
                now.Members.Select(m => (m.Key, Value: m.Value, Said: (said as PropertyObject)?[m.Key], Property: obj.Find(m.Key)))
                    .Where(m => m.Said is not null || m.Property is null || !IsDefault(m.Property, m.Value))
                    .Select(m => KeyValuePair.Create(m.Key, m.Property is null ? m.Value : Of(m.Property.Type, m.Said, m.Value)))
            ),
            (MapType map, PropertyObject now) => PropertyObject.From(
                now.Members.Select(m =>
                    KeyValuePair.Create(m.Key, Of(map.Value, said is PropertyObject o ? map.Find(o, m.Key) : null, m.Value))
                )
            ),
            _ => live,
        };
    }

    private static bool IsDefault(PropertySpec property, PropertyValue value) =>
        property.Default is { } standard && ValueEquality.AreEqual(property.Type, value, standard);

    /// <summary>The element of the program that stands for one of LiveChat's: an equal one, else that of its key or its place.</summary>
    private static PropertyValue? Counterpart(ListType list, PropertyArray? said, PropertyValue item, int place) =>
        said?.Items.FirstOrDefault(s => ValueEquality.AreEqual(list.Item, s, item))
        ?? (
            list.Key is { } key ? said?.Items.FirstOrDefault(s => KeyOf(s, key) is { } k && k == KeyOf(item, key))
            : list.IsSet || place >= said?.Items.Length ? null
            : said?.Items[place]
        );

    private static string? KeyOf(PropertyValue item, string key) => (item as PropertyObject)?.Text(key);
}
