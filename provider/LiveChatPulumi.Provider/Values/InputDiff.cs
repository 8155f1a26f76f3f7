using System.Collections.Immutable;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Values;

/// <summary>One difference between old and new inputs.</summary>
internal sealed record InputChange(PropertyPath Path, PropertyDiff.Types.Kind Kind, PropertySpec Property);

/// <summary>
/// Compares inputs with inputs, normalised; never inputs with outputs. It does not care which side is older: refresh
/// asks with the sides swapped.
/// </summary>
internal static class InputDiff
{
    /// <param name="spec">The resource.</param>
    /// <param name="olds">One side.</param>
    /// <param name="news">The other side.</param>
    /// <param name="imported">
    /// True when the old side was just read for an import: what reads do not tell is then as the program says,
    /// and what the program does not say is not its business.
    /// </param>
    public static ImmutableArray<InputChange> Compare(ResourceSpec spec, PropertyObject olds, PropertyObject news, bool imported = false)
    {
        var changes = ImmutableArray.CreateBuilder<InputChange>();
        if (imported)
            (olds, news) = (WithoutUnreadable(spec.Inputs, olds), WithoutUnreadable(spec.Inputs, news));
        foreach (var property in spec.Inputs.Where(p => !(imported && IsTakenOver(p, olds, news))))
            Compare(
                property,
                property.Type,
                PropertyPath.Root.Member(property.Name),
                olds[property.Name] ?? (imported ? property.Default : null),
                news[property.Name],
                changes
            );
        return changes.ToImmutable();
    }

    public static DiffResponse ToResponse(
        ResourceSpec spec,
        ImmutableArray<InputChange> changes,
        PropertyObject olds,
        PropertyObject news,
        bool deleteFirst
    )
    {
        var response = new DiffResponse
        {
            Changes = changes.IsEmpty ? DiffResponse.Types.DiffChanges.DiffNone : DiffResponse.Types.DiffChanges.DiffSome,
            HasDetailedDiff = true,
            DeleteBeforeReplace = deleteFirst || KeyStays(spec, olds, news),
        };
        foreach (var change in changes)
        {
            var replaces = change.Property.Class == PropertyClass.Replace;
            response.DetailedDiff[change.Path.ToString()] = new PropertyDiff
            {
                Kind = replaces ? change.Kind + 1 : change.Kind,
                InputDiff = true,
            };
            if (!response.Diffs.Contains(change.Property.Name))
                response.Diffs.Add(change.Property.Name);
            if (replaces && !response.Replaces.Contains(change.Property.Name))
                response.Replaces.Add(change.Property.Name);
        }

        if (response.Replaces.Count == 0)
            response.Stables.AddRange(spec.Properties.Where(p => p.Class == PropertyClass.Output && p.AlwaysPresent).Select(p => p.Name));
        return response;
    }

    private static bool IsTakenOver(PropertySpec property, PropertyObject olds, PropertyObject news) =>
        news[property.Name] is null || (property is { IsUnreadable: true, IsTrigger: false } && olds[property.Name] is null);

    /// <summary>The values without the members, inside them, that a read cannot tell.</summary>
    private static PropertyObject WithoutUnreadable(IEnumerable<PropertySpec> properties, PropertyObject values) =>
        properties.Aggregate(values, (o, p) => o[p.Name] is { } value ? o.With(p.Name, WithoutUnreadable(p.Type, value)) : o);

    private static PropertyValue WithoutUnreadable(PropertyType type, PropertyValue value) =>
        (type, value) switch
        {
            (ListType list, PropertyArray a) => PropertyValue.List(a.Items.Select(i => WithoutUnreadable(list.Item, i))),
            (ObjectType obj, PropertyObject o) => PropertyObject.From(
                o.Members.Where(m => obj.Find(m.Key) is not { IsUnreadable: true })
                    .Select(m => KeyValuePair.Create(m.Key, obj.Find(m.Key) is { } p ? WithoutUnreadable(p.Type, m.Value) : m.Value))
            ),
            _ => value,
        };

    /// <summary>While the key stays, an old and a new object cannot exist side by side: a replacement has to delete first.</summary>
    private static bool KeyStays(ResourceSpec spec, PropertyObject olds, PropertyObject news) =>
        spec.Identity != Identity.ServerId
        && spec.Key.All(k => string.Equals(olds[k]?.Plain().ToString(), news[k]?.Plain().ToString(), StringComparison.OrdinalIgnoreCase));

    /// <summary>The keys of a list's elements; null where they are not all known, or not all different.</summary>
    private static List<string>? Keys(PropertyArray list, string key)
    {
        var keys = list.Items.Select(i => (i.Unwrapped as PropertyObject)?.Text(key)).OfType<string>().Distinct().ToList();
        return keys.Count == list.Items.Length ? keys : null;
    }

    private static void Compare(
        PropertySpec property,
        PropertyType type,
        PropertyPath at,
        PropertyValue? a,
        PropertyValue? b,
        ImmutableArray<InputChange>.Builder changes
    )
    {
        if (ValueEquality.AreEqual(type, a, b))
            return;
        var (x, y) = (a?.Unwrapped, b?.Unwrapped);
        if (x is null or PropertyNull)
            Add(PropertyDiff.Types.Kind.Add);
        else if (y is null or PropertyNull)
            Add(PropertyDiff.Types.Kind.Delete);
        else if ((type, x, y) is (ObjectType obj, PropertyObject xo, PropertyObject yo))
        {
            foreach (var key in xo.Members.Keys.Union(yo.Members.Keys))
                Compare(property, obj.Find(key)?.Type ?? PropertyType.Text, at.Member(key), xo[key], yo[key], changes);
        }
        else if ((type, x, y) is (MapType map, PropertyObject xm, PropertyObject ym))
        {
            foreach (var key in xm.Members.Keys.Union(ym.Members.Keys))
                Compare(property, map.Value, at.Member(key), xm[key], ym[key], changes);
        }
        else if (
            (type, x, y) is (ListType { Key: { } key } keyed, PropertyArray xk, PropertyArray yk)
            && Keys(xk, key) is { } before
            && Keys(yk, key) is { } after
        )
        {
            foreach (var change in KeyedListDiff.Compare(before, after))
            {
                if (change is { Old: { } from, New: { } to } && !change.Moved)
                    Compare(property, keyed.Item, at.Element(to), xk.Items[from], yk.Items[to], changes);
                else
                    changes.Add(new InputChange(at.Element(change.New ?? change.Old!.Value), change.Kind, property));
            }
        }
        else if ((type, x, y) is (ListType list, PropertyArray xa, PropertyArray ya) && !list.IsSet)
        {
            for (var i = 0; i < Math.Max(xa.Items.Length, ya.Items.Length); i++)
                Compare(
                    property,
                    list.Item,
                    at.Element(i),
                    i < xa.Items.Length ? xa.Items[i] : null,
                    i < ya.Items.Length ? ya.Items[i] : null,
                    changes
                );
        }
        else
            Add(PropertyDiff.Types.Kind.Update);

        void Add(PropertyDiff.Types.Kind kind) => changes.Add(new InputChange(at, kind, property));
    }
}
