using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Agent;

/// <summary>The calls of an Agent.</summary>
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

    public override ImmutableArray<Function> Functions =>
        [
            new GetObject("getAgent", this, ApiActions.GetAgent, "email", "Reads an agent by e-mail address."),
            new ListObjects(
                "listAgents",
                this,
                ApiActions.ListAgents,
                "agents",
                "Reads the agents of the license.",
                [
                    CommonArguments.GroupIds,
                    new("suspended", "suspended", PropertyType.Boolean, "Only agents who are suspended, or who are not; without it, all."),
                ],
                IsWanted
            ),
        ];

    public override string ClaimKind => MembershipClaim.ClaimKind;

    public override Task<PropertyObject?> GetAsync(ProviderRun run, string id, CancellationToken cancellationToken) =>
        CallGetAsync(run, ApiActions.GetAgent, new JsonObject { ["id"] = id, ["fields"] = Texts(AgentSpec.Fields) }, cancellationToken);

    public override Task<ImmutableArray<LiveObject>> ListAsync(
        ProviderRun run,
        PropertyObject scope,
        CancellationToken cancellationToken
    ) =>
        CallListAsync(
            run,
            ApiActions.ListAgents,
            new JsonObject { ["fields"] = Texts(AgentSpec.Fields) },
            a => new LiveObject(a.Text("email")!, a.Text("name") ?? "", a),
            cancellationToken
        );

    public override async Task<CreatedObject> SendCreateAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var request = ApiMapper.ToApi(Spec.Inputs, inputs);
        return await run.AskAsync(
            ApiActions.CreateAgent,
            request,
            answer => new CreatedObject(answer is JsonObject { Count: 0 } ? inputs.Text("email")! : answer.Text("id")),
            cancellationToken
        );
    }

    public override async Task SendUpdateAsync(ProviderRun run, ObjectUpdate update, CancellationToken cancellationToken)
    {
        await SendChangedAsync(run, ApiActions.UpdateAgent, "id", update.Id, update, cancellationToken);
        if (update.Changes("awaitingApproval") && update.News["awaitingApproval"]?.Plain() is PropertyBool { Value: false })
            await CallAsync(run, ApiActions.ApproveAgent, update.Id, cancellationToken);
        if (!update.Changes("suspended"))
            return;
        var suspend = update.News["suspended"]?.Plain() is PropertyBool { Value: true };
        await CallAsync(run, suspend ? ApiActions.SuspendAgent : ApiActions.UnsuspendAgent, update.Id, cancellationToken);
    }

    public override Task SendDeleteAsync(ProviderRun run, string id, PropertyObject state, CancellationToken cancellationToken) =>
        CallAsync(run, state.Text("onDelete") == "suspend" ? ApiActions.SuspendAgent : ApiActions.DeleteAgent, id, cancellationToken);

    public override async Task<PropertyObject> RunTriggersAsync(
        ProviderRun run,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        await run.Api.CallAsync(ApiActions.ReactivateEmail, new JsonObject { ["agent_id"] = id }, cancellationToken);
        return PropertyObject.Empty;
    }

    public override bool IsRemovedByDelete(PropertyObject state) => state.Text("onDelete") != "suspend";

    public override Task<ImmutableArray<InputFailure>> GuardAsync(
        ResourceContext context,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    ) => new AgentGuard(this, context.Run).CheckAsync(olds, news, cancellationToken);

    public override Task<string?> RefuseDeleteAsync(
        ProviderRun run,
        string id,
        PropertyObject state,
        CancellationToken cancellationToken
    ) => new AgentGuard(this, run).RefuseDeleteAsync(id, cancellationToken);

    public override Task<string?> ForeseeRefusalAsync(
        ProviderRun run,
        string id,
        PropertyObject state,
        CancellationToken cancellationToken
    ) => new AgentGuard(this, run) { CountsPlanned = true }.RefuseDeleteAsync(id, cancellationToken);

    public override IEnumerable<Claim> Claims(string urn, string id, PropertyObject state, PropertyObject inputs) =>
        inputs.Text("email") is { } email ? MembershipClaim.OfMember(urn, Spec, email, inputs) : [];

    private static bool IsWanted(PropertyObject arguments, PropertyObject agent)
    {
        var groups = (agent["groups"] as PropertyArray)?.Items.Select(g => (g as PropertyObject)?["groupId"]) ?? [];
        return ListObjects.IsInGroups(arguments, groups)
            && (arguments["suspended"]?.Plain() is not PropertyBool wanted || wanted.Equals(agent["suspended"] ?? PropertyValue.Of(false)));
    }

    private static Task CallAsync(ProviderRun run, ApiAction action, string id, CancellationToken cancellationToken) =>
        run.Api.CallAsync(action, new JsonObject { ["id"] = id }, cancellationToken);
}
