using System.Collections.Immutable;
using LiveChatPulumi.Provider.Resources;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
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

        // The engine checks what replaces an object as a new one. The diff before has seen whether there is room for both.
        var key = KeyOf(objects, scope);
        if (Claims(context.Run, key).Any(c => c.Urn == context.Urn && c.Place != LimitPlace.New))
            return [];
        var listing = await ListAsync(objects, context.Run, key, news, cancellationToken);
        var (live, added) = context.Run.Claims.Decide(() =>
        {
            Declare(context, key, LimitPlace.New);
            return Count(listing, objects, limit, context, key, withPossible: false);
        });
        if (live + added < limit.Count || await IsReplacementAsync(objects, context, listing, key, news, cancellationToken))
            return [];
        var more = added > 0 ? $", and this program adds {added} before this one" : "";
        var reason = $"has {live} {limit.Of} already{more}; {limit.Count} are allowed. Remove one first, in an apply of its own";
        return [new InputFailure(PropertyPath.Root.Member(limit.Scope[^1]), reason, false)];
    }

    /// <summary>
    /// True where the license has what this resource had in an earlier run, or an object just like the new one. A tainted object is
    /// checked as a new one without any diff, so this may be what replaces it: then there is room with deleteBeforeReplace, of which no
    /// provider hears. The user is told.
    /// </summary>
    private static async Task<bool> IsReplacementAsync(
        ObjectResource resource,
        ResourceContext context,
        Listing listing,
        string key,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        if (news.ContainsUnknown)
            return false;
        var plain = (PropertyObject)news.Plain();
        var objects = listing.List.Objects;
        var before = context.Run.Journal.HeldBefore(context.Urn, resource.Spec.Token);
        var held = before is null ? null : objects.GetValueOrDefault(before);
        var like =
            held
            ?? objects.Values.FirstOrDefault(o =>
                resource.CanBe(o, resource.CreateKey(plain))
                && !listing.IsMade(o.Id)
                && !LiveState.Differences(resource.Spec, plain, o.Live).Any()
            );
        if (like is null)
            return false;
        Declare(context, key, LimitPlace.Instead, like.Id);
        var text =
            $"The license has as many as it takes, and the {resource.Spec.Noun} {like.Id} "
            + (held is null ? "is just like this one. " : "was this resource's in an earlier run. ")
            + "If this one replaces it, "
            + "there is room only with deleteBeforeReplace: without it, and for another one beside it, LiveChat refuses the create.";
        await context.Run.Log.WriteAsync(LogSeverity.Warning, context.Urn, text, cancellationToken);
        return true;
    }

    /// <summary>Declares the place of an object that is there, which keeps it whatever replaces the object.</summary>
    public static void Keep(ManagedResource resource, ResourceContext context, DiffInputs inputs)
    {
        if (KeyOfKept(resource, inputs) is { } key)
            Declare(context, key, LimitPlace.Kept);
    }

    /// <summary>
    /// True when the license has no room for the old and the new object side by side. What stands beside the old object takes a
    /// place of its own until the end of the run: others of the program have that one less.
    /// </summary>
    /// <param name="resource">The resource.</param>
    /// <param name="context">The resource in this run.</param>
    /// <param name="inputs">The object.</param>
    /// <param name="isReplaced">True where it is replaced for sure; else only the program may ask for it (replaceOnChanges).</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<bool> MustDeleteFirstAsync(
        ManagedResource resource,
        ResourceContext context,
        DiffInputs inputs,
        bool isReplaced,
        CancellationToken cancellationToken
    )
    {
        if (KeyOfKept(resource, inputs) is not { } key || resource is not ObjectResource { Spec.Limit: { } limit } objects)
            return false;
        var listing = await ListAsync(objects, context.Run, key, inputs.News, cancellationToken);
        return context.Run.Claims.Decide(() =>
        {
            var (live, added) = Count(listing, objects, limit, context, key, withPossible: true);
            var isFull = live + added >= limit.Count;
            var place =
                isFull ? LimitPlace.Instead
                : isReplaced ? LimitPlace.Beside
                : LimitPlace.Possible;
            Declare(context, key, place, isFull ? inputs.Id : "");
            return isFull;
        });
    }

    /// <summary>The key of an object's limit, where old and new object share it; else null.</summary>
    private static string? KeyOfKept(ManagedResource resource, DiffInputs inputs) =>
        resource.Spec.Limit is { } limit && ScopeOf(limit, inputs.Olds) is { } scope && scope == ScopeOf(limit, inputs.News)
            ? KeyOf(resource, scope)
            : null;

    private static string KeyOf(ManagedResource resource, string scope) => $"{resource.Spec.Token} {scope}";

    private static IEnumerable<LimitClaim> Claims(ProviderRun run, string key) => run.Claims.Find(Kind, key).Cast<LimitClaim>();

    private static void Declare(ResourceContext context, string key, LimitPlace place, string old = "") =>
        context.Run.Claims.Declare(context.Urn, Kind, [new LimitClaim(context.Urn, Kind, key, place, old)]);

    private static async Task<Listing> ListAsync(
        ObjectResource resource,
        ProviderRun run,
        string key,
        PropertyObject scope,
        CancellationToken cancellationToken
    )
    {
        var list = await run.Collections.GetAsync(resource, scope, 0, cancellationToken);
        var before = await run.Ledger.BaselineAsync($"{Kind} {key}", () => Task.FromResult<IReadOnlyCollection<string>>(list.Objects.Keys));
        return new Listing(list, before, id => run.Ledger.WasCreated(resource.Spec.Token, id));
    }

    /// <summary>Objects that were there before this run, and places that other resources of the program take besides.</summary>
    private static (int Live, int Added) Count(
        Listing listing,
        ObjectResource resource,
        ObjectLimit limit,
        ResourceContext context,
        string key,
        bool withPossible
    )
    {
        var others = Claims(context.Run, key)
            .Where(c => c.Urn != context.Urn && c.Place != LimitPlace.Kept && (withPossible || c.Place != LimitPlace.Possible))
            .ToList();
        var there = listing.List.Objects.Values.Where(o => ScopeOf(limit, o.Live) is { } scope && KeyOf(resource, scope) == key).ToList();
        var made = there.Count(o => listing.IsMade(o.Id));
        var replaced = there.Count(o => others.Exists(c => c.Old == o.Id));

        // What this run made has its claim already, and an object that goes first leaves its place to what follows it.
        return (there.Count - made - replaced, Math.Max(made, others.Count));
    }

    /// <summary>The values that the objects of one limit share, or null while they are not all known.</summary>
    private static string? ScopeOf(ObjectLimit limit, PropertyObject inputs)
    {
        var values = limit.Scope.Select(inputs.Text).ToList();
        return values.Contains(null) ? null : string.Join(' ', values);
    }

    /// <summary>The objects of a type, and which of them are this run's.</summary>
    /// <param name="List">The objects now.</param>
    /// <param name="Before">
    /// Ids that were there before this run's first create under the limit: each create is checked before, and this asked for by its check.
    /// </param>
    /// <param name="WasCreated">True for an object that the answer of a create of this run named.</param>
    private sealed record Listing(CollectionSnapshot List, IReadOnlyCollection<string> Before, Func<string, bool> WasCreated)
    {
        /// <summary>True for an object of this run: a list may show what a create makes before the create is answered.</summary>
        public bool IsMade(string id) => !Before.Contains(id) || WasCreated(id);
    }
}
