using Grpc.Core;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>A lost answer never makes a duplicate: in the same process, and in the next one.</summary>
public class LostCreateTests
{
    public static TheoryData<string, string, string, string> Creates =>
        new()
        {
            { "Group", """{"name":"Support"}""", "create_group", "groups" },
            { "Agent", """{"email":"ann@example.com","name":"Ann","jobTitle":"T"}""", "create_agent", "agents" },
            { "Tag", """{"name":"vip","groupIds":[0]}""", "create_tag", "tags" },
            { "Bot", """{"name":"Helper","maxChatsCount":9}""", "create_bot", "bots" },
            {
                "BotTemplate",
                """{"name":"Helper","ownerClientId":"c","affectExistingInstallations":false}""",
                "create_bot_template",
                "bot_templates"
            },
            {
                "AutoAccess",
                """{"groupIds":[0],"conditions":{"url":{"values":[{"value":"/pricing"}]}}}""",
                "add_auto_access",
                "auto_accesses"
            },
            {
                "Webhook",
                """{"action":"tag_created","url":"https://example.com","secretKey":"k","type":"license","ownerClientId":"c"}""",
                "register_webhook",
                "webhooks"
            },
            {
                "Property",
                """{"name":"tier","ownerClientId":"c","type":"int","access":{"license":{"agent":["read"]}}}""",
                "register_property",
                "properties"
            },
        };

