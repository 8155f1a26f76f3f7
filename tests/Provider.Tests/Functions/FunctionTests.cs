using LiveChatPulumi.Provider;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

public class FunctionTests
{
    private const string Seed = """
        {
          "groups": [ { "id": 1, "name": "One" } ],
          "agents": [
            { "id": "ann@example.com", "name": "Ann", "groups": [ { "id": 1, "priority": "first" } ],
              "last_logout": "2022-08-23T14:31:21.000000Z" },
            { "id": "bob@example.com", "name": "Bob", "suspended": true }
          ],
          "bots": [ { "id": "b1", "name": "Robot", "owner_client_id": "emulator-client", "secret": "s3cret" },
            { "id": "b2", "name": "Other", "owner_client_id": "other" } ],
          "bot_templates": [ { "id": "t1", "name": "Template", "owner_client_id": "emulator-client" } ],
          "tags": [ { "name": "vip", "group_ids": [ 1 ] }, { "name": "all", "group_ids": [ 0 ] } ],
          "auto_accesses": [
            { "id": "z-first", "access": { "groups": [ 1 ] }, "conditions": { "url": { "values": [ { "value": "a" } ] } },
              "next_id": "a-second", "description": "first" },
            { "id": "a-second", "access": { "groups": [ 0 ] }, "conditions": { "url": { "values": [ { "value": "b" } ] } }, "next_id": "" }
          ],
          "properties": [
            { "owner_client_id": "emulator-client", "name": "tier", "type": "int",
              "access": {
                "license": { "agent": [ "read", "write" ], "customer": [ "read" ] },
                "group": { "agent": [ "read", "write" ], "customer": [ "read" ] }
              },
              "default_value": 1 }
          ],
          "property_values": [
            { "namespace": "emulator-client", "name": "tier", "value": 3 },
            { "group_id": 1, "namespace": "emulator-client", "name": "tier", "value": 2 }
          ],
          "webhooks": [
            { "id": "w1", "action": "tag_created", "url": "https://example.com",
              "owner_client_id": "emulator-client", "secret_key": "hush" }
          ],
          "channels": [ { "channel_type": "code", "channel_subtype": "", "first_activity_timestamp": "2017-10-12T13:56:16Z" } ],
          "product_source": { "source_id": "link", "source_type": "accounts", "source_url": "https://accounts.example.com" },
          "product_limits": {
            "starter": [
              { "resource": "groups", "limit_balance": 1 },
              { "resource": "groups_per_agent", "limit_balance": 2, "id": "ann@example.com" }
            ]
          }
        }
        """;

