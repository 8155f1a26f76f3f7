using System.Text.Json.Nodes;

namespace LiveChatPulumi_Emulator_Tests;

/// <summary>
/// Whose objects a token reaches: each scope that the API document names, on an object of the caller's and on another's. The caller is
/// <c>me@example.com</c>, who is in group 1, by an access token of the client id <c>mine</c>.
/// </summary>
public class ScopeTests
{
    private const string Seed = """
        {
          "groups": [ { "id": 1, "name": "Mine" }, { "id": 2, "name": "Other" } ],
          "agents": [
            { "id": "me@example.com", "name": "Me", "groups": [ { "id": 1, "priority": "normal" } ] },
            { "id": "other@example.com", "name": "Other", "suspended": true, "awaiting_approval": true }
          ],
          "bots": [
            { "id": "mine", "name": "Mine", "owner_client_id": "mine" },
            { "id": "other", "name": "Other", "owner_client_id": "theirs" },
            { "id": "made", "name": "Made", "owner_client_id": "theirs", "made_with_token": true }
          ],
          "tags": [ { "name": "mine", "group_ids": [ 1 ] }, { "name": "both", "group_ids": [ 1, 2 ] },
                    { "name": "other", "group_ids": [ 2 ] }, { "name": "nobody", "group_ids": [] } ],
          "properties": [
            { "owner_client_id": "mine", "name": "p", "type": "string",
              "access": { "license": { "agent": [ "read", "write" ] }, "group": { "agent": [ "read", "write" ] } } },
            { "owner_client_id": "theirs", "name": "p", "type": "string", "public_access": [ "read", "write" ],
              "access": { "license": { "agent": [ "read", "write" ] }, "group": { "agent": [ "read", "write" ] } } }
          ],
          "property_values": [
            { "namespace": "mine", "name": "p", "value": "m" }, { "namespace": "theirs", "name": "p", "value": "t" }
          ]
        }
        """;

    private const string Me = """{"id":"me@example.com"}""";
    private const string Other = """{"id":"other@example.com"}""";

