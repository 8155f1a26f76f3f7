using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Values;

/// <summary>
/// The mark of a write of one object: a later run, on any machine, does not take a list that is behind for the truth. It holds digests,
/// no values.
/// </summary>
/// <param name="At">When LiveChat accepted the write, by LiveChat's clock.</param>
/// <param name="IsNew">True while it may be the object itself that is not shown.</param>
/// <param name="Salt">What the digests are salted with.</param>
/// <param name="Olds">Digests of values that the write replaced, by property: a read that gives one of them is behind.</param>
/// <param name="News">Digests of what relations were set to, by property: a read that does not give it is behind.</param>
internal sealed record UnseenMark(
    DateTimeOffset At,
    bool IsNew,
    string Salt,
    ImmutableSortedDictionary<string, string> Olds,
    ImmutableSortedDictionary<string, string> News
) : StateMark(At)
{
    private static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary.Create<string, string>(
        StringComparer.Ordinal
    );

    /// <summary>True where a value of which there is a digest is secret.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The mark of a write.</summary>
    /// <param name="at">When LiveChat accepted it, by LiveChat's clock.</param>
    /// <param name="isNew">True when the object itself may not be shown yet.</param>
    /// <param name="changed">The inputs that changed.</param>
    /// <param name="before">Values before.</param>
    /// <param name="after">Values after.</param>
    /// <param name="earlier">The mark of an earlier write that reads may not show yet either.</param>
    public static UnseenMark Of(
        DateTimeOffset at,
        bool isNew,
        IEnumerable<PropertySpec> changed,
        PropertyObject before,
        PropertyObject after,
        UnseenMark? earlier = null
    )
    {
        var seen = changed.Where(p => p.CanBeSeenToChange && after[p.Name] is { IsNull: false }).ToList();
        var places = seen.Where(p => !p.IsRelation).SelectMany(p => Changed(p, before, after)).ToList();
        var salt = earlier?.Salt ?? at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var olds = earlier?.Olds ?? None;
        foreach (var place in places)
        {
            // What is written back is no sign of a read that is behind.
            var digests = (olds.GetValueOrDefault(place.ToString())?.Split(' ') ?? []).Append(place.Digest(salt, before)).Distinct();
            olds = olds.SetItem(place.ToString(), string.Join(' ', digests.Where(d => d != place.Digest(salt, after))));
        }

        var news = seen.Where(p => p.IsRelation).Select(p => new Place(p, null));
        return new UnseenMark(
            at,
            isNew,
            salt,
            olds,
            (earlier?.News ?? None).SetItems(news.Select(p => KeyValuePair.Create(p.ToString(), p.Digest(salt, after))))
        )
        {
            IsSecret = earlier?.IsSecret == true || seen.Any(p => p.Secret || HoldsSecret(before[p.Name]) || HoldsSecret(after[p.Name])),
        };
    }

    private static bool HoldsSecret(PropertyValue? value) => value?.ContainsSecret == true;

    /// <summary>The mark in the outputs of a state, or null.</summary>
    public static UnseenMark? Of(PropertyObject outputs) =>
        Read(outputs) is var (mark, at, isSecret)
            ? new UnseenMark(at, mark.Text("kind") == "create", mark.Text("salt") ?? "", Digests(mark["olds"]), Digests(mark["news"]))
            {
                IsSecret = isSecret,
            }
            : null;

    /// <summary>Outputs with this mark. A short secret could be found from its digest by trying, so such a mark is secret itself.</summary>
    public PropertyObject On(PropertyObject outputs) =>
        Put(
            outputs,
            IsSecret,
            ("kind", PropertyValue.Of(IsNew ? "create" : "update")),
            ("salt", PropertyValue.Of(Salt)),
            ("olds", Digests(Olds)),
            ("news", Digests(News))
        );

    /// <summary>True when a read shows the write; a value that is neither the old nor the new one was changed by somebody else.</summary>
    /// <param name="spec">The resource.</param>
    /// <param name="live">The object as it was read, or null where there is none.</param>
    public bool IsShownBy(ResourceSpec spec, PropertyObject? live) =>
        live is null
            ? !IsNew
            : Olds.All(o =>
                Place.Parse(spec, o.Key) is not { } place || !place.IsIn(live) || !o.Value.Split(' ').Contains(place.Digest(Salt, live))
            ) && News.All(n => Place.Parse(spec, n.Key)?.Digest(Salt, live) == n.Value);

    /// <summary>What differs: the property, or the entries of a map, beside which the license may have others.</summary>
    private static IEnumerable<Place> Changed(PropertySpec property, PropertyObject before, PropertyObject after)
    {
        if (property.Type is not MapType map)
            return LiveState.Holds(property, after[property.Name], before[property.Name]) ? [] : [new Place(property, null)];
        var (old, now) = (Entries(before[property.Name]), Entries(after[property.Name]));
        return map.Keys(old, now)
            .Where(k => !ValueEquality.AreEqual(map.Value, map.Find(old, k), map.Find(now, k)))
            .Select(k => new Place(property, k));
    }

    private static PropertyObject Entries(PropertyValue? map) => map?.Plain() as PropertyObject ?? PropertyObject.Empty;

    private static ImmutableSortedDictionary<string, string> Digests(PropertyValue? digests) =>
        digests is PropertyObject o ? None.AddRange(o.Members.Select(m => KeyValuePair.Create(m.Key, m.Value.ToString()))) : None;

    /// <summary>A property, or an entry of one that is a map.</summary>
    private sealed record Place(PropertySpec Property, string? Entry)
    {
        public static Place? Parse(ResourceSpec spec, string text)
        {
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            return spec.Find(slash < 0 ? text : text[..slash]) is { } property
                ? new Place(property, slash < 0 ? null : text[(slash + 1)..])
                : null;
        }

        /// <summary>False for a property that this read hides: it tells nothing.</summary>
        public bool IsIn(PropertyObject live) => !Property.MayBeHidden || Property.IsToldBy(live);

        private MapType Map => (MapType)Property.Type;

        /// <summary>The value there, as a mark keeps it.</summary>
        public string Digest(string salt, PropertyObject values)
        {
            var text = Entry is null
                ? CanonicalText.Of(Property.Type, values[Property.Name] ?? Property.Default)
                : CanonicalText.Of(Map.Value, Map.Find(Entries(values[Property.Name]), Entry));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(salt + "\n" + text)))[..16];
        }

        public override string ToString() => Entry is null ? Property.Name : $"{Property.Name}/{Entry}";
    }

    private static PropertyObject Digests(ImmutableSortedDictionary<string, string> digests) =>
        PropertyObject.From(digests.Select(d => KeyValuePair.Create(d.Key, PropertyValue.Of(d.Value))));
}
