using System.Collections.Immutable;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources;

/// <summary>An object of the license that the engine's state holds.</summary>
/// <param name="Type">The token of the resource that the object is one of.</param>
/// <param name="Id">The object's id.</param>
internal sealed record ObjectInState(string Type, string Id);

/// <summary>A resource of the provider: its spec, and how it behaves where the spec does not say it all.</summary>
internal abstract class ManagedResource(ResourceSpec spec)
{
    /// <summary>The kind of the claims that most resources have none of.</summary>
    public const string NoClaims = "none";

    /// <summary>The resource as declared.</summary>
    public ResourceSpec Spec { get; } = spec;

    /// <summary>True where an advice that changes makes a call by itself, which the inputs then ask for.</summary>
    public virtual bool ActsOn(PropertySpec advice, PropertyObject news) => false;

    /// <summary>The API methods that it calls: documentation, coverage and the tests read this.</summary>
    public abstract ImmutableArray<ApiAction> Actions { get; }

    /// <summary>The functions that belong to this resource.</summary>
    public virtual ImmutableArray<Function> Functions => [];

    /// <summary>The kind of <see cref="Claims"/>.</summary>
    public virtual string ClaimKind => NoClaims;

    /// <summary>A lifecycle of the resource's own; null for the one of its identity.</summary>
    public virtual IResourceLifecycle? OwnLifecycle(ResourceContext context) => null;

    /// <summary>True where the objects of one client id are listed at a time.</summary>
    public virtual bool ListsByOwner => Spec.IsClientOwned;

    /// <summary>All objects of the license, group 0 and the owner included.</summary>
    /// <param name="run">The license.</param>
    /// <param name="scope">May name the client id whose objects are meant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract Task<ImmutableArray<LiveObject>> ListAsync(ProviderRun run, PropertyObject scope, CancellationToken cancellationToken);

    /// <summary>The reasons for which the license itself does not allow these inputs, asked at check.</summary>
    /// <param name="context">The resource.</param>
    /// <param name="olds">Inputs as the state has them; empty for a new resource.</param>
    /// <param name="news">Inputs of the program.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public virtual Task<ImmutableArray<InputFailure>> GuardAsync(
        ResourceContext context,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    ) => Task.FromResult(ImmutableArray<InputFailure>.Empty);

    /// <summary>
    /// Inputs that have to be written although they did not change, because the license does not hold what they say any more.
    /// </summary>
    public virtual Task<ImmutableArray<PropertySpec>> StaleInputsAsync(
        ResourceContext context,
        string id,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    ) => Task.FromResult(ImmutableArray<PropertySpec>.Empty);

    /// <summary>What the resource declares for itself alone.</summary>
    /// <param name="urn">The resource.</param>
    /// <param name="id">Its id; empty for one that is not created yet.</param>
    /// <param name="state">Outputs as the state has them; empty for one that is not created yet.</param>
    /// <param name="inputs">Inputs of the program, without secret wrappers; some may be unknown.</param>
    public virtual IEnumerable<Claim> Claims(string urn, string id, PropertyObject state, PropertyObject inputs) => [];

    /// <summary>The objects that a resource of the engine's state stands for.</summary>
    public virtual IEnumerable<ObjectInState> ObjectsInState(string id, PropertyObject outputs) => [new(Spec.Token, id)];

    /// <summary>The objects that a resource of the program holds, as deletes have to know them.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="outputs">Outputs as the state has them.</param>
    /// <param name="inputs">Inputs of the program.</param>
    public virtual IEnumerable<HeldObject> Held(string id, PropertyObject outputs, PropertyObject inputs) => [new(Spec.Token, KeyOf(id))];

    /// <summary>The input by which a program says that a resource holds an object.</summary>
    /// <param name="held">One of <see cref="Held"/>.</param>
    /// <param name="id">The id of the resource.</param>
    /// <param name="inputs">Inputs of the program.</param>
    public virtual PropertyPath PathOf(HeldObject held, string id, PropertyObject inputs) =>
        PropertyPath.Root.Member(
            Spec.Inputs.Where(p => inputs[p.Name] is not null)
                .OrderByDescending(p => p.Class == PropertyClass.Replace || Spec.Key.Contains(p.Name))
                .Concat(Spec.Inputs)
                .First()
                .Name
        );

    /// <summary>The resource whose create a record is of, so that what it made can be found; null where nothing tells.</summary>
    public virtual ObjectResource? MakerOf(CreateRecord record) => null;

    /// <summary>The state of a resource without objects that others hold; null where nothing is left.</summary>
    public virtual PropertyObject? Without(PropertyObject state, string id, IReadOnlySet<HeldObject> kept) => null;

    /// <summary>Tells the user at preview what the apply will do, where the difference of the inputs does not say it all.</summary>
    /// <param name="context">The resource.</param>
    /// <param name="state">Outputs as the state has them; empty for a new resource.</param>
    /// <param name="inputs">Inputs of the program; some may be unknown.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public virtual Task PreviewAsync(
        ResourceContext context,
        PropertyObject state,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    /// <summary>Tells the user about a resource that neither the program nor this run changes.</summary>
    /// <param name="context">The resource.</param>
    /// <param name="state">Outputs as the state has them.</param>
    /// <param name="inputs">Inputs of the program.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public virtual Task TellUnchangedAsync(
        ResourceContext context,
        PropertyObject state,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    /// <summary>An id in the form in which ids of the same object are equal.</summary>
    protected string KeyOf(string id) => Spec.IdComparer == StringComparer.Ordinal ? id : id.ToUpperInvariant();

    /// <summary>The outputs after an update, as far as a preview can know them.</summary>
    public virtual PropertyObject Predict(PropertyObject outputs, PropertyObject inputs) => outputs;
}
