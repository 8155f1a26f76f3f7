using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Webhook;

/// <summary>Which calls a Webhook makes. There is no update.</summary>
internal sealed class WebhookResource() : ObjectResource(WebhookSpec.Spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } =
    [ApiActions.RegisterWebhook, ApiActions.ListWebhooks, ApiActions.UnregisterWebhook];

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
            .Api.CallAsync(ApiActions.ListWebhooks, new JsonObject { ["owner_client_id"] = owner }, cancellationToken)
            .ConfigureAwait(false);
        return
        [
            .. answer
                .AsArray()
                .OfType<JsonObject>()
                .Select(w => ApiMapper.FromApi(Spec.Properties, w).With("ownerClientId", PropertyValue.Of(owner)))
                .Select(w => new LiveObject(ClientObjects.Id(owner, w.Text("webhookId")!), $"{w.Text("action")} {w.Text("url")}", w)),
        ];
    }

    public override async Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var answer = await session
            .Api.CallAsync(ApiActions.RegisterWebhook, ApiMapper.ToApi(Spec.Inputs, inputs), cancellationToken)
            .ConfigureAwait(false);
        return new CreatedObject(ClientObjects.Id(inputs.Text("ownerClientId")!, answer["id"]!.GetValue<string>()));
    }

    public override Task SendUpdateAsync(
        Session session,
        string id,
        ImmutableArray<PropertySpec> changed,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    public override Task SendDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken)
    {
        var (owner, webhook) = ClientObjects.Parse(id, Spec);
        return session.Api.CallAsync(
            ApiActions.UnregisterWebhook,
            new JsonObject { ["id"] = webhook, ["owner_client_id"] = owner },
            cancellationToken
        );
    }

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
        if (news.Text("action") is not { } action || news.Text("ownerClientId") is not { } owner || SlotOf(olds) == SlotOf(news))
            return [];
        var live = await CountAsync(session, news, cancellationToken).ConfigureAwait(false);
        return live + session.Slots.Plan($"{Spec.Token} {owner} {action}", urn) <= WebhookSpec.Limit
            ? []
            :
            [
                new InputFailure(
                    PropertyPath.Root.Member("action"),
                    $"has {live} webhooks of the client id {owner} already; {WebhookSpec.Limit} are allowed. Remove one first, in an apply of its own",
                    false
                ),
            ];
    }

    public override async Task<bool> MustDeleteFirstAsync(
        Session session,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    ) => SlotOf(olds) == SlotOf(news) && await CountAsync(session, news, cancellationToken).ConfigureAwait(false) >= WebhookSpec.Limit;

    private async Task<int> CountAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken) =>
        (await session.Lists.GetAsync(this, inputs, 0, cancellationToken).ConfigureAwait(false)).Objects.Values.Count(w =>
            SlotOf(w.Live) == SlotOf(inputs)
        );

    private static (string? Owner, string? Action) SlotOf(PropertyObject inputs) => (inputs.Text("ownerClientId"), inputs.Text("action"));
}
