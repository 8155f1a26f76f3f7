using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Functions;
using LiveChatPulumi.Provider.Resources.Webhook;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.LicenseWebhooks;

/// <summary>Whether the webhooks of a client id are enabled on the license (API document, Enable and Disable License Webhooks).</summary>
internal sealed class LicenseWebhooksResource() : ObjectResource(Declared)
{
    /// <summary>The id where the client id is the token's own and nobody names it.</summary>
    private const string Own = "token";

    public static ResourceSpec Declared { get; } =
        new(
            "LicenseWebhooks",
            "Whether the webhooks of a client id are enabled on the license. LiveChat enables them when the application "
                + "is installed. Webhooks that were disabled stay disabled when it is installed again. "
                + "Removing this resource enables them, whatever was before it.",
            [
                new("enabled", "license_webhooks_enabled", PropertyType.Boolean, "Whether webhooks are sent.")
                {
                    Required = true,
                    AlwaysPresent = true,
                },
                new(
                    "ownerClientId",
                    "owner_client_id",
                    PropertyType.Text,
                    "Client id whose webhooks are meant; by default the provider's ownerClientId, else the access token's own. "
                        + "Required with a personal access token."
                )
                {
                    Class = PropertyClass.Replace,
                    FromConfig = "ownerClientId",
                    Setting = MemberTypes.ClientIdSetting,
                },
            ]
        )
        {
            ImportId = $"the client id, or '{Own}' for the access token's own",
            IdForm = IdForms.IsClientId,
            ImportExample = "your-client-id",
            Identity = Identity.Setting,
            Key = ["ownerClientId"],
        };

    public override ImmutableArray<ApiAction> Actions { get; } =
    [ApiActions.EnableLicenseWebhooks, ApiActions.DisableLicenseWebhooks, ApiActions.GetLicenseWebhooksState];

    public override ImmutableArray<Function> Functions => [new CallMethod(GetState, ApiActions.GetLicenseWebhooksState, shows: Spec.Token)];

    private static FunctionSpec GetState =>
        new(
            "getLicenseWebhooksState",
            "Reads whether the webhooks of a client id are enabled on the license.",
            [
                CommonArguments.Owner with
                {
                    AlwaysNeeded = false,
                    Description =
                        "Client id whose webhooks are meant; by default the provider's ownerClientId, else the access token's own.",
                },
            ],
            [CommonArguments.Output("enabled", PropertyType.Boolean, "Whether webhooks are sent.", "license_webhooks_enabled")]
        );

    private static readonly WebhookResource Webhooks = new();

    public override string CreateKey(PropertyObject inputs) => inputs.Text("ownerClientId") ?? Own;

    public override async Task<PropertyObject?> ReadAsync(
        ProviderRun run,
        string id,
        PropertyObject known,
        long after,
        CancellationToken cancellationToken
    )
    {
        if (known.Members.Count == 0 && !await IsKnownAsync(run, id, cancellationToken))
            return null;
        var live = PropertyObject.Of(("enabled", PropertyValue.Of(await IsEnabledAsync(run, id, cancellationToken))));
        return id == Own ? live : live.With("ownerClientId", PropertyValue.Of(id));
    }

    public override bool ListsByOwner => true;

    public override async Task<ImmutableArray<LiveObject>> ListAsync(
        ProviderRun run,
        PropertyObject scope,
        CancellationToken cancellationToken
    )
    {
        if (run.OwnerOf(scope) is not { } owner)
            return [];
        return await ReadAsync(run, owner, PropertyObject.Empty, 0, cancellationToken) is { } live
            ? [new LiveObject(owner, owner, live)]
            : [];
    }

    public override async Task<CreatedObject> SendCreateAsync(ProviderRun run, PropertyObject inputs, CancellationToken cancellationToken)
    {
        await EnableAsync(run, CreateKey(inputs), inputs, cancellationToken);
        return new CreatedObject(CreateKey(inputs));
    }

    public override Task SendUpdateAsync(ProviderRun run, ObjectUpdate update, CancellationToken cancellationToken) =>
        EnableAsync(run, update.Id, update.News, cancellationToken);

    public override Task SendDeleteAsync(ProviderRun run, string id, PropertyObject state, CancellationToken cancellationToken) =>
        SetAsync(run, id, enabled: true, cancellationToken);

    public override async Task PreviewAsync(
        ResourceContext context,
        PropertyObject state,
        PropertyObject inputs,
        CancellationToken cancellationToken
    )
    {
        if (state.Members.Count > 0 || inputs["ownerClientId"] is { ContainsUnknown: true })
            return;
        if (await IsEnabledAsync(context.Run, CreateKey((PropertyObject)inputs.Plain()), cancellationToken))
            return;
        const string text =
            "These webhooks are disabled on the license now. Removing this resource enables them; it does not bring back what was before.";
        await context.Run.Log.WriteAsync(LogSeverity.Warning, context.Urn, text, cancellationToken);
    }

    /// <summary>LiveChat answers for any client id: one that is neither the token's nor the configuration's has to have webhooks.</summary>
    private static async Task<bool> IsKnownAsync(ProviderRun run, string id, CancellationToken cancellationToken)
    {
        if (id == Own || id == run.OwnerOf(PropertyObject.Empty))
            return true;
        var webhooks = await run.Collections.GetAsync(
            Webhooks,
            PropertyObject.Of(("ownerClientId", PropertyValue.Of(id))),
            0,
            cancellationToken
        );
        return webhooks.Objects.Count > 0;
    }

    private static Task EnableAsync(ProviderRun run, string id, PropertyObject inputs, CancellationToken cancellationToken) =>
        SetAsync(run, id, inputs["enabled"]?.Plain() is PropertyBool { Value: true }, cancellationToken);

    /// <summary>
    /// Enabling is for webhooks that were disabled (API document, Enable License Webhooks): what is so already takes no call.
    /// </summary>
    private static async Task SetAsync(ProviderRun run, string id, bool enabled, CancellationToken cancellationToken)
    {
        if (enabled && await IsEnabledAsync(run, id, cancellationToken))
            return;
        var action = enabled ? ApiActions.EnableLicenseWebhooks : ApiActions.DisableLicenseWebhooks;
        await run.Api.CallAsync(action, Request(id), cancellationToken);
    }

    private static Task<bool> IsEnabledAsync(ProviderRun run, string id, CancellationToken cancellationToken) =>
        run.AskAsync(
            ApiActions.GetLicenseWebhooksState,
            Request(id),
            state => state["license_webhooks_enabled"]!.GetValue<bool>(),
            cancellationToken
        );

    private static JsonObject Request(string id) => id == Own ? [] : new JsonObject { ["owner_client_id"] = id };
}
