namespace LiveChatPulumi_Emulator_Tests;

/// <summary>What the API document refuses in a request, and the switches where it is silent.</summary>
public class RefusalTests
{
    private const string Rule = """{"access":{"groups":[0]},"conditions":""";
    private const string Property = """{"name":"p","owner_client_id":"c","type":"int","access":""";

    [Theory]
    [InlineData("add_auto_access", Rule + """{"planet":{}}}""")]
    [InlineData("add_auto_access", Rule + """{"geolocation":{"values":[{"planet":"Mars"}]}}}""")]
    [InlineData("register_property", Property + """{"moon":{"agent":["read"]}}}""")]
    [InlineData("register_property", Property + """{"chat":{"robot":["read"]}}}""")]
    [InlineData("create_bot", """{"name":"B","work_scheduler":{"schedule":[]}}""")]
    [InlineData("update_bot", """{"id":"b","work_scheduler":{"timezone":"","schedule":[]}}""")]
    [InlineData(
        "create_agent",
        """{"id":"a@b.c","name":"A","work_scheduler":{"schedule":[{"day":"monday","enabled":true,"start":"08:00","end":"24:59"}]}}"""
    )]
    public async Task Request_AgainstTheDocument_IsRefusedUnderAnySwitch(string method, string body)
    {
        await using var emulator = await EmulatorClient.StartAsync("""{"bots":[{"id":"b","name":"B"}]}""");
        Assert.Equal("validation", await emulator.ErrorOfAsync(method, body));
    }

