using System.Text.Json.Nodes;
using LiveChatPulumi.Provider;
using PluginProtocol.Grpc;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

public class LifecycleTests
{
    private const string Ann = """{"email":"ann@example.com","name":"Ann","jobTitle":"Support","maxChatsCount":4,"groups":[{"groupId":2,"priority":"first"},{"groupId":1,"priority":"normal"}],"notifications":["ticket","incoming_chat"],"emailSubscriptions":["daily_summary"],"workScheduler":{"timezone":"Europe/Warsaw","schedule":[{"day":"monday","enabled":true,"start":"08:00","end":"16:00"}]}}""";
    private const string Groups = """{"groups":[{"id":1,"name":"One"},{"id":2,"name":"Two"}]}""";

    /// <summary>Types with complete inputs, and how each can be changed behind the provider's back.</summary>
    public static TheoryData<string, string> Complete => new()
    {
        { "Agent", Ann },
        { "Group", """{"name":"Support","languageCode":"pl","agentPriorities":{"owner@example.com":"last"}}""" },
        { "Tag", """{"name":"vip","groupIds":[2,0]}""" },
        { "Bot", """{"name":"Helper","jobTitle":"Bot","maxChatsCount":50,"defaultGroupPriority":"first","groups":[{"groupId":1,"priority":"first"},{"groupId":0,"priority":"last"}],"ownerClientId":"client-1","workScheduler":{"timezone":"UTC","schedule":[{"day":"sunday","enabled":true,"start":"00:00","end":"24:00"}]}}""" },
    };

