using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources;

/// <summary>An object of the license as a list shows it.</summary>
/// <param name="Id">The id that import takes and the state keeps.</param>
/// <param name="Name">A name for people.</param>
/// <param name="Live">Its properties, in the provider's names.</param>
internal sealed record LiveObject(string Id, string Name, PropertyObject Live);

/// <summary>A resource of the provider: what it is, and what the license and the program say about it before anything is written.</summary>
internal abstract class ManagedResource(ResourceSpec spec)
{
    public ResourceSpec Spec { get; } = spec;

    /// <summary>The methods that it calls: documentation, coverage and the tests read this.</summary>
    public abstract ImmutableArray<ApiAction> Actions { get; }

    /// <summary>What creates, reads, updates and deletes the resource of that URN.</summary>
    /// <param name="session">The license.</param>
    /// <param name="urn">The resource.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="timeout">The resource's own time for an operation, or null.</param>
    public abstract IResourceLifecycle Lifecycle(Session session, string urn, string name, TimeSpan? timeout);

    /// <summary>All objects of the license, group 0 and the owner included. <paramref name="scope"/> may name the client id whose objects are meant.</summary>
    public abstract Task<ImmutableArray<LiveObject>> ListAsync(Session session, PropertyObject scope, CancellationToken cancellationToken);

    /// <summary>What the license itself says against these inputs, at preview. <paramref name="olds"/> is empty for a new resource.</summary>
    public virtual Task<ImmutableArray<InputFailure>> GuardAsync(
        Session session,
        string urn,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    ) => Task.FromResult(ImmutableArray<InputFailure>.Empty);

    /// <summary>True when the license has no room for the old and the new object side by side.</summary>
    public virtual Task<bool> MustDeleteFirstAsync(
        Session session,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    ) => Task.FromResult(false);

    /// <summary>Inputs that have to be written although they stay as they are: what this run, or one that was cut off, made of the license does not agree with them.</summary>
    public virtual Task<ImmutableArray<PropertySpec>> LapsedAsync(
        Session session,
        string urn,
        string id,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    ) => Task.FromResult(ImmutableArray<PropertySpec>.Empty);

    /// <summary>Members and groups that these inputs tie together: a pair has one owner.</summary>
    public virtual IEnumerable<(string Group, string Member)> Memberships(string id, PropertyObject inputs) => [];

    /// <summary>What the resource has to do with routing rules, or null. <paramref name="id"/> is empty, and <paramref name="state"/> too, for one that is not created yet.</summary>
    public virtual RuleClaim? ClaimRules(string urn, string id, PropertyObject state, PropertyObject inputs) => null;

    /// <summary>Notes what a request shows of the engine's state: what the journal kept for it has done its work.</summary>
    public virtual void NoteState(Session session, string urn, string id, PropertyObject outputs)
    {
        session.Journal.Confirm(urn, id);
        session.NoteOwned(Spec.Token, id);
    }

    /// <summary>Tells at preview what the apply will do, where the difference of the inputs does not say it all.</summary>
    /// <param name="session">The license.</param>
    /// <param name="urn">The resource.</param>
    /// <param name="state">Outputs as the state has them; empty for a new resource.</param>
    /// <param name="inputs">Inputs of the program; some may be unknown.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public virtual Task PreviewAsync(
        Session session,
        string urn,
        PropertyObject state,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    /// <summary>The outputs after an update, as far as a preview can know them.</summary>
    public virtual PropertyObject Predict(PropertyObject outputs, PropertyObject inputs) => outputs;

    /// <summary>A text for people on what an import cannot know, or null.</summary>
    public virtual string? AboutImport => null;
}
