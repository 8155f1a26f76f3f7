using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Bot;

/// <summary>The calls of a Bot.</summary>
internal sealed class BotResource() : ObjectResource(BotSpec.Spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } =
    [ApiActions.CreateBot, ApiActions.GetBot, ApiActions.ListBots, ApiActions.UpdateBot, ApiActions.DeleteBot, ApiActions.ResetBotSecret];

    public override ImmutableArray<Function> Functions =>
        [
            new GetObject("getBot", this, ApiActions.GetBot, "botId", "Reads a bot by its id."),
            new ListObjects(
                "listBots",
                this,
                ApiActions.ListBots,
                "bots",
                "Reads the bots of the license. LiveChat lists id, name and picture, and what else it likes; getBot has the rest.",
                [
                    new(
                        "all",
                        "all",
                        PropertyType.Boolean,
                        "Whether to read all bots, which is so by default. "
                            + "False gives the requester's: those of the access token's client id, "
                            + "or those that were made with personal access tokens."
                    ),
                ]
            ),
            new CallMethod(BotSpec.IssueToken, ApiActions.IssueBotToken),
        ];

    public override string ClaimKind => MembershipClaim.ClaimKind;

    /// <summary>
    /// The list shows neither owner nor default priority (API document, List Bots):
    /// the bot itself is asked on import, and where the program sets the one that can change.
    /// </summary>
    public override Task<PropertyObject?> ReadAsync(
        ProviderRun run,
        string id,
        PropertyObject known,
        long after,
        CancellationToken cancellationToken
    ) =>
        known.Members.Count == 0 || known["defaultGroupPriority"] is not null
            ? GetAsync(run, id, cancellationToken)
            : base.ReadAsync(run, id, known, after, cancellationToken);

    public override Task<PropertyObject?> GetAsync(ProviderRun run, string id, CancellationToken cancellationToken) =>
        CallGetAsync(run, ApiActions.GetBot, new JsonObject { ["id"] = id, ["fields"] = Texts(BotSpec.Fields) }, cancellationToken);

    // Without "all" the answer depends on whose token asks.
    public override Task<ImmutableArray<LiveObject>> ListAsync(
        ProviderRun run,
        PropertyObject scope,
        CancellationToken cancellationToken
    ) =>
        CallListAsync(
            run,
            ApiActions.ListBots,
            new JsonObject { ["all"] = scope["all"]?.Plain() is not PropertyBool { Value: false }, ["fields"] = Texts(BotSpec.Fields) },
            b => new LiveObject(b.Text("botId")!, b.Text("name") ?? "", b),
            cancellationToken
        );

    /// <summary>The time zone is a field of its own; a server may show it there alone.</summary>
    protected override PropertyObject Read(JsonObject json)
    {
        var live = base.Read(json);
        return live["workScheduler"] is PropertyObject hours && hours["timezone"] is null && live["timezone"] is { } zone
            ? live.With("workScheduler", hours.With("timezone", zone))
            : live;
    }

    /// <summary>A list may hold the token's own bots only: one that it does not show is asked for.</summary>
    public override async Task ConfirmGoneAsync(ProviderRun run, string id, PropertyObject known, CancellationToken cancellationToken)
    {
        if (await GetAsync(run, id, cancellationToken) is not null)
            throw OutOfSight(ApiActions.ListBots, $"The license has the bot {id}, and the list of its bots does not show it");
    }

    public override Task<CreatedObject> SendCreateAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken) =>
        run.AskAsync(
            ApiActions.CreateBot,
            ApiMapper.ToApi(Spec.Inputs, inputs),
            answer => new CreatedObject(answer.Text("id"), IssuedSecret(answer)),
            cancellationToken
        );

    public override Task SendUpdateAsync(ProviderRun run, ObjectUpdate update, CancellationToken cancellationToken) =>
        SendChangedAsync(run, ApiActions.UpdateBot, "id", update.Id, update, cancellationToken);

    public override Task SendDeleteAsync(ProviderRun run, string id, PropertyObject state, CancellationToken cancellationToken) =>
        run.Api.CallAsync(ApiActions.DeleteBot, new JsonObject { ["id"] = id }, cancellationToken);

    public override IEnumerable<Claim> Claims(string urn, string id, PropertyObject state, PropertyObject inputs) =>
        id.Length > 0 ? MembershipClaim.OfMember(urn, Spec, id, inputs) : [];

    public override async Task<PropertyObject> CompleteFoundAsync(
        ProviderRun run,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        var request = new JsonObject { ["id"] = id };
        if (inputs.Text("ownerClientId") is { } owner)
            request["owner_client_id"] = owner;
        return IssuedSecret(await run.Api.CallAsync(ApiActions.ResetBotSecret, request, cancellationToken));
    }
}
