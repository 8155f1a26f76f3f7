using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;

namespace LiveChatPulumi_Emulator_Tests;

/// <summary>The customers' Web API: what customers see of the configuration, and chats without a connection.</summary>
public class CustomerWebTests
{
    private const string Seed = """
        {"groups":[{"id":1,"name":"Sales"},{"id":2,"name":"Support"},{"id":3,"name":"Nobody"}],
         "agents":[
           {"id":"ann@example.com","name":"Ann","login_status":"accepting chats","max_chats_count":1,"job_title":"Sales",
            "groups":[{"id":1,"priority":"normal"}]},
           {"id":"bob@example.com","name":"Bob","login_status":"accepting chats","max_chats_count":2,
            "groups":[{"id":1,"priority":"last"},{"id":2,"priority":"normal"}],
            "work_scheduler":{"timezone":"Europe/Warsaw","schedule":[{"day":"monday","enabled":true,"start":"09:00","end":"17:00"},
              {"day":"tuesday","enabled":false,"start":"09:00","end":"17:00"}]}},
           {"id":"sup@example.com","name":"Sup","login_status":"accepting chats","groups":[{"id":3,"priority":"supervisor"}]}],
         "bots":[{"id":"robo","name":"Robo","max_chats_count":5,"groups":[{"id":1,"priority":"first"}]}],
         "customers":[{"id":"c1","token":"t1","name":"Cleo"},{"id":"c2","token":"t2","name":"Dan"}],
         "properties":[
           {"owner_client_id":"ns","name":"score","type":"int","range":{"from":0,"to":9},
            "access":{"chat":{"agent":["read","write"],"customer":["read","write"]}}},
           {"owner_client_id":"ns","name":"hidden","type":"string","access":{"chat":{"agent":["read"],"customer":["write"]}}},
           {"owner_client_id":"ns","name":"locked","type":"string","access":{"chat":{"agent":["write"],"customer":["read"]}}}],
         "forms":[{"group_id":1,"type":"prechat","form":{"id":"f","fields":[{"id":"g","type":"group_chooser","label":"Where"}]}}]}
        """;