    /// <summary>Scopes, method, request, whether it is allowed.</summary>
    [Theory]
    // Agents: L137 to L142, L237, L296, L391 to L395, L494, L524, L554, L607.
    [InlineData("accounts--all:rc", "create_agent", """{"id":"n@example.com","name":"N"}""", true)]
    [InlineData("accounts--all:rc", "create_agent", """{"id":"n@example.com","name":"N","role":"administrator"}""", false)]
    [InlineData(
        "accounts--all:rc accounts.roles.lc--all:rw",
        "create_agent",
        """{"id":"n@example.com","name":"N","role":"administrator"}""",
        true
    )]
    [InlineData("accounts--all:rc", "create_agent", """{"id":"n@example.com","name":"N","awaiting_approval":true}""", true)]
    [InlineData("accounts--all:rw", "create_agent", """{"id":"n@example.com","name":"N","awaiting_approval":false}""", false)]
    [InlineData(
        "accounts--all:rc subscription.lc:rw",
        "create_agent",
        """{"id":"n@example.com","name":"N","awaiting_approval":false}""",
        false
    )]
    [InlineData(
        "accounts--all:rw subscription.lc:rw",
        "create_agent",
        """{"id":"n@example.com","name":"N","awaiting_approval":false}""",
        true
    )]
    [InlineData("agents--all:rw", "create_agent", """{"id":"n@example.com","name":"N"}""", false)]
    [InlineData("agents--my:ro", "get_agent", Me, true)]
    [InlineData("agents--my:ro", "get_agent", Other, false)]
    [InlineData("agents--all:ro", "get_agent", Other, true)]
    [InlineData("agents--my:ro", "list_agents", "{}", false)]
    [InlineData("agents--all:ro", "list_agents", "{}", true)]
    [InlineData("agents--my:rw", "update_agent", """{"id":"ME@example.com","job_title":"x"}""", true)]
    [InlineData("agents--my:rw", "update_agent", Other, false)]
    [InlineData("agents--all:rw", "update_agent", Other, true)]
    [InlineData("agents--all:rw", "update_agent", """{"id":"other@example.com","role":"administrator"}""", false)]
    [InlineData("agents--all:rw accounts.roles.lc--all:rw", "update_agent", """{"id":"other@example.com","role":"administrator"}""", true)]
    [InlineData("agents--all:ro", "update_agent", Other, false)]
    [InlineData("agents--my:rw", "delete_agent", Me, false)]
    [InlineData("agents--my:rw accounts--my:rw", "delete_agent", Me, true)]
    [InlineData("agents--my:rw accounts--my:rw", "delete_agent", Other, false)]
    [InlineData("agents--all:rw", "delete_agent", Other, false)]
    [InlineData("agents--all:rw accounts--all:rw", "delete_agent", Other, true)]
    [InlineData("agents--all:rw", "suspend_agent", Other, false)]
    [InlineData("agents--all:rw sessions--all:rw", "suspend_agent", Other, true)]
    [InlineData("agents--all:rw subscription.lc:rw", "unsuspend_agent", Other, false)]
    [InlineData("agents--all:rw accounts--all:rw subscription.lc:rw", "unsuspend_agent", Other, true)]
    [InlineData("agents--all:rw accounts--all:rw", "approve_agent", Other, false)]
    [InlineData("agents--all:rw accounts--all:rw subscription.lc:rw", "approve_agent", Other, true)]
    [InlineData("agents--my:rw", "reactivate_email", """{"agent_id":"me@example.com"}""", false)]
    [InlineData("agents--all:rw", "reactivate_email", """{"agent_id":"other@example.com"}""", true)]
    // Groups: L1319, L1368, L1410, L1436, L1476.
    [InlineData("groups--my:rw", "create_group", """{"name":"N","agent_priorities":{}}""", false)]
    [InlineData("groups--all:rw", "create_group", """{"name":"N","agent_priorities":{}}""", true)]
    [InlineData("groups--my:rw", "update_group", """{"id":1}""", true)]
    [InlineData("groups--my:rw", "update_group", """{"id":2}""", false)]
    [InlineData("groups--all:rw", "update_group", """{"id":2}""", true)]
    [InlineData("groups--my:rw", "delete_group", """{"id":1}""", true)]
    [InlineData("groups--my:rw", "delete_group", """{"id":2}""", false)]
    [InlineData("groups--all:rw", "delete_group", """{"id":2}""", true)]
    [InlineData("groups--my:ro", "get_group", """{"id":1}""", true)]
    [InlineData("groups--my:ro", "get_group", """{"id":2}""", false)]
    [InlineData("groups--all:ro", "get_group", """{"id":2}""", true)]
    [InlineData("groups--my:ro", "list_groups", "{}", false)]
    // Bots: L918, L996, L1054, L1124, L1172, L1291.
    [InlineData("agents-bot--all:rw", "create_bot", """{"name":"N"}""", false)]
    [InlineData("agents-bot--my:rw", "create_bot", """{"name":"N"}""", true)]
    [InlineData("agents-bot--my:ro", "get_bot", """{"id":"mine"}""", true)]
    [InlineData("agents-bot--my:ro", "get_bot", """{"id":"other"}""", false)]
    [InlineData("agents-bot--all:ro", "get_bot", """{"id":"other"}""", true)]
    [InlineData("agents-bot--my:ro", "list_bots", "{}", true)]
    [InlineData("agents-bot--my:ro", "list_bots", """{"all":true}""", false)]
    [InlineData("agents-bot--all:ro", "list_bots", """{"all":true}""", true)]
    [InlineData("agents-bot--my:rw", "update_bot", """{"id":"mine"}""", true)]
    [InlineData("agents-bot--my:rw", "update_bot", """{"id":"other"}""", false)]
    [InlineData("agents-bot--all:rw", "update_bot", """{"id":"other"}""", true)]
    [InlineData("agents-bot--my:rw", "delete_bot", """{"id":"other"}""", false)]
    [InlineData("agents-bot--all:rw", "delete_bot", """{"id":"other"}""", true)]
    [InlineData("agents-bot--my:rw", "reset_bot_secret", """{"id":"mine"}""", true)]
    [InlineData("agents-bot--my:rw", "reset_bot_secret", """{"id":"other"}""", false)]
    [InlineData("agents-bot--my:rw", "reset_bot_secret", """{"id":"other","owner_client_id":"theirs"}""", true)]
    [InlineData("agents-bot--all:rw", "reset_bot_secret", """{"id":"mine"}""", false)]
    // Tags: L2024.
    [InlineData("tags--groups:rw", "create_tag", """{"name":"new","group_ids":[1]}""", true)]
    [InlineData("tags--groups:rw", "create_tag", """{"name":"new","group_ids":[1,2]}""", false)]
    [InlineData("tags--all:rw", "create_tag", """{"name":"new","group_ids":[1,2]}""", true)]
    [InlineData("tags--groups:rw", "update_tag", """{"name":"mine","group_ids":[]}""", true)]
    [InlineData("tags--groups:rw", "update_tag", """{"name":"mine","group_ids":[2]}""", false)]
    [InlineData("tags--groups:rw", "update_tag", """{"name":"both","group_ids":[1]}""", false)]
    [InlineData("tags--groups:rw", "delete_tag", """{"name":"mine"}""", true)]
    [InlineData("tags--groups:rw", "delete_tag", """{"name":"other"}""", false)]
    [InlineData("tags--groups:rw", "delete_tag", """{"name":"nobody"}""", false)]
    [InlineData("tags--all:rw", "delete_tag", """{"name":"other"}""", true)]
    [InlineData("tags--groups:ro", "list_tags", """{"filters":{"group_ids":[2]}}""", false)]
    [InlineData("tags--all:ro", "list_tags", """{"filters":{"group_ids":[2]}}""", true)]
    // Property values: L1800 to L1804, L1918 to L1922.
    [InlineData("properties.license.value--my:rw", "update_license_properties", """{"properties":{"mine":{"p":"x"}}}""", true)]
    [InlineData("properties.license.value--my:rw", "update_license_properties", """{"properties":{"theirs":{"p":"x"}}}""", false)]
    [InlineData("properties.license.value--all:rw", "update_license_properties", """{"properties":{"theirs":{"p":"x"}}}""", true)]
    [InlineData("properties.license.value--all:rw", "update_license_properties", """{"properties":{"mine":{"p":"x"}}}""", true)]
    [InlineData("properties.group.value--my:rw", "update_group_properties", """{"group_id":1,"properties":{"theirs":{"p":"x"}}}""", false)]
    [InlineData("properties.group.value--all:rw", "delete_group_properties", """{"id":1,"properties":{"theirs":["p"]}}""", true)]
    [InlineData("properties.group.value--my:rw", "delete_group_properties", """{"id":1,"properties":{"theirs":["p"]}}""", false)]
    [InlineData("properties.group.value--my:ro", "list_groups_properties", """{"group_ids":[]}""", false)]
    // The rest has one scope each.
    [InlineData("access_rules:ro", "list_auto_accesses", "{}", true)]
    [InlineData("access_rules:ro", "delete_auto_access", """{"id":"x"}""", false)]
    [InlineData("webhooks.state:ro", "get_license_webhooks_state", "{}", true)]
    [InlineData("webhooks.state:ro", "disable_license_webhooks", "{}", false)]
    [InlineData("webhooks.configuration:rw", "list_webhooks", """{"owner_client_id":"mine"}""", true)]
    [InlineData("webhooks.state:rw", "list_webhooks", """{"owner_client_id":"mine"}""", false)]
    [InlineData("bots.templates:rw", "list_bot_templates", """{"owner_client_id":"mine"}""", true)]
    [InlineData("properties.configuration:rw", "list_properties", """{"owner_client_id":"mine"}""", true)]
    [InlineData("", "check_product_limits_for_plan", """{"plan":"team"}""", false)]
    [InlineData("subscription.lc:rw", "check_product_limits_for_plan", """{"plan":"team"}""", true)]
    [InlineData("", "update_company_details", "{}", false)]
    [InlineData("organization--my:rw", "update_company_details", "{}", true)]
    [InlineData("", "list_channels", "{}", true)]
    [InlineData("", "get_product_source", "{}", true)]
    public async Task Scopes_OfATokenOnAnObject_AllowOrRefuse(string scopes, string method, string body, bool allowed)
    {
        await using var emulator = await StartAsync(scopes);
        Assert.Equal(allowed ? null : "authorization", await emulator.ErrorOfAsync(method, body));
        if (LiveChatPulumi.Emulator.EmulatorServer.MethodNames.Contains($"batch_{method}s"))
        {
            await using var again = await StartAsync(scopes);
            var answer = await again.CallAsync($"batch_{method}s", $$"""{"requests":[{{body}}]}""");
            Assert.Equal(allowed ? null : "authorization", (string?)answer["responses"]![0]!["error"]?["type"]);
        }
    }

