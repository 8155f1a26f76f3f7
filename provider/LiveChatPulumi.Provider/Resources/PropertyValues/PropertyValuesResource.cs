using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Resources.Property;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.PropertyValues;

/// <summary>
/// Values of properties in one namespace and place: a declared set of names, beside which others are left alone. The
/// API shows a default like a value that is set, so deleting a name means "back to the default".
/// </summary>
internal abstract class PropertyValuesResource(ResourceSpec spec) : ObjectResource(spec)
{
    private static readonly PropertyResource Definitions = new();

    public override async Task<PropertyObject?> ReadAsync(
        ProviderRun run,
        string id,
        PropertyObject known,
        long after,
        CancellationToken cancellationToken
    )
    {
        if (await ReadAllAsync(run, id, after, cancellationToken) is not { } all)
            return null;
        var (place, declared) = (Place(id), (known["values"]?.Plain() as PropertyObject)?.Members);
        if (declared is null)
            return await WithoutDefaultsAsync(run, place.Text("namespace")!, all, cancellationToken) is { } set
                ? place.With("values", set)
                : null;
        if (declared.Keys.Any(name => all[name] is null))
            all = await WithUnreadableAsync(run, place.Text("namespace")!, all, declared, cancellationToken);
        return place.With("values", PropertyObject.From(all.Members.Where(v => declared.ContainsKey(v.Key))));
    }

    /// <summary>As they show: what agents may not read tells nothing of what was before.</summary>
    public override async Task<PropertyObject?> ReadBeforeAsync(
        ProviderRun run,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) =>
        await ReadAllAsync(run, id, 0, cancellationToken) is { } all
            ? Place(id).With("values", PropertyObject.From(all.Members.Where(v => ValuesOf(inputs)[v.Key] is not null)))
            : null;

    /// <summary>All values there that the license shows; null where there is no such place.</summary>
    private async Task<PropertyObject?> ReadAllAsync(ProviderRun run, string id, long after, CancellationToken cancellationToken)
    {
        var snapshot = await run.Collections.GetAsync(this, PropertyObject.Empty, after, cancellationToken);
        return await ExistsAsync(run, snapshot, Place(id), cancellationToken)
            ? snapshot.Objects.GetValueOrDefault(id)?.Live["values"] as PropertyObject ?? PropertyObject.Empty
            : null;
    }

