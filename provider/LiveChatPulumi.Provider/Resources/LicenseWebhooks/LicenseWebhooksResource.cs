using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Specs;
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
            "Whether the webhooks of a client id are enabled on the license. LiveChat enables them when the application is installed; disabled, they stay so through a reinstallation. Removing this resource enables them again.",
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
                    "Client id whose webhooks are meant; by default the provider's ownerClientId, else the access token's own. Required with a personal access token."
                )
                {
                    Class = PropertyClass.Replace,
                    FromConfig = "ownerClientId",
                },
            ]
        )
        {
            ImportId = $"the client id, or '{Own}' for the access token's own",
            ImportExample = "your-client-id",
            Identity = Identity.Setting,
            Key = ["ownerClientId"],
            Example = """{"enabled":false,"ownerClientId":"emulator-client"}""",
            ChangedExample = """{"enabled":true,"ownerClientId":"emulator-client"}""",
        };

    public override ImmutableArray<ApiAction> Actions { get; } =
    [ApiActions.EnableLicenseWebhooks, ApiActions.DisableLicenseWebhooks, ApiActions.GetLicenseWebhooksState];

    public override string CreateKey(PropertyObject inputs) => inputs.Text("ownerClientId") ?? Own;

    public override async Task<PropertyObject?> ReadAsync(
        Session session,
        string id,
        PropertyObject known,
        long after,
        CancellationToken cancellationToken
    )
    {
        var state = await session.Api.CallAsync(ApiActions.GetLicenseWebhooksState, Request(id), cancellationToken).ConfigureAwait(false);
        var live = PropertyObject.Of(("enabled", PropertyValue.Of(state["license_webhooks_enabled"]!.GetValue<bool>())));
        return id == Own ? live : live.With("ownerClientId", PropertyValue.Of(id));
    }

    public override async Task<ImmutableArray<LiveObject>> ListAsync(
        Session session,
        PropertyObject scope,
        CancellationToken cancellationToken
    )
    {
        if (ClientObjects.Owner(session, scope) is not { } owner)
            return [];
        return await ReadAsync(session, owner, PropertyObject.Empty, 0, cancellationToken).ConfigureAwait(false) is { } live
            ? [new LiveObject(owner, owner, live)]
            : [];
    }

    public override async Task<CreatedObject> SendCreateAsync(Session session, PropertyObject inputs, CancellationToken cancellationToken)
    {
        await EnableAsync(session, CreateKey(inputs), inputs, cancellationToken).ConfigureAwait(false);
        return new CreatedObject(CreateKey(inputs));
    }

    public override Task SendUpdateAsync(
        Session session,
        string id,
        ImmutableArray<PropertySpec> changed,
        PropertyObject olds,
        PropertyObject news,
        CancellationToken cancellationToken
    ) => EnableAsync(session, id, news, cancellationToken);

    public override Task SendDeleteAsync(Session session, string id, PropertyObject state, CancellationToken cancellationToken) =>
        session.Api.CallAsync(ApiActions.EnableLicenseWebhooks, Request(id), cancellationToken);

    private static Task EnableAsync(Session session, string id, PropertyObject inputs, CancellationToken cancellationToken) =>
        session.Api.CallAsync(
            inputs["enabled"]?.Plain() is PropertyBool { Value: true }
                ? ApiActions.EnableLicenseWebhooks
                : ApiActions.DisableLicenseWebhooks,
            Request(id),
            cancellationToken
        );

    private static JsonObject Request(string id) => id == Own ? [] : new JsonObject { ["owner_client_id"] = id };
}
