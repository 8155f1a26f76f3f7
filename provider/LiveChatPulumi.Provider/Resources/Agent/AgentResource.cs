using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Agent;

/// <summary>Which calls an Agent makes.</summary>
internal sealed class AgentResource() : ObjectResource(AgentSpec.Spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } =
    [
        ApiActions.CreateAgent,
        ApiActions.ListAgents,
        ApiActions.UpdateAgent,
        ApiActions.DeleteAgent,
        ApiActions.SuspendAgent,
        ApiActions.UnsuspendAgent,
        ApiActions.ApproveAgent,
        ApiActions.ReactivateEmail,
    ];

    public override StringComparer IdComparer => StringComparer.OrdinalIgnoreCase;

    public override Task<PropertyObject?> GetAsync(Session session, string id, CancellationToken cancellationToken) =>
        CallGetAsync(session, ApiActions.GetAgent, new JsonObject { ["id"] = id, ["fields"] = Texts(AgentSpec.Fields) }, cancellationToken);

    public override async Task<ImmutableArray<LiveObject>> ListAsync(
        Session session,
        PropertyObject scope,
        CancellationToken cancellationToken
    )
    {
        var answer = await session
            .Api.CallAsync(ApiActions.ListAgents, new JsonObject { ["fields"] = Texts(AgentSpec.Fields) }, cancellationToken)
            .ConfigureAwait(false);
        return
        [
            .. answer
                .AsArray()
                .OfType<JsonObject>()
                .Select(a => ApiMapper.FromApi(Spec.Properties, a))
                .Select(a => new LiveObject(a.Text("email")!, a.Text("name") ?? "", a)),
        ];
    }

    public override async Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var answer = await session
            .Api.CallAsync(ApiActions.CreateAgent, ApiMapper.ToApi(Spec.Inputs, inputs), cancellationToken)
            .ConfigureAwait(false);
        return new CreatedObject(answer["id"]?.GetValue<string>() ?? inputs.Text("email")!);
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
        await SendChangedAsync(session, ApiActions.UpdateAgent, "id", id, changed, news, cancellationToken).ConfigureAwait(false);
        if (Changes(changed, "awaitingApproval") && news["awaitingApproval"]?.Plain() is PropertyBool { Value: false })
            await CallAsync(session, ApiActions.ApproveAgent, id, cancellationToken).ConfigureAwait(false);
        if (!Changes(changed, "suspended"))
            return;
        var suspend = news["suspended"]?.Plain() is PropertyBool { Value: true };
        await CallAsync(session, suspend ? ApiActions.SuspendAgent : ApiActions.UnsuspendAgent, id, cancellationToken)
            .ConfigureAwait(false);
    }

    public override Task SendDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken) =>
        CallAsync(session, state.Text("onDelete") == "suspend" ? ApiActions.SuspendAgent : ApiActions.DeleteAgent, id, cancellationToken);

    public override async Task<PropertyObject> PullTriggersAsync(
        Session session,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        await session
            .Api.CallAsync(ApiActions.ReactivateEmail, new JsonObject { ["agent_id"] = id }, cancellationToken)
            .ConfigureAwait(false);
        return PropertyObject.Empty;
    }

    public override Task<ImmutableArray<InputFailure>> GuardAsync(
        Session session,
        string urn,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    ) => new AgentGuard(this, session).CheckAsync(olds, news, cancellationToken);

    public override Task<string?> RefuseDeleteAsync(
        Session session,
        string id,
        PropertyObject state,
        CancellationToken cancellationToken
    ) => new AgentGuard(this, session).RefuseDepartureAsync(id, cancellationToken);

    public override IEnumerable<(string Group, string Member)> Memberships(string id, PropertyObject inputs) =>
        inputs.Text("email") is { } email ? MembershipRules.Of(email, inputs) : [];

    public override bool CanBe(LiveObject candidate, string key) => string.Equals(candidate.Id, key, StringComparison.OrdinalIgnoreCase);

    private static Task CallAsync(Session session, ApiAction action, string id, CancellationToken cancellationToken) =>
        session.Api.CallAsync(action, new JsonObject { ["id"] = id }, cancellationToken);
}