    [Theory]
    [MemberData(nameof(Creates))]
    public async Task Create_AnswerIsDropped_IsFoundAndNotDoubled(string type, string inputs, string method, string collection)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var before = Count(plugin, collection);
        plugin.Fault($$"""{"kind":"drop-answer","method":"{{method}}"}""");
        var created = await plugin.CreateAsync(type, inputs);
        Assert.Equal(before + 1, Count(plugin, collection));
        Assert.NotNull((await plugin.ReadAsync(type, created.Id)).Properties);
    }

    [Fact]
    public async Task Create_AnswerIsDroppedAndTheAgentWasThereInOtherLetters_IsNotTakenForItsResult()
    {
        await using var plugin = await PluginHarness.StartAsync("""{"agents":[{"id":"ann@example.com","name":"Somebody"}]}""");
        plugin.Fault("""{"kind":"drop-answer","method":"create_agent"}""");
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Agent", """{"email":"Ann@Example.com","name":"Ann"}"""));
        Assert.Equal(StatusCode.AlreadyExists, e.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Creates))]
    public async Task Create_RequestIsCutOff_IsSentAgain(string type, string inputs, string method, string collection)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var before = Count(plugin, collection);
        plugin.Fault($$"""{"kind":"cut","method":"{{method}}"}""");
        await plugin.CreateAsync(type, inputs);
        Assert.Equal(before + 1, Count(plugin, collection));
    }

    [Theory]
    [MemberData(nameof(Creates))]
    public async Task Create_ProcessDiesBeforeTheEngineKnows_NextProcessTakesItOver(
        string type,
        string inputs,
        string method,
        string collection
    )
    {
        await using var plugin = await PluginHarness.StartAsync();
        var first = await plugin.CreateAsync(type, inputs);
        var count = Count(plugin, collection);
        await plugin.RestartAsync();
        plugin.Emulator.Log.Clear();
        var second = await plugin.CreateAsync(type, inputs);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(count, Count(plugin, collection));
        Assert.False(plugin.Emulator.Log.Counts.ContainsKey(method));
    }

    [Theory]
    [MemberData(nameof(Creates))]
    public async Task Create_ProcessDiesWithTheAnswerOpen_NextProcessFindsIt(string type, string inputs, string method, string collection)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var before = Count(plugin, collection);
        plugin.Fault($$"""{"kind":"drop-answer","method":"{{method}}","count":1}""");

        // A create lists what was there before; everything after the create fails.
        plugin.Fault($$"""{"kind":"cut","method":"list_{{collection}}","skip":1,"count":1000}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, inputs));
        Assert.Equal(before + 1, Count(plugin, collection));
        plugin.Emulator.Control("faults/clear");
        await plugin.RestartAsync();
        await plugin.CreateAsync(type, inputs);
        Assert.Equal(before + 1, Count(plugin, collection));
    }

    [Fact]
    public async Task Create_TakenOverWithOtherInputs_IsBroughtUpToDate()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var first = await plugin.CreateAsync("Group", """{"name":"Support"}""");
        await plugin.RestartAsync();
        var second = await plugin.CreateAsync("Group", """{"name":"Support","languageCode":"pl"}""");
        Assert.Equal(first.Id, second.Id);
        Assert.Equal("pl", StructCodec.Read(second.Properties).Text("languageCode"));
    }

    [Fact]
    public async Task Create_EngineConfirmedAndUserDeletedFromState_IsNotTakenOverInSilence()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string inputs = """{"name":"Support"}""";
        var first = await plugin.CreateAsync("Group", inputs);
        await plugin.DiffAsync("Group", first.Id, inputs, inputs);
        await plugin.RestartAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Group", inputs));
        Assert.Contains($"pulumi import livechat:index:Group it '{first.Id}'", e.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(2, Count(plugin, "groups"));
    }

    [Fact]
    public async Task Create_TwoOfTheSameNameOneAnswerLost_AreNotConfused()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string inputs = """{"name":"Support"}""";
        var first = await plugin.CreateAsync("Group", inputs, "first");
        plugin.Fault("""{"kind":"drop-answer","method":"create_group"}""");
        var second = await plugin.CreateAsync("Group", inputs, "second");
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(3, Count(plugin, "groups"));
    }

    [Fact]
    public async Task Create_TwoAlikeBothAnswersOpen_EachGetsAnObjectOfItsOwn()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string inputs = """{"name":"Support"}""";
        plugin.Fault("""{"kind":"drop-answer","method":"create_group","count":2}""");
        plugin.Fault("""{"kind":"cut","method":"list_groups","skip":1,"count":1000}""");
        var both = new[] { plugin.CreateAsync("Group", inputs, "first"), plugin.CreateAsync("Group", inputs, "second") };
        foreach (var create in both)
            await Assert.ThrowsAsync<RpcException>(() => create);
        Assert.Equal(3, Count(plugin, "groups"));
        plugin.Emulator.Control("faults/clear");
        await plugin.RestartAsync();
        var recovered = await Task.WhenAll(plugin.CreateAsync("Group", inputs, "first"), plugin.CreateAsync("Group", inputs, "second"));
        Assert.Equal(["1", "2"], recovered.Select(r => r.Id).Order());
        Assert.Equal(3, Count(plugin, "groups"));
    }

    [Fact]
    public async Task Create_TwoAlikeOnlyOneCommitted_TheOtherIsCreated()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string inputs = """{"name":"Support"}""";
        plugin.Fault("""{"kind":"drop-answer","method":"create_group","count":1}""");
        plugin.Fault("""{"kind":"cut","method":"create_group","count":1}""");
        plugin.Fault("""{"kind":"cut","method":"list_groups","skip":1,"count":1000}""");
        var both = new[] { plugin.CreateAsync("Group", inputs, "first"), plugin.CreateAsync("Group", inputs, "second") };
        foreach (var create in both)
            await Assert.ThrowsAsync<RpcException>(() => create);
        plugin.Emulator.Control("faults/clear");
        await plugin.RestartAsync();
        var recovered = await Task.WhenAll(plugin.CreateAsync("Group", inputs, "first"), plugin.CreateAsync("Group", inputs, "second"));
        Assert.Equal(["1", "2"], recovered.Select(r => r.Id).Order());
        Assert.Equal(3, Count(plugin, "groups"));
    }

    [Fact]
    public async Task Create_SameNameWasThereBefore_IsNeverTakenForOurs()
    {
        await using var plugin = await PluginHarness.StartAsync("""{"groups":[{"id":7,"name":"Support"}]}""");
        plugin.Fault("""{"kind":"cut","method":"create_group"}""");
        var created = await plugin.CreateAsync("Group", """{"name":"Support","languageCode":"pl"}""");
        Assert.Equal("8", created.Id);
    }

    [Fact]
    public async Task Create_SeveralCandidates_IsAnErrorThatListsThem()
    {
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Fault("""{"kind":"drop-answer","method":"create_group","count":1}""");
        plugin.Fault("""{"kind":"cut","method":"list_groups","skip":1,"count":1000}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Group", """{"name":"Support"}"""));
        plugin.Emulator.Control("faults/clear");

        // Somebody makes a group of the same name in the web UI meanwhile.
        using (
            var api = new LiveChatPulumi.Api.ConfigurationApi(
                new LiveChatPulumi.Api.ApiOptions
                {
                    Url = plugin.Emulator.Url,
                    Credential = new LiveChatPulumi.Api.Credential.Bearer(new LiveChatPulumi.Api.SecretText("dal:emulator-token")),
                }
            )
        )
            await api.CallAsync(
                LiveChatPulumi.Api.ApiActions.CreateGroup,
                new() { ["name"] = "Support", ["agent_priorities"] = new System.Text.Json.Nodes.JsonObject() },
                default
            );
        await plugin.RestartAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Group", """{"name":"Support"}"""));
        Assert.Contains("ids 1, 2", e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_Refused_LeavesNoRecordBehind()
    {
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Fault("""{"kind":"fail","method":"create_group","type":"limit_reached"}""");
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Group", """{"name":"Support"}"""));
        Assert.Equal(StatusCode.ResourceExhausted, e.StatusCode);
        await plugin.RestartAsync();
        plugin.Emulator.Log.Clear();
        await plugin.CreateAsync("Group", """{"name":"Support"}""");
        Assert.Equal(1, plugin.Emulator.Log.Counts["create_group"]);
    }

    [Theory]
    [MemberData(nameof(Creates))]
    public async Task Create_JournalCannotBeWritten_IsNotSent(string type, string inputs, string method, string collection)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var before = Count(plugin, collection);
        await File.WriteAllTextAsync(Path.Combine(plugin.Home, "livechat"), "in the way");
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync(type, inputs));
        Assert.Contains("cannot write down", e.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(before, Count(plugin, collection));
        Assert.False(plugin.Emulator.Log.Counts.ContainsKey(method));
    }

    private static int Count(PluginHarness plugin, string collection) => plugin.Dump()[collection]!.AsArray().Count;
}
