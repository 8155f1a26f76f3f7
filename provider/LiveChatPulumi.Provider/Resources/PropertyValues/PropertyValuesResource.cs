using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Reads;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.PropertyValues;

/// <summary>
/// Values of properties in one namespace and place: a declared set of names, beside which others are left alone. The
/// API shows a default like a value that is set, so deleting a name means "back to the default".
/// </summary>
internal abstract class PropertyValuesResource(ResourceSpec spec) : ObjectResource(spec)
{
    public override async Task<PropertyObject?> ReadAsync(
        Session session,
        string id,
        PropertyObject known,
        long after,
        CancellationToken cancellationToken
    )
    {
        var place = Place(id);
        var snapshot = await session.Lists.GetAsync(this, PropertyObject.Empty, after, cancellationToken).ConfigureAwait(false);
        if (!Exists(snapshot, place))
            return null;
        var all = snapshot.Objects.GetValueOrDefault(id)?.Live["values"] as PropertyObject ?? PropertyObject.Empty;
        var declared = (known["values"]?.Plain() as PropertyObject)?.Members;
        if (declared is null)
            all = await WithoutDefaultsAsync(session, place.Text("namespace")!, all, cancellationToken).ConfigureAwait(false);
        return place.With("values", PropertyObject.From(all.Members.Where(v => declared is null || declared.ContainsKey(v.Key))));
    }

    public override async Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        await SetAsync(session, inputs, (PropertyObject)inputs["values"]!.Plain(), cancellationToken).ConfigureAwait(false);
        return new CreatedObject(CreateKey(inputs));
    }

    public override async Task SendUpdateAsync(
        Session session,
        string id,
        ImmutableArray<PropertySpec> changed,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        var (before, after) = (Values(olds), Values(news));
        var set = PropertyObject.From(after.Members.Where(v => !Sameness.Same(PropertyType.Any, v.Value, before[v.Key])));
        if (set.Members.Count > 0)
            await SetAsync(session, news, set, cancellationToken).ConfigureAwait(false);
        await UnsetAsync(session, news, before.Members.Keys.Except(after.Members.Keys), cancellationToken).ConfigureAwait(false);
    }

    public override Task SendDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken) =>
        UnsetAsync(session, Place(id), Values(state).Members.Keys, cancellationToken);

    public override IEnumerable<string> NamesOf(PropertyObject inputs) => Values(inputs).Members.Keys;

    public override PropertyObject? WithNames(PropertyObject inputs, IEnumerable<string> names)
    {
        var more = names.Except(NamesOf(inputs)).ToList();
        return more.Count == 0 ? null : inputs.With("values", more.Aggregate(Values(inputs), (v, n) => v.With(n, PropertyValue.Null)));
    }

    /// <summary>What customers may read is public: there the effect can be seen.</summary>
    public override async Task<bool?> IsEffectiveAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        if (session.Options.Defaults.Text("licenseId") is not { } license)
            return null;
        var (action, request) = PublicReader(inputs);
        request["license_id"] = license;
        request["namespace"] = inputs.Text("namespace");
        try
        {
            var shown = ToValues((await session.Api.CallAsync(action, request, cancellationToken).ConfigureAwait(false))["properties"]);
            var visible = Values(inputs).Members.Where(v => shown[v.Key] is not null).ToList();
            return visible.Count == 0 ? null : visible.TrueForAll(v => Sameness.Same(PropertyType.Any, v.Value, shown[v.Key]));
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
    protected virtual bool Exists(ListSnapshot snapshot, PropertyObject place) => true;

    /// <summary>The method that sets values, with the parameters that name the place.</summary>
    protected abstract (ApiAction Action, JsonObject Request) Setter(PropertyObject place);

    /// <summary>The method that deletes values, with the parameters that name the place.</summary>
    protected abstract (ApiAction Action, JsonObject Request) Unsetter(PropertyObject place);

    protected static PropertyObject ToValues(JsonNode? json) =>
        json is JsonObject o ? (PropertyObject)ApiMapper.FromApi(PropertyType.Map(PropertyType.Any), o) : PropertyObject.Empty;

    private static PropertyObject Values(PropertyObject inputs) => inputs["values"]?.Plain() as PropertyObject ?? PropertyObject.Empty;

    private Task SetAsync(Session session, PropertyObject place, PropertyObject values, CancellationToken cancellationToken)
    {
        var (action, request) = Setter(place);
        request["properties"] = new JsonObject { [place.Text("namespace")!] = ApiMapper.ToApi(PropertyType.Map(PropertyType.Any), values) };
        return CallAsync(session, action, request, cancellationToken);
    }

    private async Task UnsetAsync(Session session, PropertyObject place, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var list = Texts(names);
        if (list.Count == 0)
            return;
        var (action, request) = Unsetter(place);
        request["properties"] = new JsonObject { [place.Text("namespace")!] = list };
        await CallAsync(session, action, request, cancellationToken).ConfigureAwait(false);
    }

    private static async Task CallAsync(Session session, ApiAction action, JsonObject request, CancellationToken cancellationToken)
    {
        try
        {
            await session.Api.CallAsync(action, request, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Type == ErrorTypes.Authorization && session.Options.IsPersonalAccessToken)
        {
            throw new ApiException(
                action,
                e.Type,
                e.ApiMessage
                    + " (a personal access token belongs to no client id and reaches public properties only: publish the property, or use an access token of its owner)",
                e.HttpStatus,
                e
            );
        }
    }

    /// <summary>What an import takes over: values that differ from the default. Where definitions may not be read, all of them.</summary>
    private static async Task<PropertyObject> WithoutDefaultsAsync(
        Session session,
        string owner,
        PropertyObject all,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var definitions = (
                await session
                    .Api.CallAsync(ApiActions.ListProperties, new JsonObject { ["owner_client_id"] = owner }, cancellationToken)
                    .ConfigureAwait(false)
            ).AsObject();
            return PropertyObject.From(
                all.Members.Where(v =>
                    definitions[v.Key]?["default_value"] is not { } value
                    || !Sameness.Same(PropertyType.Any, v.Value, ApiMapper.FromApi(PropertyType.Any, value))
                )
            );
        }
        catch (ApiException)
        {
            return all;
        }
    }
}
