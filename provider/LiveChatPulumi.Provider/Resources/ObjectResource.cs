using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources;

/// <summary>What a create call answered.</summary>
/// <param name="Id">The new object's id.</param>
/// <param name="Issued">Outputs that no other call will ever show again.</param>
internal sealed record CreatedObject(string Id, PropertyObject Issued)
{
    public CreatedObject(string id)
        : this(id, PropertyObject.Empty) { }

    /// <summary>True when the answer was lost and the object was found.</summary>
    public bool WasLost { get; init; }
}

/// <summary>
/// A resource that is one object of the license. What differs from one to the other: which calls read, create, update
/// and delete it. Everything else (checks, diffs, waiting, recovery, secrets) is generic and driven by the spec.
/// </summary>
internal abstract class ObjectResource(ResourceSpec spec) : ManagedResource(spec)
{
    public override IResourceLifecycle Lifecycle(Session session, string urn, string name, TimeSpan? timeout) =>
        new Lifecycle(session, this, urn, name, timeout);

    /// <summary>The object of that id, or null when the license has none.</summary>
    /// <param name="session">The license.</param>
    /// <param name="id">The id in the state, or what import was given.</param>
    /// <param name="known">Inputs as the state has them; empty on import.</param>
    /// <param name="after">The answer must have been asked for after the list of this number; 0 takes any that is still good.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public virtual async Task<PropertyObject?> ReadAsync(
        Session session,
        string id,
        PropertyObject known,
        long after,
        CancellationToken cancellationToken
    ) => (await session.Lists.FindAsync(this, id, ScopeOf(id), after, cancellationToken).ConfigureAwait(false))?.Live;

    /// <summary>One object by a call of its own where the API has one, else from the list; null when the license has none.</summary>
    public virtual Task<PropertyObject?> GetAsync(Session session, string id, CancellationToken cancellationToken) =>
        ReadAsync(session, id, PropertyObject.Empty, 0, cancellationToken);

    /// <summary>What a list has to be asked for in order to hold an object of that id.</summary>
    protected virtual PropertyObject ScopeOf(string id) => PropertyObject.Empty;

    /// <summary>How ids are told apart.</summary>
    public virtual StringComparer IdComparer => StringComparer.Ordinal;

    /// <summary>What reads are served from: the list, with what only reading needs.</summary>
    public virtual Task<ImmutableArray<LiveObject>> SnapshotAsync(
        Session session,
        PropertyObject scope,
        CancellationToken cancellationToken
    ) => ListAsync(session, scope, cancellationToken);

    /// <summary>Sends the create call once.</summary>
    public abstract Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken);

    /// <summary>Sends what changed, calls of their own included. <paramref name="changed"/> names the properties; the values are in <paramref name="news"/>.</summary>
    public abstract Task SendUpdateAsync(
        Session session,
        string id,
        ImmutableArray<PropertySpec> changed,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    );

    /// <summary>Sends the delete call once.</summary>
    public abstract Task SendDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken);

    /// <summary>What has to be done for an object whose create was lost and found again: outputs that nobody has kept are made anew, and given.</summary>
    public virtual Task<PropertyObject> ReissueAsync(
        Session session,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) => Task.FromResult(PropertyObject.Empty);

    /// <summary>Does what a changed trigger asks for; gives the outputs that come of it.</summary>
    public virtual Task<PropertyObject> PullTriggersAsync(
        Session session,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) => ReissueAsync(session, id, inputs, cancellationToken);

    /// <summary>Whether a write that has settled left something undone.</summary>
    public virtual bool NeedsMending(ImmutableArray<PropertySpec> changed, PropertyObject inputs, PropertyObject live) => false;

    /// <summary>Does what <see cref="NeedsMending"/> found undone.</summary>
    public virtual Task MendAsync(
        Session session,
        string id,
        PropertyObject inputs,
        PropertyObject live,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    /// <summary>Whether what was written acts already, as customers see it; null where that cannot be seen.</summary>
    public virtual Task<bool?> IsEffectiveAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken) =>
        Task.FromResult<bool?>(null);

    /// <summary>Why the license forbids this delete, or null.</summary>
    public virtual Task<string?> RefuseDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(null);

    /// <summary>For settings that are a set of names: those that these inputs write.</summary>
    public virtual IEnumerable<string> NamesOf(PropertyObject inputs) => [];

    /// <summary>Inputs that write these names as well, or null when there are none besides.</summary>
    public virtual PropertyObject? WithNames(PropertyObject inputs, IEnumerable<string> names) => null;

    /// <summary>What a lost create is looked up by.</summary>
    public virtual string CreateKey(PropertyObject inputs) => string.Join('/', Spec.Key.Select(k => inputs.Text(k) ?? ""));

    /// <summary>True when a live object can be what a create with that key made.</summary>
    public virtual bool CanBe(LiveObject candidate, string key) =>
        string.Equals(Spec.Identity == Identity.NaturalKey ? candidate.Id : CreateKey(candidate.Live), key, StringComparison.Ordinal);

    /// <summary>Whether a change asks for something to be done.</summary>
    public static bool PullsTriggers(ImmutableArray<PropertySpec> changed, PropertyObject news) =>
        changed.Any(p => p.IsTrigger && news[p.Name] is { IsNull: false });

    /// <summary>Why this object is not deleted, or null. The object then only leaves the state.</summary>
    public virtual string? KeepInstead(string id) => null;

    /// <summary>The request's members for what changed: inputs that requests carry.</summary>
    protected static JsonObject ChangedRequest(ImmutableArray<PropertySpec> changed, PropertyObject news) =>
        ApiMapper.ToApi(
            changed.Where(p => p is { Class: PropertyClass.Input or PropertyClass.WriteOnly, Delivery: Delivery.InRequests }),
            ChangedValues(changed, news)
        );

    /// <summary>Sends an update of what changed and requests carry, if there is any; the key names the object.</summary>
    protected static async Task SendChangedAsync(
        Session session,
        ApiAction action,
        string key,
        JsonNode id,
        ImmutableArray<PropertySpec> changed,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        var request = ChangedRequest(changed, news);
        if (request.Count == 0)
            return;
        request[key] = id;
        await session.Api.CallAsync(action, request, cancellationToken).ConfigureAwait(false);
    }

    protected static bool Changes(ImmutableArray<PropertySpec> changed, string name) => changed.Any(p => p.Name == name);

    /// <summary>Calls a method that reads one object; null when the license has none.</summary>
    protected async Task<PropertyObject?> CallGetAsync(
        Session session,
        ApiAction action,
        JsonObject request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return Read((await session.Api.CallAsync(action, request, cancellationToken).ConfigureAwait(false)).AsObject());
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>An object as the API shows it: what it never shows, and what it shows once, left out.</summary>
    protected PropertyObject Read(JsonObject json) =>
        ApiMapper.FromApi(Spec.Properties.Where(p => p is not { Class: PropertyClass.WriteOnly } and not { Issued: true }), json);

    /// <summary>A parameter that is a list of texts.</summary>
    protected static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)JsonValue.Create(t))]);

    /// <summary>The values to send for changed properties: the new one, or the server's default for one that was dropped.</summary>
    protected static PropertyObject ChangedValues(ImmutableArray<PropertySpec> changed, PropertyObject news) =>
        PropertyObject.From(
            changed
                .Select(p => KeyValuePair.Create(p.Name, news[p.Name] is { IsNull: false } value ? value : p.Default))
                .Where(p => p.Value is not null)!
        );
}
