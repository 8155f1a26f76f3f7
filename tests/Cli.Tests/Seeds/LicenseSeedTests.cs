using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Cli.Seeds;
using LiveChatPulumi.Emulator;

namespace Cli_Tests;

/// <summary>A seed of a license makes an emulator that answers every list as the license does.</summary>
public class LicenseSeedTests
{
    private const string Owner = "shop-client";

    private const string License = """
        {
          "license_id": 7,
          "groups": [
            { "id": 0, "name": "General" },
            { "id": 4, "name": "Support \"24/7\" ${x}\n\u202e", "language_code": "pl", "routing_status": "accepting_chats" },
            { "id": 9, "name": "Support \"24/7\" ${x}\n\u202e" }
          ],
          "agents": [
            { "id": "boss@example.com", "account_id": "a1", "name": "Boss", "role": "owner",
              "groups": [{ "id": 0, "priority": "normal" }] },
            { "id": "ann@example.com", "account_id": "a2", "name": "\u5b89", "role": "administrator", "login_status": "accepting chats",
              "avatar": "cdn.example.com/a.png", "job_title": "it's", "mobile": "+1", "max_chats_count": 3, "awaiting_approval": true,
              "suspended": true, "last_logout": "2026-01-02T03:04:05.000000+01:00", "groups": [{ "id": 4, "priority": "first" }],
              "notifications": ["new_visitor"], "email_subscriptions": ["weekly_summary"],
              "work_scheduler": { "timezone": "Europe/Warsaw",
                "schedule": [{ "day": "monday", "enabled": true, "start": "08:00", "end": "24:00" }] } }
          ],
          "bots": [
            { "id": "b1", "name": "Helper", "secret": "bot-secret-0001", "owner_client_id": "shop-client", "avatar": "x", "job_title": "j",
              "max_chats_count": 9, "default_group_priority": "last", "groups": [{ "id": 9, "priority": "supervisor" }],
              "work_scheduler": { "timezone": "UTC",
                "schedule": [{ "day": "friday", "enabled": false, "start": "00:00", "end": "10:00" }] } },
            { "id": "b2", "name": "Other", "owner_client_id": "other-client" }
          ],
          "bot_templates": [{ "id": "t1", "owner_client_id": "shop-client", "name": "Template", "avatar": "y" }],
          "tags": [{ "name": "vip", "group_ids": [4, 9], "author_id": "boss@example.com", "created_at": "2020-01-01T00:00:00.000000Z" },
            { "name": "-- {{ tag }} #", "group_ids": [] }],
          "auto_accesses": [
            { "id": "r2", "description": "second", "access": { "groups": [9] }, "conditions": {}, "next_id": "" },
            { "id": "r1", "description": "first", "access": { "groups": [4, 0] }, "next_id": "r2",
              "conditions": { "url": { "values": [{ "value": "https://example.com", "exact_match": true }] } } }
          ],
          "properties": [
            { "owner_client_id": "shop-client", "name": "limit", "type": "int", "description": "d", "default_value": 5,
              "range": { "from": 1, "to": 9 },
              "access": { "license": { "agent": ["read", "write"], "customer": ["read"] }, "group": { "agent": ["read"] } } },
            { "owner_client_id": "shop-client", "name": "mood", "type": "string", "domain": ["good", "bad"],
              "access": { "license": { "agent": ["read"] } }, "public_access": ["read"] },
            { "owner_client_id": "other-client", "name": "open", "type": "bool",
              "access": { "group": { "agent": ["read"] } }, "public_access": ["read", "write"] }
          ],
          "property_values": [
            { "namespace": "shop-client", "name": "limit", "value": 7 },
            { "namespace": "shop-client", "name": "mood", "value": "good" },
            { "group_id": 4, "namespace": "other-client", "name": "open", "value": true }
          ],
          "webhooks": [{ "id": "w1", "action": "incoming_chat", "secret_key": "hook-secret-0001", "url": "https://example.com/hook?a=\"b\"",
            "owner_client_id": "shop-client", "type": "license", "description": "new\nline",
            "filters": { "source_type": ["my_client"] } }],
          "disabled_webhooks": ["shop-client"],
          "channels": [{ "channel_type": "code", "channel_subtype": "", "first_activity_timestamp": "2020-01-01T00:00:00Z" }],
          "product_source": { "source": "marketplace" },
          "credentials": [{ "token": "dal:emulator-token", "agent": "boss@example.com", "clientId": "shop-client" }]
        }
        """;

