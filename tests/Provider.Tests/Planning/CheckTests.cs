using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What is wrong is said at preview, with the property's path and what is allowed.</summary>
public class CheckTests
{
    [Theory]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","role":"owner"}""", "role", "must be one of: viceowner, administrator, normal")]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","role":"admnistrator"}""", "role", "did you mean 'administrator'?")]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","maxChatsCount":101}""", "maxChatsCount", "must be from 0 to 100")]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","maxChatsCount":1.5}""", "maxChatsCount", "must be a whole number")]
    [InlineData(
        "Agent",
        """{"email":"a@b.c","name":"A","maxChatsCount":"four"}""",
        "maxChatsCount",
        "must be a whole number, and is a text"
    )]
    [InlineData("Agent", """{"email":"not an address","name":"A"}""", "email", "must be an e-mail address")]
    [InlineData("Agent", """{"email":"a@b.c"}""", "name", "is required and missing")]
    [InlineData(
        "Agent",
        """{"email":"a@b.c","name":"A","groups":[{"groupId":1,"priority":"best"}]}""",
        "groups[0].priority",
        "must be one of: first, normal, last, supervisor"
    )]
    [InlineData(
        "Agent",
        """{"email":"a@b.c","name":"A","groups":[{"groupId":1,"priority":"first"},{"groupId":1,"priority":"last"}]}""",
        "groups[1].groupId",
        "names group 1 a second time"
    )]
    [InlineData(
        "Agent",
        """{"email":"a@b.c","name":"A","workScheduler":{"timezone":"Mars","schedule":[]}}""",
        "workScheduler.timezone",
        "must be an IANA time zone"
    )]
    [InlineData(
        "Agent",
        """{"email":"a@b.c","name":"A","workScheduler":{"timezone":"UTC","schedule":["""
            + """{"day":"monday","enabled":true,"start":"8:00","end":"16:00"}]}}""",
        "workScheduler.schedule[0].start",
        "must be a time as HH:MM"
    )]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","workScheduler":{"timezone":"UTC"}}""", "workScheduler.schedule", "is required")]
    [InlineData("Bot", """{"name":"B","workScheduler":{"timezone":"","schedule":[]}}""", "workScheduler.timezone", "must be a time zone")]
    [InlineData(
        "Property",
        """{"name":"p","ownerClientId":"c","type":"int","access":{"license":{"agent":["read"]}},"publicAccess":[]}""",
        "publicAccess",
        "needs read, write or both"
    )]
    [InlineData(
        "Property",
        """{"name":"p","ownerClientId":"c","type":"int","access":{"chat":{"agent":["read"]}},"range":{"to":2},"domain":[1,3]}""",
        "domain[1]",
        "must be in the range"
    )]
    [InlineData(
        "Property",
        """{"name":"p","ownerClientId":"c","type":"int","access":{"chat":{"agent":["read"]}},"range":{"to":2147483648}}""",
        "range.to",
        "must be from -2147483648 to 2147483647"
    )]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","accountId":"x"}""", "accountId", "is computed by LiveChat")]
    [InlineData("Group", """{"name":""}""", "name", "not empty")]
    [InlineData("Group", """{"name":"G","agentPriorities":{"a@b.c":"best"}}""", "agentPriorities[\"a@b.c\"]", "must be one of")]
    [InlineData("Tag", """{"name":"t","groupIds":["zero"]}""", "groupIds[0]", "must be a whole number")]
    [InlineData(
        "Agent",
        """{"email":"a@b.c","name":"A","workScheduler":{"timezone":"Europe/Atlantis","schedule":[]}}""",
        "workScheduler.timezone",
        "must be an IANA time zone"
    )]
    [InlineData("Agent", """{"email":"a@b.c","name":"A","onDelete":"forget"}""", "onDelete", "must be one of: delete, suspend")]
    [InlineData("Bot", """{"name":"B","maxChatsCount":501}""", "maxChatsCount", "must be from 0 to 500")]
    [InlineData("BotTemplate", """{"name":"B","ownerClientId":"c"}""", "affectExistingInstallations", "is required and missing")]
    [InlineData("BotTemplate", """{"name":"B","affectExistingInstallations":false}""", "ownerClientId", "livechat:ownerClientId")]
    [InlineData(
        "Webhook",
        """{"action":"tag_created","url":"not an address","secretKey":"k","type":"license","ownerClientId":"c"}""",
        "url",
        "must be an absolute address"
    )]
    [InlineData(
        "Webhook",
        """{"action":"tag_created","url":"https://e.com","secretKey":"k","type":"app","ownerClientId":"c"}""",
        "type",
        "must be one of: bot, license"
    )]
    [InlineData(
        "Webhook",
        """{"action":"tag_created","url":"https://e.com","secretKey":"k","type":"license","ownerClientId":"c","filters":"""
            + """{"onlyMyChats":true}}""",
        "filters.onlyMyChats",
        "is not available for tag_created, which takes: sourceType"
    )]
    [InlineData(
        "Webhook",
        """{"action":"incoming_chat","url":"https://e.com","secretKey":"k","type":"license","ownerClientId":"c","filters":"""
            + """{"authorType":"agent"}}""",
        "filters.authorType",
        "is not available"
    )]
    [InlineData(
        "Webhook",
        """{"action":"incoming_chat","url":"https://e.com","secretKey":"k","type":"license","ownerClientId":"c","filters":"""
            + """{"chatPresence":{"userIds":{"values":["a"],"excludeValues":["b"]}}}}""",
        "filters.chatPresence.userIds",
        "only one of them"
    )]
    [InlineData(
        "Webhook",
        """{"action":"routing_status_set","url":"https://e.com","secretKey":"k","type":"license","ownerClientId":"c","filters":"""
            + """{"agentIds":{"values":["a"],"excludeValues":["b"]}}}""",
        "filters.agentIds",
        "only one of them"
    )]
    [InlineData(
        "Webhook",
        """{"action":"tag_created","url":"https://e.com","secretKey":"k","type":"license","ownerClientId":"c","filters":"""
            + """{"agentIds":{"values":["a"]}}}""",
        "filters.agentIds",
        "is not available"
    )]
    [InlineData(
        "Webhook",
        """{"action":"agent_deleted","url":"https://e.com","secretKey":"k","type":"license","ownerClientId":"c","additionalData":"""
            + """["chat_properties"]}""",
        "additionalData",
        "is not available for agent_deleted"
    )]
    [InlineData("Property", """{"name":"p","ownerClientId":"c","type":"int","access":{}}""", "access", "needs at least one location")]
    [InlineData(
        "Property",
        """{"name":"p","ownerClientId":"c","type":"int","access":{"chat":{"agent":[]}}}""",
        "access.chat",
        "needs rights for agent or customer"
    )]
    [InlineData(
        "Property",
        """{"name":"p","ownerClientId":"c","type":"int","access":{"chat":{"agent":["read"]}},"defaultValue":1}""",
        "defaultValue",
        "only with access in license or group"
    )]
    [InlineData(
        "Property",
        """{"name":"p","ownerClientId":"c","type":"string","access":{"license":{"agent":["read"]}},"range":{"from":1}}""",
        "range",
        "works for type int only"
    )]
    [InlineData(
        "Property",
        """{"name":"p","ownerClientId":"c","type":"int","access":{"license":{"agent":["read"]}},"range":{"from":3,"to":1}}""",
        "range",
        "must not be above"
    )]
    [InlineData(
        "Property",
        """{"name":"p","ownerClientId":"c","type":"int","access":{"license":{"agent":["read"]}},"domain":[1,"two"]}""",
        "domain[1]",
        "must be of the property's type int"
    )]
    [InlineData(
        "Property",
        """{"name":"p","ownerClientId":"c","type":"int","access":{"license":{"agent":["read"]}},"domain":[1,2],"defaultValue":3}""",
        "defaultValue",
        "must be in the domain"
    )]
    [InlineData(
        "Property",
        """{"name":"p","ownerClientId":"c","type":"int","access":{"license":{"agent":["read"]}},"range":{"to":2},"defaultValue":3}""",
        "defaultValue",
        "must be in the range"
    )]
    [InlineData(
        "Property",
        """{"name":"p","ownerClientId":"c","type":"bool","access":{"license":{"agent":["read"]}},"defaultValue":"yes"}""",
        "defaultValue",
        "must be of the property's type bool"
    )]
    [InlineData("LicenseProperties", """{"namespace":"c","values":{"a":1.5}}""", "values.a", "must be a whole number of 32 bits")]
    [InlineData(
        "LicenseProperties",
        """{"namespace":"c","values":{"a":[1]}}""",
        "values.a",
        "must be a text, a whole number, or true or false"
    )]
    [InlineData("AutoAccess", """{"groupIds":[1],"conditions":{}}""", "conditions", "needs at least one of url, domain, geolocation")]
    [InlineData(
        "AutoAccess",
        """{"groupIds":[1],"conditions":{"url":{"values":[{"value":"x"}],"excludeValues":[{"value":"y"}]}}}""",
        "conditions.url",
        "only one of them"
    )]
    [InlineData("AutoAccess", """{"groupIds":[1],"conditions":{"domain":{}}}""", "conditions.domain", "needs values or excludeValues")]
    [InlineData(
        "AutoAccess",
        """{"groupIds":[1],"conditions":{"geolocation":{"values":[{}]}}}""",
        "conditions.geolocation.values[0]",
        "needs at least one of country"
    )]
    public async Task Check_BadInput_NamesThePropertyAndWhatIsAllowed(string type, string inputs, string property, string reason)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var failure = Assert.Single(await plugin.FailuresAsync(type, inputs));
        Assert.Equal(property, PluginHarness.PathOf(failure));
        Assert.Contains(reason, failure.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-2147483648", true)]
    [InlineData("2147483647", true)]
    [InlineData("-2147483649", false)]
    [InlineData("2147483648", false)]
    public async Task Check_IntegerAtABound_PassesAsFarAsLiveChatGoes(string value, bool passes)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var values = $$"""{"namespace":"c","values":{"n":{{value}}} }""";
        Assert.Equal(passes, (await plugin.FailuresAsync("LicenseProperties", values)).Count == 0);
        var range = $$"""
            {"name":"n","ownerClientId":"c","type":"int",
             "access":{"license":{"agent":["read"]} },"range":{"from":{{value}},"to":{{value}}} }
            """;
        Assert.Equal(passes, (await plugin.FailuresAsync("Property", range)).Count == 0);
    }

    /// <summary>An empty list says nothing: beside a list that does it is no second kind of match, and it is not sent.</summary>
    [Fact]
    public async Task Create_EmptyListBesideAnother_IsNotSent()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string rule = """{"groupIds":[0],"conditions":{"url":{"values":[{"value":"/a"}],"excludeValues":[]}}}""";
        Assert.Empty(await plugin.FailuresAsync("AutoAccess", rule));
        await plugin.CreateAsync("AutoAccess", rule);
        Assert.Null(plugin.Emulator.Log.Calls.Last(c => c.Method == "add_auto_access").Request!["conditions"]!["url"]!["exclude_values"]);
    }

    [Fact]
    public async Task Check_WebhookActionIsUnknown_PassesWithAWarning()
    {
        await using var plugin = await PluginHarness.StartAsync();
        Assert.Empty(
            await plugin.FailuresAsync(
                "Webhook",
                """{"action":"greeting_shown","url":"https://e.com","secretKey":"k","type":"license","ownerClientId":"c"}"""
            )
        );
        Assert.Contains(
            plugin.Logs,
            l => l.Severity == LogSeverity.Warning && l.Message.Contains("greeting_shown", StringComparison.Ordinal)
        );
    }

    /// <summary>Rules that the document does not have are no rules of ours.</summary>
    [Theory]
    [InlineData("AutoAccess", """{"groupIds":[1],"conditions":{"geolocation":{"values":[{"countryCode":"USA"}]}}}""", "did you mean 'US'?")]
    [InlineData(
        "AutoAccess",
        """{"groupIds":[1],"conditions":{"geolocation":{"values":[{"country":"Polland"}]}}}""",
        "did you mean 'Poland'?"
    )]
    [InlineData(
        "AutoAccess",
        """{"groupIds":[1],"conditions":{"geolocation":{"values":[{"country":"Turkey","countryCode":"XK"}]}}}""",
        null
    )]
    [InlineData(
        "AutoAccessRules",
        """{"rules":[{"key":"a","groupIds":[1],"conditions":{"geolocation":{"values":[{"city":"x"},{"country":"Polland"}]}}}]}""",
        "rules[0].conditions.geolocation.values[1].country is 'Polland' (did you mean 'Poland'?)"
    )]
    [InlineData("AutoAccess", """{"groupIds":[],"conditions":{"url":{"values":[{"value":"x"}]}}}""", "leads nowhere")]
    [InlineData(
        "Webhook",
        """{"action":"tag_created","url":"https://e.com/LONG","secretKey":"k","type":"license","ownerClientId":"c"}""",
        null
    )]
    public async Task Check_WhatTheDocumentAllows_PassesOrIsAWarning(string type, string inputs, string? warning)
    {
        await using var plugin = await PluginHarness.StartAsync();
        Assert.Empty(await plugin.FailuresAsync(type, inputs.Replace("LONG", new string('x', 600), StringComparison.Ordinal)));
        var warnings = plugin.Logs.Where(l => l.Severity == LogSeverity.Warning).Select(l => l.Message).ToList();
        Assert.True(warning is null ? warnings.Count == 0 : warnings.Any(w => w.Contains(warning, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Check_UnknownProperty_IsRefusedWithTheNearestName()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var failure = Assert.Single(await plugin.FailuresAsync("Agent", """{"email":"a@b.c","name":"A","jobtitle":"x"}"""));
        Assert.Contains("jobtitle", failure.Reason, StringComparison.Ordinal);
        Assert.Contains("did you mean 'jobTitle'?", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_SecretIsWrong_ItsValueIsNowhere()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var news = PropertyObject.Of(("email", PropertyValue.Secret(PropertyValue.Of("hush hush"))), ("name", PropertyValue.Of("A")));
        var check = await plugin.Client.CheckAsync(
            new CheckRequest
            {
                Urn = PluginHarness.Urn("Agent"),
                News = StructCodec.Write(news),
                Olds = new(),
            },
            default
        );
        var failure = Assert.Single(check.Failures);
        Assert.Equal("", failure.Property);
        Assert.DoesNotContain("hush", failure.Reason, StringComparison.Ordinal);
        Assert.Contains("email", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_CreateOnlyPropertyChanges_IsAnErrorUnlessTheResourceIsReplaced()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string old = """{"email":"ann@example.com","name":"Ann"}""";
        var failure = Assert.Single(await plugin.FailuresAsync("Agent", """{"email":"ann@example.com","name":"Anna"}""", old));
        Assert.Equal("name", failure.Property);
        Assert.Empty(await plugin.FailuresAsync("Agent", """{"email":"anna@example.com","name":"Anna"}""", old));
    }
}
