using System.Text.Json.Nodes;

namespace LiveChatPulumi_Emulator_Tests;

/// <summary>Rules of the API document about rules, properties, webhooks and templates, and the switches where it is silent.</summary>
public class ConfigurationRuleTests
{
    private const string Seed = """
        {
          "groups": [ { "id": 1, "name": "One" } ],
          "auto_accesses": [
            { "id": "a", "access": { "groups": [ 1 ] }, "conditions": { "url": { "values": [ { "value": "a" } ] } }, "next_id": "b" },
            { "id": "b", "access": { "groups": [ 1 ] }, "conditions": { "url": { "values": [ { "value": "b" } ] } }, "next_id": "c" },
            { "id": "c", "access": { "groups": [ 1 ] }, "conditions": { "url": { "values": [ { "value": "c" } ] } }, "next_id": "d" },
            { "id": "d", "access": { "groups": [ 1 ] }, "conditions": { "url": { "values": [ { "value": "d" } ] } }, "next_id": "" }
          ],
          "properties": [
            { "owner_client_id": "emulator-client", "name": "limit", "type": "int",
              "access": { "license": { "agent": [ "read", "write" ], "customer": [ "read" ] }, "group": { "agent": [ "read", "write" ] } },
              "range": { "from": 1, "to": 9 }, "default_value": 5 },
            { "owner_client_id": "emulator-client", "name": "chatty", "type": "string",
              "access": { "chat": { "agent": [ "read", "write" ] } } },
            { "owner_client_id": "other", "name": "hidden", "type": "string", "access": { "license": { "agent": [ "read", "write" ] } } },
            { "owner_client_id": "other", "name": "open", "type": "string", "access": { "license": { "agent": [ "read", "write" ] } },
              "public_access": [ "read" ] }
          ],
          "property_values": [
            { "namespace": "other", "name": "open", "value": "o" },
            { "namespace": "other", "name": "hidden", "value": "h" }
          ]
        }
        """;

