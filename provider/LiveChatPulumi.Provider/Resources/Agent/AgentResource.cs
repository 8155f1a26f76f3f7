using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Agent;

/// <summary>Which calls an Agent makes.</summary>
internal sealed class AgentResource() : ManagedResource(AgentSpec.Spec)
{
    public override Task<PropertyObject?> ReadAsync(Session session, string id, CancellationToken cancellationToken) =>
        ReadOneAsync(session, ApiActions.GetAgent, new JsonObject { ["id"] = id, ["fields"] = Texts(AgentSpec.Fields) }, cancellationToken);

    public override async Task<ImmutableArray<LiveObject>> ListAsync(Session session, CancellationToken cancellationToken)
    {
        var answer = await session.Api.CallAsync(ApiActions.ListAgents, new JsonObject { ["fields"] = Texts(AgentSpec.Fields) }, cancellationToken).ConfigureAwait(false);
        return [.. answer.AsArray().OfType<JsonObject>().Select(a => ApiMapper.FromApi(Spec.Properties, a)).Select(a => new LiveObject(a.Text("email")!, a.Text("name") ?? "", a))];
    }

    public override async Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var answer = await session.Api.CallAsync(ApiActions.CreateAgent, ApiMapper.ToApi(Spec.Inputs, inputs), cancellationToken).ConfigureAwait(false);
        return new CreatedObject(answer["id"]?.GetValue<string>() ?? inputs.Text("email")!);
    }

    public override async Task SendUpdateAsync(Session session, string id, ImmutableArray<PropertySpec> changed, PropertyObject news, CancellationToken cancellationToken)
    {
        var request = ApiMapper.ToApi(changed.Where(p => p.Class == PropertyClass.Input), ChangedValues(changed, news));
        if (request.Count == 0) return;
        request["id"] = id;
        await session.Api.CallAsync(ApiActions.UpdateAgent, request, cancellationToken).ConfigureAwait(false);
    }

    public override Task SendDeleteAsync(Session session, string id, CancellationToken cancellationToken) =>
        session.Api.CallAsync(ApiActions.DeleteAgent, new JsonObject { ["id"] = id }, cancellationToken);

    public override bool CanBe(LiveObject candidate, string key) => string.Equals(candidate.Id, key, StringComparison.OrdinalIgnoreCase);
}
