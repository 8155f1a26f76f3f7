using System.Text.Json.Nodes;
using Grpc.Core;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests.Resources;

/// <summary>What the API document says and no other test asks.</summary>
public class DocumentedTests
{
    /// <summary>Create Agent: 100 at most, where Update Agent has 20.</summary>
    [Fact]
    public async Task Create_AgentWithMoreChatsThanAnUpdateTakes_HasThem()
    {
        await using var plugin = await PluginHarness.StartAsync("{}");
        await plugin.CreateAsync("Agent", """{"email":"ann@example.com","name":"Ann","maxChatsCount":100}""");
        Assert.Equal(100, (int)Agent(plugin, "ann@example.com")["max_chats_count"]!);
    }

    /// <summary>Create Agent, work_scheduler.timezone: falls back to the agent's time zone if empty.</summary>
    [Theory]
    [InlineData("17:00")]
    [InlineData("16:00")]
    public async Task Update_HoursWithoutTimeZone_KeepTheAgentsAndAreNeitherWaitedForNorDrift(string end)
    {
        await using var plugin = await PluginHarness.StartAsync("{}", readiness: "visible");
        const string olds =
            """{"email":"ann@example.com","name":"Ann","workScheduler":{"timezone":"Europe/Warsaw","schedule":["""
            + """{"day":"monday","enabled":true,"start":"08:00","end":"16:00"}]}}""";
        var news = olds.Replace("Europe/Warsaw", "", StringComparison.Ordinal).Replace("16:00", end, StringComparison.Ordinal);
        var id = (await plugin.CreateAsync("Agent", olds)).Id;
        var began = plugin.Time.GetUtcNow();
        await plugin.UpdateAsync("Agent", id, olds, news);
        Assert.True(plugin.Time.GetUtcNow() - began < TimeSpan.FromSeconds(10), "the time zone was waited for");
        Assert.DoesNotContain(plugin.Logs, l => l.Message.Contains("LiveChat keeps", StringComparison.Ordinal));
        Assert.Equal("Europe/Warsaw", (string)Agent(plugin, id)["work_scheduler"]!["timezone"]!);
        await plugin.NextRunAsync();
        var read = PluginHarness.Text(StructCodec.Read((await plugin.ReadAsync("Agent", id, news)).Inputs));
        Assert.Empty((await plugin.DiffAsync("Agent", id, read, news)).DetailedDiff);
    }

    /// <summary>Batch requests: what several resources ask for at once goes in the batch twins.</summary>
    [Theory]
    [InlineData("Bot", """{"name":"B"}""", """{"name":"C"}""", "batch_create_bots batch_update_bots batch_delete_bots")]
    [InlineData(
        "Agent",
        """{"email":"a@example.com","name":"A","suspended":true}""",
        """{"email":"a@example.com","name":"A","suspended":false}""",
        "batch_create_agents batch_suspend_agents batch_unsuspend_agents batch_delete_agents"
    )]
    [InlineData(
        "Agent",
        """{"email":"a@example.com","name":"A","awaitingApproval":true}""",
        """{"email":"a@example.com","name":"A","awaitingApproval":false}""",
        "batch_create_agents batch_approve_agents batch_delete_agents"
    )]
    public async Task Calls_OfManyAtOnce_GoInBatches(string type, string olds, string news, string batches)
    {
        await using var plugin = await PluginHarness.StartAsync("{}");
        const int count = 8;
        var ids = await EachAsync(async i => (await plugin.CreateAsync(type, Of(olds, i), $"r{i}")).Id);
        await EachAsync(async i => await plugin.UpdateAsync(type, ids[i], Of(olds, i), Of(news, i), name: $"r{i}"));
        await plugin.NextRunAsync();
        await EachAsync(async i =>
        {
            await plugin.DeleteAsync(type, ids[i], $"r{i}", Of(news, i), inSameRun: true);
            return i;
        });
        foreach (var batch in batches.Split(' '))
            Assert.Contains(plugin.Emulator.Log.Calls, c => c.Method == batch);

        static Task<T[]> EachAsync<T>(Func<int, Task<T>> act) => Task.WhenAll(Enumerable.Range(0, count).Select(act));
        static string Of(string inputs, int i) =>
            inputs
                .Replace("a@", $"a{i}@", StringComparison.Ordinal)
                .Replace("\"B\"", $"\"B{i}\"", StringComparison.Ordinal)
                .Replace("\"C\"", $"\"C{i}\"", StringComparison.Ordinal);
    }

