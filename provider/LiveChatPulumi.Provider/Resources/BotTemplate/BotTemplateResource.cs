using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.BotTemplate;

/// <summary>Which calls a BotTemplate makes.</summary>
internal sealed class BotTemplateResource() : ObjectResource(BotTemplateSpec.Spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } =
    [
        ApiActions.CreateBotTemplate,
        ApiActions.ListBotTemplates,
        ApiActions.UpdateBotTemplate,
        ApiActions.DeleteBotTemplate,
        ApiActions.ResetBotTemplateSecret,
    ];

    public override string? AboutImport =>
        "LiveChat does not show the secret of a bot template again: the state has none. Set rotateSecret to get a new one; the old one then stops working.";

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
            .Api.CallAsync(ApiActions.ListBotTemplates, new JsonObject { ["owner_client_id"] = owner }, cancellationToken)
            .ConfigureAwait(false);
        return
        [
            .. answer
                .AsArray()
                .OfType<JsonObject>()
                .Select(t => Read(t).With("ownerClientId", PropertyValue.Of(owner)))
                .Select(t => new LiveObject(ClientObjects.Id(owner, t.Text("templateId")!), t.Text("name") ?? "", t)),
        ];
    }

    public override async Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var request = ApiMapper.ToApi(Spec.Inputs, inputs);
        request["affect_existing_installations"] = Affects(inputs);
        var answer = await session.Api.CallAsync(ApiActions.CreateBotTemplate, request, cancellationToken).ConfigureAwait(false);
        return new CreatedObject(ClientObjects.Id(inputs.Text("ownerClientId")!, answer["id"]!.GetValue<string>()), Issued(answer));
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
        var request = ChangedRequest(changed, news);
        if (request.Count > 0)
            await CallAsync(session, ApiActions.UpdateBotTemplate, id, request, news, cancellationToken).ConfigureAwait(false);
    }

    public override Task SendDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken) =>
        CallAsync(session, ApiActions.DeleteBotTemplate, id, [], state, cancellationToken);

    public override async Task<PropertyObject> ReissueAsync(
        Session session,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) => Issued(await CallAsync(session, ApiActions.ResetBotTemplateSecret, id, [], inputs, cancellationToken).ConfigureAwait(false));

    public override async Task<ImmutableArray<InputFailure>> GuardAsync(
        Session session,
        string urn,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        // What a cut off run of this resource made is there already, and will be taken over.
        if (session.Journal.Find(urn) is not null)
            return [];
        if (olds.Members.Count > 0 || news.Text("ownerClientId") is not { } owner)
            return [];
        var live = (await session.Lists.GetAsync(this, news, 0, cancellationToken).ConfigureAwait(false)).Objects.Count;
        return live + session.Slots.Plan(Spec.Token + owner, urn) <= BotTemplateSpec.Limit
            ? []
            :
            [
                new InputFailure(
                    PropertyPath.Root.Member("ownerClientId"),
                    $"has {live} bot templates already; a client id may have {BotTemplateSpec.Limit}. Remove one first, in an apply of its own",
                    false
                ),
            ];
    }

    private static Task<JsonNode> CallAsync(
        Session session,
        ApiAction action,
        string id,
        JsonObject request,
        PropertyObject values,
        CancellationToken cancellationToken
    )
    {
        var (owner, template) = ClientObjects.Parse(id, BotTemplateSpec.Spec);
        request["id"] = template;
        request["owner_client_id"] = owner;
        request["affect_existing_installations"] = Affects(values);
        return session.Api.CallAsync(action, request, cancellationToken);
    }

    private static bool Affects(PropertyObject values) => values["affectExistingInstallations"]?.Plain() is PropertyBool { Value: true };

    private static PropertyObject Issued(JsonNode answer) =>
        answer["secret"] is { } secret
            ? PropertyObject.Of(("secret", PropertyValue.Secret(PropertyValue.Of(secret.GetValue<string>()))))
            : PropertyObject.Empty;
}
