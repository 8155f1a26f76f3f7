using System.Text.Json.Nodes;
using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

public class LifecycleTests
{
    private const string Ann = """
        {"email":"ann@example.com","name":"Ann","jobTitle":"Support","maxChatsCount":4,
         "groups":[{"groupId":2,"priority":"first"},{"groupId":1,"priority":"normal"}],
         "notifications":["ticket","incoming_chat"],"emailSubscriptions":["daily_summary"],
         "workScheduler":{"timezone":"Europe/Warsaw","schedule":[{"day":"monday","enabled":true,"start":"08:00","end":"16:00"}]}}
        """;
    private const string Groups = """{"groups":[{"id":1,"name":"One"},{"id":2,"name":"Two"}]}""";

    [Theory]
    [InlineData("job_title", "\"Boss\"", "jobTitle")]
    [InlineData("max_chats_count", "11", "maxChatsCount")]
    [InlineData("login_status", "\"accepting chats\"", null)]
    [InlineData("groups", """[{"id":1,"priority":"normal"}]""", "groups")]
    [InlineData("notifications", "[]", "notifications")]
    [InlineData("email_subscriptions", """["weekly_summary"]""", "emailSubscriptions")]
    [InlineData(
        "work_scheduler",
        """{"timezone":"UTC","schedule":[{"day":"monday","enabled":true,"start":"08:00","end":"16:00"}]}""",
        "workScheduler.timezone"
    )]
    public async Task Refresh_AgentChangedBehindItsBack_ShowsExactlyThat(string parameter, string value, string? path)
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        await plugin.CreateAsync("Agent", Ann);
        await CallAsync(plugin, "update_agent", $$"""{"id":"ann@example.com","{{parameter}}":{{value}}}""");
        await plugin.NextRunAsync();
        var read = new CheckpointCodec(null).WriteText(StructCodec.Read((await plugin.ReadAsync("Agent", "ann@example.com", Ann)).Inputs));
        var diff = await plugin.DiffAsync("Agent", "ann@example.com", read, Ann);

