using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Tag;

/// <summary>Which calls a Tag makes.</summary>
internal sealed class TagResource() : ObjectResource(TagSpec.Spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } =
    [ApiActions.CreateTag, ApiActions.ListTags, ApiActions.UpdateTag, ApiActions.DeleteTag];

    public override async Task<ImmutableArray<LiveObject>> ListAsync(
        Session session,
        PropertyObject scope,
        CancellationToken cancellationToken
    )
    {
        // Without a filter: with one, a tag that has no groups would not be shown.
        var answer = await session.Api.CallAsync(ApiActions.ListTags, [], cancellationToken).ConfigureAwait(false);
        return
        [
            .. answer
                .AsArray()
                .OfType<JsonObject>()
                .Select(t => ApiMapper.FromApi(Spec.Properties, t))
                .Select(t => new LiveObject(t.Text("name")!, t.Text("name")!, t)),
        ];
    }

    public override async Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        await session.Api.CallAsync(ApiActions.CreateTag, ApiMapper.ToApi(Spec.Inputs, inputs), cancellationToken).ConfigureAwait(false);
        return new CreatedObject(inputs.Text("name")!);
    }

    public override Task SendUpdateAsync(
        Session session,
        string id,
        ImmutableArray<PropertySpec> changed,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    ) => SendChangedAsync(session, ApiActions.UpdateTag, "name", id, changed, news, cancellationToken);

    public override Task SendDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken) =>
        session.Api.CallAsync(ApiActions.DeleteTag, new JsonObject { ["name"] = id }, cancellationToken);
}
