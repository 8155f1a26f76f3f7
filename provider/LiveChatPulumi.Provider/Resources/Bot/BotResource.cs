using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Bot;

/// <summary>Which calls a Bot makes.</summary>
internal sealed class BotResource() : ObjectResource(BotSpec.Spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } =
    [ApiActions.CreateBot, ApiActions.GetBot, ApiActions.ListBots, ApiActions.UpdateBot, ApiActions.DeleteBot, ApiActions.ResetBotSecret];

    public override string? AboutImport =>
        "LiveChat does not show the secret of a bot again: the state has none. Set rotateSecret to get a new one; the old one then stops working.";

    /// <summary>The list shows neither owner nor default priority (API document, List Bots): the bot itself is asked on import, and where the program sets the one that can change.</summary>
    public override Task<PropertyObject?> ReadAsync(
        Session session,
        string id,
        PropertyObject known,
        long after,
        CancellationToken cancellationToken
    ) =>
        known.Members.Count == 0 || known["defaultGroupPriority"] is not null
            ? GetAsync(session, id, cancellationToken)
            : base.ReadAsync(session, id, known, after, cancellationToken);

    public override Task<PropertyObject?> GetAsync(Session session, string id, CancellationToken cancellationToken) =>
        CallGetAsync(session, ApiActions.GetBot, new JsonObject { ["id"] = id, ["fields"] = Texts(BotSpec.Fields) }, cancellationToken);

    public override async Task<ImmutableArray<LiveObject>> ListAsync(
        Session session,
        PropertyObject scope,
        CancellationToken cancellationToken
    )
    {
        // Without "all" the answer depends on who asks.
        var answer = await session
            .Api.CallAsync(ApiActions.ListBots, new JsonObject { ["all"] = true, ["fields"] = Texts(BotSpec.Fields) }, cancellationToken)
            .ConfigureAwait(false);
        return
        [
            .. answer.AsArray().OfType<JsonObject>().Select(Read).Select(b => new LiveObject(b.Text("botId")!, b.Text("name") ?? "", b)),
        ];
    }

    public override async Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var answer = await session
            .Api.CallAsync(ApiActions.CreateBot, ApiMapper.ToApi(Spec.Inputs, inputs), cancellationToken)
            .ConfigureAwait(false);
        return new CreatedObject(answer["id"]!.GetValue<string>(), Issued(answer));
    }

    public override Task SendUpdateAsync(
        Session session,
        string id,
        ImmutableArray<PropertySpec> changed,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    ) => SendChangedAsync(session, ApiActions.UpdateBot, "id", id, changed, news, cancellationToken);

    public override Task SendDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken) =>
        session.Api.CallAsync(ApiActions.DeleteBot, new JsonObject { ["id"] = id }, cancellationToken);

    public override IEnumerable<(string Group, string Member)> Memberships(string id, PropertyObject inputs) =>
        id.Length > 0 ? MembershipRules.Of(id, inputs) : [];

    public override async Task<PropertyObject> ReissueAsync(
        Session session,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        var request = new JsonObject { ["id"] = id };
        if (inputs.Text("ownerClientId") is { } owner)
            request["owner_client_id"] = owner;
        return Issued(await session.Api.CallAsync(ApiActions.ResetBotSecret, request, cancellationToken).ConfigureAwait(false));
    }

    private static PropertyObject Issued(JsonNode answer) =>
        answer["secret"] is { } secret
            ? PropertyObject.Of(("secret", PropertyValue.Secret(PropertyValue.Of(secret.GetValue<string>()))))
            : PropertyObject.Empty;
}