    /// <summary>Register Webhook: every filter and all additional data reach the license under their names.</summary>
    [Theory]
    [InlineData(
        "routing_status_set",
        """{"agentIds":{"values":["ann@example.com"]}}""",
        """{"agent_ids":{"values":["ann@example.com"]}}""",
        "[]"
    )]
    [InlineData(
        "routing_status_set",
        """{"agentIds":{"excludeValues":["ann@example.com"]}}""",
        """{"agent_ids":{"exclude_values":["ann@example.com"]}}""",
        "[]"
    )]
    [InlineData(
        "incoming_chat",
        """{"chatPresence":{"userIds":{"excludeValues":["ann@example.com"]}}}""",
        """{"chat_presence":{"user_ids":{"exclude_values":["ann@example.com"]}}}""",
        """["chat_presence_user_ids"]"""
    )]
    public async Task Create_WebhookWithFilters_SendsThemAndReadsThemBack(string action, string filters, string sent, string data)
    {
        await using var plugin = await PluginHarness.StartAsync("{}");
        var inputs =
            $$"""{"action":"{{action}}","filters":{{filters}},"additionalData":{{data}},"""
            + """ "url":"https://example.com","secretKey":"s","type":"license","ownerClientId":"c"}""";
        Assert.Empty(await plugin.FailuresAsync("Webhook", inputs));
        var id = (await plugin.CreateAsync("Webhook", inputs)).Id;
        var webhook = plugin.Dump()["webhooks"]![0]!;
        Assert.Equal((sent, data), (webhook["filters"]!.ToJsonString(), webhook["additional_data"]!.ToJsonString()));
        var read = PluginHarness.Text(StructCodec.Read((await plugin.ReadAsync("Webhook", id, inputs)).Inputs));
        Assert.Empty((await plugin.DiffAsync("Webhook", id, read, inputs)).DetailedDiff);
    }

    /// <summary>The document has the filter agent_ids by its name alone: a bare list is understood as well.</summary>
    [Fact]
    public async Task Import_WebhookWhoseAgentsAreABareList_HasThem()
    {
        await using var plugin = await PluginHarness.StartAsync(
            """
            {"webhooks":[{"id":"w","action":"routing_status_set","secret_key":"s","url":"https://example.com","owner_client_id":"c",
              "type":"license","filters":{"agent_ids":["a@b.c"]}}]}
            """
        );
        var filters = StructCodec.Read((await plugin.ReadAsync("Webhook", "c/w")).Inputs)["filters"]!;
        Assert.Equal("{agentIds: {values: [a@b.c]}}", filters.ToString());
    }

    [Theory]
    [InlineData("license_expired", "Renew the license in LiveChat")]
    [InlineData("unsupported_version", "not open to every license yet")]
    [InlineData("ownership_transfer", "handed over in the LiveChat app only")]
    [InlineData("limit_reached", "where it is the plan that limits the number")]
    public async Task Create_RefusedWithATypeOfTheDocument_HasAdvice(string type, string advice)
    {
        await using var plugin = await PluginHarness.StartAsync("{}");
        plugin.Fault(
            new JsonObject
            {
                ["kind"] = "fail",
                ["method"] = "create_group",
                ["type"] = type,
            }.ToJsonString()
        );
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Group", """{"name":"G"}"""));
        Assert.Contains(advice, e.Status.Detail, StringComparison.Ordinal);
    }

    private static JsonNode Agent(PluginHarness plugin, string id) =>
        plugin.Dump()["agents"]!.AsArray().Single(a => (string)a!["id"]! == id)!;
}