    [Theory]
    [InlineData("add_auto_access", """{"access":{"groups":[1]},"conditions":{}}""", "validation")]
    [InlineData("add_auto_access", """{"conditions":{"url":{"values":[]}}}""", "validation")]
    [InlineData("add_auto_access", """{"access":{"groups":[7]},"conditions":{"url":{"values":[{"value":"x"}]}}}""", "group_not_found")]
    [InlineData(
        "add_auto_access",
        """{"access":{"groups":[1]},"conditions":{"url":{"values":[{"value":"x"}],"exclude_values":[{"value":"y"}]}}}""",
        "validation"
    )]
    [InlineData("add_auto_access", """{"access":{"groups":[1]},"conditions":{"geolocation":{"values":[{}]}}}""", "validation")]
    [InlineData(
        "add_auto_access",
        """{"access":{"groups":[1]},"conditions":{"url":{"values":[{"value":"x"}]}},"next_id":"zz"}""",
        "validation"
    )]
    [InlineData("update_auto_access", """{"id":"zz"}""", "not_found")]
    [InlineData("update_auto_access", """{"id":"a","next_id":"a"}""", "validation")]
    [InlineData(
        "register_property",
        """{"name":"p","owner_client_id":"c","type":"float","access":{"chat":{"agent":["read"]}}}""",
        "validation"
    )]
    [InlineData("register_property", """{"name":"p","owner_client_id":"c","type":"int","access":{}}""", "validation")]
    [InlineData("register_property", """{"name":"p","owner_client_id":"c","type":"int","access":{"chat":{}}}""", "validation")]
    [InlineData(
        "register_property",
        """{"name":"p","owner_client_id":"c","type":"string","access":{"chat":{"agent":["read"]}},"range":{"from":1}}""",
        "validation"
    )]
    [InlineData(
        "register_property",
        """{"name":"p","owner_client_id":"c","type":"int","access":{"license":{"agent":["read"]}},"domain":["a"]}""",
        "validation"
    )]
    [InlineData(
        "register_property",
        """{"name":"p","owner_client_id":"c","type":"int","access":{"license":{"agent":["read"]}},"domain":[1,2],"default_value":3}""",
        "validation"
    )]
    [InlineData(
        "register_property",
        """{"name":"p","owner_client_id":"c","type":"int","access":"""
            + """{"license":{"agent":["read"]}},"range":{"from":1,"to":2},"default_value":3}""",
        "validation"
    )]
    [InlineData(
        "register_property",
        """{"name":"p","owner_client_id":"c","type":"bool","access":{"chat":{"agent":["read"]}},"default_value":true}""",
        "validation"
    )]
    [InlineData(
        "register_property",
        """{"name":"limit","owner_client_id":"emulator-client","type":"int","access":{"chat":{"agent":["read"]}}}""",
        "already_exists"
    )]
    [InlineData("unregister_property", """{"name":"open","owner_client_id":"other"}""", "validation")]
    [InlineData("publish_property", """{"name":"limit","owner_client_id":"emulator-client","access_type":[]}""", "validation")]
    [InlineData("update_license_properties", """{"properties":{"emulator-client":{"limit":10}}}""", "validation")]
    [InlineData("update_license_properties", """{"properties":{"emulator-client":{"limit":"1"}}}""", "validation")]
    [InlineData("update_license_properties", """{"properties":{"emulator-client":{"chatty":"x"}}}""", "validation")]
    [InlineData("update_license_properties", """{"properties":{"emulator-client":{"nothing":1}}}""", "validation")]
    [InlineData("update_license_properties", """{"properties":{"other":{"hidden":"x"}}}""", "authorization")]
    [InlineData("update_license_properties", """{"properties":{"other":{"open":"x"}}}""", "authorization")]
    [InlineData("update_group_properties", """{"group_id":9,"properties":{}}""", "group_not_found")]
    [InlineData(
        "register_webhook",
        """{"action":"tag_created","secret_key":"k","url":"u","owner_client_id":"c","type":"app"}""",
        "validation"
    )]
    [InlineData(
        "register_webhook",
        """{"action":"tag_made","secret_key":"k","url":"u","owner_client_id":"c","type":"license"}""",
        "validation"
    )]
    [InlineData(
        "register_webhook",
        """{"action":"tag_created","secret_key":"k","url":"u","owner_client_id":"c","type":"license","filters":{"only_my_chats":true}}""",
        "validation"
    )]
    [InlineData(
        "register_webhook",
        """{"action":"incoming_chat","secret_key":"k","url":"u","owner_client_id":"c","type":"license","filters":"""
            + """{"author_type":"agent"}}""",
        "validation"
    )]
    [InlineData(
        "register_webhook",
        """{"action":"incoming_chat","secret_key":"k","url":"u","owner_client_id":"c","type":"license","filters":"""
            + """{"chat_presence":{"user_ids":{"values":[],"exclude_values":[]}}}}""",
        "validation"
    )]
    [InlineData(
        "register_webhook",
        """{"action":"agent_deleted","secret_key":"k","url":"u","owner_client_id":"c","type":"license","additional_data":"""
            + """["chat_properties"]}""",
        "validation"
    )]
    [InlineData("unregister_webhook", """{"id":"x","owner_client_id":"c"}""", "not_found")]
    [InlineData("update_bot_template", """{"id":"x","owner_client_id":"c"}""", "not_found")]
    [InlineData("create_bot_template", """{"name":"x","owner_client_id":"c","max_chats_count":501}""", "validation")]
    [InlineData("check_product_limits_for_plan", """{"plan":"business"}""", "validation")]
    [InlineData("issue_bot_token", """{"bot_id":"x","client_id":"c","bot_secret":"s","organization_id":"o"}""", "not_found")]
    public async Task Request_BreaksARule_IsRefusedWithItsType(string method, string body, string type)
    {
        await using var emulator = await EmulatorClient.StartAsync(Seed);
        Assert.Equal(type, await emulator.ErrorOfAsync(method, body));
    }

    [Theory]
    [InlineData("""{"id":"c","next_id":"b"}""", "a c b d")]
    [InlineData("""{"id":"a","next_id":""}""", "b c d a")]
    [InlineData("""{"id":"d","next_id":"a"}""", "d a b c")]
    [InlineData("""{"id":"b","description":"x"}""", "a b c d")]
    public async Task UpdateAutoAccess_NextId_MovesAndKeepsTheListConsistent(string body, string expected)
    {
        await using var emulator = await EmulatorClient.StartAsync(Seed);
        Assert.Null(await emulator.ErrorOfAsync("update_auto_access", body));
        Assert.Equal(expected, await OrderAsync(emulator));
    }

    [Fact]
    public async Task AutoAccess_AddedBeforeAnotherAndDeleted_RelinksTheNeighbours()
    {
        await using var emulator = await EmulatorClient.StartAsync(Seed);
        var id = (string)
            (
                await emulator.CallAsync(
                    "add_auto_access",
                    """{"access":{"groups":[1]},"conditions":{"url":{"values":[{"value":"x"}]}},"next_id":"c"}"""
                )
            )["id"]!;
        Assert.Equal($"a b {id} c d", await OrderAsync(emulator));
        await emulator.CallAsync("delete_auto_access", """{"id":"b"}""");
        Assert.Equal($"a {id} c d", await OrderAsync(emulator));
    }

