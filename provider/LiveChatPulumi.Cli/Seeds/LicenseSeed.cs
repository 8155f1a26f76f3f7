using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LocalEngine;

namespace LiveChatPulumi.Cli.Seeds;

/// <summary>
/// Reads a license as a seed, so that <c>livechat emulate --seed</c> has the same objects under the same ids. A seed is in the API's own
/// names, so what lists answer goes into it almost as it is. No token and no secret of the license is in it.
/// </summary>
internal sealed class LicenseSeed
{
    private static readonly string[] AgentFields =
    [
        "work_scheduler",
        "groups",
        "email_subscriptions",
        "notifications",
        "job_title",
        "mobile",
        "max_chats_count",
        "suspended",
        "awaiting_approval",
        "last_logout",
    ];
    private static readonly string[] BotFields = ["work_scheduler", "groups", "job_title", "max_chats_count", "timezone"];

    private readonly ConfigurationApi _api;
    private readonly JsonObject _seed = [];
    private readonly SortedSet<string> _owners = new(StringComparer.Ordinal);

    private LicenseSeed(ConfigurationApi api) => _api = api;

    /// <summary>The seed.</summary>
    public JsonObject Json => _seed;

    /// <summary>What the token was refused, and what is not as in the license.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Reads a license.</summary>
    /// <param name="api">The license.</param>
    /// <param name="owner">The client id of the configuration; null where it names none.</param>
    /// <param name="owners">Client ids whose objects are read besides that one and those that the license names.</param>
    /// <param name="licenseId">The license's id of the configuration; null where it names none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EngineException">The license cannot be read at all.</exception>
    public static async Task<LicenseSeed> ReadAsync(
        ConfigurationApi api,
        string? owner,
        IReadOnlyList<string> owners,
        int? licenseId,
        CancellationToken cancellationToken
    )
    {
        var seed = new LicenseSeed(api);
        if (owner is not null)
            seed._owners.Add(owner);
        seed._owners.UnionWith(owners);
        try
        {
            await seed.ReadPeopleAsync(cancellationToken).ConfigureAwait(false);
            await seed.ReadRulesAsync(cancellationToken).ConfigureAwait(false);
            await seed.ReadValuesAsync(cancellationToken).ConfigureAwait(false);
            await seed.ReadOfClientsAsync(cancellationToken).ConfigureAwait(false);
            await seed.ReadLicenseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            throw new EngineException(e.Message, e);
        }

        if (licenseId is not null)
            seed._seed["license_id"] = licenseId;
        seed.AddCredentials(owner);
        return seed;
    }

    private async Task ReadPeopleAsync(CancellationToken cancellationToken)
    {
        var agents = await ListAsync(ApiActions.ListAgents, new() { ["fields"] = Names(AgentFields) }, cancellationToken)
            .ConfigureAwait(false);
        _seed["agents"] = new JsonArray([.. agents.Select(SeedObjects.Agent)]);
        var bots = await ReadBotsAsync(cancellationToken).ConfigureAwait(false);
        _owners.UnionWith(bots.Select(b => b.Text("owner_client_id")).OfType<string>().Where(o => o.Length > 0));
        _seed["bots"] = new JsonArray([.. bots.Select(SeedObjects.Bot)]);
        var groups = await ListAsync(ApiActions.ListGroups, new() { ["fields"] = new JsonArray("routing_status") }, cancellationToken)
            .ConfigureAwait(false);
        _seed["groups"] = new JsonArray([.. groups.Select(g => g.DeepClone())]);
        var tags = await ListAsync(ApiActions.ListTags, [], cancellationToken).ConfigureAwait(false);
        _seed["tags"] = new JsonArray([.. tags.Select(t => t.DeepClone())]);
    }

    /// <summary>A list of bots does not tell whose they are: each is read by itself.</summary>
    private async Task<JsonObject[]> ReadBotsAsync(CancellationToken cancellationToken)
    {
        var listed = await ListAsync(ApiActions.ListBots, new() { ["all"] = true }, cancellationToken).ConfigureAwait(false);
        return await Task.WhenAll(listed.Select(b => ReadBotAsync(b, cancellationToken))).ConfigureAwait(false);
    }