    [Theory]
    [InlineData("getAgent", """{"email":"ann@example.com"}""", "name", "Ann")]
    [InlineData("getBot", """{"botId":"b1"}""", "name", "Robot")]
    [InlineData("getGroup", """{"name":"One"}""", "groupId", "1")]
    [InlineData("listAgents", "{}", "agents[1].email", "bob@example.com")]
    [InlineData("listAgents", """{"groupIds":[1]}""", "agents", "ann@example.com", 1)]
    [InlineData("listAgents", """{"suspended":true}""", "agents", "bob@example.com", 1)]
    [InlineData("listBots", "{}", "bots[0].botId", "b1")]
    [InlineData("listBots", """{"all":true}""", "bots", "b1", 2)]
    [InlineData("listBots", """{"all":false}""", "bots", "b1", 1)]
    [InlineData("listAgents", "{}", "agents[0].lastLogout", "2022-08-23T14:31:21.000000Z")]
    [InlineData("getAgent", """{"email":"ann@example.com"}""", "lastLogout", "2022-08-23T14:31:21.000000Z")]
    [InlineData("listBotTemplates", "{}", "botTemplates[0].templateId", "t1")]
    [InlineData("listGroups", "{}", "groups[1].name", "One")]
    [InlineData("listTags", """{"groupIds":[1]}""", "tags", "vip", 1)]
    [InlineData("listProperties", "{}", "properties[0].name", "tier")]
    [InlineData("listAutoAccesses", "{}", "autoAccesses[0].autoAccessId", "z-first")]
    [InlineData("listAutoAccesses", "{}", "autoAccesses[0].nextId", "a-second")]
    [InlineData("listWebhooks", "{}", "webhooks[0].action", "tag_created")]
    [InlineData("getLicenseProperties", "{}", "properties[\"emulator-client\"].tier", "3")]
    [InlineData("getLicenseProperties", """{"namePrefix":"x"}""", "properties", "{}")]
    [InlineData("getGroupsProperties", "{}", "groups[1].properties[\"emulator-client\"].tier", "2")]
    [InlineData("getGroupsProperties", """{"groupIds":[0]}""", "groups[0].properties[\"emulator-client\"].tier", "1")]
    [InlineData("getPublicLicenseProperties", """{"namespace":"emulator-client"}""", "properties.tier", "3")]
    [InlineData("getPublicGroupProperties", """{"groupId":1,"namespace":"emulator-client"}""", "properties.tier", "2")]
    [InlineData("listWebhookNames", """{"version":"3.6"}""", "actions[0].action", "incoming_chat")]
    [InlineData("getLicenseWebhooksState", "{}", "enabled", "true")]
    [InlineData("waitUntilReady", "{}", "ready", "true")]
    [InlineData("listChannels", "{}", "channels[0].channelType", "code")]
    [InlineData("getProductSource", "{}", "sourceId", "link")]
    [InlineData("checkProductLimits", """{"plan":"starter"}""", "exceeded[1].id", "ann@example.com")]
    [InlineData(
        "issueBotToken",
        """{"botId":"b1","clientId":"emulator-client","botSecret":"s3cret","organizationId":"o"}""",
        "token",
        "[secret]"
    )]
    public async Task Invoke_EachFunction_GivesWhatTheLicenseHas(
        string function,
        string arguments,
        string path,
        string expected,
        int? count = null
    )
    {
        await using var plugin = await StartAsync();
        plugin.Emulator.Options["autoAccessOrder"] = "any";
        var answer = await InvokeAsync(plugin, function, arguments);
        Assert.Empty(answer.Failures);
        var found = PropertyPath.Parse(path).Get(StructCodec.Read(answer.Return))!;
        if (count is null)
            Assert.Equal(expected, found.ToString());
        else
        {
            Assert.Equal(count, Assert.IsType<PropertyArray>(found).Items.Length);
            Assert.Contains(expected, found.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Invoke_EachFunction_IsAmongTheCasesAbove()
    {
        var tested = typeof(FunctionTests)
            .GetMethod(nameof(Invoke_EachFunction_GivesWhatTheLicenseHas))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Cast<InlineDataAttribute>()
            .Select(a => (string)a.GetData(null!).First()[0])
            .Distinct();
        Assert.Equal(Catalog.Functions.Select(f => f.Spec.Name).Order(), tested.Order());
    }

    [Fact]
    public async Task Invoke_EachFunction_CallsOnlyItsDeclaredActionsAndAnswersItsDeclaredOutputs()
    {
        foreach (
            var data in typeof(FunctionTests)
                .GetMethod(nameof(Invoke_EachFunction_GivesWhatTheLicenseHas))!
                .GetCustomAttributes(typeof(InlineDataAttribute), false)
                .Cast<InlineDataAttribute>()
                .Select(a => a.GetData(null!).First())
        )
        {
            await using var plugin = await StartAsync();
            plugin.Emulator.Control("log/clear");
            var answer = await InvokeAsync(plugin, (string)data[0], (string)data[1]);
            var function = Catalog.FunctionsByToken["livechat:index:" + data[0]];
            Assert.Subset(function.Actions.Select(a => a.Name).ToHashSet(), plugin.Emulator.Log.Calls.Select(c => c.Method).ToHashSet());
            Assert.Subset(function.Spec.Outputs.Select(o => o.Name).ToHashSet(), StructCodec.Read(answer.Return).Members.Keys.ToHashSet());
            Assert.All(function.Spec.Outputs.Where(o => o.AlwaysPresent), o => Assert.NotNull(StructCodec.Read(answer.Return)[o.Name]));
        }
    }

    [Theory]
    [InlineData("getAgent", """{"email":"nobody@example.com"}""", "no agent 'nobody@example.com'")]
    [InlineData("getBot", """{"botId":"b9"}""", "no bot 'b9'")]
    [InlineData("getBot", "{}", "is required")]
    [InlineData("checkProductLimits", """{"plan":"business"}""", "must be one of")]
    public async Task Invoke_WrongArgument_SaysWhich(string function, string arguments, string reason)
    {
        await using var plugin = await StartAsync();
        Assert.Contains(reason, (await InvokeAsync(plugin, function, arguments)).Failures[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_WithoutTheSettingItNeeds_NamesTheSetting()
    {
        await using var plugin = await PluginHarness.StartAsync(Seed, configure: false);
        await plugin.ConfigureAsync(("apiUrl", plugin.Emulator.Url.ToString()), ("accessToken", "dal:emulator-token"));
        Assert.Contains(
            "livechat:licenseId",
            (await InvokeAsync(plugin, "getPublicLicenseProperties", "{}")).Failures[0].Reason,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "livechat:ownerClientId",
            (await InvokeAsync(plugin, "listWebhooks", "{}")).Failures[0].Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task ListWebhooks_SecretIsShownByTheServer_ComesAsASecret()
    {
        await using var plugin = await StartAsync();
        plugin.Emulator.Options["webhookSecrets"] = "shown";
        var webhook = (PropertyObject)
            ((PropertyArray)StructCodec.Read((await InvokeAsync(plugin, "listWebhooks", "{}")).Return)["webhooks"]!).Items[0];
        Assert.Equal("hush", Assert.IsType<PropertySecret>(webhook["secretKey"]).Value.ToString());
    }

    private static async Task<PluginHarness> StartAsync()
    {
        var plugin = await PluginHarness.StartAsync(configure: false);
        await plugin.ResetAsync(Seed);
        return plugin;
    }

    private static Task<InvokeResponse> InvokeAsync(PluginHarness plugin, string function, string arguments) =>
        plugin.Client.InvokeAsync(
            new InvokeRequest { Tok = "livechat:index:" + function, Args = StructCodec.Write(PluginHarness.Parse(arguments)) },
            default
        );
}
