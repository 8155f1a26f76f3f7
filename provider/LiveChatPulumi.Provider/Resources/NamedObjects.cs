using System.Globalization;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources;

/// <summary>An object that an input names, and without which LiveChat refuses the call.</summary>
/// <param name="Path">The input.</param>
/// <param name="Targets">What it can be.</param>
/// <param name="Id">Its id.</param>
/// <param name="IsSecret">True where the id must not be shown.</param>
internal sealed record NamedObject(PropertyPath Path, IReadOnlyList<PropertyTarget> Targets, string Id, bool IsSecret)
{
    /// <summary>The resources that it can be, those alone whose ids have this form where there are any.</summary>
    public IReadOnlyList<ObjectResource> Kinds()
    {
        List<ObjectResource> all = [.. Targets.Select(t => Catalog.ResourcesByToken[t.Resource]).OfType<ObjectResource>()];
        var fitting = all.FindAll(r => r.Spec.IdForm?.Invoke(Id) != false);
        return fitting.Count > 0 ? fitting : all;
    }
}

/// <summary>The objects that inputs name (<see cref="PropertySpec.MustBeThere"/>), and whether the license has them.</summary>
internal static class NamedObjects
{
    /// <summary>Those that are known by now.</summary>
    public static IEnumerable<NamedObject> In(ResourceSpec spec, PropertyObject inputs) =>
        OfMembers(spec.Inputs, inputs, PropertyPath.Root, false);

    /// <summary>
    /// True for an object that neither the license nor this run has. What this run made, or a mark of the state shows to be new, may not
    /// be in the lists yet; anything else is.
    /// </summary>
    public static async Task<bool> IsMissingAsync(ResourceContext context, NamedObject named, CancellationToken cancellationToken)
    {
        var kinds = named.Kinds();
        if (kinds.Any(k => IsOfThisRun(context, k, named.Id)))
            return false;
        foreach (var kind in kinds)
        {
            var list = await context.Run.Collections.RecallAsync(kind, PropertyObject.Empty, cancellationToken);
            if (list.Objects.Keys.Contains(named.Id, kind.Spec.IdComparer))
                return false;
        }

        // A list may be old, or hide what a call by the id shows.
        foreach (var kind in kinds)
            if (await kind.GetAsync(context.Run, named.Id, cancellationToken) is not null)
                return false;
        return true;
    }

    private static bool IsOfThisRun(ResourceContext context, ObjectResource kind, string id)
    {
        var (run, token) = (context.Run, kind.Spec.Token);
        return run.Ledger.WasCreated(token, id)
            || run.Ledger.MayBeMissing(token, id)
            || kind.Held(id, PropertyObject.Empty, PropertyObject.Empty)
                .Any(h =>
                    run.Claims.Find(KeyClaim.ClaimKind, $"{h.Type} {h.Key}").Count > 0
                    || run.HandedOut.Keeper(h, context.Urn) is { Hold: Hold.Created }
                );
    }

    private static IEnumerable<NamedObject> OfMembers(
        IEnumerable<PropertySpec> properties,
        PropertyObject values,
        PropertyPath at,
        bool secret
    ) => properties.SelectMany(p => values[p.Name] is { } value ? Of(p, p.Type, value, at.Member(p.Name), secret || p.Secret) : []);

    private static IEnumerable<NamedObject> Of(PropertySpec property, PropertyType type, PropertyValue value, PropertyPath at, bool secret)
    {
        secret |= value is PropertySecret or PropertyOutput { IsSecret: true };
        return (type, value.Unwrapped) switch
        {
            (ListType list, PropertyArray a) => a.Items.SelectMany((item, i) => Of(property, list.Item, item, at.Element(i), secret)),
            (ObjectType o, PropertyObject members) => OfMembers(o.Properties, members, at, secret),
            (MapType, PropertyObject map) => property.KeysReferTo.Count == 0
                ? []
                : map.Members.Keys.Select(key => new NamedObject(at.Member(key), property.KeysReferTo, key, secret)),
            (_, PropertyNumber number) when property.MustBeThere =>
            [
                new NamedObject(at, property.RefersTo, number.Value.ToString(CultureInfo.InvariantCulture), secret),
            ],
            (_, PropertyString text) when property.MustBeThere => [new NamedObject(at, property.RefersTo, text.Value, secret)],
            _ => [],
        };
    }
}