    [Fact]
    public async Task AutoAccess_BrokenSeed_ShowsEveryRuleOnce()
    {
        await using var emulator = await EmulatorClient.StartAsync(
            """
            {"auto_accesses":[
             {"id":"x","access":{"groups":[]},"conditions":{},"next_id":"y"},
             {"id":"y","access":{"groups":[]},"conditions":{},"next_id":"x"},
             {"id":"z","access":{"groups":[]},"conditions":{},"next_id":"gone"}]}
            """
        );
        Assert.Equal(
            ["x", "y", "z"],
            (await emulator.CallAsync("list_auto_accesses", "{}")).AsArray().Select(r => (string)r!["id"]!).Order()
        );
    }

    [Theory]
    [InlineData(
        "unknownNextId",
        "not_found",
        "add_auto_access",
        """{"access":{"groups":[1]},"conditions":{"url":{"values":[{"value":"x"}]}},"next_id":"zz"}""",
        "not_found"
    )]
    [InlineData("nextIdIsItself", "ignored", "update_auto_access", """{"id":"a","next_id":"a"}""", null)]
    [InlineData(
        "unregisterPublished",
        "authorization",
        "unregister_property",
        """{"name":"open","owner_client_id":"other"}""",
        "authorization"
    )]
    [InlineData(
        "publishAgain",
        "rejected",
        "publish_property",
        """{"name":"open","owner_client_id":"other","access_type":["write"]}""",
        "validation"
    )]
    [InlineData(
        "publishAgain",
        "widens",
        "publish_property",
        """{"name":"open","owner_client_id":"other","access_type":["write"]}""",
        null
    )]
    [InlineData(
        "defaultValueChatOnly",
        "accepted",
        "register_property",
        """{"name":"p","owner_client_id":"c","type":"bool","access":{"chat":{"agent":["read"]}},"default_value":true}""",
        null
    )]
    public async Task Switch_OfAnOpenQuestion_ChangesTheAnswer(string name, string value, string method, string body, string? type)
    {
        await using var emulator = await EmulatorClient.StartAsync(Seed);
        emulator.Server.Options[name] = value;
        Assert.Equal(type, await emulator.ErrorOfAsync(method, body));
    }

    [Fact]
    public async Task PropertyValues_SetDefaultDeleted_ReadAsTheDocumentSays()
    {
        await using var emulator = await EmulatorClient.StartAsync(Seed);
        Assert.Equal(
            """{"emulator-client":{"limit":5}}""",
            (await emulator.CallAsync("list_license_properties", """{"namespace":"emulator-client"}""")).ToJsonString()
        );
        await emulator.CallAsync(
            "update_license_properties",
            """{"properties":{"emulator-client":{"limit":7},"test":{"int_property":1}}}"""
        );
        Assert.Equal(
            """{"emulator-client":{"limit":7},"other":{"open":"o"},"test":{"int_property":1}}""",
            (await emulator.CallAsync("list_license_properties", "{}")).ToJsonString()
        );
        await emulator.CallAsync("update_group_properties", """{"group_id":1,"properties":{"emulator-client":{"limit":8}}}""");
        Assert.Equal(
            """[{"id":0,"properties":{"emulator-client":{"limit":5}}},{"id":1,"properties":{"emulator-client":{"limit":8}}}]""",
            (await emulator.CallAsync("list_groups_properties", """{"group_ids":[],"name_prefix":"lim"}""")).ToJsonString()
        );
        await emulator.CallAsync("delete_license_properties", """{"properties":{"emulator-client":["limit"]}}""");
        Assert.Equal(
            """{"namespace":"emulator-client","properties":{"limit":5}}""",
            (await emulator.GetAsync("get_license_properties", "license_id=100&namespace=emulator-client")).ToJsonString()
        );
        Assert.Equal(
            """{"namespace":"emulator-client","properties":{}}""",
            (await emulator.GetAsync("get_group_properties", "license_id=100&group_id=1&namespace=emulator-client")).ToJsonString()
        );
        Assert.Equal("license_not_found", (string)(await emulator.GetAsync("get_license_properties", "license_id=7"))["error"]!["type"]!);
    }

    [Theory]
    [InlineData("denied", "authorization")]
    [InlineData("allowed", null)]
    public async Task PrivateValues_PersonalAccessToken_BySwitch(string value, string? type)
    {
        await using var emulator = await EmulatorClient.StartAsync(Seed);
        emulator.Server.Options["privateValuesWithPat"] = value;
        emulator.UsePersonalAccessToken();
        Assert.Equal(type, await emulator.ErrorOfAsync("update_license_properties", """{"properties":{"emulator-client":{"limit":7}}}"""));
    }

