using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using TestSupport;

namespace LiveChatPulumi_Emulator_Tests;

/// <summary>Webhooks that the license registered, as their receiver sees them.</summary>
public sealed class WebhookTests : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly JumpingTime _time = new();
    private EmulatorServer? _started;

    private EmulatorServer Emulator => _started!;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_started is not null)
            await _started.DisposeAsync();
    }

    [Theory]
    [InlineData("create_agent", """{"id":"bob@example.com","name":"Bob","groups":[{"id":3,"priority":"last"}]}""", "agent_created")]
    [InlineData(
        "update_agent",
        """{"id":"ann@example.com","job_title":"Boss"}""",
        "agent_updated",
        """{"id":"ann@example.com","job_title":"Boss"}"""
    )]
    [InlineData("delete_agent", """{"id":"ann@example.com"}""", "agent_deleted", """{"id":"ann@example.com"}""")]
    [InlineData("suspend_agent", """{"id":"ann@example.com"}""", "agent_suspended", """{"id":"ann@example.com"}""")]
    [InlineData("unsuspend_agent", """{"id":"sue@example.com"}""", "agent_unsuspended", """{"id":"sue@example.com"}""")]
    [InlineData("approve_agent", """{"id":"new@example.com"}""", "agent_approved", """{"id":"new@example.com"}""")]
    [InlineData("create_bot", """{"name":"Robo","owner_client_id":"emulator-client"}""", "bot_created")]
    [InlineData("update_bot", """{"id":"b","name":"Robo"}""", "bot_updated", """{"id":"b","name":"Robo"}""")]
    [InlineData("delete_bot", """{"id":"b"}""", "bot_deleted", """{"id":"b"}""")]
    [InlineData(
        "create_group",
        """{"name":"Sales","agent_priorities":{"ann@example.com":"first"}}""",
        "group_created",
        """{"id":4,"name":"Sales","language_code":"en","agent_priorities":{"ann@example.com":"first"}}"""
    )]
    [InlineData("update_group", """{"id":3,"name":"Help"}""", "group_updated", """{"id":3,"name":"Help"}""")]
    [InlineData("delete_group", """{"id":3}""", "group_deleted", """{"id":3}""")]
    [InlineData("create_tag", """{"name":"new","group_ids":[0]}""", "tag_created")]
    [InlineData("update_tag", """{"name":"vip","group_ids":[3]}""", "tag_updated", """{"name":"vip","group_ids":[3]}""")]
    [InlineData("delete_tag", """{"name":"vip"}""", "tag_deleted", """{"name":"vip"}""")]
    [InlineData(
        "delete_auto_access",
        """{"id":"r2"}""",
        "auto_accesses_updated",
        """[{"id":"r1","next_id":"","status":"updated"},{"id":"r2","status":"deleted"}]"""
    )]
    [InlineData(
        "update_auto_access",
        """{"id":"r2","description":"Two"}""",
        "auto_accesses_updated",
        """[{"id":"r2","description":"Two","status":"updated"}]"""
    )]
    public async Task Sent_ForAChange_HasTheSecretWhoAndWhatChanged(string method, string request, string action, string? payload = null)
    {
        await using var receiver = await StartAsync();
        foreach (var other in new[] { action, "incoming_chat", action == "tag_created" ? "bot_created" : "tag_created" })
            await RegisterAsync(receiver.Url, other);
        await CallAsync(method, request);
        await QuietAsync();
        var body = Assert.Single(receiver.Bodies);
        Assert.Equal((action, "a secret"), ((string)body["action"]!, (string)body["secret_key"]!));
        Assert.Equal(
            """{"user_id":"owner@example.com","account_id":"acc","client_id":"emulator-client"}""",
            body["requester"]!.ToJsonString()
        );
        if (payload is not null)
            Assert.Equal(payload, body["payload"]!.ToJsonString());
        else
            Assert.True(((JsonObject)body["payload"]!).Count > 3, body.ToJsonString());
        var id = ((JsonArray)Emulator.Control("dump")["webhooks"]!).Single(w => (string)w!["action"]! == action)!["id"];
        Assert.Equal((string)id!, (string)body["webhook_id"]!);
    }

    [Fact]
    public async Task Sent_ManyChanges_AreInOrderAndOnceEach()
    {
        await using var receiver = await StartAsync();
        await RegisterAsync(receiver.Url, "tag_created");
        for (var i = 0; i < 50; i++)
            await CallAsync("create_tag", $$"""{"name":"t{{i}}","group_ids":[0]}""");
        await QuietAsync();
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"t{i}"), receiver.Bodies.Select(b => (string)b["payload"]!["name"]!));
    }

    [Theory]
    [InlineData("3", new[] { 503, 500 }, 3, "200")]
    [InlineData("3", new[] { 302, 404, 503, 503 }, 4, "503")]
    [InlineData("0", new[] { 503 }, 1, "503")]
    [InlineData("10", new[] { 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500 }, 11, "500")]
    public async Task Sent_Refused_IsRepeatedAsOftenAsTheGuideSays(string retries, int[] statuses, int attempts, string outcome)
    {
        await using var receiver = await StartAsync(statuses);
        Emulator.Options["webhookRetries"] = retries;
        await RegisterAsync(receiver.Url, "tag_created");
        await CallAsync("create_tag", """{"name":"new","group_ids":[0]}""");
        await QuietAsync();
        Assert.Equal(attempts, receiver.Bodies.Count);
        Assert.Single(receiver.Bodies.Select(b => b.ToJsonString()).Distinct());
        var delivery = Assert.Single((JsonArray)Emulator.Control("webhooks")["deliveries"]!)!;
        Assert.Equal((attempts, outcome), ((int)delivery["attempts"]!, (string)delivery["outcome"]!));
    }

    [Theory]
    [InlineData("disable_license_webhooks", "{}", "emulator-client", 0)]
    [InlineData("enable_license_webhooks", "{}", "emulator-client", 1)]
    [InlineData("disable_license_webhooks", """{"owner_client_id":"other"}""", "emulator-client", 1)]
    [InlineData("disable_license_webhooks", """{"owner_client_id":"other"}""", "other", 0)]
    public async Task Sent_WebhooksOfAClientAreOff_IsNotSent(string method, string request, string owner, int expected)
    {
        await using var receiver = await StartAsync();
        await RegisterAsync(receiver.Url, "tag_created", $$""","owner_client_id":"{{owner}}","type":"license"}""");
        await CallAsync(method, request);
        await CallAsync("create_tag", """{"name":"new","group_ids":[0]}""");
        await QuietAsync();
        Assert.Equal(expected, receiver.Bodies.Count);
    }

    [Theory]
    [InlineData("my_client", "emulator-client", 1)]
    [InlineData("my_client", "other", 0)]
    [InlineData("other_clients", "other", 1)]
    [InlineData("other_clients", "emulator-client", 0)]
    [InlineData("system", "emulator-client", 0)]
    public async Task Sent_FilterOfSources_IsHeeded(string source, string owner, int expected)
    {
        await using var receiver = await StartAsync();
        await RegisterAsync(
            receiver.Url,
            "tag_created",
            $$""","owner_client_id":"{{owner}}","filters":{"source_type":["{{source}}"]},"type":"license"}"""
        );
        await CallAsync("create_tag", """{"name":"new","group_ids":[0]}""");
        await QuietAsync();
        Assert.Equal(expected, receiver.Bodies.Count);
    }

    [Fact]
    public async Task Sent_ToAnotherMachineOrForABot_IsNot()
    {
        await using var receiver = await StartAsync();
        await RegisterAsync("http://hooks.example.com/livechat", "tag_created");
        await RegisterAsync(receiver.Url, "tag_created", ""","owner_client_id":"emulator-client","type":"bot"}""");
        await CallAsync("create_tag", """{"name":"new","group_ids":[0]}""");
        await QuietAsync();
        Assert.Empty(receiver.Bodies);
        var delivery = Assert.Single((JsonArray)Emulator.Control("webhooks")["deliveries"]!)!;
        Assert.Equal("not of this machine", (string?)delivery["outcome"]);
    }

    /// <summary>A webhook that is registered takes effect as late as everything else that is configured.</summary>
    [Fact]
    public async Task Sent_RegisteredWithinTheLag_IsNotSentYet()
    {
        await using var receiver = await StartAsync();
        Emulator.Control("clock", new JsonObject { ["scale"] = 0 });
        Emulator.Options.ReadLag = TimeSpan.FromSeconds(90);
        await RegisterAsync(receiver.Url, "tag_created");
        await CallAsync("create_tag", """{"name":"early","group_ids":[0]}""");
        Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 91 });
        await CallAsync("create_tag", """{"name":"late","group_ids":[0]}""");
        await QuietAsync();
        Assert.Equal("late", (string?)Assert.Single(receiver.Bodies)["payload"]!["name"]);
    }

    [Theory]
    [InlineData("both", "agent_updated group_updated")]
    [InlineData("asked", "group_updated")]
    public async Task Sent_AMembership_IsToldOfAsTheSwitchSays(string value, string actions)
    {
        await using var receiver = await StartAsync();
        Emulator.Options["membershipWebhooks"] = value;
        Emulator.Options["rulesWebhook"] = "auto_access_added";
        foreach (var action in new[] { "agent_updated", "group_updated", "auto_accesses_updated" })
            await RegisterAsync(receiver.Url, action);
        await CallAsync("update_group", """{"id":3,"agent_priorities":{"ann@example.com":"first"}}""");
        await CallAsync("delete_auto_access", """{"id":"r2"}""");
        await QuietAsync();
        Assert.Equal(actions + " auto_access_added", string.Join(' ', receiver.Bodies.Select(b => (string)b["action"]!)));
    }

    [Fact]
    public async Task Dispose_WhileARepetitionIsWaitedFor_Ends()
    {
        _started = await EmulatorServer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync(503, 503);
        await RegisterAsync(receiver.Url, "tag_created");
        await CallAsync("create_tag", """{"name":"new","group_ids":[0]}""");
        await Within.EventuallyAsync(() => receiver.Bodies.Count > 0);
        await Emulator.DisposeAsync().AsTask().InTimeAsync();
        Assert.Single(receiver.Bodies);
    }

    [Fact]
    public void Documentation_SwitchesOfCustomers_AreAllThereWithTheirValues()
    {
        var text = File.ReadAllText(Repo.Path("docs", "emulator.md"));
        foreach (var (name, values) in EmulatorOptions.SwitchesOfCustomers)
            Assert.Contains($"| `{name}` | {string.Join(", ", values)} |", text, StringComparison.Ordinal);
    }

    private async Task<WebhookReceiver> StartAsync(params int[] statuses)
    {
        _started = await EmulatorServer.StartAsync(time: _time);
        Emulator.Control(
            "seed",
            (JsonObject)
                JsonNode.Parse(
                    """
                    {"groups":[{"id":3,"name":"Support"}],
                     "agents":[
                       {"id":"owner@example.com","account_id":"acc","name":"Olga","role":"owner","groups":[{"id":0,"priority":"normal"}]},
                       {"id":"ann@example.com","name":"Ann","groups":[{"id":0,"priority":"normal"}]},
                       {"id":"sue@example.com","name":"Sue","suspended":true,"groups":[{"id":0,"priority":"normal"}]},
                       {"id":"new@example.com","name":"New","awaiting_approval":true,"groups":[{"id":0,"priority":"normal"}]}],
                     "bots":[{"id":"b","name":"Bot","owner_client_id":"emulator-client"}],
                     "tags":[{"name":"vip","group_ids":[0]}],
                     "auto_accesses":[
                       {"id":"r1","description":"","access":{"groups":[3]},"conditions":{"url":{"values":[{"value":"/a"}]}},"next_id":"r2"},
                       {"id":"r2","description":"","access":{"groups":[0]},"conditions":{"url":{"values":[{"value":"/b"}]}},"next_id":""}]}
                    """
                )!
        );
        return await WebhookReceiver.StartAsync(statuses);
    }

    private Task QuietAsync() => Within.EventuallyAsync(() => (int)Emulator.Control("webhooks")["waiting"]! == 0);

    private Task RegisterAsync(string url, string action, string rest = ""","owner_client_id":"emulator-client","type":"license"}""") =>
        CallAsync("register_webhook", $$"""{"action":"{{action}}","url":"{{url}}","secret_key":"a secret"{{rest}}""");

    private async Task CallAsync(string method, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Emulator.Url, $"/v3.6/configuration/action/{method}"));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "dal:emulator-token");
        using var response = await _http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
