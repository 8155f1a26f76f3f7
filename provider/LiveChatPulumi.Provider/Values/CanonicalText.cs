using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Values;

/// <summary>A value as one text: two values that mean the same to the API (<see cref="ValueEquality"/>) have the same text.</summary>
internal static class CanonicalText
{
    public static string Of(PropertyType type, PropertyValue? value)
    {
        value = value?.Plain();
        return (type, value) switch
        {
            (_, null or PropertyNull) => "",
            (ListType { IsSet: true } set, PropertyArray a) => Joined(
                a.Items.Select(i => Of(set.Item, i)).Distinct().Order(StringComparer.Ordinal)
            ),
            (ListType list, PropertyArray a) => Joined(a.Items.Select(i => Of(list.Item, i))),
            (MapType map, PropertyObject o) => Members(
                o.Members.Select(m => (map.IgnoreCase ? m.Key.ToUpperInvariant() : m.Key, Of(map.Value, m.Value)))
            ),
            (ObjectType obj, PropertyObject o) => Members(
                o.Members.Keys.Union(obj.Properties.Where(p => p.Default is not null).Select(p => p.Name))
                    .Select(k => (k, Of(obj.Find(k)?.Type ?? PropertyType.Any, ValueEquality.Meant(obj.Find(k), o[k]))))
            ),
            (TextType text, PropertyString s) => Quoted(text.Normal(s.Value)),
            (_, PropertyString s) => Quoted(s.Value),
            (_, PropertyArray a) => Joined(a.Items.Select(i => Of(PropertyType.Any, i))),
            (_, PropertyObject o) => Members(o.Members.Select(m => (m.Key, Of(PropertyType.Any, m.Value)))),
            _ => value.ToString(),
        };
    }

    private static string Joined(IEnumerable<string> items) => "[" + string.Join(',', items) + "]";

    // A member that is null is the same as none.
    private static string Members(IEnumerable<(string Name, string Text)> members) =>
        "{"
        + string.Join(
            ',',
            members.Where(m => m.Text.Length > 0).OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => Quoted(m.Name) + ":" + m.Text)
        )
        + "}";

    private static string Quoted(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