    [Theory]
    [InlineData("refused", "validation")]
    [InlineData("accepted", null)]
    public async Task EarlyValue_DefinitionNotPropagated_BySwitch(string value, string? type)
    {
        await using var emulator = await EmulatorClient.StartAsync(Seed);
        emulator.Server.Control("options", new JsonObject { ["earlyPropertyValue"] = value, ["referenceLagSeconds"] = 60 });
        emulator.Server.Control("clock", new JsonObject { ["advanceSeconds"] = 100 });
        await emulator.CallAsync(
            "register_property",
            """{"name":"new","owner_client_id":"emulator-client","type":"bool","access":{"license":{"agent":["read","write"]}}}"""
        );
        Assert.Equal(type, await emulator.ErrorOfAsync("update_license_properties", """{"properties":{"emulator-client":{"new":true}}}"""));
    }

    [Fact]
    public async Task Webhook_FourthOfAnAction_IsOverTheLimitAndSecretsShowBySwitch()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        const string webhook =
            """{"action":"tag_created","secret_key":"k","url":"u","owner_client_id":"c","type":"license","additional_data":"""
            + """["chat_properties"]}""";
        for (var i = 0; i < 3; i++)
            Assert.Null(await emulator.ErrorOfAsync("register_webhook", webhook));
        Assert.Equal("limit_reached", await emulator.ErrorOfAsync("register_webhook", webhook));
        Assert.Null(
            await emulator.ErrorOfAsync("register_webhook", webhook.Replace("tag_created", "tag_updated", StringComparison.Ordinal))
        );
        Assert.Null((await emulator.CallAsync("list_webhooks", """{"owner_client_id":"c"}"""))[0]!["secret_key"]);
        emulator.Server.Options["webhookSecrets"] = "shown";
        Assert.Equal("k", (string)(await emulator.CallAsync("list_webhooks", """{"owner_client_id":"c"}"""))[0]!["secret_key"]!);
        Assert.Equal("[]", (await emulator.CallAsync("list_webhooks", """{"owner_client_id":"d"}""")).ToJsonString());
    }

    [Fact]
    public async Task LicenseWebhooks_DisabledPerClient_AreShownAsSuch()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        await emulator.CallAsync("disable_license_webhooks", """{"owner_client_id":"c"}""");
        Assert.False(
            (bool)(await emulator.CallAsync("get_license_webhooks_state", """{"owner_client_id":"c"}"""))["license_webhooks_enabled"]!
        );
        Assert.True((bool)(await emulator.CallAsync("get_license_webhooks_state", "{}"))["license_webhooks_enabled"]!);
        emulator.UsePersonalAccessToken();
        Assert.Equal("validation", await emulator.ErrorOfAsync("get_license_webhooks_state", "{}"));
    }

    [Fact]
    public async Task BotTemplate_AffectsInstallations_OnlyWhenAsked()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var quiet = (string)(await emulator.CallAsync("create_bot_template", """{"name":"Quiet","owner_client_id":"c"}"""))["id"]!;
        Assert.Equal("not_found", await emulator.ErrorOfAsync("get_bot", $$"""{"id":"{{quiet}}"}"""));
        var loud = await emulator.CallAsync(
            "create_bot_template",
            """{"name":"Loud","owner_client_id":"c","affect_existing_installations":true}"""
        );
        await emulator.CallAsync(
            "update_bot_template",
            $$"""{"id":"{{loud["id"]}}","owner_client_id":"c","name":"Louder","affect_existing_installations":true}"""
        );
        Assert.Equal("Louder", (string)(await emulator.CallAsync("get_bot", $$"""{"id":"{{loud["id"]}}"}"""))["name"]!);
        Assert.Contains(
            ".",
            (string)
                (
                    await emulator.CallAsync(
                        "issue_bot_token",
                        $$"""{"bot_id":"{{loud["id"]}}","client_id":"c","bot_secret":"{{loud["secret"]}}","organization_id":"o"}"""
                    )
                )["token"]!,
            StringComparison.Ordinal
        );
        await emulator.CallAsync("delete_bot_template", $$"""{"id":"{{loud["id"]}}","owner_client_id":"c"}""");
        Assert.Null(await emulator.ErrorOfAsync("get_bot", $$"""{"id":"{{loud["id"]}}"}"""));
        for (var i = 0; i < 4; i++)
            Assert.Null(await emulator.ErrorOfAsync("create_bot_template", """{"name":"More","owner_client_id":"c"}"""));
        Assert.Equal("limit_reached", await emulator.ErrorOfAsync("create_bot_template", """{"name":"More","owner_client_id":"c"}"""));
    }

    private static async Task<string> OrderAsync(EmulatorClient emulator)
    {
        var rules = (await emulator.CallAsync("list_auto_accesses", "{}")).AsArray();
        var next = rules.Select(r => (string)r!["next_id"]!).ToList();
        Assert.Equal(rules.Skip(1).Select(r => (string)r!["id"]!).Append(""), next);
        return string.Join(' ', rules.Select(r => (string)r!["id"]!));
    }
}
