using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using TestSupport;

namespace LiveChatPulumi_Emulator_Tests;

public sealed class EmulatorTests : IAsyncLifetime
{
    private EmulatorServer _emulator = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _emulator = await EmulatorServer.StartAsync();
        _client = new HttpClient { BaseAddress = _emulator.Url };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "dal:emulator-token");
        _emulator.Control("seed", (JsonObject)JsonNode.Parse(Seed)!);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _emulator.DisposeAsync();
    }

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const string Seed = """
        {
          "groups": [
            { "id": 1, "name": "One" }, { "id": 2, "name": "Two" }, { "id": 5, "name": "Five" }, { "id": 6, "name": "Six" },
            { "id": 19, "name": "Sports" }, { "id": 42, "name": "Docs" }, { "id": 11, "name": "Eleven" }, { "id": 420, "name": "Go" }
          ],
          "agents": [
            { "id": "smith@example.com", "name": "Smith" },
            { "id": "brown@example.com", "name": "Brown" },
            { "id": "agent1@example.com", "name": "A" },
            { "id": "agent2@example.com", "name": "B" },
            { "id": "agent3@example.com", "name": "C" },
            { "id": "foo", "name": "Foo" }, { "id": "bar", "name": "Bar" }, { "id": "agent_id", "name": "Go" }
          ],
          "bots": [
            { "id": "5c9871d5372c824cbf22d860a707a578", "name": "Bot", "owner_client_id": "client" },
            { "id": "ce54714e3d2b53adbfff09dbdbdd56e9", "name": "Bot" },
            { "id": "pqi8oasdjahuakndw9nsad9na", "name": "Bot" }, { "id": "505591fc9fc2d6e92798bed7d9d8f079", "name": "Bot" }
          ],
          "tags": [ { "name": "docs_feedback", "group_ids": [ 0 ] }, { "name": "tageroo", "group_ids": [ 0 ] } ]
        }
        """;

    [Theory]
    [InlineData("create_agent", """{"name":"x"}""", "validation", "`id` is required")]
    [InlineData("create_agent", """{"id":"x@y.z"}""", "validation", "`name` is required")]
    [InlineData(
        "create_agent",
        """{"id":"x@y.z","name":"X","role":"owner"}""",
        "validation",
        "`role` must be one of: viceowner, administrator, normal"
    )]
    [InlineData(
        "create_agent",
        """{"id":"x@y.z","name":"X","max_chats_count":101}""",
        "validation",
        "`max_chats_count` must be from 0 to 100"
    )]
    [InlineData("create_agent", """{"id":"x@y.z","name":7}""", "validation", "`name` must be a string")]
    [InlineData(
        "create_agent",
        """{"id":"x@y.z","name":"X","groups":[{"id":1,"priority":"best"}]}""",
        "validation",
        "`groups[0].priority` must be one of: first, normal, last, supervisor"
    )]
    [InlineData(
        "create_agent",
        """{"id":"x@y.z","name":"X","groups":[{"id":77,"priority":"first"}]}""",
        "group_not_found",
        "Group 77 not found"
    )]
    [InlineData("create_agent", """{"id":"SMITH@example.com","name":"X"}""", "already_exists", "Agent already exists")]
    [InlineData("create_agent", """{"id":"x@y.z","name":"X","notifications":["loud"]}""", "validation", null)]
    [InlineData(
        "update_agent",
        """{"id":"smith@example.com","max_chats_count":21}""",
        "validation",
        "`max_chats_count` must be from 0 to 20"
    )]
    [InlineData(
        "update_agent",
        """{"id":"smith@example.com","work_scheduler":{"monday":{"start":"08:30","end":"12:30"}}}""",
        "validation",
        "`work_scheduler.schedule` is required"
    )]
    [InlineData("update_agent", """{"id":"nobody@example.com"}""", "not_found", "Agent not found")]
    [InlineData("delete_agent", """{"id":"owner@example.com"}""", "authorization", "The owner cannot be deleted")]
    [InlineData("update_agent", """{"id":"owner@example.com","role":"normal"}""", "authorization", "The owner cannot be demoted")]
    [InlineData("suspend_agent", """{"id":"owner@example.com"}""", "authorization", "The owner cannot be suspended")]
    [InlineData("get_agent", """{"id":"smith@example.com","fields":["shoe_size"]}""", "validation", null)]
    [InlineData("create_group", """{"name":"x"}""", "validation", "`agent_priorities` is required")]
    [InlineData("create_group", """{"name":"x","agent_priorities":{"ghost@example.com":"first"}}""", "not_found", null)]
    [InlineData("delete_group", """{"id":0}""", "authorization", "The default group cannot be deleted")]
    [InlineData("get_group", """{"id":77}""", "group_not_found", null)]
    [InlineData("update_group", """{"id":"19"}""", "validation", "`id` must be an integer")]
    [InlineData("create_tag", """{"name":"DOCS_feedback"}""", "already_exists", "Tag already exists")]
    [InlineData("update_tag", """{"name":"DOCS_feedback","group_ids":[]}""", "not_found", "Tag not found")]
    [InlineData("delete_tag", """{"name":"DOCS_feedback"}""", "not_found", "Tag not found")]
    [InlineData("list_tags", """{"filters":{}}""", "validation", "`filters.group_ids` is required")]
    [InlineData("create_bot", """{"name":"B","max_chats_count":501}""", "validation", "`max_chats_count` must be from 0 to 500")]
    [InlineData("create_bot", """{"job_title":"B"}""", "validation", "`name` is required")]
    [InlineData("create_bot", """{"name":"B","default_group_priority":"best"}""", "validation", null)]
    [InlineData("update_bot", """{"id":"nobody","name":"B"}""", "not_found", "Bot not found")]
    [InlineData("get_bot", """{"id":"nobody"}""", "not_found", "Bot not found")]
    [InlineData("no_such_method", "{}", "not_found", null)]
    public async Task Request_BreaksARule_IsRefusedWithItsType(string method, string body, string type, string? message)
    {
        var error = (await CallAsync(method, body))["error"]!;
        Assert.Equal(type, (string)error["type"]!);
        if (message is not null)
            Assert.Equal(message, (string)error["message"]!);
    }

    [Fact]
    public async Task CreateGroup_NameOf181Characters_IsRefused() =>
        Assert.Equal(
            "validation",
            (string)
                (await CallAsync("create_group", $$$"""{"name":"{{{new string('n', 181)}}}","agent_priorities":{}}"""))["error"]!["type"]!
        );

    [Fact]
    public async Task Membership_SetFromTheGroup_ShowsOnTheAgent()
    {
        await CallAsync("update_group", """{"id":19,"agent_priorities":{"smith@example.com":"last"}}""");
        var agent = await CallAsync("get_agent", """{"id":"smith@example.com","fields":["groups"]}""");
        Assert.Equal("""[{"id":19,"priority":"last"}]""", agent["groups"]!.ToJsonString());
    }

    [Theory]
    [InlineData("replace", "{\"brown@example.com\":\"first\"}")]
    [InlineData("merge", "{\"brown@example.com\":\"first\",\"smith@example.com\":\"last\"}")]
    public async Task UpdateGroup_Priorities_ReplaceOrMergeBySwitch(string value, string expected)
    {
        _emulator.Options["updateGroupPriorities"] = value;
        await CallAsync("update_group", """{"id":19,"agent_priorities":{"smith@example.com":"last"}}""");
        await CallAsync("update_group", """{"id":19,"agent_priorities":{"brown@example.com":"first"}}""");
        var group = await CallAsync("get_group", """{"id":19,"fields":["agent_priorities"]}""");
        Assert.Equal(expected, group["agent_priorities"]!.ToJsonString());
    }

    [Fact]
    public async Task CreateBot_PersonalAccessTokenWithoutOwner_IsRefused()
    {
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes("emulator:emulator-pat"))
        );
        Assert.Equal("`owner_client_id` is required", (string)(await CallAsync("create_bot", """{"name":"B"}"""))["error"]!["message"]!);
        Assert.Equal(32, ((string)(await CallAsync("create_bot", """{"name":"B","owner_client_id":"c"}"""))["secret"]!).Length);
    }

    [Fact]
    public async Task Bot_AsMemberOfAGroup_ShowsOnBothSides()
    {
        await CallAsync("update_group", """{"id":19,"agent_priorities":{"5c9871d5372c824cbf22d860a707a578":"first"}}""");
        var bot = await CallAsync("get_bot", """{"id":"5c9871d5372c824cbf22d860a707a578","fields":["groups"]}""");
        Assert.Equal("""[{"id":19,"priority":"first"}]""", bot["groups"]!.ToJsonString());
    }

    [Fact]
    public async Task ListBots_AllFalse_ShowsTheRequestersOnly()
    {
        var all = (JsonArray)await CallAsync("list_bots", """{"all":true}""");
        Assert.Equal(4, all.Count);
        Assert.Empty((JsonArray)await CallAsync("list_bots", "{}"));
    }

    [Fact]
    public async Task DeleteGroup_LeavesNoMemberBehind()
    {
        await CallAsync("update_group", """{"id":19,"agent_priorities":{"smith@example.com":"last"}}""");
        await CallAsync("delete_group", """{"id":19}""");
        Assert.Equal("[]", (await CallAsync("get_agent", """{"id":"smith@example.com","fields":["groups"]}"""))["groups"]!.ToJsonString());
    }

    [Fact]
    public async Task GetAgent_Fields_ComeOnlyWhenAsked()
    {
        var bare = (JsonObject)await CallAsync("get_agent", """{"id":"smith@example.com"}""");
        Assert.Equal(["account_id", "avatar", "id", "login_status", "name", "role"], bare.Select(m => m.Key).Order());
    }

    [Fact]
    public async Task Batch_ItemsFail_EachOnItsOwn()
    {
        var answer = await CallAsync("batch_delete_agents", """{"requests":[{"id":"smith@example.com"},{"id":"brown@example.com"},{}]}""");
        Assert.Equal(
            """[{},{},{"error":{"type":"validation","message":"`id` is required"}}]""",
            answer["responses"]!.ToJsonString(Relaxed)
        );
    }

    [Theory]
    [InlineData(null, "No `Authorization` header")]
    [InlineData("Bearer nope", "Invalid access token")]
    [InlineData("Basic bm9wZTpub3Bl", "Invalid access token")]
    public async Task Authorization_MissingOrWrong_IsRefused(string? header, string message)
    {
        _client.DefaultRequestHeaders.Authorization = null;
        if (header is not null)
            _client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        var error = (await CallAsync("list_groups", "{}"))["error"]!;
        Assert.Equal(("authentication", message), ((string)error["type"]!, (string)error["message"]!));
    }

    [Fact]
    public async Task Authorization_PersonalAccessToken_IsBasic()
    {
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes("emulator:emulator-pat"))
        );
        Assert.IsType<JsonArray>(await CallAsync("list_groups", "{}"));
    }

    [Fact]
    public async Task Scopes_TooNarrow_AreRefusedAndReadFollowsFromWrite()
    {
        _emulator.Control(
            "seed",
            (JsonObject)JsonNode.Parse("""{"credentials":[{"token":"dal:emulator-token","scopes":["groups--all:rw"]}]}""")!
        );
        Assert.IsType<JsonArray>(await CallAsync("list_groups", "{}"));
        Assert.Equal("authorization", (string)(await CallAsync("list_tags", "{}"))["error"]!["type"]!);
    }

    [Fact]
    public async Task Region_Wrong_NamesTheRightOne()
    {
        _emulator.Options.Region = "fra";
        var error = (await CallAsync("list_groups", "{}"))["error"]!;
        Assert.Equal(("misdirected_request", "fra"), ((string)error["type"]!, (string)error["data"]!["region"]!));
        _client.DefaultRequestHeaders.Add("X-Region", "fra");
        Assert.IsType<JsonArray>(await CallAsync("list_groups", "{}"));
    }

    [Fact]
    public async Task UnknownParameter_Rejected_OnlyUnderTheSwitch()
    {
        Assert.Null((await CallAsync("create_tag", """{"name":"a","colour":"red"}"""))["error"]);
        _emulator.Options["unknownParameters"] = "rejected";
        Assert.Equal(
            "`colour` is not a known parameter",
            (string)(await CallAsync("create_tag", """{"name":"b","colour":"red"}"""))["error"]!["message"]!
        );
    }

    [Fact]
    public async Task ReadLag_NewObject_ShowsWhenTheClockHasMoved()
    {
        _emulator.Control("clock", new JsonObject { ["scale"] = 0 });
        _emulator.Control("options", new JsonObject { ["readLagSeconds"] = 90 });
        _emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 100 });
        await CallAsync("create_tag", """{"name":"late"}""");
        Assert.DoesNotContain(((JsonArray)await CallAsync("list_tags", "{}")).Select(t => (string)t!["name"]!), n => n == "late");
        _emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 90 });
        Assert.Contains(((JsonArray)await CallAsync("list_tags", "{}")).Select(t => (string)t!["name"]!), n => n == "late");
    }

    [Fact]
    public async Task Faults_FailDropAndCut_DoWhatTheySay()
    {
        _emulator.Control("faults", (JsonObject)JsonNode.Parse("""{"kind":"fail","method":"create_tag","type":"internal","count":1}""")!);
        Assert.Equal("internal", (string)(await CallAsync("create_tag", """{"name":"f"}"""))["error"]!["type"]!);
        _emulator.Control("faults", (JsonObject)JsonNode.Parse("""{"kind":"drop-answer","method":"create_tag"}""")!);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CallAsync("create_tag", """{"name":"committed"}"""));
        _emulator.Control("faults", (JsonObject)JsonNode.Parse("""{"kind":"cut","method":"create_tag"}""")!);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CallAsync("create_tag", """{"name":"never"}"""));
        var names = ((JsonArray)await CallAsync("list_tags", "{}")).Select(t => (string)t!["name"]!).ToList();
        Assert.Contains("committed", names);
        Assert.DoesNotContain("never", names);
    }

    [Fact]
    public async Task Throttle_AboveTheRate_AnswersTooManyRequests()
    {
        _emulator.Control("clock", new JsonObject { ["scale"] = 0 });
        _emulator.Options.RequestsPerSecond = 2;
        _emulator.Options["retryAfter"] = "present";
        var types = new List<string?>();
        for (var i = 0; i < 3; i++)
            types.Add((string?)(await CallAsync("list_groups", "{}") as JsonObject)?["error"]?["type"]);
        Assert.Equal([null, null, "too_many_requests"], types);
    }

    [Fact]
    public void Documentation_Switches_AreAllThereWithTheirValues()
    {
        var text = File.ReadAllText(Repo.Path("docs", "emulator.md"));
        foreach (var (name, values) in EmulatorOptions.Switches)
            Assert.Contains($"| `{name}` | {string.Join(", ", values)} |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Dump_ThenSeed_IsTheSame()
    {
        var dump = (JsonObject)_emulator.Control("dump");
        _emulator.Control("seed", (JsonObject)dump.DeepClone());
        Assert.True(JsonNode.DeepEquals(dump, _emulator.Control("dump")));
    }

    [Fact]
    public async Task Log_Calls_AreCountedByMethodAndOutcome()
    {
        _emulator.Control("log/clear");
        await CallAsync("list_groups", "{}");
        await CallAsync("get_group", """{"id":77}""");
        Assert.Equal(["ok", "group_not_found"], _emulator.Log.Calls.Select(c => c.Outcome));
        Assert.Equal(1, _emulator.Log.Counts["get_group"]);
    }

    private async Task<JsonNode> CallAsync(string method, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync(new Uri($"/v3.6/configuration/action/{method}", UriKind.Relative), content);
        var text = await response.Content.ReadAsStringAsync();
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}
