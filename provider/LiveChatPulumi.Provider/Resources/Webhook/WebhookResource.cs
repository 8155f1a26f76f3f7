using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.Webhook;

/// <summary>The calls of a Webhook. The API has no update.</summary>
internal sealed class WebhookResource() : ObjectResource(WebhookSpec.Spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } =
    [ApiActions.RegisterWebhook, ApiActions.ListWebhooks, ApiActions.UnregisterWebhook];

    public override ImmutableArray<Function> Functions =>
        [
            new ListObjects(
                "listWebhooks",
                this,
                ApiActions.ListWebhooks,
                "webhooks",
                "Reads the webhooks of a client id.",
                [CommonArguments.Owner]
            ),
            new CallMethod(WebhookSpec.ListNames, ApiActions.ListWebhookNames, "actions"),
        ];

    public override async Task<ImmutableArray<LiveObject>> ListAsync(
        ProviderRun run,
        PropertyObject scope,
        CancellationToken cancellationToken
    )
    {
        if (run.OwnerOf(scope) is not { } owner)
            return [];
        return await CallListAsync(
            run,
            ApiActions.ListWebhooks,
            new JsonObject { ["owner_client_id"] = owner },
            w => new LiveObject(
                ClientObjects.Id(owner, w.Text("webhookId")),
                $"{w.Text("action")} {w.Text("url")}",
                w.With("ownerClientId", PropertyValue.Of(owner))
            ),
            cancellationToken
        );
    }

    /// <summary>The document names the filter agent_ids and not its form: a bare list means those agents.</summary>
    protected override PropertyObject Read(JsonObject json)
    {
        if (json["filters"] is JsonObject filters && filters["agent_ids"] is JsonArray ids)
            filters["agent_ids"] = new JsonObject { ["values"] = ids.DeepClone() };
        return base.Read(json);
    }

    public override async Task<CreatedObject> SendCreateAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var request = ApiMapper.ToApi(Spec.Inputs, inputs);
        var id = await run.AskAsync(ApiActions.RegisterWebhook, request, answer => answer.Text("id"), cancellationToken);
        return new CreatedObject(ClientObjects.Id(inputs.Text("ownerClientId")!, id));
    }

    public override Task SendUpdateAsync(ProviderRun run, ObjectUpdate update, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task SendDeleteAsync(ProviderRun run, string id, PropertyObject state, CancellationToken cancellationToken)
    {
        var (owner, webhook) = ClientObjects.Parse(id, Spec);
        return run.Api.CallAsync(
            ApiActions.UnregisterWebhook,
            new JsonObject { ["id"] = webhook, ["owner_client_id"] = owner },
            cancellationToken
        );
    }
}
