using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources;

/// <summary>An object of the license as a list shows it.</summary>
/// <param name="Id">The id that import takes.</param>
/// <param name="Name">A name for people.</param>
/// <param name="Live">Its properties, in the provider's names.</param>
internal sealed record LiveObject(string Id, string Name, PropertyObject Live);

/// <summary>What a create call answered.</summary>
/// <param name="Id">The new object's id.</param>
/// <param name="Issued">Outputs that no other call will ever show again.</param>
internal sealed record CreatedObject(string Id, PropertyObject Issued)
{
    public CreatedObject(string id)
        : this(id, PropertyObject.Empty)
    {
    }
}

/// <summary>
/// What differs from resource to resource: which calls read, create, update and delete it. Everything else (checks,
/// diffs, waiting, recovery, secrets) is generic and driven by the spec.
/// </summary>
internal abstract class ManagedResource(ResourceSpec spec)
{
    public ResourceSpec Spec { get; } = spec;

    /// <summary>The object of that id, or null when the license has none.</summary>
    public abstract Task<PropertyObject?> ReadAsync(Session session, string id, CancellationToken cancellationToken);

    /// <summary>All objects of the license, group 0 and the owner included.</summary>
    public abstract Task<ImmutableArray<LiveObject>> ListAsync(Session session, CancellationToken cancellationToken);

    /// <summary>Sends the create call once.</summary>
    public abstract Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken);

    /// <summary>Sends what changed. <paramref name="changed"/> names the properties; the values are in <paramref name="news"/>.</summary>
    public abstract Task SendUpdateAsync(Session session, string id, ImmutableArray<PropertySpec> changed, PropertyObject news, CancellationToken cancellationToken);

    /// <summary>Sends the delete call once.</summary>
    public abstract Task SendDeleteAsync(Session session, string id, CancellationToken cancellationToken);

    /// <summary>Outputs that an earlier run was given and nobody has kept, made anew.</summary>
    public virtual Task<PropertyObject> ReissueAsync(Session session, string id, PropertyObject inputs, CancellationToken cancellationToken) => Task.FromResult(PropertyObject.Empty);

    /// <summary>What a lost create is looked up by: the natural key, or the name where ids come from the server.</summary>
    public string CreateKey(PropertyObject inputs) => inputs.Text(Spec.NaturalKey ?? "name") ?? "";

    /// <summary>True when a live object can be what a create with that key made.</summary>
    public virtual bool CanBe(LiveObject candidate, string key) => string.Equals(Spec.NaturalKey is null ? candidate.Live.Text("name") : candidate.Id, key, StringComparison.Ordinal);

    /// <summary>Whether a change asks for issued outputs to be made anew.</summary>
    public static bool AsksToReissue(ImmutableArray<PropertySpec> changed, PropertyObject news) => changed.Any(p => p.IsTrigger && news[p.Name] is { IsNull: false });

    /// <summary>Why this object must not be deleted, or null. The object then only leaves the state.</summary>
    public virtual string? KeepInstead(string id) => null;

    /// <summary>Calls a method that reads one object; null when the license has none.</summary>
    protected async Task<PropertyObject?> ReadOneAsync(Session session, ApiAction action, JsonObject request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await session.Api.CallAsync(action, request, cancellationToken).ConfigureAwait(false);
            return ApiMapper.FromApi(Spec.Properties.Where(p => p is not { Class: PropertyClass.WriteOnly } and not { Issued: true }), answer.AsObject());
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>A parameter that is a list of texts.</summary>
    protected static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)JsonValue.Create(t))]);

    /// <summary>The values to send for changed properties: the new one, or the server's default for one that was dropped.</summary>
    protected static PropertyObject ChangedValues(ImmutableArray<PropertySpec> changed, PropertyObject news) =>
        PropertyObject.From(changed
            .Select(p => KeyValuePair.Create(p.Name, news[p.Name] is { IsNull: false } value ? value : p.Default))
            .Where(p => p.Value is not null)!);
}