    /// <summary>What lists show, and what is read of a single client id or bot.</summary>
    private static readonly (ApiAction Action, string Request)[] Reads =
    [
        (
            ApiActions.ListAgents,
            """
            { "fields": ["work_scheduler", "groups", "email_subscriptions", "notifications", "job_title", "mobile", "max_chats_count",
              "suspended", "awaiting_approval", "last_logout"] }
            """
        ),
        (ApiActions.ListBots, """{ "all": true, "fields": ["work_scheduler", "groups", "job_title", "max_chats_count", "timezone"] }"""),
        (ApiActions.GetBot, """{ "id": "b1", "fields": ["work_scheduler", "groups"] }"""),
        (ApiActions.GetBot, """{ "id": "b2" }"""),
        (ApiActions.ListGroups, """{ "fields": ["agent_priorities", "routing_status"] }"""),
        (ApiActions.ListTags, "{}"),
        (ApiActions.ListAutoAccesses, "{}"),
        (ApiActions.ListProperties, """{ "owner_client_id": "shop-client" }"""),
        (ApiActions.ListProperties, """{ "owner_client_id": "other-client" }"""),
        (ApiActions.ListProperties, """{ "owner_client_id": "test" }"""),
        (ApiActions.ListLicenseProperties, "{}"),
        (ApiActions.ListGroupsProperties, """{ "group_ids": [] }"""),
        (ApiActions.ListBotTemplates, """{ "owner_client_id": "shop-client" }"""),
        (ApiActions.ListWebhooks, """{ "owner_client_id": "shop-client" }"""),
        (ApiActions.GetLicenseWebhooksState, "{}"),
        (ApiActions.GetLicenseWebhooksState, """{ "owner_client_id": "other-client" }"""),
        (ApiActions.ListChannels, "{}"),
        (ApiActions.GetProductSource, "{}"),
    ];

    [Theory]
    [InlineData("old", "both", "shown")]
    [InlineData("new", "apart", "hidden")]
    public async Task Read_AnyLicense_MakesAnEmulatorOfTheSameLists(string names, string timezone, string withoutValues)
    {
        await using var license = await StartAsync(License);
        license.Control(
            "options",
            new JsonObject
            {
                ["listNames"] = names,
                ["botTimezone"] = timezone,
                ["groupsWithoutValues"] = withoutValues,
            }
        );
        var seed = await ReadAsync(license);
        Assert.Empty(seed.Problems);
        Assert.DoesNotContain("secret-0001", seed.Json.ToJsonString(), StringComparison.Ordinal);
        await using var copy = await StartAsync(seed.Json.ToJsonString());
        license.Control(
            "options",
            new JsonObject
            {
                ["listNames"] = "old",
                ["botTimezone"] = "both",
                ["groupsWithoutValues"] = "shown",
            }
        );
        foreach (var (action, request) in Reads)
            Assert.Equal(await AskAsync(license, action, request), await AskAsync(copy, action, request));

        // Answers that are empty would say nothing.
        var shown = await Task.WhenAll(Reads.Select(r => AskAsync(license, r.Action, r.Request)));
        Assert.DoesNotContain(shown, s => s is "{}" or "[]");
    }

    /// <summary>A seed of the copy is the seed.</summary>
    [Fact]
    public async Task Read_OfTheCopy_IsTheSameSeed()
    {
        await using var license = await StartAsync(License);
        var seed = (await ReadAsync(license)).Json.ToJsonString();
        await using var copy = await StartAsync(seed);
        Assert.Equal(seed, (await ReadAsync(copy)).Json.ToJsonString());
    }

    [Fact]
    public async Task Read_WithoutAScope_HasTheRestAndNamesTheScope()
    {
        var json = (JsonObject)JsonNode.Parse(License)!;
        json["credentials"]![0]!["scopes"] = new JsonArray("groups--all:ro", "tags--all:ro", "agents--all:ro");
        await using var license = await StartAsync(json.ToJsonString());
        var seed = await ReadAsync(license);
        Assert.Equal(2, seed.Json["tags"]!.AsArray().Count);
        Assert.Empty(seed.Json["bots"]!.AsArray());
        Assert.Contains(seed.Problems, p => p.Contains("agents-bot--all:ro", StringComparison.Ordinal));
        await using var copy = await StartAsync(seed.Json.ToJsonString());
        Assert.Equal(await AskAsync(license, ApiActions.ListTags, "{}"), await AskAsync(copy, ApiActions.ListTags, "{}"));
    }

    /// <summary>The values of a property whose definition another client id keeps to itself.</summary>
    [Fact]
    public async Task Read_DefinitionOutOfSight_ShowsTheValueAndSaysWhatIsMadeUp()
    {
        var json = (JsonObject)JsonNode.Parse(License)!;
        json["foreign_client_ids"] = new JsonArray("other-client");
        await using var license = await StartAsync(json.ToJsonString());
        var seed = await ReadAsync(license);
        Assert.Contains(seed.Problems, p => p.Contains("property open of other-client", StringComparison.Ordinal));
        await using var copy = await StartAsync(seed.Json.ToJsonString());
        const string all = """{ "group_ids": [] }""";
        Assert.Equal(
            await AskAsync(license, ApiActions.ListGroupsProperties, all),
            await AskAsync(copy, ApiActions.ListGroupsProperties, all)
        );
    }

    private static async Task<EmulatorServer> StartAsync(string seed)
    {
        var emulator = await EmulatorServer.StartAsync();
        emulator.Control("seed", (JsonObject)JsonNode.Parse(seed)!);
        return emulator;
    }

    private static async Task<LicenseSeed> ReadAsync(EmulatorServer license)
    {
        using var api = Open(license);
        return await LicenseSeed.ReadAsync(api, Owner, [], null, default);
    }

    private static async Task<string> AskAsync(EmulatorServer license, ApiAction action, string request)
    {
        using var api = Open(license);
        return (await api.CallAsync(action, (JsonObject)JsonNode.Parse(request)!, default)).ToJsonString();
    }

    private static ConfigurationApi Open(EmulatorServer license) =>
        new(new ApiOptions { Url = license.Url, Credential = new Credential.Bearer(new SecretText("dal:emulator-token")) });
}