    private async Task<JsonObject> ReadBotAsync(JsonObject listed, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["id"] = listed["id"]?.DeepClone(), ["fields"] = Names(BotFields) };
        return (await _api.CallAsync(ApiActions.GetBot, request, cancellationToken).ConfigureAwait(false)).AsObject();
    }

    private async Task ReadRulesAsync(CancellationToken cancellationToken)
    {
        var rules = await ListAsync(ApiActions.ListAutoAccesses, [], cancellationToken).ConfigureAwait(false);
        _seed["auto_accesses"] = new JsonArray([.. rules.Select(SeedObjects.Rule)]);
    }

    private async Task ReadValuesAsync(CancellationToken cancellationToken)
    {
        var values = new JsonArray();
        var ofLicense = await TryAsync(ApiActions.ListLicenseProperties, [], cancellationToken).ConfigureAwait(false);
        SeedObjects.AddValues(values, null, ofLicense as JsonObject);
        var ofGroups = await ListAsync(ApiActions.ListGroupsProperties, new() { ["group_ids"] = new JsonArray() }, cancellationToken)
            .ConfigureAwait(false);
        foreach (var group in ofGroups)
            SeedObjects.AddValues(values, group["id"], group["properties"] as JsonObject);
        _seed["property_values"] = values;
        _owners.UnionWith(values.OfType<JsonObject>().Select(v => v.Text("namespace")!));
    }

    /// <summary>What LiveChat lists by client id: that of the configuration, and those that bots and values name.</summary>
    private async Task ReadOfClientsAsync(CancellationToken cancellationToken)
    {
        var definitions = new JsonArray();
        var (templates, webhooks, disabled) = (new JsonArray(), new JsonArray(), new JsonArray());
        foreach (var owner in _owners)
        {
            var own = new JsonObject { ["owner_client_id"] = owner };
            if (await TryAsync(ApiActions.ListProperties, own, cancellationToken).ConfigureAwait(false) is JsonObject listed)
                SeedObjects.AddOwned(definitions, owner, listed.Select(d => SeedObjects.Definition(d.Key, d.Value!)));
            var ownTemplates = await ListAsync(ApiActions.ListBotTemplates, own, cancellationToken).ConfigureAwait(false);
            SeedObjects.AddOwned(templates, owner, ownTemplates.Select(SeedObjects.Renamed));
            var ownWebhooks = await ListAsync(ApiActions.ListWebhooks, own, cancellationToken).ConfigureAwait(false);
            SeedObjects.AddOwned(webhooks, owner, ownWebhooks.Select(w => w.DeepClone().AsObject()));
            var state = await TryAsync(ApiActions.GetLicenseWebhooksState, own, cancellationToken).ConfigureAwait(false);
            if (state?["license_webhooks_enabled"]?.GetValue<bool>() == false)
                disabled.Add((JsonNode)owner);
        }

        (_seed["properties"], _seed["bot_templates"]) = (definitions, templates);
        (_seed["webhooks"], _seed["disabled_webhooks"]) = (webhooks, disabled);
        Problems.AddRange(SeedObjects.SettleValues(_seed["property_values"]!.AsArray(), definitions));
    }

    private async Task ReadLicenseAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, action) in new[] { ("channels", ApiActions.ListChannels), ("product_source", ApiActions.GetProductSource) })
        {
            if (await TryAsync(action, [], cancellationToken).ConfigureAwait(false) is { } answer)
                _seed[name] = answer.DeepClone();
        }
    }

    /// <summary>The emulator's own tokens, which act as the license's owner and as the client id of the configuration.</summary>
    private void AddCredentials(string? owner)
    {
        var agent = _seed["agents"]!.AsArray().OfType<JsonObject>().FirstOrDefault(a => a.Text("role") == "owner")?.Text("id");
        var bearer = new JsonObject { ["token"] = "dal:emulator-token" };
        var basic = new JsonObject { ["accountId"] = "emulator", ["pat"] = "emulator-pat" };
        foreach (var credential in new[] { bearer, basic }.Where(_ => agent is not null))
            credential["agent"] = agent;
        if (owner is not null)
            bearer["clientId"] = owner;
        _seed["credentials"] = new JsonArray(bearer, basic);
    }

    private async Task<List<JsonObject>> ListAsync(ApiAction action, JsonObject request, CancellationToken cancellationToken) =>
        await TryAsync(action, request, cancellationToken).ConfigureAwait(false) is JsonArray list ? [.. list.OfType<JsonObject>()] : [];

    private static JsonArray Names(string[] names) => new([.. names.Select(n => (JsonNode)n)]);

    /// <summary>An answer; null where the token may not ask. A client id that others own, or that is gone, has nothing to show.</summary>
    private async Task<JsonNode?> TryAsync(ApiAction action, JsonObject request, CancellationToken cancellationToken)
    {
        try
        {
            return await _api.CallAsync(action, request, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Type is ErrorTypes.Authorization or ErrorTypes.Validation or ErrorTypes.NotFound)
        {
            Problems.Add(e.Message);
            return null;
        }
    }
}
