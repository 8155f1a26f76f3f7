using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Grpc.Core;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Group;

/// <summary>Which calls a Group makes.</summary>
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

    public override Task<PropertyObject?> GetAsync(Session session, string id, CancellationToken cancellationToken) =>
        CallGetAsync(
            session,
            ApiActions.GetGroup,
            new JsonObject { ["id"] = Number(id), ["fields"] = Texts(GroupSpec.Fields) },
            cancellationToken
        );

    public override async Task<ImmutableArray<LiveObject>> ListAsync(
        Session session,
        PropertyObject scope,
        CancellationToken cancellationToken
    )
    {
        var answer = await session
            .Api.CallAsync(ApiActions.ListGroups, new JsonObject { ["fields"] = Texts(GroupSpec.Fields) }, cancellationToken)
            .ConfigureAwait(false);
        return
        [
            .. answer
                .AsArray()
                .OfType<JsonObject>()
                .Select(g => ApiMapper.FromApi(Spec.Properties, g))
                .Select(g => new LiveObject(Id(g), g.Text("name") ?? "", g)),
        ];
    }

    public override async Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var request = ApiMapper.ToApi(Spec.Inputs, inputs);

        // The API requires the map; a group whose members are declared by the agents starts without any.
        request["agent_priorities"] ??= new JsonObject();
        var answer = await session.Api.CallAsync(ApiActions.CreateGroup, request, cancellationToken).ConfigureAwait(false);
        return new CreatedObject(answer["id"]!.GetValue<int>().ToString(CultureInfo.InvariantCulture));
    }

    public override Task SendUpdateAsync(
        Session session,
        string id,
        ImmutableArray<PropertySpec> changed,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    )
    {
        // Dropping agentPriorities hands the membership over to the agents; it does not empty the group.
        ImmutableArray<PropertySpec> sent =
        [
            .. changed.Where(p => p.Name != "agentPriorities" || news["agentPriorities"] is { IsNull: false }),
        ];
        return SendChangedAsync(session, ApiActions.UpdateGroup, "id", Number(id), sent, news, cancellationToken);
    }

    public override Task SendDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken) =>
        session.Api.CallAsync(ApiActions.DeleteGroup, new JsonObject { ["id"] = Number(id) }, cancellationToken);

    /// <summary>The document does not say whether update_group replaces the members or adds to them: who is left over is taken out at his own end.</summary>
    public override bool NeedsMending(ImmutableArray<PropertySpec> changed, PropertyObject inputs, PropertyObject live) =>
        Changes(changed, "agentPriorities") && LeftOver(inputs, live).Any();

    public override async Task MendAsync(
        Session session,
        string id,
        PropertyObject inputs,
        PropertyObject live,
        CancellationToken cancellationToken
    )
    {
        foreach (var member in LeftOver(inputs, live))
            await LeaveAsync(session, member, Number(id), cancellationToken).ConfigureAwait(false);
    }

    public override IEnumerable<(string Group, string Member)> Memberships(string id, PropertyObject inputs) =>
        id.Length > 0 && inputs["agentPriorities"] is PropertyObject members ? members.Members.Keys.Select(m => (id, m)) : [];

    public override string? KeepInstead(string id) =>
        id == "0" ? "Group 0 (General) always exists in LiveChat: it leaves the stack and stays as it is." : null;

    private static IEnumerable<string> LeftOver(PropertyObject inputs, PropertyObject live) =>
        inputs["agentPriorities"]?.Plain() is PropertyObject wanted && live["agentPriorities"] is PropertyObject members
            ? members.Members.Keys.Except(wanted.Members.Keys, StringComparer.OrdinalIgnoreCase)
            : [];

    private static async Task LeaveAsync(Session session, string member, int group, CancellationToken cancellationToken)
    {
        var isAgent = member.Contains('@', StringComparison.Ordinal);
        var now = await session
            .Api.CallAsync(
                isAgent ? ApiActions.GetAgent : ApiActions.GetBot,
                new JsonObject { ["id"] = member, ["fields"] = Texts(["groups"]) },
                cancellationToken
            )
            .ConfigureAwait(false);
        var groups = now["groups"]?.AsArray().Where(g => g!["id"]!.GetValue<int>() != group).Select(g => g!.DeepClone()) ?? [];
        await session
            .Api.CallAsync(
                isAgent ? ApiActions.UpdateAgent : ApiActions.UpdateBot,
                new JsonObject { ["id"] = member, ["groups"] = new JsonArray([.. groups]) },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private static string Id(PropertyObject live) => live["groupId"]!.ToString();

    private static int Number(string id) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw RpcErrors.Create(
                StatusCode.InvalidArgument,
                $"'{id}' is no id of a group; it must be {GroupSpec.Spec.ImportId}, for example 19."
            );
}