    private static readonly DateTimeOffset Monday = new(2099, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task GetGroupsStatus_AgentsHoursAndLoad_DecideByTheEmulatedClock()
    {
        await using var customer = await StartAsync();
        Assert.Equal("""{"0":"offline","1":"online","2":"online","3":"offline"}""", await StatusAsync(customer, """{"all":true}"""));
        Assert.Equal("""{"2":"online"}""", await StatusAsync(customer, """{"groups":[2,99]}"""));
        Assert.Equal("{}", await StatusAsync(customer, "{}"));
        customer.MoveTo(Monday.AddHours(4).AddMinutes(30));
        Assert.Equal("""{"2":"offline"}""", await StatusAsync(customer, """{"groups":[2]}"""));
        customer.MoveTo(Monday.AddDays(1));
        Assert.Equal("""{"2":"offline"}""", await StatusAsync(customer, """{"groups":[2]}"""));
        await customer.CallAsync("start_chat", """{"chat":{"access":{"group_ids":[1]}}}""");
        Assert.Equal("""{"1":"online_for_queue"}""", await StatusAsync(customer, """{"groups":[1]}"""));
        customer.Control("agents/status", """{"id":"ann@example.com","status":"not accepting chats"}""");
        Assert.Equal("""{"1":"offline"}""", await StatusAsync(customer, """{"groups":[1]}"""));
    }

    [Fact]
    public async Task GetPredictedAgent_PrioritiesLoadAndBots_DecideInThatOrder()
    {
        await using var customer = await StartAsync();
        using var _ = await customer.LogInAsync("t1", ""","group_id":1""");
        Assert.Equal("ann@example.com", await PredictedAsync(customer));
        customer.Control("agents/status", """{"id":"robo","status":"accepting chats"}""");
        Assert.Equal("robo", await PredictedAsync(customer));
        Assert.True((bool)(await customer.CallAsync("get_predicted_agent"))["agent"]!["is_bot"]!);
        customer.Control("agents/status", """{"id":"robo","status":"offline"}""");
        await customer.CallAsync("start_chat");
        Assert.Equal("bob@example.com", await PredictedAsync(customer));
        await customer.CallAsync("start_chat");
        await customer.CallAsync("start_chat");
        Assert.Equal("", await PredictedAsync(customer));
        customer.Server.Options["noPredictedAgent"] = "group_offline";
        Assert.Equal("group_offline", (string?)await customer.CallAsync("get_predicted_agent"));
    }

    [Fact]
    public async Task Customers_UnderLag_SeeTheConfigurationFromBefore()
    {
        await using var customer = await StartAsync();
        customer.Server.Options.CustomerLag = TimeSpan.FromSeconds(90);
        await ConfigureAsync(customer, "create_group", """{"name":"New","agent_priorities":{"ann@example.com":"normal"}}""");
        Assert.Equal("{}", await StatusAsync(customer, """{"groups":[4]}"""));
        customer.MoveTo(Monday.AddSeconds(89));
        Assert.Equal("{}", await StatusAsync(customer, """{"groups":[4]}"""));
        customer.MoveTo(Monday.AddSeconds(91));
        Assert.Equal("""{"4":"online"}""", await StatusAsync(customer, """{"groups":[4]}"""));
    }

    [Fact]
    public async Task GetForm_OfGroups_IsTheSeededOneOrDisabled()
    {
        await using var customer = await StartAsync();
        var form = await customer.CallAsync("get_form", """{"group_id":1,"type":"prechat"}""");
        Assert.Equal("group_chooser", (string?)form["form"]!["fields"]![0]!["type"]);
        var none = await customer.CallAsync("get_form", """{"group_id":1,"type":"postchat"}""");
        Assert.Equal("""{"enabled":false}""", none.ToJsonString());
        Assert.Equal("group_not_found", (string?)await customer.CallAsync("get_form", """{"group_id":9,"type":"prechat"}"""));
        Assert.Equal("validation", (string?)await customer.CallAsync("get_form", """{"group_id":1,"type":"other"}"""));
    }

    [Fact]
    public async Task ChatProperties_AccessOfCustomers_DecidesWhatIsReadAndWritten()
    {
        await using var customer = await StartAsync();
        var chat = (string)(await customer.CallAsync("start_chat", """{"chat":{"access":{"group_ids":[1]}}}"""))["chat"]!["id"]!;
        Assert.Equal("{}", await Update("""{"ns":{"score":7,"hidden":"x"}}"""));
        Assert.Equal("\"authorization\"", await Update("""{"ns":{"locked":"x"}}"""));
        Assert.Equal("\"validation\"", await Update("""{"ns":{"score":99}}"""));
        Assert.Equal("\"validation\"", await Update("""{"ns":{"unknown":1}}"""));
        Assert.Equal("""{"ns":{"score":{"value":7}}}""", await Read());
        var deleted = $$"""{"chat_id":"{{chat}}","properties":{"ns":["score"]} }""";
        Assert.Equal("{}", (await customer.CallAsync("delete_chat_properties", deleted)).ToJsonString());
        Assert.Equal("{}", await Read());

        async Task<string> Update(string values) =>
            (await customer.CallAsync("update_chat_properties", $$"""{"chat_id":"{{chat}}","properties":{{values}}}""")).ToJsonString();
        async Task<string> Read() =>
            (await customer.CallAsync("get_chat_threads", $$"""{"chat_id":"{{chat}}"}"""))["chat"]!["properties"]!.ToJsonString();
    }

    [Fact]
    public async Task StartChat_WithoutAnOnlineGroup_NeedsToBeContinuous()
    {
        await using var customer = await StartAsync();
        Assert.Equal("validation", (string?)await customer.CallAsync("start_chat", """{"chat":{"access":{"group_ids":[3]}}}"""));
        customer.Server.Options["offlineGroup"] = "groups_offline";
        Assert.Equal("groups_offline", (string?)await customer.CallAsync("start_chat", """{"chat":{"access":{"group_ids":[3]}}}"""));
        var chat = await customer.CallAsync("start_chat", """{"chat":{"access":{"group_ids":[3]}},"continuous":true}""");
        Assert.Equal("""{"group_ids":[3]}""", chat["chat"]!["access"]!.ToJsonString());
    }

    [Fact]
    public async Task Chats_OfAnotherCustomer_AreNotThere()
    {
        await using var customer = await StartAsync();
        var chat = (string)(await customer.CallAsync("start_chat", """{"chat":{"access":{"group_ids":[1]}}}"""))["chat"]!["id"]!;
        customer.Token = "t2";
        Assert.Equal("validation", (string?)await customer.CallAsync("get_chat_threads", $$"""{"chat_id":"{{chat}}"}"""));
        Assert.Equal(0, (int)(await customer.CallAsync("get_chats_summary"))["total_chats"]!);
    }

    [Fact]
    public async Task Chat_ClosedAndReopened_KeepsThreadsInOrderWithPages()
    {
        await using var customer = await StartAsync();
        var started = await customer.CallAsync("start_chat", """{"chat":{"access":{"group_ids":[1]}}}""");
        var chat = (string)started["chat"]!["id"]!;
        Assert.Equal("{}", (await customer.CallAsync("close_thread", $$"""{"chat_id":"{{chat}}"}""")).ToJsonString());
        Assert.Equal("validation", (string?)await customer.CallAsync("close_thread", $$"""{"chat_id":"{{chat}}"}"""));
        var said = $$"""{"chat_id":"{{chat}}","event":{"type":"message","text":"again"}""";
        Assert.Equal("validation", (string?)await customer.CallAsync("send_event", said + ""","require_active_thread":true}"""));
        var attached = await customer.CallAsync("send_event", said + ""","attach_to_last_thread":true}""");
        Assert.Equal((string?)started["chat"]!["thread"]!["id"], (string?)attached["thread_id"]);
        var next = await customer.CallAsync("send_event", said + "}");
        Assert.NotEqual((string?)attached["thread_id"], (string?)next["thread_id"]);
        var threads = await customer.CallAsync("get_chat_threads_summary", $$"""{"chat_id":"{{chat}}","limit":1}""");
        Assert.Equal((2, 2, 1), ((int)threads["total_threads"]!, (int)threads["threads_summary"]![0]!["order"]!, Count(threads)));
        var active = await customer.CallAsync("activate_chat", $$"""{"chat":{"id":"{{chat}}"} }""");
        Assert.Equal("validation", (string?)active);
        await customer.CallAsync("close_thread", $$"""{"chat_id":"{{chat}}"}""");
        var activated = await customer.CallAsync("activate_chat", $$"""{"chat":{"id":"{{chat}}"} }""");
        Assert.True((bool)activated["chat"]!["threads"]![0]!["active"]!);

        static int Count(JsonNode threads) => ((JsonArray)threads["threads_summary"]!).Count;
    }

    [Fact]
    public async Task SendFile_WithinItsLimit_CanBeLoadedAndIsAnEvent()
    {
        await using var customer = await StartAsync();
        var chat = (string)(await customer.CallAsync("start_chat", """{"chat":{"access":{"group_ids":[1]}}}"""))["chat"]!["id"]!;
        byte[] png = [0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 3, 0, 0, 0, 2, 8];
        var url = (string)(await customer.SendFileAsync(chat, png, ("payload.custom_id", "mine")))["url"]!;
        Assert.Equal(png, await customer.DownloadAsync(url));
        var events = (await customer.CallAsync("get_chat_threads", $$"""{"chat_id":"{{chat}}"}"""))["chat"]!["threads"]![0]!["events"]!;
        var file = events.AsArray().Single(e => (string?)e!["type"] == "file")!;
        Assert.Equal(("mine", 3, 2, url), ((string)file["custom_id"]!, (int)file["width"]!, (int)file["height"]!, (string)file["url"]!));
        Assert.Equal("validation", (string?)await customer.SendFileAsync(chat, new byte[(10 * 1024 * 1024) + 1]));
        Assert.Equal("validation", (string?)await customer.SendFileAsync("none", png));
        customer.Server.Options["fileCustomId"] = "required";
        Assert.Equal("validation", (string?)await customer.SendFileAsync(chat, png));
    }

    [Theory]
    [InlineData("""{"type":"message"}""", null)]
    [InlineData("""{"type":"system_message","text":"x"}""", null)]
    [InlineData("""{"type":"unheard"}""", null)]
    [InlineData("""{"type":"custom","content":{"a":[1]}}""", "custom")]
    [InlineData("""{"type":"annotation","annotation_type":"rating","text":"good"}""", "annotation")]
    [InlineData(
        """{"type":"filled_form","form_id":"f","fields":[{"type":"radio","label":"l","options":[{"value":"v","checked":true}]}]}""",
        "filled_form"
    )]
    [InlineData("""{"type":"file","name":"a","url":"u","content_type":"image/png","size":1}""", "file")]
    [InlineData(
        """{"type":"rich_message","template_id":"t","elements":[{"buttons":[{"text":"b","postback_id":"p","user_ids":[]}]}]}""",
        "rich_message"
    )]
    [InlineData("""{"type":"rich_message","template_id":"t","elements":[]}""", null)]
    [InlineData("""{"type":"rich_message","template_id":"t","elements":[{"buttons":[]}]}""", null)]
    [InlineData("""{"type":"rich_message","template_id":"t","elements":[{},{},{},{},{},{},{},{},{},{},{}]}""", null)]
    public async Task SendEvent_OfAKind_IsTakenByItsRules(string said, string? type)
    {
        await using var customer = await StartAsync();
        var chat = (string)(await customer.CallAsync("start_chat", """{"chat":{"access":{"group_ids":[1]}}}"""))["chat"]!["id"]!;
        var answer = await customer.CallAsync("send_event", $$"""{"chat_id":"{{chat}}","event":{{said}} }""");
        Assert.Equal(type ?? "validation", type is null ? (string?)answer : (string?)answer["event"]!["type"]);
        if (type is null)
            return;
        foreach (var (name, value) in (JsonObject)JsonNode.Parse(said)!)
            Assert.True(JsonNode.DeepEquals(value, answer["event"]![name]), name);
        Assert.Equal("c1", (string?)answer["event"]!["author_id"]);
    }

    [Theory]
    [InlineData("t1", "?license_id=100", "v3.0", "get_chats_summary", null)]
    [InlineData("", "?license_id=100", "v3.0", "get_chats_summary", "authentication")]
    [InlineData("other", "?license_id=100", "v3.0", "get_chats_summary", "authentication")]
    [InlineData("t1", "", "v3.0", "get_chats_summary", "validation")]
    [InlineData("t1", "?license_id=x", "v3.0", "get_chats_summary", "validation")]
    [InlineData("t1", "?license_id=7", "v3.0", "get_chats_summary", "license_not_found")]
    [InlineData("t1", "?license_id=100", "v3.1", "get_chats_summary", "unsupported_version")]
    [InlineData("t1", "?license_id=100", "v3.0", "update_customer_page", "not_found")]
    [InlineData("banned", "?license_id=100", "v3.0", "get_chats_summary", "customer_banned")]
    public async Task Call_ByAddressAndToken_IsTakenOrRefused(string token, string query, string version, string method, string? error)
    {
        await using var customer = await StartAsync();
        customer.Control("customers", """{"token":"banned","banned":true}""");
        customer.Token = token;
        if (method == "update_customer_page")
            customer.Server.Options["webMethods"] = "all";
        var answer = await customer.PostAsync(method, """{"payload":{}}""", query, version);
        Assert.Equal(error, (string?)answer["error"]?["type"]);
    }

    [Theory]
    [InlineData("webEnvelope", "bare", "get_chats_summary", """|{"chats_summary":[],"total_chats":0}""")]
    [InlineData("webEnvelope", "rtm", "check_goals", """{"action":"check_goals","type":"response","success":true,"payload":{}}""")]
    [InlineData("updateCustomerAnswer", "wrapped", "update_customer", "{\"payload\":{\"customer\":")]
    [InlineData("webMethods", "few", "get_form", "There is no method")]
    [InlineData("statusOfNone", "validation", "get_groups_status", "validation")]
    [InlineData("statusOfNone", "all", "get_groups_status", "\"3\":\"offline\"")]
    [InlineData("formOfUnknownGroup", "disabled", "get_form", "\"enabled\":false")]
    [InlineData("unknownChat", "not_found", "get_chat_threads", "not_found")]
    [InlineData("customerDetails", "required", "start_chat", "validation")]
    [InlineData("activateChatId", "either", "activate_chat", "Chat not found")]
    [InlineData("accessName", "scopes", "start_chat", "\"scopes\":{")]
    [InlineData("chatIds", "uuid", "start_chat", "\"id\":\"00000")]
    [InlineData("newBots", "accepting", "get_predicted_agent", "robo")]
    [InlineData("predictedAgentFields", "three", "get_predicted_agent", """{"agent":{"id":"ann@example.com","name":"Ann","avatar":""}}""")]
    public async Task Switch_OfAnOpenQuestion_ChangesTheAnswer(string name, string value, string method, string expected)
    {
        await using var customer = await StartAsync();
        var request = method switch
        {
            "check_goals" => """{"customer_fields":{"a":"b"},"group_id":0,"page_url":"u"}""",
            "update_customer" => """{"name":"New"}""",
            "get_form" => """{"group_id":99,"type":"prechat"}""",
            "get_chat_threads" => """{"chat_id":"x"}""",
            "activate_chat" => """{"id":"x"}""",
            "start_chat" => """{"continuous":true}""",
            _ => "{}",
        };
        if (name == "customerDetails")
            (customer.Token, _) = ("nameless", customer.Control("customers", """{"token":"nameless"}"""));
        using var _1 = await customer.LogInAsync("t1", ""","group_id":1""");
        var before = "|" + (await customer.PostAsync(method, $$"""{"payload":{{request}}}""")).ToJsonString();
        customer.Server.Options[name] = value;
        var after = "|" + (await customer.PostAsync(method, $$"""{"payload":{{request}}}""")).ToJsonString();
        Assert.DoesNotContain(expected, before, StringComparison.Ordinal);
        Assert.Contains(expected, after, StringComparison.Ordinal);
    }

    [Fact]
    public void Methods_OfTheWebApi_AreThose24OfTheDocuments()
    {
        string[] names =
        [
            "get_chats_summary",
            "get_chat_threads_summary",
            "get_chat_threads",
            "start_chat",
            "activate_chat",
            "close_thread",
            "send_event",
            "send_file",
            "send_rich_message_postback",
            "send_sneak_peek",
            "update_chat_properties",
            "delete_chat_properties",
            "update_chat_thread_properties",
            "delete_chat_thread_properties",
            "update_event_properties",
            "delete_event_properties",
            "update_customer",
            "set_customer_fields",
            "get_groups_status",
            "check_goals",
            "get_form",
            "get_predicted_agent",
            "get_url_details",
            "update_last_seen_timestamp",
        ];
        Assert.Equal(names.Order(), EmulatorServer.CustomerWebMethods.Order());
    }

    internal static async Task<JsonNode> ConfigureAsync(CustomerClient customer, string method, string body)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", "dal:emulator-token") } };
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(customer.Server.Url, $"/v3.6/configuration/action/{method}"), content);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static async Task<CustomerClient> StartAsync()
    {
        var customer = await CustomerClient.StartAsync(Seed);
        customer.MoveTo(Monday);
        customer.Token = "t1";
        return customer;
    }

    private static async Task<string> StatusAsync(CustomerClient customer, string request) =>
        (await customer.CallAsync("get_groups_status", request))["groups_status"]!.ToJsonString();

    private static async Task<string> PredictedAsync(CustomerClient customer) =>
        (string?)(await customer.CallAsync("get_predicted_agent"))["agent"]?["id"] ?? "";
}