    [Theory]
    [InlineData("tags--groups:ro", "list_tags", "both mine")]
    [InlineData("tags--all:ro", "list_tags", "both mine nobody other")]
    [InlineData("agents-bot--my:ro", "list_bots", "Mine")]
    public async Task Lists_UnderANarrowScope_ShowTheCallersOnly(string scope, string method, string names)
    {
        await using var emulator = await StartAsync(scope);
        var shown = (await emulator.CallAsync(method, "{}")).AsArray().Select(t => (string)t!["name"]!).Order();
        Assert.Equal(names, string.Join(' ', shown));
    }

    [Fact]
    public async Task ListTags_OfOtherGroups_AreHiddenWhereTheyAreNotRefused()
    {
        await using var emulator = await StartAsync("tags--groups:ro");
        emulator.Server.Options["tagsOfOtherGroups"] = "hidden";
        var shown = (await emulator.CallAsync("list_tags", """{"filters":{"group_ids":[2]}}""")).AsArray();
        Assert.Equal("both", (string)Assert.Single(shown)!["name"]!);
    }

    [Theory]
    [InlineData("properties.license.value--my:ro", """{"mine":{"p":"m"}}""")]
    [InlineData("properties.license.value--all:ro", """{"mine":{"p":"m"},"theirs":{"p":"t"}}""")]
    public async Task ListLicenseProperties_ByScope_ShowsTheOwnNamespaceOrAll(string scope, string expected)
    {
        await using var emulator = await StartAsync(scope);
        Assert.Equal(expected, (await emulator.CallAsync("list_license_properties", "{}")).ToJsonString());
    }

