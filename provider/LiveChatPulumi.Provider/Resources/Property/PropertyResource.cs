using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Property;

/// <summary>Which calls a Property makes.</summary>
internal sealed class PropertyResource() : ObjectResource(PropertyDefinition.Spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } =
    [ApiActions.RegisterProperty, ApiActions.ListProperties, ApiActions.PublishProperty, ApiActions.UnregisterProperty];

    protected override PropertyObject ScopeOf(string id) =>
        PropertyObject.Of(("ownerClientId", PropertyValue.Of(ClientObjects.Parse(id, Spec).Owner)));

    public override async Task<ImmutableArray<LiveObject>> ListAsync(
        Session session,
        PropertyObject scope,
        CancellationToken cancellationToken
    )
    {
        if (ClientObjects.Owner(session, scope) is not { } owner)
            return [];
        var answer = await session
            .Api.CallAsync(ApiActions.ListProperties, new JsonObject { ["owner_client_id"] = owner }, cancellationToken)
            .ConfigureAwait(false);
        return
        [
            .. answer
                .AsObject()
                .Where(p => p.Value is JsonObject)
                .Select(p => new LiveObject(
                    ClientObjects.Id(owner, p.Key),
                    p.Key,
                    ApiMapper
                        .FromApi(Spec.Properties, p.Value!.AsObject())
                        .With("name", PropertyValue.Of(p.Key))
                        .With("ownerClientId", PropertyValue.Of(owner))
                )),
        ];
    }

    public override async Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        await session
            .Api.CallAsync(ApiActions.RegisterProperty, ApiMapper.ToApi(Spec.Inputs, inputs), cancellationToken)
            .ConfigureAwait(false);
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
        if (!Changes(changed, "publicAccess") || news["publicAccess"]?.Plain() is not PropertyArray access)
            return;
        var request = Request(id);
        request["access_type"] = Texts(access.Items.Select(a => a.ToString()));
        await session.Api.CallAsync(ApiActions.PublishProperty, request, cancellationToken).ConfigureAwait(false);
    }

    public override Task SendDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken) =>
        session.Api.CallAsync(ApiActions.UnregisterProperty, Request(id), cancellationToken);

    public override async Task<ImmutableArray<InputFailure>> GuardAsync(
        Session session,
        string urn,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        if (
            olds.Members.Count == 0
            || InputDiff.Compare(Spec, olds, news).FirstOrDefault(c => c.Property.Class == PropertyClass.Replace) is not { } change
        )
            return [];
        return await IsPublishedAsync(session, olds, cancellationToken).ConfigureAwait(false)
            ? [new InputFailure(change.Path, PropertyDefinition.PublishedAdvice, false)]
            : [];
    }

    public override async Task<string?> RefuseDeleteAsync(
        Session session,
        string id,
        PropertyObject state,
        CancellationToken cancellationToken
    ) =>
        await IsPublishedAsync(session, state, cancellationToken).ConfigureAwait(false)
            ? "it is published, and LiveChat cannot unregister a published property."
            : null;

    private async Task<bool> IsPublishedAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken) =>
        (await session.Lists.GetAsync(this, inputs, 0, cancellationToken).ConfigureAwait(false)).Objects.Values.Any(p =>
            p.Id == CreateKey(inputs) && p.Live["publicAccess"] is PropertyArray { Items.Length: > 0 }
        );

    private static JsonObject Request(string id)
    {
        var (owner, name) = ClientObjects.Parse(id, PropertyDefinition.Spec);
        return new JsonObject { ["name"] = name, ["owner_client_id"] = owner };
    }
}
