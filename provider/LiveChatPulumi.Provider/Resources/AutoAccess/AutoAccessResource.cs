using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccess;

/// <summary>Which calls an AutoAccess makes.</summary>
internal sealed class AutoAccessResource() : ManagedResource(AutoAccessSpec.Spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } = [ApiActions.AddAutoAccess, ApiActions.ListAutoAccesses, ApiActions.UpdateAutoAccess, ApiActions.DeleteAutoAccess];

    public override async Task<ImmutableArray<LiveObject>> ListAsync(Session session, PropertyObject scope, CancellationToken cancellationToken)
    {
        var answer = await session.Api.CallAsync(ApiActions.ListAutoAccesses, [], cancellationToken).ConfigureAwait(false);
        return [.. answer.AsArray().OfType<JsonObject>().Select(r => ApiMapper.FromApi(Spec.Properties, r)).Select(r => new LiveObject(r.Text("autoAccessId")!, r.Text("description") is { Length: > 0 } text ? text : r.Text("autoAccessId")!, r))];
    }

    public override async Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var answer = await session.Api.CallAsync(ApiActions.AddAutoAccess, ApiMapper.ToApi(Spec.Inputs, inputs), cancellationToken).ConfigureAwait(false);
        return new CreatedObject(answer["id"]!.GetValue<string>());
    }

    public override Task SendUpdateAsync(Session session, string id, ImmutableArray<PropertySpec> changed, PropertyObject olds, PropertyObject news, CancellationToken cancellationToken) =>
        SendChangedAsync(session, ApiActions.UpdateAutoAccess, "id", id, changed, news, cancellationToken);

    public override Task SendDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken) =>
        session.Api.CallAsync(ApiActions.DeleteAutoAccess, new JsonObject { ["id"] = id }, cancellationToken);

    /// <summary>A rule is known by its contents: the order of sets and what is the default anyway do not count.</summary>
    public override string CreateKey(PropertyObject inputs) => string.Join('|', Spec.Inputs.Select(p => Canonical(p.Type, inputs[p.Name]?.Plain() ?? p.Default)));

    private static string Canonical(PropertyType type, PropertyValue? value) => (type, value) switch
    {
        (ListType list, PropertyArray a) => "[" + string.Join(',', a.Items.Select(i => Canonical(list.Item, i)).Order(StringComparer.Ordinal)) + "]",
        (ObjectType obj, PropertyObject o) => "{" + string.Join(',', obj.Properties.Select(p => (p.Name, Value: o[p.Name] is { IsNull: false } v ? v : p.Default)).Where(p => p.Value is not null).Select(p => $"{p.Name}:{Canonical(obj.Find(p.Name)!.Type, p.Value)}")) + "}",
        (_, null) => "",
        _ => value.ToString(),
    };
}
