using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Resources.Agent;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Group;

/// <summary>The calls of a Group.</summary>
internal sealed class GroupResource() : ObjectResource(GroupSpec.Spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } =
    [
        ApiActions.CreateGroup,
        ApiActions.ListGroups,
        ApiActions.UpdateGroup,
        ApiActions.DeleteGroup,
        ApiActions.GetAgent,
        ApiActions.UpdateAgent,
        ApiActions.GetBot,
        ApiActions.UpdateBot,
    ];

    public override ImmutableArray<Function> Functions =>
        [
            new GetGroup(this),
            new ListObjects(
                "listGroups",
                this,
                ApiActions.ListGroups,
                "groups",
                "Reads the groups of the license, General (0) included.",
                []
            ),
        ];

    public override string ClaimKind => MembershipClaim.ClaimKind;

    public override IResourceLifecycle OwnLifecycle(ResourceContext context) => new GroupLifecycle(this, context);

    public override Task<PropertyObject?> GetAsync(ProviderRun run, string id, CancellationToken cancellationToken) =>
        CallGetAsync(
            run,
            ApiActions.GetGroup,
            new JsonObject { ["id"] = Number(id), ["fields"] = Texts(GroupSpec.Fields) },
            cancellationToken
        );

    public override Task<ImmutableArray<LiveObject>> ListAsync(
        ProviderRun run,
        PropertyObject scope,
        CancellationToken cancellationToken
    ) =>
        CallListAsync(
            run,
            ApiActions.ListGroups,
            new JsonObject { ["fields"] = Texts(GroupSpec.Fields) },
            g => new LiveObject(g["groupId"]!.ToString(), g.Text("name") ?? "", g),
            cancellationToken
        );

    public override async Task<CreatedObject> SendCreateAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var request = ApiMapper.ToApi(Spec.Inputs, inputs);

        // The API requires the map; a group whose members are declared by the agents starts without any.
        request["agent_priorities"] ??= new JsonObject();
        return await run.AskAsync(ApiActions.CreateGroup, request, answer => new CreatedObject(answer.Text("id")), cancellationToken);
    }

    public override Task SendUpdateAsync(ProviderRun run, ObjectUpdate update, CancellationToken cancellationToken) =>
        SendChangedAsync(run, ApiActions.UpdateGroup, "id", Number(update.Id), update, cancellationToken);

    public override Task SendDeleteAsync(ProviderRun run, string id, PropertyObject state, CancellationToken cancellationToken) =>
        run.Api.CallAsync(ApiActions.DeleteGroup, new JsonObject { ["id"] = Number(id) }, cancellationToken);

    /// <summary>Takes a member out of a group by an update of the member.</summary>
    public static async Task RemoveMemberAsync(ProviderRun run, string member, string group, CancellationToken cancellationToken)
    {
        var (get, update) = member.Contains('@', StringComparison.Ordinal)
            ? (ApiActions.GetAgent, ApiActions.UpdateAgent)
            : (ApiActions.GetBot, ApiActions.UpdateBot);
        var others = await run.AskAsync(
            get,
            new JsonObject { ["id"] = member, ["fields"] = Texts(["groups"]) },
            // Without the list nothing can be written: it would take the member out of every group.
            live => new JsonArray([
                .. (live["groups"] ?? throw new FormatException("'groups' is missing"))
                    .Objects()
                    .Where(g => g.Text("id") != group)
                    .Select(g => g.DeepClone()),
            ]),
            cancellationToken
        );
        await run.Api.CallAsync(update, new JsonObject { ["id"] = member, ["groups"] = others }, cancellationToken);
    }

    /// <summary>The places of an agent in groups go with it.</summary>
    public override PropertyObject Left(PropertyObject olds, Func<ResourceSpec, string, bool> isGone) =>
        WithoutEntries(olds, "agentPriorities", member => isGone(AgentSpec.Spec, member));

    public override IEnumerable<Claim> Claims(string urn, string id, PropertyObject state, PropertyObject inputs) =>
        // A group has no number before it exists.
        id.Length > 0
        && inputs["agentPriorities"] is PropertyObject members
            ? members.Members.Keys.Select(m => new MembershipClaim(urn, Spec, true, id, m))
            : [];

    private static int Number(string id) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw RpcErrors.Create(
                StatusCode.InvalidArgument,
                $"'{id}' is not a group id; it must be {GroupSpec.Spec.ImportId}, for example 19."
            );
}