    [Fact]
    public async Task ListBots_PersonalAccessToken_ShowsThoseMadeWithOne()
    {
        await using var emulator = await EmulatorClient.StartAsync(Seed);
        emulator.UsePersonalAccessToken();
        Assert.Equal("Made", (string)Assert.Single((await emulator.CallAsync("list_bots", "{}")).AsArray())!["name"]!);
        await emulator.CallAsync("create_bot", """{"name":"New","owner_client_id":"mine"}""");
        Assert.Equal(2, (await emulator.CallAsync("list_bots", "{}")).AsArray().Count);
    }

    [Theory]
    [InlineData("suspendedRequester", "refused", "list_channels", "authorization")]
    [InlineData("suspendedRequester", "accepted", "list_channels", null)]
    [InlineData("suspendedRequester", "refused", "request_agent_unsuspension", null)]
    public async Task Requester_Suspended_MayAskForUnsuspensionOnly(string name, string value, string method, string? type)
    {
        await using var emulator = await StartAsync("agents--all:rw", agent: "other@example.com");
        emulator.Server.Options[name] = value;
        Assert.Equal(type, await emulator.ErrorOfAsync(method, "{}"));
    }

    [Theory]
    [InlineData("refused", "authorization")]
    [InlineData("accepted", null)]
    public async Task RequestUnsuspension_OfAnActiveAgent_BySwitch(string value, string? type)
    {
        await using var emulator = await StartAsync("");
        emulator.Server.Options["unsuspensionOfActive"] = value;
        Assert.Equal(type, await emulator.ErrorOfAsync("request_agent_unsuspension", "{}"));
    }

    /// <summary>"Must be owned by your organization", or nothing of the kind: then a switch.</summary>
    [Theory]
    [InlineData("create_bot_template", """{"name":"N","owner_client_id":"foreign"}""", "authorization", "authorization")]
    [InlineData("list_bot_templates", """{"owner_client_id":"foreign"}""", "authorization", "authorization")]
    [InlineData("list_properties", """{"owner_client_id":"foreign"}""", "authorization", "authorization")]
    [InlineData("list_webhooks", """{"owner_client_id":"foreign"}""", "authorization", "authorization")]
    [InlineData("create_bot", """{"name":"N","owner_client_id":"foreign"}""", "authorization", null)]
    [InlineData("disable_license_webhooks", """{"owner_client_id":"foreign"}""", "authorization", null)]
    public async Task OwnerClientId_OfAnotherOrganization_IsRefused(string method, string body, string refused, string? accepted)
    {
        await using var emulator = await EmulatorClient.StartAsync("""{"foreign_client_ids":["foreign"]}""");
        Assert.Equal(refused, await emulator.ErrorOfAsync(method, body));
        emulator.Server.Options["foreignOwner"] = "accepted";
        Assert.Equal(accepted, await emulator.ErrorOfAsync(method, body));
    }

    private static Task<EmulatorClient> StartAsync(string scopes, string agent = "me@example.com")
    {
        var seed = JsonNode.Parse(Seed)!;
        var names = scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => (JsonNode)s).ToArray();
        seed["credentials"] = new JsonArray(
            new JsonObject
            {
                ["token"] = "dal:emulator-token",
                ["clientId"] = "mine",
                ["agent"] = agent,
                ["scopes"] = new JsonArray(names),
            }
        );
        return EmulatorClient.StartAsync(seed.ToJsonString());
    }
}
