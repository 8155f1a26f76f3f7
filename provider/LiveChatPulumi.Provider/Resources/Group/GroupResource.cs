using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Grpc;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Group;

/// <summary>Which calls a Group makes.</summary>
internal sealed class GroupResource() : ManagedResource(GroupSpec.Spec)
{
    public override Task<PropertyObject?> ReadAsync(Session session, string id, CancellationToken cancellationToken) =>
        ReadOneAsync(session, ApiActions.GetGroup, new JsonObject { ["id"] = Number(id), ["fields"] = Texts(GroupSpec.Fields) }, cancellationToken);

    public override async Task<ImmutableArray<LiveObject>> ListAsync(Session session, CancellationToken cancellationToken)
    {
        var answer = await session.Api.CallAsync(ApiActions.ListGroups, new JsonObject { ["fields"] = Texts(GroupSpec.Fields) }, cancellationToken).ConfigureAwait(false);
        return [.. answer.AsArray().OfType<JsonObject>().Select(g => ApiMapper.FromApi(Spec.Properties, g)).Select(g => new LiveObject(Id(g), g.Text("name") ?? "", g))];
    }

    public override async Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var request = ApiMapper.ToApi(Spec.Inputs, inputs);

        // The API requires the map; a group whose members are declared by the agents starts without any.
        request["agent_priorities"] ??= new JsonObject();
        var answer = await session.Api.CallAsync(ApiActions.CreateGroup, request, cancellationToken).ConfigureAwait(false);
        return new CreatedObject(answer["id"]!.GetValue<int>().ToString(CultureInfo.InvariantCulture));
    }

    public override async Task SendUpdateAsync(Session session, string id, ImmutableArray<PropertySpec> changed, PropertyObject news, CancellationToken cancellationToken)
    {
        // Dropping agentPriorities hands the membership over to the agents; it does not empty the group.
        var kept = changed.Where(p => p.Name != "agentPriorities" || news["agentPriorities"] is { IsNull: false });
        var request = ApiMapper.ToApi(kept, ChangedValues(changed, news));
        if (request.Count == 0) return;
        request["id"] = Number(id);
        await session.Api.CallAsync(ApiActions.UpdateGroup, request, cancellationToken).ConfigureAwait(false);
    }

    public override Task SendDeleteAsync(Session session, string id, CancellationToken cancellationToken) =>
        session.Api.CallAsync(ApiActions.DeleteGroup, new JsonObject { ["id"] = Number(id) }, cancellationToken);

    public override string? KeepInstead(string id) => id == "0" ? "Group 0 (General) always exists in LiveChat: it leaves the stack and stays as it is." : null;

    private static string Id(PropertyObject live) => live["groupId"]!.ToString();

    private static int Number(string id) => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new RpcException(StatusCode.InvalidArgument, $"'{id}' is no id of a group; it must be {GroupSpec.Spec.ImportId}, for example 19.");
}