    public override async Task<CreatedObject> SendCreateAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken)
    {
        if (ValuesOf(inputs) is { Members.Count: > 0 } values)
            await SetAsync(run, inputs, values, cancellationToken);
        return new CreatedObject(CreateKey(inputs));
    }

    /// <summary>The values of a definition go with it.</summary>
    public override PropertyObject Left(PropertyObject olds, Func<ResourceSpec, string, bool> isGone) =>
        WithoutEntries(olds, "values", name => isGone(PropertyDefinition.Spec, ClientObjects.Id(olds.Text("namespace") ?? "", name)));

    /// <summary>A call that sets values, and one that unsets those that the program says no more.</summary>
    public override IEnumerable<ObjectUpdate> CallsOf(ObjectUpdate update)
    {
        if (!update.Changes("values"))
        {
            yield return update;
            yield break;
        }

        var both = ValuesOf(update.News).Members.Aggregate(ValuesOf(update.Olds), (values, v) => values.With(v.Key, v.Value));
        var set = update.News.With("values", update.News["values"]?.ContainsSecret == true ? PropertyValue.Secret(both) : both);
        yield return update with
        {
            News = set,
        };
        if (both.Members.Count > ValuesOf(update.News).Members.Count)
            yield return update with
            {
                Olds = set,
            };
    }

    public override async Task SendUpdateAsync(ProviderRun run, ObjectUpdate update, CancellationToken cancellationToken)
    {
        var (before, after) = (ValuesOf(update.Olds), ValuesOf(update.News));
        var set = PropertyObject.From(after.Members.Where(v => !ValueEquality.AreEqual(PropertyType.Any, v.Value, before[v.Key])));
        if (set.Members.Count > 0)
            await SetAsync(run, update.News, set, cancellationToken);
        await UnsetAsync(run, update.News, before.Members.Keys.Except(after.Members.Keys), cancellationToken);
    }

    public override Task SendDeleteAsync(ProviderRun run, string id, PropertyObject state, CancellationToken cancellationToken) =>
        UnsetAsync(run, Place(id), ValuesOf(state).Members.Keys, cancellationToken);

    /// <summary>Each value by itself: several resources may set values of one namespace and place.</summary>
    public override IEnumerable<HeldObject> Held(string id, PropertyObject outputs, PropertyObject inputs) =>
        ValuesOf(inputs).Members.Keys.Select(name => Held(id, name));

    public override PropertyPath PathOf(HeldObject held, string id, PropertyObject inputs) =>
        PropertyPath.Root.Member("values").Member(ValuesOf(inputs).Members.Keys.First(name => Held(id, name) == held));

    public override PropertyObject? Without(PropertyObject state, string id, IReadOnlySet<HeldObject> kept)
    {
        var left = ValuesOf(state).Members.Where(v => !kept.Contains(Held(id, v.Key))).ToList();
        return left.Count > 0 ? state.With("values", PropertyObject.From(left)) : null;
    }

    private HeldObject Held(string id, string name) => new(Spec.Token, $"{id}/{name}");

    public override IResourceLifecycle OwnLifecycle(ResourceContext context) => new PropertyValuesLifecycle(this, context);

    /// <summary>
    /// True once customers can read these values; null where they may read none of them. Values that customers may read are public.
    /// </summary>
    public async Task<bool?> IsEffectiveAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken)
    {
        if (run.Options.Defaults.Text("licenseId") is not { } license)
            return null;
        var (action, request) = PublicReader(inputs);
        request["license_id"] = license;
        request["namespace"] = inputs.Text("namespace");
        try
        {
            var shown = await run.AskAsync(action, request, answer => ToValues(answer["properties"]), cancellationToken);
            var visible = ValuesOf(inputs).Members.Where(v => shown[v.Key] is not null).ToList();
            return visible.Count == 0 ? null : visible.TrueForAll(v => ValueEquality.AreEqual(PropertyType.Any, v.Value, shown[v.Key]));
        }
        catch (ApiException)
        {
            return null;
        }
    }

    /// <summary>The public method that shows values to anybody, with the parameters that name the place.</summary>
    protected abstract (ApiAction Action, JsonObject Request) PublicReader(PropertyObject place);

    /// <summary>The inputs that say where the values are: the parts of an id.</summary>
    protected abstract PropertyObject Place(string id);

    /// <summary>Whether the place is there, with or without values.</summary>
    protected virtual Task<bool> ExistsAsync(
        ProviderRun run,
        CollectionSnapshot snapshot,
        PropertyObject place,
        CancellationToken cancellationToken
    ) => Task.FromResult(true);

    /// <summary>The location of the values, as the access of a definition names it.</summary>
    protected abstract string Location { get; }

    /// <summary>The method that sets values, with the parameters that name the place.</summary>
    protected abstract (ApiAction Action, JsonObject Request) Setter(PropertyObject place);

    /// <summary>The method that deletes values, with the parameters that name the place.</summary>
    protected abstract (ApiAction Action, JsonObject Request) Unsetter(PropertyObject place);

    protected static PropertyObject ToValues(JsonNode? json) =>
        json is JsonObject o ? (PropertyObject)ApiMapper.FromApi(PropertyType.Map(PropertyType.Any), o) : PropertyObject.Empty;

    /// <summary>The values that inputs declare, by name.</summary>
    public static PropertyObject ValuesOf(PropertyObject inputs) => inputs["values"]?.Plain() as PropertyObject ?? PropertyObject.Empty;

    private Task SetAsync(ProviderRun run, PropertyObject place, PropertyObject values, CancellationToken cancellationToken)
    {
        // The engine may have checked the values before the definition. LiveChat's refusal would look as if it did not know it yet.
        foreach (var (name, value) in values.Members)
            if (RefusalByProgram(run.Get<ProgramDefinitions>(), place.Text("namespace") ?? "", name, value) is { } reason)
                throw RpcErrors.Create(StatusCode.InvalidArgument, $"{Spec.Noun}: values.{name} {reason}");
        var (action, request) = Setter(place);
        request["properties"] = new JsonObject { [place.Text("namespace")!] = ApiMapper.ToApi(PropertyType.Map(PropertyType.Any), values) };
        return CallAsync(run, action, request, cancellationToken);
    }

    private async Task UnsetAsync(ProviderRun run, PropertyObject place, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var list = Texts(names);
        if (list.Count == 0)
            return;
        var (action, request) = Unsetter(place);
        request["properties"] = new JsonObject { [place.Text("namespace")!] = list };
        await CallAsync(run, action, request, cancellationToken);
    }

    private static async Task CallAsync(ProviderRun run, ApiAction action, JsonObject request, CancellationToken cancellationToken)
    {
        try
        {
            await run.Api.CallAsync(action, request, cancellationToken);
        }
        catch (ApiException e) when (e.Type == ErrorTypes.Authorization && run.Options.IsPersonalAccessToken)
        {
            throw new ApiException(
                action,
                e.Type,
                e.ApiMessage
                    + " (a personal access token belongs to no client id and reaches public properties only: "
                    + "publish the property, or use an access token of its owner)",
                e.HttpStatus,
                e
            );
        }
    }

    /// <summary>Values that agents may write and not read are never shown: they are taken to be as the program says.</summary>
    private async Task<PropertyObject> WithUnreadableAsync(
        ProviderRun run,
        string owner,
        PropertyObject all,
        IReadOnlyDictionary<string, PropertyValue> declared,
        CancellationToken cancellationToken
    )
    {
        var definitions = await ValueDefinitions.OfAsync(run, owner, cancellationToken);
        return declared
            .Where(v => all[v.Key] is null && definitions.IsWriteOnly(v.Key, Location))
            .Aggregate(all, (values, v) => values.With(v.Key, v.Value));
    }

    /// <summary>Values that change are compared with the definitions, where the token may read those.</summary>
    public override async Task<ImmutableArray<InputFailure>> GuardAsync(
        ResourceContext context,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        if (news["values"]?.Plain() is not PropertyObject values || news.Text("namespace") is not { } owner)
            return [];
        var (before, program) = (ValuesOf(olds), context.Run.Get<ProgramDefinitions>());
        var known = values.Members.Where(v => !v.Value.ContainsUnknown).ToList();
        var reasons = known.ToDictionary(v => v.Key, v => RefusalByProgram(program, owner, v.Key, v.Value), StringComparer.Ordinal);

        // What the license gave is no error; what the program's own definition forbids always is.
        var changed = known
            .Where(v => program.Find(owner, v.Key) is null && !ValueEquality.AreEqual(PropertyType.Any, v.Value, before[v.Key]))
            .ToList();
        if (changed.Count > 0)
        {
            var definitions = await ValueDefinitions.OfAsync(context.Run, owner, cancellationToken);
            foreach (var (name, value) in changed)
                reasons[name] = definitions.Refusal(name, value, Location);
        }

        return
        [
            .. reasons
                .Where(r => r.Value is not null)
                .Select(r => new InputFailure(PropertyPath.Root.Member("values").Member(r.Key), r.Value!, news["values"]!.ContainsSecret)),
        ];
    }

    /// <summary>The reason why the program's own definition forbids a value, or null. The license may not have it yet.</summary>
    private string? RefusalByProgram(ProgramDefinitions program, string owner, string name, PropertyValue value) =>
        program.Find(owner, name) is { } definition ? ValueDefinitions.Refusal(definition, value, Location) : null;

    /// <summary>What stands where this resource writes is not brought back when it goes.</summary>
    public override async Task PreviewAsync(
        ResourceContext context,
        PropertyObject state,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        if (state.Members.Count > 0 || Spec.Inputs.Any(p => inputs[p.Name] is { ContainsUnknown: true }))
            return;
        var (run, plain) = (context.Run, (PropertyObject)inputs.Plain());
        var live = await ReadAsync(run, CreateKey(plain), PropertyObject.Empty, 0, cancellationToken) ?? PropertyObject.Empty;
        var lost = ValuesOf(live).Members.Keys.Intersect(ValuesOf(plain).Members.Keys).Order(StringComparer.Ordinal).ToList();
        if (lost.Count == 0)
            return;
        var text =
            $"LiveChat has values of {string.Join(", ", lost)} already. They are written over, and removing this resource does not bring "
            + "them back: it goes back to the defaults.";
        await run.Log.WriteAsync(LogSeverity.Warning, context.Urn, text, cancellationToken);
    }

    /// <summary>
    /// What an import takes over: values that differ from the default; null where there is nothing of that namespace. Where definitions
    /// may not be read, all of them.
    /// </summary>
    private static async Task<PropertyObject?> WithoutDefaultsAsync(
        ProviderRun run,
        string owner,
        PropertyObject all,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var scope = PropertyObject.Of(("ownerClientId", PropertyValue.Of(owner)));
            var definitions = (await run.Collections.GetAsync(Definitions, scope, 0, cancellationToken)).Listed;
            var defaults = definitions.ToDictionary(d => d.Name, d => d.Live["defaultValue"], StringComparer.Ordinal);

            // LiveChat answers for any namespace; one without definitions and values is not there.
            return all.Members.Count == 0 && definitions.IsEmpty
                ? null
                : PropertyObject.From(
                    all.Members.Where(v =>
                        defaults.GetValueOrDefault(v.Key) is not { } value || !ValueEquality.AreEqual(PropertyType.Any, v.Value, value)
                    )
                );
        }
        catch (ApiException)
        {
            return all;
        }
    }
}
