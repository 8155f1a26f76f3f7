using System.Collections.Immutable;
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
        foreach (var property in spec.Inputs.Where(p => !IsHandedOver(p, news) && !(imported && IsTakenOver(p, olds, news))))
            new PropertyComparison(property, changes).Compare(
                property.Type,
                PropertyPath.Root.Member(property.Name),
                olds[property.Name] ?? (imported ? property.Default : null),
                news[property.Name]
            );
        return changes.ToImmutable();
    }

    /// <summary>The inputs that a program said before and does not say any more, and that stay in LiveChat as they are.</summary>
    public static IEnumerable<PropertySpec> HandedOver(ResourceSpec spec, PropertyObject olds, PropertyObject news) =>
        spec.Inputs.Where(p => olds[p.Name] is { Unwrapped.IsNull: false } && IsHandedOver(p, news));

    /// <summary>
    /// The inputs as they will be: those of the program, and for what it drops the default that is sent then, or the value that stays.
    /// </summary>
    public static PropertyObject Outcome(ResourceSpec spec, PropertyObject olds, PropertyObject news) =>
        spec
            .Inputs.Where(p => olds[p.Name] is { Unwrapped.IsNull: false } && news[p.Name] is null or { Unwrapped.IsNull: true })
            .Aggregate(
                news,
                (o, p) => (p.StaysWhenDropped ? olds[p.Name] : p.Default) is { } value ? o.With(p.Name, value) : o.Without(p.Name)
            );

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
            response.Stables.AddRange(
                spec.Properties.Where(p => p is { Class: PropertyClass.Output, AlwaysPresent: true, ComesWithReads: false })
                    .Select(p => p.Name)
            );
        return response;
    }

    /// <summary>The answer that makes an engine replace an object of which no input has to have changed.</summary>
    public static DiffResponse Replacement(ResourceSpec spec, PropertyObject olds, bool deleteFirst)
    {
        var property = spec.Inputs.FirstOrDefault(p => olds[p.Name] is not null, spec.Inputs.First()).Name;
        var response = new DiffResponse
        {
            Changes = DiffResponse.Types.DiffChanges.DiffSome,
            HasDetailedDiff = true,
            DeleteBeforeReplace = deleteFirst,
        };
        response.Diffs.Add(property);
        response.Replaces.Add(property);
        response.DetailedDiff[property] = new PropertyDiff { Kind = PropertyDiff.Types.Kind.UpdateReplace, InputDiff = true };
        return response;
    }

    private static bool IsHandedOver(PropertySpec property, PropertyObject news) =>
        property.StaysWhenDropped && news[property.Name] is null or { Unwrapped.IsNull: true };

    private static bool IsTakenOver(PropertySpec property, PropertyObject olds, PropertyObject news) =>
        news[property.Name] is null
        || (property is { IsUnreadable: true, IsTrigger: false } && olds[property.Name] is null && !property.IsToldBy(olds));

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
}
