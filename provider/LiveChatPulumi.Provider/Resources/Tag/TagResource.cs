using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Tag;

/// <summary>The calls of a Tag.</summary>
internal sealed class TagResource() : ObjectResource(TagSpec.Spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } =
    [ApiActions.CreateTag, ApiActions.ListTags, ApiActions.UpdateTag, ApiActions.DeleteTag];

    public override ImmutableArray<Function> Functions =>
        [
            new ListObjects(
                "listTags",
                this,
                ApiActions.ListTags,
                "tags",
                "Reads the tags of the license.",
                [CommonArguments.GroupIds],
                (arguments, tag) => ListObjects.IsInGroups(arguments, (tag["groupIds"] as PropertyArray)?.Items ?? [])
            ),
        ];

    // Without a filter: with one, a tag that has no groups would not be shown.
    public override Task<ImmutableArray<LiveObject>> ListAsync(
        ProviderRun run,
        PropertyObject scope,
        CancellationToken cancellationToken
    ) => CallListAsync(run, ApiActions.ListTags, [], t => new LiveObject(t.Text("name")!, t.Text("name")!, t), cancellationToken);

    public override async Task<CreatedObject> SendCreateAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken)
    {
        await run.Api.CallAsync(ApiActions.CreateTag, ApiMapper.ToApi(Spec.Inputs, inputs), cancellationToken);
        return new CreatedObject(inputs.Text("name")!);
    }

    public override Task SendUpdateAsync(ProviderRun run, ObjectUpdate update, CancellationToken cancellationToken) =>
        SendChangedAsync(run, ApiActions.UpdateTag, "name", update.Id, update, cancellationToken);

    public override Task SendDeleteAsync(ProviderRun run, string id, PropertyObject state, CancellationToken cancellationToken) =>
        run.Api.CallAsync(ApiActions.DeleteTag, new JsonObject { ["name"] = id }, cancellationToken);
}
