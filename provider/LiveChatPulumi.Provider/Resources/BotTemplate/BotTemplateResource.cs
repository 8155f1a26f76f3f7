using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.BotTemplate;

/// <summary>The calls of a BotTemplate.</summary>
internal sealed class BotTemplateResource() : ObjectResource(BotTemplateSpec.Spec)
{
    public override ImmutableArray<ApiAction> Actions { get; } =
    [
        ApiActions.CreateBotTemplate,
        ApiActions.ListBotTemplates,
        ApiActions.UpdateBotTemplate,
        ApiActions.DeleteBotTemplate,
        ApiActions.ResetBotTemplateSecret,
    ];

    public override ImmutableArray<Function> Functions =>
        [
            new ListObjects(
                "listBotTemplates",
                this,
                ApiActions.ListBotTemplates,
                "botTemplates",
                "Reads the bot templates of a client id.",
                [CommonArguments.Owner]
            ),
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
            ApiActions.ListBotTemplates,
            new JsonObject { ["owner_client_id"] = owner },
            t => new LiveObject(
                ClientObjects.Id(owner, t.Text("templateId")),
                t.Text("name") ?? "",
                t.With("ownerClientId", PropertyValue.Of(owner))
            ),
            cancellationToken
        );
    }

    public override async Task<CreatedObject> SendCreateAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken)
    {
        var request = ApiMapper.ToApi(Spec.Inputs, inputs);
        request["affect_existing_installations"] = AffectsInstallations(inputs);
        return await run.AskAsync(
            ApiActions.CreateBotTemplate,
            request,
            answer => new CreatedObject(ClientObjects.Id(inputs.Text("ownerClientId")!, answer.Text("id")), IssuedSecret(answer)),
            cancellationToken
        );
    }

    public override async Task SendUpdateAsync(ProviderRun run, ObjectUpdate update, CancellationToken cancellationToken)
    {
        var request = ChangedRequest(update);
        if (request.Count > 0)
            await CallAsync(run, ApiActions.UpdateBotTemplate, update.Id, request, update.News, cancellationToken);
    }

    public override Task SendDeleteAsync(ProviderRun run, string id, PropertyObject state, CancellationToken cancellationToken) =>
        CallAsync(run, ApiActions.DeleteBotTemplate, id, [], state, cancellationToken);

    public override async Task<PropertyObject> CompleteFoundAsync(
        ProviderRun run,
        string id,
        PropertyObject inputs,
        CancellationToken cancellationToken
    ) => IssuedSecret(await CallAsync(run, ApiActions.ResetBotTemplateSecret, id, [], inputs, cancellationToken));

    private static Task<JsonNode> CallAsync(
        ProviderRun run,
        ApiAction action,
        string id,
        JsonObject request,
        PropertyObject values,
        CancellationToken cancellationToken
    )
    {
        var (owner, template) = ClientObjects.Parse(id, BotTemplateSpec.Spec);
        request["id"] = template;
        request["owner_client_id"] = owner;
        request["affect_existing_installations"] = AffectsInstallations(values);
        return run.Api.CallAsync(action, request, cancellationToken);
    }

    private static bool AffectsInstallations(PropertyObject values) =>
        values["affectExistingInstallations"]?.Plain() is PropertyBool { Value: true };
}
