using System.Collections.Immutable;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Planning;

/// <summary>
/// Guards the numbers of objects that LiveChat allows (<see cref="ResourceSpec.Limit"/>). New objects of one preview count together.
/// </summary>
internal static class LimitGuard
{
    private const string Kind = "limit";

    /// <summary>The failure of a new object for which there is no room.</summary>
    public static async Task<ImmutableArray<InputFailure>> CheckAsync(
        ManagedResource resource,
        ResourceContext context,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        // An object that a cut off run of this resource created is there already, and will be taken over.
        if (resource is not ObjectResource { Spec.Limit: { } limit } objects || context.Run.Journal.Find(context.Urn) is not null)
            return [];
        if (ScopeOf(limit, news) is not { } scope || ScopeOf(limit, olds) == scope)
            return [];

        var live = await CountAsync(objects, limit, context.Run, news, cancellationToken);
        var key = KeyOf(resource, scope);
        context.Run.Claims.Declare(context.Urn, Kind, [new LimitClaim(context.Urn, Kind, key)]);
        var added = context.Run.Claims.Find(Kind, key).Count - 1;
        if (live + added < limit.Count)
            return [];
        var more = added > 0 ? $", and this program adds {added} before this one" : "";
        var reason = $"has {live} {limit.Of} already{more}; {limit.Count} are allowed. Remove one first, in an apply of its own";
        return [new InputFailure(PropertyPath.Root.Member(limit.Scope[^1]), reason, false)];
    }

    /// <summary>
    /// True when the license has no room for the old and the new object side by side. Where it has, the new one takes a place of those that
    /// are left: other resources of the program may need them too.
    /// </summary>
    public static async Task<bool> MustDeleteFirstAsync(
        ManagedResource resource,
        ResourceContext context,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        if (
            resource is not ObjectResource { Spec.Limit: { } limit } objects
            || ScopeOf(limit, olds) is not { } scope
            || scope != ScopeOf(limit, news)
        )
            return false;
        var live = await CountAsync(objects, limit, context.Run, news, cancellationToken);
        var key = KeyOf(resource, scope);
        if (live + context.Run.Claims.Find(Kind, key).Count(c => c.Urn != context.Urn) >= limit.Count)
            return true;
        context.Run.Claims.Declare(context.Urn, Kind, [new LimitClaim(context.Urn, Kind, key)]);
        return false;
    }

    private static string KeyOf(ManagedResource resource, string scope) => $"{resource.Spec.Token} {scope}";

    /// <summary>Objects of the license; what this run created is counted by its claim.</summary>
    private static async Task<int> CountAsync(
        ObjectResource resource,
        ObjectLimit limit,
        ProviderRun run,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        var scope = ScopeOf(limit, inputs);
        var list = await run.Collections.GetAsync(resource, inputs, 0, cancellationToken);
        return list.Objects.Values.Count(o => ScopeOf(limit, o.Live) == scope && !run.Ledger.WasCreated(resource.Spec.Token, o.Id));
    }

    /// <summary>The values that the objects of one limit share, or null while they are not all known.</summary>
    private static string? ScopeOf(ObjectLimit limit, PropertyObject inputs)
    {
        var values = limit.Scope.Select(inputs.Text).ToList();
        return values.Contains(null) ? null : string.Join(' ', values);
    }
}