    [Theory]
    [MemberData(nameof(Complete))]
    public async Task Create_ThenReadThenDiff_ShowsNothing(string type, string inputs)
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        var created = await plugin.CreateAsync(type, inputs);
        var read = await plugin.ReadAsync(type, created.Id, inputs);
        Assert.Equal(PluginHarness.Parse(inputs), StructCodec.Read(read.Inputs));
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, (await plugin.DiffAsync(type, created.Id, inputs, inputs)).Changes);
    }

    [Theory]
    [MemberData(nameof(Complete))]
    public async Task Create_ServerKeepsSetsInItsOwnOrder_OutputsStayInTheUsersWords(string type, string inputs)
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        plugin.Emulator.Options["setOrder"] = "any";
        var created = await plugin.CreateAsync(type, inputs);
        var outputs = StructCodec.Read(created.Properties);
        foreach (var (key, value) in PluginHarness.Parse(inputs).Members) Assert.Equal(value, outputs[key]);
        Assert.Equal(PluginHarness.Parse(inputs), StructCodec.Read((await plugin.ReadAsync(type, created.Id, inputs)).Inputs));
    }

    [Theory]
    [MemberData(nameof(Complete))]
    public async Task Import_ThenCheckThenDiff_IsClean(string type, string inputs)
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        var id = (await plugin.CreateAsync(type, inputs)).Id;
        var read = StructCodec.Read((await plugin.ReadAsync(type, id)).Inputs);
        var text = new CheckpointCodec(null).WriteText(read);
        Assert.Empty(await plugin.FailuresAsync(type, text, text));

        // A group's members come with the agents: importing both must not give two owners.
        var declared = new CheckpointCodec(null).WriteText(PluginHarness.Parse(inputs).Without("agentPriorities"));
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, (await plugin.DiffAsync(type, id, text, declared)).Changes);
        Assert.Null(read["agentPriorities"]);
    }

    [Theory]
    [MemberData(nameof(Complete))]
    public async Task Delete_Twice_Succeeds(string type, string inputs)
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        var id = (await plugin.CreateAsync(type, inputs)).Id;
        await plugin.DeleteAsync(type, id);
        await plugin.DeleteAsync(type, id);
        await plugin.RestartAsync();
        var read = await plugin.ReadAsync(type, id, inputs);
        Assert.Equal(("", true, true), (read.Id, read.Properties is null, read.Inputs is null));
    }

    [Theory]
    [MemberData(nameof(Complete))]
    public async Task Preview_CreateAndUpdate_WriteNothingAndEchoInputs(string type, string inputs)
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        var preview = await plugin.CreateAsync(type, inputs, preview: true);
        await plugin.UpdateAsync(type, "x", inputs, inputs, preview: true);
        Assert.Equal(0, plugin.Writes);
        Assert.Equal("", preview.Id);
        Assert.Equal(PluginHarness.Parse(inputs), StructCodec.Read(preview.Properties));
    }

    [Theory]
    [MemberData(nameof(Complete))]
    public async Task Update_WithEqualInputs_LooksAgainAndWritesNothing(string type, string inputs)
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        var id = (await plugin.CreateAsync(type, inputs)).Id;
        plugin.Emulator.Log.Clear();
        await plugin.UpdateAsync(type, id, inputs, inputs);
        Assert.Equal(0, plugin.Writes);
    }

    [Theory]
    [MemberData(nameof(Complete))]
    public async Task CheckAndDiff_UnknownAtAnyPlace_Survive(string type, string inputs)
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        foreach (var unknown in Variants(PluginHarness.Parse(inputs), _ => PropertyValue.Unknown))
        {
            var check = await plugin.Client.CheckAsync(new CheckRequest { Urn = PluginHarness.Urn(type), Type = $"livechat:index:{type}", News = StructCodec.Write(unknown), Olds = new() }, default);
            Assert.Empty(check.Failures);
            Assert.Equal(unknown, StructCodec.Read(check.Inputs));
            var diff = await plugin.Client.DiffAsync(new DiffRequest { Urn = PluginHarness.Urn(type), Id = "1", OldInputs = StructCodec.Write(PluginHarness.Parse(inputs)), News = StructCodec.Write(unknown) }, default);
            Assert.Equal(DiffResponse.Types.DiffChanges.DiffSome, diff.Changes);
        }
    }

    [Theory]
    [MemberData(nameof(Complete))]
    public async Task Secrets_AtAnyPlace_StaySecretFromCheckToState(string type, string inputs)
    {
        foreach (var secret in Variants(PluginHarness.Parse(inputs), PropertyValue.Secret))
        {
            await using var plugin = await PluginHarness.StartAsync(Groups);
            var check = await plugin.Client.CheckAsync(new CheckRequest { Urn = PluginHarness.Urn(type), Type = $"livechat:index:{type}", News = StructCodec.Write(secret), Olds = new() }, default);
            Assert.Equal(secret, StructCodec.Read(check.Inputs));
            var created = await plugin.Client.CreateAsync(new CreateRequest { Urn = PluginHarness.Urn(type), Properties = StructCodec.Write(secret) }, default);
            foreach (var (key, value) in secret.Members.Where(m => m.Value.ContainsSecret)) Assert.True(StructCodec.Read(created.Properties)[key]!.ContainsSecret, $"{type}.{key} of {secret}");
        }
    }

    [Theory]
    [InlineData("job_title", "\"Boss\"", "jobTitle")]
    [InlineData("max_chats_count", "11", "maxChatsCount")]
    [InlineData("login_status", "\"accepting chats\"", null)]
    [InlineData("groups", """[{"id":1,"priority":"normal"}]""", "groups")]
    [InlineData("notifications", "[]", "notifications")]
    [InlineData("email_subscriptions", """["weekly_summary"]""", "emailSubscriptions")]
    [InlineData("work_scheduler", """{"timezone":"UTC","schedule":[{"day":"monday","enabled":true,"start":"08:00","end":"16:00"}]}""", "workScheduler.timezone")]
    public async Task Refresh_AgentChangedBehindItsBack_ShowsExactlyThat(string parameter, string value, string? path)
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        await plugin.CreateAsync("Agent", Ann);
        await CallAsync(plugin, "update_agent", $$"""{"id":"ann@example.com","{{parameter}}":{{value}}}""");
        var read = new CheckpointCodec(null).WriteText(StructCodec.Read((await plugin.ReadAsync("Agent", "ann@example.com", Ann)).Inputs));
        var diff = await plugin.DiffAsync("Agent", "ann@example.com", read, Ann);

        // What the program never set is not its business.
        Assert.Equal(path is null ? [] : [path], diff.DetailedDiff.Keys);
    }

    [Fact]
    public async Task Update_DroppedProperty_GoesBackToTheServersDefault()
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        await plugin.CreateAsync("Agent", Ann);
        await plugin.UpdateAsync("Agent", "ann@example.com", Ann, """{"email":"ann@example.com","name":"Ann"}""");
        var agent = plugin.Dump()["agents"]!.AsArray().First(a => (string)a!["id"]! == "ann@example.com")!;
        Assert.Equal(("", 6, "[]"), ((string)agent["job_title"]!, (int)agent["max_chats_count"]!, agent["groups"]!.ToJsonString()));
    }

    [Fact]
    public async Task Update_GroupStopsOwningItsMembers_MembersStay()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var inputs = """{"name":"Support","agentPriorities":{"owner@example.com":"last"}}""";
        var id = (await plugin.CreateAsync("Group", inputs)).Id;
        await plugin.UpdateAsync("Group", id, inputs, """{"name":"Support"}""");
        var owner = plugin.Dump()["agents"]!.AsArray().First(a => (string)a!["role"]! == "owner")!;
        Assert.Contains(owner["groups"]!.AsArray(), g => (int)g!["id"]! == int.Parse(id));
    }

    [Theory]
    [InlineData("Agent", """{"email":"ann@example.com","name":"Ann"}""", """{"email":"bob@example.com","name":"Bob"}""", "email", false)]
    [InlineData("Tag", """{"name":"vip"}""", """{"name":"gold"}""", "name", false)]
    [InlineData("Tag", """{"name":"vip"}""", """{"name":"VIP"}""", "name", true)]
    public async Task Diff_KeyChanges_ReplacesAndDeletesFirstOnlyWhenBothCannotStand(string type, string olds, string news, string property, bool deleteFirst)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var diff = await plugin.DiffAsync(type, "x", olds, news);
        Assert.Contains(property, diff.Replaces);
        Assert.Equal(PropertyDiff.Types.Kind.UpdateReplace, diff.DetailedDiff[property].Kind);
        Assert.Equal(deleteFirst, diff.DeleteBeforeReplace);
    }

    [Fact]
    public async Task Diff_EmailChangesItsCaseOnly_IsNoChange()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var diff = await plugin.DiffAsync("Agent", "x", """{"email":"ann@example.com","name":"Ann"}""", """{"email":"Ann@Example.com","name":"Ann"}""");
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, diff.Changes);
    }

    [Fact]
    public async Task Diff_SidesSwapped_AddBecomesDelete()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string small = """{"email":"a@b.c","name":"A"}""", large = """{"email":"a@b.c","name":"A","jobTitle":"T"}""";
        Assert.Equal(PropertyDiff.Types.Kind.Add, (await plugin.DiffAsync("Agent", "x", small, large)).DetailedDiff["jobTitle"].Kind);
        Assert.Equal(PropertyDiff.Types.Kind.Delete, (await plugin.DiffAsync("Agent", "x", large, small)).DetailedDiff["jobTitle"].Kind);
    }

    [Fact]
    public async Task Create_AgentExistsAlready_IsExplainedAndNothingIsTaken()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Agent", """{"email":"owner@example.com","name":"O"}"""));
        Assert.Equal(StatusCode.AlreadyExists, e.Code);
        Assert.Contains("pulumi import livechat:index:Agent it 'owner@example.com'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_GroupDoesNotExist_NamesResourceAndCause()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Agent", """{"email":"a@b.c","name":"A","groups":[{"groupId":77,"priority":"first"}]}"""));
        Assert.Equal(StatusCode.NotFound, e.Code);
        Assert.Contains("agent 'it'", e.Message, StringComparison.Ordinal);
        Assert.Contains("77", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_ApiNamesAParameter_UserReadsThePropertysName()
    {
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Emulator.Options["createAgentMaxChats"] = "20";
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Agent", """{"email":"a@b.c","name":"A","maxChatsCount":50}"""));
        Assert.Contains("`maxChatsCount`", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_ReadsLagBehind_WaitsUntilItShows()
    {
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 100 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        var create = plugin.CreateAsync("Group", """{"name":"Late"}""");
        while (plugin.Emulator.Log.Counts.GetValueOrDefault("get_group") < 3) await Task.Yield();
        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 61 });
        Assert.Equal("1", (await create).Id);
    }

    [Fact]
    public async Task Create_NeverShows_IsKeptAsNotReadyAndTheNextUpdateHeals()
    {
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 100 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Group", """{"name":"Late"}"""));
        var detail = e.Detail("pulumirpc.ErrorResourceInitFailed", ErrorResourceInitFailed.Parser)!;
        Assert.Equal("1", detail.Id);
        Assert.Contains("the next up looks again", detail.Reasons[0], StringComparison.Ordinal);
        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 61 });
        plugin.Emulator.Log.Clear();
        var healed = await plugin.UpdateAsync("Group", "1", """{"name":"Late"}""", """{"name":"Late"}""");
        Assert.Equal("Late", StructCodec.Read(healed.Properties).Text("name"));
        Assert.Equal(0, plugin.Writes);
    }

    [Fact]
    public async Task Update_ServerKeepsAnotherValue_IsToldAndNotWaitedFor()
    {
        await using var plugin = await PluginHarness.StartAsync("""{"agents":[{"id":"a@b.c","name":"A"},{"id":"d@e.f","name":"D"}]}""");
        plugin.Emulator.Options["updateGroupPriorities"] = "merge";
        const string old = """{"name":"G","agentPriorities":{"a@b.c":"first"}}""";
        var id = (await plugin.CreateAsync("Group", old)).Id;
        plugin.Emulator.Log.Clear();
        var updated = await plugin.UpdateAsync("Group", id, old, """{"name":"G","agentPriorities":{"d@e.f":"last"}}""");
        Assert.Equal("{a@b.c: first, d@e.f: last}", StructCodec.Read(updated.Properties)["agentPriorities"]!.ToString());
        Assert.Equal(1, plugin.Emulator.Log.Counts["get_group"]);
        Assert.Contains(plugin.Logs, l => l.Severity == LogSeverity.Warning && l.Message.Contains("agentPriorities", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Update_ReadsLagBehind_WaitsForTheNewValue()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var id = (await plugin.CreateAsync("Group", """{"name":"Old"}""")).Id;
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 1000 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        plugin.Emulator.Log.Clear();
        var update = plugin.UpdateAsync("Group", id, """{"name":"Old"}""", """{"name":"New"}""");
        while (plugin.Emulator.Log.Counts.GetValueOrDefault("get_group") < 3) await Task.Yield();
        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 61 });
        Assert.Equal("New", StructCodec.Read((await update).Properties).Text("name"));
    }

    [Fact]
    public async Task Create_GroupOfThisRunIsNotKnownYet_IsWaitedFor()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var group = (await plugin.CreateAsync("Group", """{"name":"New"}""")).Id;
        plugin.Fault("""{"kind":"fail","method":"create_agent","type":"group_not_found","count":3}""");
        var agent = await plugin.CreateAsync("Agent", $$"""{"email":"a@b.c","name":"A","groups":[{"groupId":{{group}},"priority":"first"}]}""", "a");
        Assert.Equal("a@b.c", agent.Id);
    }

    [Fact]
    public async Task Update_ObjectIsGone_SaysWhatToDo()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.UpdateAsync("Agent", "gone@example.com", """{"email":"gone@example.com","name":"G"}""", """{"email":"gone@example.com","name":"G","jobTitle":"x"}"""));
        Assert.Equal(StatusCode.NotFound, e.Code);
        Assert.Contains("Run refresh", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_GroupZero_StaysAndIsTold()
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.DeleteAsync("Group", "0");
        Assert.Equal(0, plugin.Writes);
        Assert.Contains(plugin.Logs, l => l.Severity == LogSeverity.Warning && l.Message.Contains("General", StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_EachType_GivesWhatImportTakes()
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        await plugin.CreateAsync("Tag", """{"name":"vip"}""");
        await plugin.CreateAsync("Bot", """{"name":"Helper"}""");
        foreach (var type in new[] { "Agent", "Bot", "Group", "Tag" })
        {
            var count = 0;
            await foreach (var item in plugin.Client.ListAsync(new ListRequest { Token = $"livechat:index:{type}" }, default))
            {
                count++;
                Assert.NotNull((await plugin.ReadAsync(type, item.Result.Id)).Properties);
            }

            Assert.True(count > 0);
        }
    }

    [Theory]
    [InlineData("""{"name":"One"}""", 1)]
    [InlineData("""{"groupId":2}""", 2)]
    public async Task GetGroup_ByNameOrId_FindsIt(string arguments, int id)
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        var answer = await plugin.Client.InvokeAsync(new InvokeRequest { Tok = "livechat:index:getGroup", Args = StructCodec.Write(PluginHarness.Parse(arguments)) }, default);
        Assert.Equal(PropertyValue.Of(id), StructCodec.Read(answer.Return)["groupId"]);
    }

    [Theory]
    [InlineData("""{"name":"Nope"}""", "no group named 'Nope'")]
    [InlineData("""{"groupId":77}""", "no group with the id 77")]
    [InlineData("{}", "either name or groupId")]
    [InlineData("""{"nmae":"x"}""", "did you mean 'name'?")]
    public async Task GetGroup_Wrong_SaysSo(string arguments, string reason)
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        var answer = await plugin.Client.InvokeAsync(new InvokeRequest { Tok = "livechat:index:getGroup", Args = StructCodec.Write(PluginHarness.Parse(arguments)) }, default);
        Assert.Contains(reason, answer.Failures[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_WhileACreateWaits_ComesBackWithTheId()
    {
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 100 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        plugin.Options = plugin.Options with { PropagationBound = TimeSpan.FromDays(1) };
        await plugin.RestartAsync();
        var create = plugin.CreateAsync("Group", """{"name":"Late"}""");
        while (plugin.Emulator.Log.Counts.GetValueOrDefault("get_group") < 2) await Task.Yield();
        await plugin.Client.CancelAsync(TimeSpan.FromSeconds(30), default);
        var e = await Assert.ThrowsAsync<RpcException>(() => create);
        Assert.Equal("1", e.Detail("pulumirpc.ErrorResourceInitFailed", ErrorResourceInitFailed.Parser)!.Id);
    }

    private static IEnumerable<PropertyObject> Variants(PropertyObject root, Func<PropertyValue, PropertyValue> change)
    {
        foreach (var (key, value) in root.Members)
        {
            foreach (var variant in Variants(value, change)) yield return root.With(key, variant);
        }
    }

    private static IEnumerable<PropertyValue> Variants(PropertyValue value, Func<PropertyValue, PropertyValue> change)
    {
        yield return change(value);
        if (value is PropertyObject o)
        {
            foreach (var variant in Variants(o, change)) yield return variant;
        }
        else if (value is PropertyArray a)
        {
            for (var i = 0; i < a.Items.Length; i++)
            {
                foreach (var variant in Variants(a.Items[i], change)) yield return new PropertyArray(a.Items.SetItem(i, variant));
            }
        }
    }

    private static async Task CallAsync(PluginHarness plugin, string method, string body)
    {
        using var api = new LiveChatPulumi.Api.ConfigurationApi(new LiveChatPulumi.Api.ApiOptions { Url = plugin.Emulator.Url, Credential = new LiveChatPulumi.Api.Credential.Bearer(new LiveChatPulumi.Api.SecretText("dal:emulator-token")) });
        await api.CallAsync(LiveChatPulumi.Api.ApiActions.All[method], (JsonObject)JsonNode.Parse(body)!, default);
    }
}
