using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources;

/// <summary>The answer of a create call.</summary>
/// <param name="Id">The new object's id.</param>
/// <param name="Issued">Outputs that no other call will ever show again.</param>
internal sealed record CreatedObject(string Id, PropertyObject Issued)
{
    public CreatedObject(string id)
        : this(id, PropertyObject.Empty) { }
}

/// <summary>A change of an object.</summary>
/// <param name="Id">The object.</param>
/// <param name="Changed">The properties that changed; their values are in <paramref name="News"/>.</param>
/// <param name="Olds">Inputs before.</param>
/// <param name="News">Inputs after.</param>
internal sealed record ObjectUpdate(string Id, ImmutableArray<PropertySpec> Changed, PropertyObject Olds, PropertyObject News)
{
    /// <summary>True when a property changed.</summary>
    public bool Changes(string name) => Changed.Any(p => p.Name == name);
}

/// <summary>
/// A resource that is one object of the license. What differs from one to the other: which calls read, create, update
/// and delete it. Everything else (checks, diffs, waiting, recovery, secrets) is generic and driven by the spec.
/// </summary>
internal abstract class ObjectResource(ResourceSpec spec) : ManagedResource(spec), ILicenseCollection
{
    /// <summary>The object of that id, or null when the license has none.</summary>
    /// <param name="run">The license.</param>
    /// <param name="id">The id in the state, or what import was given.</param>
    /// <param name="known">Inputs as the state has them; empty on import.</param>
    /// <param name="after">The answer must have been asked for after the list of this number; 0 takes any that is still good.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public virtual async Task<PropertyObject?> ReadAsync(
        ProviderRun run,
        string id,
        PropertyObject known,
        long after,
        CancellationToken cancellationToken
    ) => (await run.Collections.FindAsync(this, id, ScopeOf(id), after, cancellationToken))?.Live;

    /// <inheritdoc/>
    public override ObjectResource? MakerOf(CreateRecord record) => record.Type == Spec.Token ? this : null;

    /// <summary>What stands where a setting is about to be written.</summary>
    public virtual Task<PropertyObject?> ReadBeforeAsync(
        ProviderRun run,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) => ReadAsync(run, id, inputs, 0, cancellationToken);

    /// <summary>
    /// Makes sure that an object of the state which the license does not show is gone, and not out of the token's sight.
    /// </summary>
    /// <param name="run">The license.</param>
    /// <param name="id">The object.</param>
    /// <param name="known">Its outputs as the state has them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">The token does not see all objects of this kind.</exception>
    public virtual Task ConfirmGoneAsync(ProviderRun run, string id, PropertyObject known, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>The failure of a read that may not see the object: the token needs the scopes of the call that shows all of them.</summary>
    protected static ApiException OutOfSight(ApiAction list, string message) => new(list, ErrorTypes.Authorization, message, null);

    /// <summary>One object by a call of its own where the API has one, else from the list; null when the license has none.</summary>
    public virtual Task<PropertyObject?> GetAsync(ProviderRun run, string id, CancellationToken cancellationToken) =>
        ReadAsync(run, id, PropertyObject.Empty, 0, cancellationToken);

    /// <summary>
    /// Waits until a write may begin, where writes of other resources must not come between it and what the run knows of it.
    /// Disposing what this gives lets them.
    /// </summary>
    public virtual Task<IDisposable?> BeginWriteAsync(ProviderRun run, CancellationToken cancellationToken) =>
        Task.FromResult<IDisposable?>(null);

    /// <summary>Sends the create call once.</summary>
    public abstract Task<CreatedObject> SendCreateAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken);

    /// <summary>
    /// The calls that make a change, in their order. Each is sent by itself, so that a state can tell how far an update came.
    /// </summary>
    public virtual IEnumerable<ObjectUpdate> CallsOf(ObjectUpdate update)
    {
        var own = update.Changed.Where(p => p.Delivery is Delivery.OwnCall or Delivery.InCreate or Delivery.Trigger).ToList();
        if (own.Count < update.Changed.Length)
            yield return update with
            {
                Changed = update.Changed.RemoveRange(own),
            };
        foreach (var property in own.OrderBy(p => p.IsTrigger).Where(p => !p.IsTrigger || HasTriggers([p], update.News)))
            yield return update with
            {
                Changed = [property],
            };
    }

    /// <summary>Old inputs without what this resource wrote at other objects and what went with those.</summary>
    /// <param name="olds">The old inputs.</param>
    /// <param name="isGone">True for an object, by its resource and id, where that is so.</param>
    public virtual PropertyObject Left(PropertyObject olds, Func<ResourceSpec, string, bool> isGone) => olds;

    /// <summary>Inputs without the entries of one of their maps that are gone. What is secret stays secret.</summary>
    protected static PropertyObject WithoutEntries(PropertyObject inputs, string name, Func<string, bool> isGone)
    {
        if (inputs[name]?.Plain() is not PropertyObject map)
            return inputs;
        var gone = map.Members.Keys.Where(isGone).ToList();
        var left = gone.Aggregate(map, (entries, key) => entries.Without(key));
        return gone.Count == 0 ? inputs : inputs.With(name, LiveState.MarkSecrets(left, inputs[name]));
    }

    /// <summary>Sends what changed, calls of their own included.</summary>
    public abstract Task SendUpdateAsync(ProviderRun run, ObjectUpdate update, CancellationToken cancellationToken);

    /// <summary>Sends the delete call once.</summary>
    public abstract Task SendDeleteAsync(ProviderRun run, string id, PropertyObject state, CancellationToken cancellationToken);

    /// <summary>True where a delete removes the object from the license.</summary>
    public virtual bool IsRemovedByDelete(PropertyObject state) => true;

    /// <summary>Completes an object whose create was lost and found again: outputs that nobody has kept are made anew, and given.</summary>
    public virtual Task<PropertyObject> CompleteFoundAsync(
        ProviderRun run,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) => Task.FromResult(PropertyObject.Empty);

    /// <summary>Does what a changed trigger asks for; gives the outputs that come of it.</summary>
    public virtual Task<PropertyObject> RunTriggersAsync(
        ProviderRun run,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) => CompleteFoundAsync(run, id, inputs, cancellationToken);

    /// <summary>The reason why the license forbids this delete, or null.</summary>
    public virtual Task<string?> RefuseDeleteAsync(ProviderRun run, string id, PropertyObject state, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(null);

    /// <summary>The same at a preview, where what the program makes anew is not there yet and will be by then.</summary>
    public virtual Task<string?> ForeseeRefusalAsync(
        ProviderRun run,
        string id,
        PropertyObject state,
        CancellationToken cancellationToken
    ) => RefuseDeleteAsync(run, id, state, cancellationToken);

    /// <summary>The key that a lost create is looked up by.</summary>
    public virtual string CreateKey(PropertyObject inputs) => string.Join('/', Spec.Key.Select(k => inputs.Text(k) ?? ""));

    /// <summary>The natural key of an object by its inputs; null for what has none, or where they do not say it all.</summary>
    public string? NaturalKey(PropertyObject inputs) =>
        Spec.Identity == Identity.NaturalKey && Spec.Key.All(k => inputs[k] is { ContainsUnknown: false, IsNull: false })
            ? CreateKey((PropertyObject)inputs.Plain())
            : null;

    /// <summary>True when a live object can be the result of a create with that key.</summary>
    public bool CanBe(LiveObject candidate, string key) =>
        Spec.Identity == Identity.NaturalKey
            ? Spec.IdComparer.Equals(candidate.Id, key)
            : string.Equals(CreateKey(candidate.Live), key, StringComparison.Ordinal);

    /// <summary>True when a change asks for something to be done.</summary>
    public static bool HasTriggers(ImmutableArray<PropertySpec> changed, PropertyObject news) =>
        changed.Any(p => p.IsTrigger && news[p.Name] is { IsNull: false });

    /// <summary>Records a write that reads may not show yet.</summary>
    /// <param name="run">The license.</param>
    /// <param name="id">The object.</param>
    /// <param name="known">Its inputs or outputs, as a read takes them.</param>
    /// <param name="mark">What reads have to show.</param>
    /// <param name="bound">How long the license may take to show it.</param>
    public void RecordUnseen(ProviderRun run, string id, PropertyObject known, UnseenMark mark, TimeSpan bound) =>
        run.Ledger.RecordUnseen(
            new UnseenWrite(
                Spec.Token,
                id,
                mark,
                now => mark.IsOver(now, bound),
                async (after, token) => mark.IsShownBy(Spec, await ReadAsync(run, id, known, after, token))
            )
        );

    /// <summary>The scope in which a list holds an object of that id.</summary>
    private PropertyObject ScopeOf(string id) =>
        Spec.IsClientOwned
            ? PropertyObject.Of(("ownerClientId", PropertyValue.Of(ClientObjects.Parse(id, Spec).Owner)))
            : PropertyObject.Empty;

    /// <summary>The request's members for what changed: inputs that requests carry.</summary>
    protected static JsonObject ChangedRequest(ObjectUpdate update) =>
        ApiMapper.ToApi(
            update.Changed.Where(p => p is { Class: PropertyClass.Input or PropertyClass.WriteOnly, Delivery: Delivery.InRequests }),
            ChangedValues(update)
        );

    /// <summary>Sends an update of what changed and requests carry, if there is any.</summary>
    /// <param name="run">The license.</param>
    /// <param name="action">The method.</param>
    /// <param name="key">The parameter that names the object.</param>
    /// <param name="id">Its value.</param>
    /// <param name="update">The change.</param>
    /// <param name="cancellationToken">Gives up.</param>
    protected static async Task SendChangedAsync(
        ProviderRun run,
        ApiAction action,
        string key,
        JsonNode id,
        ObjectUpdate update,
        CancellationToken cancellationToken
    )
    {
        var request = ChangedRequest(update);
        if (request.Count == 0)
            return;
        request[key] = id;
        await run.Api.CallAsync(action, request, cancellationToken);
    }

    /// <summary>Calls a method that reads one object; null when the license has none.</summary>
    protected async Task<PropertyObject?> CallGetAsync(
        ProviderRun run,
        ApiAction action,
        JsonObject request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await run.AskAsync(
                action,
                request,
                answer =>
                {
                    run.Get<NotModelled>().Record(Spec, request["id"]!.ToString(), answer.AsObject());
                    return Read(answer.AsObject());
                },
                cancellationToken
            );
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Calls a method that lists objects as an array.</summary>
    /// <param name="run">The license.</param>
    /// <param name="action">The method.</param>
    /// <param name="request">Its parameters.</param>
    /// <param name="toObject">Gives an object its id and name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    protected Task<ImmutableArray<LiveObject>> CallListAsync(
        ProviderRun run,
        ApiAction action,
        JsonObject request,
        Func<PropertyObject, LiveObject> toObject,
        CancellationToken cancellationToken
    ) => run.AskAsync(action, request, answer => answer.ReadObjects(json => ToObject(run, json, toObject)), cancellationToken);

    private LiveObject ToObject(ProviderRun run, JsonObject json, Func<PropertyObject, LiveObject> toObject)
    {
        var live = toObject(Read(json));
        if (live.Id is null)
            throw new FormatException("an element has no id");
        run.Get<NotModelled>().Record(Spec, live.Id, json);
        return live;
    }

    /// <summary>An object as the API shows it, without the properties that it never shows, and those that it shows once.</summary>
    protected virtual PropertyObject Read(JsonObject json) =>
        ApiMapper.FromApi(Spec.Properties.Where(p => p is not { Class: PropertyClass.WriteOnly } and not { Issued: true }), json);

    /// <summary>The outputs that only this answer shows: a secret.</summary>
    protected static PropertyObject IssuedSecret(JsonNode answer) =>
        answer["secret"] is not null
            ? PropertyObject.Of(("secret", PropertyValue.Secret(PropertyValue.Of(answer.Text("secret")))))
            : PropertyObject.Empty;

    /// <summary>A parameter that is a list of texts.</summary>
    protected static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)JsonValue.Create(t))]);

    /// <summary>The values to send for changed properties: the new one, or the document's default for one that was dropped.</summary>
    private static PropertyObject ChangedValues(ObjectUpdate update) =>
        PropertyObject.From(
            update
                .Changed.Select(p =>
                    KeyValuePair.Create(
                        p.Name,
                        update.News[p.Name] is { IsNull: false } value ? value
                            : p.RevertsToDefault ? p.Default
                            : null
                    )
                )
                .Where(p => p.Value is not null)!
        );
}