        // What the program never set is not its business.
        Assert.Equal(path is null ? [] : [path], diff.DetailedDiff.Keys);
    }

    [Fact]
    public async Task Update_DroppedProperty_GoesBackToTheDocumentsDefaultOrStays()
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        await plugin.CreateAsync("Agent", Ann);
        await plugin.UpdateAsync("Agent", "ann@example.com", Ann, """{"email":"ann@example.com","name":"Ann"}""");
        var agent = plugin.Dump()["agents"]!.AsArray().First(a => (string)a!["id"]! == "ann@example.com")!;
        Assert.Equal(("Support", 6), ((string)agent["job_title"]!, (int)agent["max_chats_count"]!));
        Assert.Equal([2, 1], agent["groups"]!.AsArray().Select(g => (int)g!["id"]!));
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
    public async Task Diff_KeyChanges_ReplacesAndDeletesFirstOnlyWhenBothCannotStand(
        string type,
        string olds,
        string news,
        string property,
        bool deleteFirst
    )
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
        var diff = await plugin.DiffAsync(
            "Agent",
            "x",
            """{"email":"ann@example.com","name":"Ann"}""",
            """{"email":"Ann@Example.com","name":"Ann"}"""
        );
        Assert.Equal(DiffResponse.Types.DiffChanges.DiffNone, diff.Changes);
    }

    [Fact]
    public async Task Diff_SidesSwapped_AddBecomesDelete()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string small = """{"email":"a@b.c","name":"A"}""",
            large = """{"email":"a@b.c","name":"A","maxChatsCount":3}""";
        Assert.Equal(PropertyDiff.Types.Kind.Add, (await plugin.DiffAsync("Agent", "x", small, large)).DetailedDiff["maxChatsCount"].Kind);
        var swapped = await plugin.DiffAsync("Agent", "x", large, small);
        Assert.Equal(PropertyDiff.Types.Kind.Delete, swapped.DetailedDiff["maxChatsCount"].Kind);
    }

    [Fact]
    public async Task Create_AgentExistsAlready_IsExplainedAndNothingIsTaken()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Agent", """{"email":"owner@example.com","name":"O"}"""));
        Assert.Equal(StatusCode.AlreadyExists, e.StatusCode);
        Assert.Contains("pulumi import livechat:index:Agent it 'owner@example.com'", e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_GroupDoesNotExist_NamesResourceAndCause()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() =>
            plugin.CreateAsync("Agent", """{"email":"a@b.c","name":"A","groups":[{"groupId":77,"priority":"first"}]}""")
        );
        Assert.Equal(StatusCode.NotFound, e.StatusCode);
        Assert.Contains("agent 'it'", e.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("77", e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_ApiNamesAParameter_UserReadsThePropertysName()
    {
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Emulator.Options["createAgentMaxChats"] = "20";
        var e = await Assert.ThrowsAsync<RpcException>(() =>
            plugin.CreateAsync("Agent", """{"email":"a@b.c","name":"A","maxChatsCount":50}""")
        );
        Assert.Contains("`maxChatsCount`", e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_ReadsLagBehind_WaitsUntilItShows()
    {
        await using var plugin = await PluginHarness.StartAsync(readiness: "visible");
        await plugin.BePatientAsync();
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 100 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        var create = plugin.CreateAsync("Group", """{"name":"Late"}""");
        await Within.EventuallyAsync(() => plugin.Emulator.Log.Counts.GetValueOrDefault("list_groups") >= 3);
        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 61 });
        Assert.Equal("1", (await create).Id);
    }

    [Fact]
    public async Task Create_NeverShows_IsKeptAsNotReadyAndTheNextUpdateHeals()
    {
        await using var plugin = await PluginHarness.StartAsync(readiness: "visible");
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 100 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Group", """{"name":"Late"}"""));
        var detail = e.Detail<ErrorResourceInitFailed>()!;
        Assert.Equal("1", detail.Id);
        Assert.Contains("the next up looks again", detail.Reasons[0], StringComparison.Ordinal);
        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 61 });
        plugin.Emulator.Log.Clear();
        var healed = await plugin.UpdateAsync("Group", "1", """{"name":"Late"}""", """{"name":"Late"}""");
        Assert.Equal("Late", StructCodec.Read(healed.Properties).Text("name"));
        Assert.Equal(0, plugin.Writes);
    }

    [Fact]
    public async Task Create_ServerKeepsSetsInItsOwnOrder_OutputsStayInTheUsersWords()
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        plugin.Emulator.Options["setOrder"] = "any";
        var outputs = StructCodec.Read((await plugin.CreateAsync("Agent", Ann)).Properties);
        foreach (var (key, value) in PluginHarness.Parse(Ann).Members)
            Assert.Equal(value, outputs[key]);
    }

    [Theory]
    [InlineData("replace")]
    [InlineData("merge")]
    public async Task Update_GroupLosesMembers_TheyAreGoneWhateverTheServerDoesWithTheMap(string semantics)
    {
        await using var plugin = await PluginHarness.StartAsync(
            """{"agents":[{"id":"a@b.c","name":"A"}],"bots":[{"id":"robot","name":"R","groups":[{"id":0,"priority":"first"}]}]}"""
        );
        plugin.Emulator.Options["updateGroupPriorities"] = semantics;
        const string old = """{"name":"G","agentPriorities":{"a@b.c":"first","robot":"first","owner@example.com":"last"}}""",
            now = """{"name":"G","agentPriorities":{"owner@example.com":"last"}}""";
        var id = (await plugin.CreateAsync("Group", old)).Id;
        var updated = await plugin.UpdateAsync("Group", id, old, now);
        Assert.Equal("{owner@example.com: last}", StructCodec.Read(updated.Properties)["agentPriorities"]!.ToString());
        Assert.Equal("""[{"id":0,"priority":"first"}]""", plugin.Dump()["bots"]![0]!["groups"]!.ToJsonString());
    }

    [Theory]
    [InlineData("replace")]
    [InlineData("merge")]
    public async Task Update_GroupSwapsMembers_OutputsShowTheSwapWhateverTheServerDoesWithTheMap(string semantics)
    {
        await using var plugin = await PluginHarness.StartAsync("""{"agents":[{"id":"a@b.c","name":"A"},{"id":"b@b.c","name":"B"}]}""");
        plugin.Emulator.Options["updateGroupPriorities"] = semantics;
        const string old = """{"name":"G","agentPriorities":{"a@b.c":"first"}}""",
            now = """{"name":"G","agentPriorities":{"b@b.c":"first"}}""";
        var id = (await plugin.CreateAsync("Group", old)).Id;
        var updated = await plugin.UpdateAsync("Group", id, old, now);
        Assert.Equal("{b@b.c: first}", StructCodec.Read(updated.Properties)["agentPriorities"]!.ToString());
        Assert.DoesNotContain(plugin.Logs, l => l.Severity == LogSeverity.Warning);
    }

    [Fact]
    public async Task Update_GroupsNameOnly_LeavesMembersThatOthersAdded()
    {
        await using var plugin = await PluginHarness.StartAsync("""{"agents":[{"id":"a@b.c","name":"A"}]}""", readiness: "visible");
        const string old = """{"name":"G","agentPriorities":{"owner@example.com":"last"}}""";
        var id = (await plugin.CreateAsync("Group", old)).Id;
        await CallAsync(plugin, "update_agent", $$"""{"id":"a@b.c","groups":[{"id":{{id}},"priority":"first"}]}""");
        var updated = await plugin.UpdateAsync("Group", id, old, old.Replace("\"G\"", "\"H\"", StringComparison.Ordinal));
        Assert.Equal("{a@b.c: first, owner@example.com: last}", StructCodec.Read(updated.Properties)["agentPriorities"]!.ToString());
    }

    [Fact]
    public async Task Update_ReadsLagBehind_WaitsForTheNewValue()
    {
        await using var plugin = await PluginHarness.StartAsync(readiness: "visible");
        await plugin.BePatientAsync();
        var id = (await plugin.CreateAsync("Group", """{"name":"Old"}""")).Id;
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 1000 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        plugin.Emulator.Log.Clear();
        var update = plugin.UpdateAsync("Group", id, """{"name":"Old"}""", """{"name":"New"}""");
        await Within.EventuallyAsync(() => plugin.Emulator.Log.Counts.GetValueOrDefault("list_groups") >= 3);
        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 61 });
        Assert.Equal("New", StructCodec.Read((await update).Properties).Text("name"));
    }

    [Fact]
    public async Task Create_GroupOfThisRunIsNotKnownYet_IsWaitedFor()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var group = (await plugin.CreateAsync("Group", """{"name":"New"}""")).Id;
        plugin.Fault("""{"kind":"fail","method":"create_agent","type":"group_not_found","count":3}""");
        var agent = await plugin.CreateAsync(
            "Agent",
            $$"""{"email":"a@b.c","name":"A","groups":[{"groupId":{{group}},"priority":"first"}]}""",
            "a"
        );
        Assert.Equal("a@b.c", agent.Id);
    }

    [Fact]
    public async Task Update_ObjectIsGone_SaysWhatToDo()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() =>
            plugin.UpdateAsync(
                "Agent",
                "gone@example.com",
                """{"email":"gone@example.com","name":"G"}""",
                """{"email":"gone@example.com","name":"G","jobTitle":"x"}"""
            )
        );
        Assert.Equal(StatusCode.NotFound, e.StatusCode);
        Assert.Contains("Run refresh", e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_GroupZero_StaysAndIsTold()
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.DeleteAsync("Group", "0");
        Assert.Equal(0, plugin.Writes);
        Assert.Contains(plugin.Logs, l => l.Severity == LogSeverity.Warning && l.Message.Contains("General", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"name":"One"}""", 1)]
    [InlineData("""{"groupId":2}""", 2)]
    public async Task GetGroup_ByNameOrId_FindsIt(string arguments, int id)
    {
        await using var plugin = await PluginHarness.StartAsync(Groups);
        var answer = await plugin.Client.InvokeAsync(
            new InvokeRequest { Tok = "livechat:index:getGroup", Args = StructCodec.Write(PluginHarness.Parse(arguments)) },
            default
        );
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
        var answer = await plugin.Client.InvokeAsync(
            new InvokeRequest { Tok = "livechat:index:getGroup", Args = StructCodec.Write(PluginHarness.Parse(arguments)) },
            default
        );
        Assert.Contains(reason, answer.Failures[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_WhileACreateWaits_ComesBackWithTheId()
    {
        await using var plugin = await PluginHarness.StartAsync(readiness: "visible");
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 100 });
        plugin.Emulator.Options.ReadLag = TimeSpan.FromSeconds(60);
        await plugin.BePatientAsync();
        var create = plugin.CreateAsync("Group", """{"name":"Late"}""");
        await Within.EventuallyAsync(() => plugin.Emulator.Log.Counts.GetValueOrDefault("list_groups") >= 2);
        await plugin.Client.CancelAsync(TimeSpan.FromSeconds(30), default);
        var e = await Assert.ThrowsAsync<RpcException>(() => create);
        Assert.Equal("1", e.Detail<ErrorResourceInitFailed>()!.Id);
    }

    private static async Task CallAsync(PluginHarness plugin, string method, string body)
    {
        using var api = new LiveChatPulumi.Api.ConfigurationApi(
            new LiveChatPulumi.Api.ApiOptions
            {
                Url = plugin.Emulator.Url,
                Credential = new LiveChatPulumi.Api.Credential.Bearer(new LiveChatPulumi.Api.SecretText("dal:emulator-token")),
            }
        );
        await api.CallAsync(LiveChatPulumi.Api.ApiActions.All[method], (JsonObject)JsonNode.Parse(body)!, default);
    }
}
