using System.Text.Json.Nodes;
using LiveChatPulumi.Api;

namespace LiveChatPulumi.Cli.Contracts;

/// <summary>Probes with what belongs to a client id: templates of bots, webhooks, properties.</summary>
internal static class ClientProbes
{
    /// <summary>Its webhooks are sent when a customer answers a picture with buttons: on an empty license, never.</summary>
    private const string Quiet = "incoming_rich_message_postback";

    public static IEnumerable<Probe> All =>
        [
            new(["templateFields"], TemplateAsync) { NeedsOwner = true },
            new(["webhookSecrets", "webhookUrls"], WebhookAsync) { NeedsOwner = true },
            new(["definitionFields", "defaultValueChatOnly", "emptyRights", "impossibleRange"], DefinitionsAsync) { NeedsOwner = true },
            new(["earlyPropertyValue", "privateValuesWithPat", "unregisteredValues"], ValuesAsync) { NeedsOwner = true },
        ];

    private static async Task TemplateAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var template = new JsonObject
        {
            ["name"] = Sandbox.Mark + "template",
            ["owner_client_id"] = sandbox.Owner,
            ["max_chats_count"] = 7,
            ["affect_existing_installations"] = false,
        };
        var made = await sandbox.CallAsync(ApiActions.CreateBotTemplate, template, cancellationToken).ConfigureAwait(false);
        var listed = await ListedAsync(sandbox, ApiActions.ListBotTemplates, made, "a new template", cancellationToken)
            .ConfigureAwait(false);
        var all = listed.Has("max_chats_count");
        findings.Tell("templateFields", all ? "sdk" : "document", $"list_bot_templates shows {(all ? "" : "no ")}max_chats_count");
    }

    private static async Task WebhookAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var webhook = Webhook(sandbox, "webhook", "https://example.com/livechat_contract");
        var made = await sandbox.CallAsync(ApiActions.RegisterWebhook, webhook, cancellationToken).ConfigureAwait(false);
        var listed = await ListedAsync(sandbox, ApiActions.ListWebhooks, made, "a new webhook", cancellationToken).ConfigureAwait(false);
        var shown = listed.Text("secret_key") is { Length: > 0 };
        findings.Tell("webhookSecrets", shown ? "shown" : "hidden", $"list_webhooks shows {(shown ? "" : "no ")}secret_key");
        var refusal = await sandbox
            .TryAsync(ApiActions.RegisterWebhook, Webhook(sandbox, "nowhere", "livechat_contract"), cancellationToken)
            .ConfigureAwait(false);
        findings.TellByAcceptance("webhookUrls", "a webhook whose address is no URL", refusal, "unchecked", "checked");
    }

    private static JsonObject Webhook(Sandbox sandbox, string name, string url) =>
        new()
        {
            ["action"] = Quiet,
            ["secret_key"] = "livechat-contract",
            ["url"] = url,
            ["owner_client_id"] = sandbox.Owner,
            ["type"] = "license",
            ["description"] = Sandbox.Mark + name,
        };

    private static async Task DefinitionsAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        // In all that is asked about, this one is right.
        var right = Property(sandbox, "right", "int", "license");
        right["range"] = new JsonObject { ["from"] = 1, ["to"] = 9 };
        right["default_value"] = 5;
        await sandbox.CallAsync(ApiActions.RegisterProperty, right, cancellationToken).ConfigureAwait(false);
        await sandbox
            .CallAsync(ApiActions.RegisterProperty, Property(sandbox, "chat", "string", "chat"), cancellationToken)
            .ConfigureAwait(false);

        var chat = Property(sandbox, "chatdefault", "string", "chat");
        chat["default_value"] = "x";
        var refusal = await sandbox.TryAsync(ApiActions.RegisterProperty, chat, cancellationToken).ConfigureAwait(false);
        findings.TellByAcceptance("defaultValueChatOnly", "default_value of a property of chats", refusal, "accepted", "rejected");
        var rights = Property(sandbox, "norights", "string", "chat");
        rights["access"]!["chat"]!["agent"] = new JsonArray();
        refusal = await sandbox.TryAsync(ApiActions.RegisterProperty, rights, cancellationToken).ConfigureAwait(false);
        findings.TellByAcceptance("emptyRights", "a property whose agents have no right", refusal);
        var range = Property(sandbox, "norange", "int", "license");
        range["range"] = new JsonObject { ["from"] = 9, ["to"] = 1 };
        refusal = await sandbox.TryAsync(ApiActions.RegisterProperty, range, cancellationToken).ConfigureAwait(false);
        findings.TellByAcceptance("impossibleRange", "a range from 9 to 1", refusal);

        var name = right.Text("name")!;
        var list = await ShownAsync(sandbox, name, p => p is not null, cancellationToken).ConfigureAwait(false);
        var all = list.Member(name).Has("range") && list.Member(name).Has("default_value");
        findings.Tell("definitionFields", all ? "all" : "sample", $"list_properties shows {(all ? "" : "no ")}range and default_value");
    }

    private static async Task ValuesAsync(Sandbox sandbox, ContractFindings findings, CancellationToken cancellationToken)
    {
        var property = Property(sandbox, "value", "string", "license");
        var name = property.Text("name")!;
        await sandbox.CallAsync(ApiActions.RegisterProperty, (JsonObject)property.DeepClone(), cancellationToken).ConfigureAwait(false);
        if (!await WriteAsync(sandbox, findings, name, cancellationToken).ConfigureAwait(false))
            return;
        await ReadValuesAsync(sandbox, name, v => v is not null, cancellationToken).ConfigureAwait(false);

        // The value may outlive its property. The new description says that it is the new property which is read.
        sandbox.MayHide(property);
        await sandbox
            .CallAsync(
                ApiActions.UnregisterProperty,
                new JsonObject { ["name"] = name, ["owner_client_id"] = sandbox.Owner },
                cancellationToken
            )
            .ConfigureAwait(false);
        property["description"] = "again";
        await sandbox.CallAsync(ApiActions.RegisterProperty, property, cancellationToken).ConfigureAwait(false);
        await ShownAsync(sandbox, name, p => p.Text("description") == "again", cancellationToken).ConfigureAwait(false);
        var values = await ReadValuesAsync(sandbox, name, _ => true, cancellationToken).ConfigureAwait(false);
        var isKept = values.Member(sandbox.Owner!).Has(name);
        findings.Tell(
            "unregisteredValues",
            isKept ? "kept" : "dropped",
            $"a property that is unregistered and registered again has {(isKept ? "its" : "no")} value"
        );
    }

    /// <summary>Writes a value as soon as its property is there, and again until it is accepted.</summary>
    /// <returns>False where the token may not.</returns>
    private static async Task<bool> WriteAsync(Sandbox sandbox, ContractFindings findings, string name, CancellationToken cancellationToken)
    {
        var request = new JsonObject
        {
            ["properties"] = new JsonObject { [sandbox.Owner!] = new JsonObject { [name] = "livechat-contract" } },
        };
        const string What = "a value of a private property";
        var refusal = await sandbox
            .TryAsync(ApiActions.UpdateLicenseProperties, (JsonObject)request.DeepClone(), cancellationToken)
            .ConfigureAwait(false);
        var isTooEarly = refusal is not null && (refusal.IsNotFound || refusal.Type == ErrorTypes.Validation);
        if (isTooEarly)
            refusal = await LaterAsync().ConfigureAwait(false);
        if (refusal is null)
            findings.Tell(
                "earlyPropertyValue",
                isTooEarly ? "refused" : "accepted",
                $"a value right after its property is {(isTooEarly ? "refused, and accepted later" : "accepted")}"
            );
        if (sandbox.IsPersonal)
            findings.TellByAcceptance("privateValuesWithPat", What, refusal, "allowed", "denied", ErrorTypes.Authorization);
        if (refusal is null)
            return true;
        foreach (var unknown in (string[])["earlyPropertyValue", "unregisteredValues"])
            findings.Leave(unknown, $"{What} is refused: {refusal.Message}");
        return false;

        async Task<ApiException?> LaterAsync()
        {
            try
            {
                await sandbox.CallWhenKnownAsync(ApiActions.UpdateLicenseProperties, request, cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (ApiException e) when (Sandbox.IsAnswer(e))
            {
                return e;
            }
        }
    }

    /// <summary>What was made, as a list shows it.</summary>
    private static async Task<JsonNode?> ListedAsync(
        Sandbox sandbox,
        ApiAction list,
        JsonNode made,
        string what,
        CancellationToken cancellationToken
    )
    {
        var request = new JsonObject { ["owner_client_id"] = sandbox.Owner };
        var all = await sandbox.ReadAsync(list, request, Has, what, cancellationToken).ConfigureAwait(false);
        return all.With("id", made.Text("id"));

        bool Has(JsonNode objects) => objects.With("id", made.Text("id")) is not null;
    }

    private static Task<JsonNode> ShownAsync(
        Sandbox sandbox,
        string name,
        Func<JsonNode?, bool> isShown,
        CancellationToken cancellationToken
    ) =>
        sandbox.ReadAsync(
            ApiActions.ListProperties,
            new JsonObject { ["owner_client_id"] = sandbox.Owner },
            all => isShown(all.Member(name)),
            "a new property",
            cancellationToken
        );

    private static Task<JsonNode> ReadValuesAsync(
        Sandbox sandbox,
        string name,
        Func<JsonNode?, bool> isShown,
        CancellationToken cancellationToken
    ) =>
        sandbox.ReadAsync(
            ApiActions.ListLicenseProperties,
            new JsonObject { ["namespace"] = sandbox.Owner },
            all => isShown(all.Member(sandbox.Owner!).Member(name)),
            "a new value",
            cancellationToken
        );

    private static JsonObject Property(Sandbox sandbox, string name, string type, string location) =>
        new()
        {
            ["name"] = Sandbox.Mark + name,
            ["owner_client_id"] = sandbox.Owner,
            ["type"] = type,
            ["access"] = new JsonObject { [location] = new JsonObject { ["agent"] = new JsonArray("read", "write") } },
        };
}