    [Theory]
    [InlineData("emptyTexts", "refused", "create_tag", """{"name":""}""", "validation")]
    [InlineData("emptyTexts", "accepted", "create_tag", """{"name":""}""", null)]
    [InlineData("emptyTexts", "refused", "create_agent", """{"id":"","name":"A"}""", "validation")]
    [InlineData("emptyTexts", "refused", "create_group", """{"name":"","agent_priorities":{}}""", "validation")]
    [InlineData(
        "emptyTexts",
        "refused",
        "register_webhook",
        """{"action":"tag_created","secret_key":"","url":"http://x","owner_client_id":"c","type":"license"}""",
        "validation"
    )]
    [InlineData("emptyMatch", "refused", "add_auto_access", Rule + """{"url":{}}}""", "validation")]
    [InlineData("emptyMatch", "refused", "add_auto_access", Rule + """{"domain":{"values":[]}}}""", "validation")]
    [InlineData("emptyMatch", "refused", "add_auto_access", Rule + """{"geolocation":{"values":[]}}}""", "validation")]
    [InlineData("emptyMatch", "accepted", "add_auto_access", Rule + """{"url":{}}}""", null)]
    [InlineData("emptyRights", "refused", "register_property", Property + """{"chat":{"agent":[]}}}""", "validation")]
    [InlineData("emptyRights", "accepted", "register_property", Property + """{"chat":{"agent":[]}}}""", null)]
    [InlineData(
        "emptyRuleGroups",
        "refused",
        "add_auto_access",
        """{"access":{"groups":[]},"conditions":{"url":{"values":[{"value":"x"}]}}}""",
        "validation"
    )]
    [InlineData(
        "emptyRuleGroups",
        "accepted",
        "add_auto_access",
        """{"access":{"groups":[]},"conditions":{"url":{"values":[{"value":"x"}]}}}""",
        null
    )]
    [InlineData(
        "impossibleRange",
        "refused",
        "register_property",
        Property + """{"chat":{"agent":["read"]}},"range":{"from":2,"to":1}}""",
        "validation"
    )]
    [InlineData(
        "impossibleRange",
        "accepted",
        "register_property",
        Property + """{"chat":{"agent":["read"]}},"range":{"from":2,"to":1}}""",
        null
    )]
    [InlineData(
        "webhookUrls",
        "checked",
        "register_webhook",
        """{"action":"tag_created","secret_key":"k","url":"ftp://x","owner_client_id":"c","type":"license"}""",
        "validation"
    )]
    [InlineData(
        "webhookUrls",
        "unchecked",
        "register_webhook",
        """{"action":"tag_created","secret_key":"k","url":"ftp://x","owner_client_id":"c","type":"license"}""",
        null
    )]
    public async Task Request_WhereTheDocumentIsSilent_IsRefusedBySwitch(
        string name,
        string value,
        string method,
        string body,
        string? type
    )
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Server.Options[name] = value;
        Assert.Equal(type, await emulator.ErrorOfAsync(method, body));
    }

    [Theory]
    [InlineData("/v3.6/configuration/action/list_channels", "application/json; charset=utf-8", null)]
    [InlineData("/v3.6/configuration/action/list_channels", "text/plain", "validation")]
    [InlineData("/v3.5/configuration/action/list_channels", "application/json", "unsupported_version")]
    [InlineData("/v4.0/configuration/action/list_channels", "application/json", "unsupported_version")]
    public async Task Request_OtherVersionOrContentType_IsRefused(string path, string contentType, string? type)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        Assert.Equal(type, await emulator.ErrorOfPostAsync(path, "{}", contentType));
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{"version":"3.6"}""", null)]
    [InlineData("""{"version":"9.9"}""", "unsupported_version")]
    public async Task ListWebhookNames_Version_IsTheOneThatTheEmulatorKnows(string body, string? type)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        Assert.Equal(type, await emulator.ErrorOfAsync("list_webhook_names", body));
    }

    [Fact]
    public async Task IssueBotToken_OfAnotherOrganization_IsRefused()
    {
        await using var emulator = await EmulatorClient.StartAsync(
            """{"organization_id":"org","bots":[{"id":"b","name":"B","owner_client_id":"c","secret":"s"}]}"""
        );
        const string request = """{"bot_id":"b","client_id":"c","bot_secret":"s","organization_id":"ORG"}""";
        Assert.Equal("not_found", await emulator.ErrorOfAsync("issue_bot_token", request));
        Assert.Null(await emulator.ErrorOfAsync("issue_bot_token", request.Replace("ORG", "org", StringComparison.Ordinal)));
    }

    /// <summary>Register Property: what agents may write and not read is not shown to them.</summary>
    [Fact]
    public async Task ListLicenseProperties_WriteOnlyValue_IsNotShown()
    {
        await using var emulator = await EmulatorClient.StartAsync(
            """
            {"properties":[{"owner_client_id":"emulator-client","name":"mailbox","type":"string",
              "access":{"license":{"agent":["write"],"customer":["read"]}}}]}
            """
        );
        Assert.Null(await emulator.ErrorOfAsync("update_license_properties", """{"properties":{"emulator-client":{"mailbox":"a"}}}"""));
        Assert.Equal("{}", (await emulator.CallAsync("list_license_properties", "{}")).ToJsonString());
        var shown = await emulator.GetAsync("get_license_properties", "license_id=100&namespace=emulator-client");
        Assert.Equal("a", (string)shown["properties"]!["mailbox"]!);
    }

    [Theory]
    [InlineData("none", "[]")]
    [InlineData("general", """[{"id":0,"priority":"normal"}]""")]
    public async Task CreateAgent_WithoutGroups_BySwitch(string value, string groups)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Server.Options["newAgentGroups"] = value;
        await emulator.CallAsync("create_agent", """{"id":"a@b.c","name":"A"}""");
        var agent = await emulator.CallAsync("get_agent", """{"id":"a@b.c","fields":["groups"]}""");
        Assert.Equal(groups, agent["groups"]!.ToJsonString());
    }

    [Theory]
    [InlineData("shown", 1)]
    [InlineData("hidden", 0)]
    public async Task ListGroupsProperties_GroupWithoutValues_BySwitch(string value, int count)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        emulator.Server.Options["groupsWithoutValues"] = value;
        Assert.Equal(count, (await emulator.CallAsync("list_groups_properties", """{"group_ids":[]}""")).AsArray().Count);
    }
}
