using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using TestSupport;

namespace LiveChatPulumi_Emulator_Tests;

/// <summary>The customers' RTM API over real WebSockets.</summary>
public class CustomerRtmTests
{
    private const string Seed = """
        {"groups":[{"id":1,"name":"Shop"},{"id":2,"name":"Poland"},{"id":3,"name":"Rest"}],
         "agents":[{"id":"ann@example.com","name":"Ann","login_status":"accepting chats","max_chats_count":1,
             "groups":[{"id":1,"priority":"normal"},{"id":3,"priority":"normal"}]},
           {"id":"bob@example.com","name":"Bob","login_status":"accepting chats","groups":[{"id":2,"priority":"normal"}]}],
         "customers":[{"id":"c1","token":"t1","name":"Cleo","geolocation":{"country":"Poland","country_code":"PL","city":"Wroclaw"}},
           {"id":"c2","token":"t2","name":"Dan"}],
         "auto_accesses":[
           {"id":"a","access":{"groups":[1]},"conditions":{"url":{"values":[{"value":"/shop"}]},
             "domain":{"values":[{"value":"example.com","exact_match":true}]}},"next_id":"b"},
           {"id":"b","access":{"groups":[2]},"next_id":"c",
             "conditions":{"geolocation":{"values":[{"country_code":"DE"},{"country":"poland","city":"Wroclaw"}]}}},
           {"id":"c","access":{"groups":[3]},"conditions":{"url":{"exclude_values":[{"value":"https://example.com/","exact_match":true}]}},
             "next_id":""}],
         "properties":[{"owner_client_id":"ns","name":"score","type":"int",
           "access":{"chat":{"customer":["read","write"]},"thread":{"customer":["read","write"]},"event":{"customer":["read","write"]}}}]}
        """;

    [Theory]
    [InlineData("t1", "https://example.com/shop/1", 1)]
    [InlineData("t1", "https://www.example.com/shop", 2)]
    [InlineData("t2", "https://www.example.com/shop", 3)]
    [InlineData("t2", "https://example.com/", 0)]
    [InlineData("t2", "https://example.com/x", 3)]
    [InlineData("t1", "https://example.com/", 2)]
    public async Task Rules_OfAPage_DecideAtLoginAndAtEachPage(string token, string url, int group)
    {
        await using var customer = await CustomerClient.StartAsync(Seed);
        using var socket = await customer.ConnectAsync();
        var login = await socket.AskAsync("login", $$"""{"token":"Bearer {{token}}","customer_page":{"url":"{{url}}"} }""");
        Assert.Equal(group, (int)login["__priv_dynamic_config"]!["customer_data"]!["group_id"]!);
        await socket.AskAsync("update_customer_page", """{"url":"https://example.com/shop"}""");
        var started = await socket.AskAsync("start_chat", """{"continuous":true}""");
        Assert.Equal("""{"group_ids":[1]}""", started["chat"]!["thread"]!["access"]!.ToJsonString());
        await socket.AskAsync("close_thread", $$"""{"chat_id":"{{started["chat"]!["id"]}}"}""");
        await socket.AskAsync("update_customer_page", $$"""{"url":"{{url}}","title":"T"}""");
        Assert.Equal("T", (string?)(await socket.PushAsync("customer_page_updated", 2))["title"]);
        started = await socket.AskAsync("start_chat", """{"continuous":true}""");
        Assert.Equal($$"""{"group_ids":[{{group}}]}""", started["chat"]!["access"]!.ToJsonString());
    }

    [Fact]
    public async Task Rules_ChangedUnderLag_TakeEffectWhenItIsOver()
    {
        await using var customer = await CustomerClient.StartAsync(Seed);
        customer.Server.Options.CustomerLag = TimeSpan.FromSeconds(60);
        using var socket = await customer.LogInAsync("t2");
        await CustomerWebTests.ConfigureAsync(customer, "delete_auto_access", """{"id":"a"}""");
        Assert.Equal(1, await GroupAsync());
        customer.Control("clock", """{"advanceSeconds":61}""");
        Assert.Equal(3, await GroupAsync());

        async Task<int> GroupAsync()
        {
            await socket.AskAsync("update_customer_page", """{"url":"https://example.com/shop"}""");
            var started = await socket.AskAsync("start_chat", """{"continuous":true}""");
            return (int)started["chat"]!["access"]!["group_ids"]![0]!;
        }
    }

    [Fact]
    public async Task LoginGroup_AgainstARule_IsDecidedByTheSwitch()
    {
        await using var customer = await CustomerClient.StartAsync(Seed);
        using var socket = await customer.ConnectAsync();
        const string login = """{"token":"t2","group_id":2,"customer_page":{"url":"https://example.com/shop"}}""";
        Assert.Equal(2, (int)(await socket.AskAsync("login", login))["__priv_dynamic_config"]!["customer_data"]!["group_id"]!);
        customer.Server.Options["loginGroup"] = "rules";
        Assert.Equal(1, (int)(await socket.AskAsync("login", login))["__priv_dynamic_config"]!["customer_data"]!["group_id"]!);
        Assert.Equal("group_not_found", (string?)await socket.AskAsync("login", """{"token":"t2","group_id":77}"""));
    }

    /// <summary>Every connection of the customer hears of everything in one order; the requester's pushes have the request's id.</summary>
    [Fact]
    public async Task Conversation_OfTwoConnectionsAndAgents_IsToldToBothInOrder()
    {
        await using var customer = await CustomerClient.StartAsync(Seed);
        customer.Control(
            "agents/script",
            """
            {"id":"ann@example.com","greeting":[{"type":"message","text":"Hello"}],
             "answers":[{"type":"message","text":"Sure"},{"close":true}]}
            """
        );
        using var first = await customer.LogInAsync("t1", ""","group_id":1""");
        using var second = await customer.LogInAsync("t1", ""","group_id":1""");
        using var other = await customer.LogInAsync("t2");
        var chat = (string)(await first.AskAsync("start_chat"))["chat"]!["id"]!;
        await first.AskAsync("send_event", $$"""{"chat_id":"{{chat}}","event":{"type":"message","text":"Please"} }""");
        customer.Control("agents/act", $$"""{"id":"ann@example.com","chat_id":"{{chat}}","do":"type"}""");
        await second.AskAsync("update_last_seen_timestamp", $$"""{"chat_id":"{{chat}}"}""");
        await second.AskAsync("update_customer", """{"name":"Cleopatra"}""");
        await second.AskAsync("update_chat_properties", $$"""{"chat_id":"{{chat}}","properties":{"ns":{"score":4} } }""");
        await first.AskAsync("send_event", $$"""{"chat_id":"{{chat}}","event":{"type":"message","text":"Bye"} }""");
        customer.Control("multicast", """{"id":"c1","author_id":"x","content":{"n":1}}""");
        foreach (var socket in new[] { first, second })
        {
            await socket.PushAsync("incoming_multicast");
            Assert.Equal(
                "incoming_chat_thread chat_user_added incoming_event incoming_event incoming_event incoming_typing_indicator "
                    + "last_seen_timestamp_updated customer_updated chat_properties_updated incoming_event incoming_event thread_closed "
                    + "incoming_multicast",
                string.Join(' ', socket.Pushes)
            );
            var events = socket.Came.Where(m => (string?)m["action"] == "incoming_event").Select(m => m["payload"]!["event"]!).ToList();
            Assert.Equal("Hello|Please|Sure|Bye|Chat archived", string.Join('|', events.Select(e => (string)e["text"]!)));
            var orders = events.Select(e => (int)e["order"]!).ToList();
            Assert.Equal(orders.Order().Distinct(), orders);
        }

        Assert.Empty(other.Pushes);
        Assert.Equal("r2", (string?)first.Came.First(m => (string?)m["action"] == "incoming_chat_thread")["request_id"]);
        Assert.Null(second.Came.First(m => (string?)m["action"] == "incoming_chat_thread")["request_id"]);
        Assert.Equal("""{"ns":{"score":{"value":4}}}""", (await first.PushAsync("chat_properties_updated"))["properties"]!.ToJsonString());
        Assert.Equal("ann@example.com", (string?)(await first.PushAsync("chat_user_added"))["user"]!["id"]);
        Assert.Equal("ann@example.com", (string?)(await first.PushAsync("thread_closed"))["user_id"]);
    }

    [Fact]
    public async Task Queue_OfAFullAgent_IsServedWhenThereIsRoom()
    {
        await using var customer = await CustomerClient.StartAsync(Seed);
        using var first = await customer.LogInAsync("t1", ""","group_id":1""");
        using var second = await customer.LogInAsync("t2", ""","group_id":1""");
        var chat = (string)(await first.AskAsync("start_chat"))["chat"]!["id"]!;
        await second.AskAsync("start_chat");
        await first.PushAsync("chat_user_added");
        Assert.DoesNotContain("chat_user_added", second.Pushes);
        await first.AskAsync("close_thread", $$"""{"chat_id":"{{chat}}"}""");
        Assert.Equal("ann@example.com", (string?)(await second.PushAsync("chat_user_added"))["user"]!["id"]);
    }

    [Fact]
    public async Task Transfer_ToAnotherGroup_TellsScopesAndWhoGoesAndComes()
    {
        await using var customer = await CustomerClient.StartAsync(Seed);
        using var socket = await customer.LogInAsync("t1", ""","group_id":1""");
        var chat = (string)(await socket.AskAsync("start_chat"))["chat"]!["id"]!;
        customer.Control("agents/act", $$"""{"id":"ann@example.com","chat_id":"{{chat}}","do":"transfer","group_ids":[2]}""");
        var scopes = await socket.PushAsync("chat_scopes_updated");
        Assert.Equal(
            """{"group_ids":[2]} {"group_ids":[1]}""",
            $"{scopes["scopes_added"]!.ToJsonString()} {scopes["scopes_removed"]!.ToJsonString()}"
        );
        Assert.Equal("ann@example.com", (string?)(await socket.PushAsync("chat_user_removed"))["user_id"]);
        Assert.Equal("bob@example.com", (string?)(await socket.PushAsync("chat_user_added", 2))["user"]!["id"]);
    }

    [Fact]
    public async Task RichMessage_Postback_TogglesAllItsButtonsAndIsToldWhileActive()
    {
        await using var customer = await CustomerClient.StartAsync(Seed);
        using var socket = await customer.LogInAsync("t1", ""","group_id":1""");
        var chat = (string)(await socket.AskAsync("start_chat"))["chat"]!["id"]!;
        var sent = customer.Control(
            "agents/act",
            $$"""
            {"id":"ann@example.com","chat_id":"{{chat}}","do":"send_event","event":{"type":"rich_message","template_id":"cards","elements":[
              {"buttons":[{"text":"a","postback_id":"p"},{"text":"b","postback_id":"q"}]},{"buttons":[{"text":"c","postback_id":"p"}]}]} }
            """
        );
        var postback = $$"""
            {"chat_id":"{{chat}}","thread_id":"{{sent["thread_id"]}}","event_id":"{{sent["event_id"]}}",
             "postback":{"id":"p","toggled":true} }
            """;
        Assert.Equal("{}", (await socket.AskAsync("send_rich_message_postback", postback)).ToJsonString());
        Assert.True((bool)(await socket.PushAsync("incoming_rich_message_postback"))["postback"]!["toggled"]!);
        var other = postback.Replace("\"id\":\"p\"", "\"id\":\"z\"", StringComparison.Ordinal);
        Assert.Equal("validation", (string?)await socket.AskAsync("send_rich_message_postback", other));
        await socket.AskAsync("close_thread", $$"""{"chat_id":"{{chat}}"}""");
        await socket.AskAsync("send_rich_message_postback", postback.Replace("\"p\"", "\"q\"", StringComparison.Ordinal));
        Assert.Single(socket.Pushes, p => p == "incoming_rich_message_postback");
        var events = (await socket.AskAsync("get_chat_threads", $$"""{"chat_id":"{{chat}}"}"""))["chat"]!["threads"]![0]!["events"]!;
        var users = events.AsArray().Single(e => (string?)e!["type"] == "rich_message")!["elements"]!
            .AsArray()
            .SelectMany(e => e!["buttons"]!.AsArray())
            .Select(b => b!["user_ids"]?.ToJsonString() ?? "-");
        Assert.Equal("""["c1"]|["c1"]|["c1"]""", string.Join('|', users));
    }

    [Theory]
    [InlineData("/v3.0/customer/rtm/ws?license_id=7", "license_not_found")]
    [InlineData("/v3.0/customer/rtm/ws", "license_not_found")]
    [InlineData("/v3.9/customer/rtm/ws?license_id=100", "unsupported_version")]
    public async Task Connect_ToTheWrongPlace_IsHungUpOnWithTheReason(string path, string reason)
    {
        await using var customer = await CustomerClient.StartAsync(Seed);
        using var socket = await customer.ConnectAsync(path);
        Assert.Equal(reason, (string?)(await socket.PushAsync("customer_disconnected"))["reason"]);
        await socket.Ended.InTimeAsync();
    }

    [Theory]
    [InlineData("banned", "customer_banned")]
    [InlineData("connections", "too_many_connections")]
    [InlineData("ping", "ping_timeout")]
    [InlineData("inactivity", "inactivity_timeout")]
    [InlineData("seed", "internal_error")]
    public async Task Disconnect_ForAReason_SaysItAndHangsUp(string cause, string reason)
    {
        await using var customer = await CustomerClient.StartAsync(Seed);
        if (cause == "connections")
            customer.Control("customers/limits", """{"max_connections":1}""");
        using var socket = cause == "connections" ? await customer.LogInAsync("t1") : null;
        using var hit = await customer.ConnectAsync();
        await hit.SendAsync("""{"action":"login","payload":{"token":"t1"}}""");
        if (cause != "connections")
            await Within.EventuallyAsync(() => hit.Came.Count > 0);
        switch (cause)
        {
            case "banned":
                customer.Control("customers", """{"id":"c1","token":"t1","banned":true}""");
                break;
            case "ping":
                customer.Control("clock", """{"advanceSeconds":0}""");
                customer.Control("clock", """{"advanceSeconds":61}""");
                break;
            case "inactivity":
                for (var minute = 0; minute < 31; minute++)
                {
                    Assert.DoesNotContain("customer_disconnected", hit.Pushes);
                    await hit.AskAsync("ping");
                    customer.Control("clock", """{"advanceSeconds":60}""");
                }

                break;
            case "seed":
                customer.Control("seed", Seed);
                break;
        }

        Assert.Equal(reason, (string?)(await hit.PushAsync("customer_disconnected"))["reason"]);
        await hit.Ended.InTimeAsync();
    }

    [Fact]
    public async Task Ask_BeforeLoginMalformedOrUnknown_IsRefusedAndTheConnectionStays()
    {
        await using var customer = await CustomerClient.StartAsync(Seed);
        using var socket = await customer.ConnectAsync();
        Assert.Equal("authentication", (string?)await socket.AskAsync("get_chats_summary"));
        Assert.Equal("authentication", (string?)await socket.AskAsync("login", """{"token":"none"}"""));
        Assert.Equal("validation", (string?)await socket.AskAsync("login", """{"group_id":1}"""));
        Assert.Equal("validation", (string?)await socket.AskAsync("dance"));
        await socket.SendAsync("no json");
        await socket.SendAsync("[]");
        Assert.Equal("{}", (await socket.AskAsync("ping")).ToJsonString());
        customer.Control("customers/limits", """{"license_expired":true}""");
        Assert.Equal("license_expired", (string?)await socket.AskAsync("login", """{"token":"t1"}"""));
        customer.Control("customers/limits", """{"license_expired":false}""");
        customer.Control("customers", """{"expire_token":"t1"}""");
        Assert.Equal("authentication", (string?)await socket.AskAsync("login", """{"token":"t1"}"""));
        await socket.AskAsync("login", """{"token":"t2"}""");
        customer.Server.Options["rtmMethods"] = "few";
        Assert.Equal("validation", (string?)await socket.AskAsync("get_form", """{"group_id":1,"type":"prechat"}"""));
        Assert.Equal("validation", (string?)await socket.AskAsync("send_file", """{"chat_id":"x"}"""));
    }

    [Theory]
    [InlineData("response", "response push")]
    [InlineData("push", "push response")]
    public async Task Response_AndItsPush_ComeInTheOrderOfTheSwitch(string value, string expected)
    {
        await using var customer = await CustomerClient.StartAsync(Seed);
        customer.Server.Options["pushOrder"] = value;
        using var socket = await customer.LogInAsync("t1");
        await socket.AskAsync("update_customer", """{"email":"c@example.com"}""");
        await socket.PushAsync("customer_updated");
        var came = socket.Came.Where(m => (string?)m["request_id"] == "r2").Select(m => (string)m["type"]!);
        Assert.Equal(expected, string.Join(' ', came));
    }

    /// <summary>What was said while the line was cut is in the thread, and nothing twice.</summary>
    [Fact]
    public async Task Reconnect_AfterACut_FindsEverythingOnce()
    {
        await using var customer = await CustomerClient.StartAsync(Seed);
        using var socket = await customer.LogInAsync("t1", ""","group_id":1""");
        var chat = (string)(await socket.AskAsync("start_chat"))["chat"]!["id"]!;
        customer.Control("faults", """{"kind":"drop-answer","method":"send_event"}""");
        await socket.SendAsync($$"""{"action":"send_event","payload":{"chat_id":"{{chat}}","event":{"type":"message","text":"one"} } }""");
        await socket.Ended.InTimeAsync();
        customer.Control(
            "agents/act",
            $$"""{"id":"ann@example.com","chat_id":"{{chat}}","do":"send_event","event":{"type":"message","text":"two"} }"""
        );
        using var again = await customer.LogInAsync("t1");
        customer.Server.Options["eventOrder"] = "shuffled";
        var read = await again.AskAsync("get_chat_threads", $$"""{"chat_id":"{{chat}}"}""");
        var events = read["chat"]!["threads"]![0]!["events"]!.AsArray();
        Assert.Equal(["two", "one"], events.Select(e => (string)e!["text"]!));
        Assert.Equal("one", (string?)events.MinBy(e => (int)e!["order"]!)!["text"]);
    }

    [Fact]
    public async Task Webhooks_OfAChat_HaveFiltersAndAdditionalData()
    {
        await using var customer = await CustomerClient.StartAsync(Seed);
        await using var receiver = await WebhookReceiver.StartAsync();
        const string owner = ""","secret_key":"a secret","owner_client_id":"emulator-client","type":"license" """;
        foreach (
            var hook in new[]
            {
                ""","action":"incoming_chat","additional_data":["chat_presence_user_ids"]""",
                ""","action":"user_added_to_chat" """,
                ""","action":"incoming_event","filters":{"author_type":"customer"}""",
                ""","action":"chat_deactivated","filters":{"chat_presence":{"user_ids":{"values":["bob@example.com"]}}}""",
                ""","action":"chat_properties_updated","filters":{"only_my_chats":true}""",
            }
        )
        {
            var request = $$$"""{"url":"{{{receiver.Url}}}"{{{hook}}}{{{owner}}} }""";
            await CustomerWebTests.ConfigureAsync(customer, "register_webhook", request);
        }

        using var socket = await customer.LogInAsync("t1", ""","group_id":1""");
        var chat = (string)(await socket.AskAsync("start_chat"))["chat"]!["id"]!;
        await socket.AskAsync("send_event", $$"""{"chat_id":"{{chat}}","event":{"type":"message","text":"hi"} }""");
        customer.Control(
            "agents/act",
            $$"""{"id":"ann@example.com","chat_id":"{{chat}}","do":"send_event","event":{"type":"message","text":"yes"} }"""
        );
        await socket.AskAsync("update_chat_properties", $$"""{"chat_id":"{{chat}}","properties":{"ns":{"score":4} } }""");
        await socket.AskAsync("close_thread", $$"""{"chat_id":"{{chat}}"}""");
        await Within.EventuallyAsync(() => (int)customer.Control("webhooks")["waiting"]! == 0);
        var actions = receiver.Bodies.Select(b => (string)b["action"]!);
        Assert.Equal(["incoming_chat", "user_added_to_chat", "incoming_event"], actions);
        Assert.Equal("""{"chat_presence_user_ids":["c1"]}""", receiver.Bodies[0]["additional_data"]!.ToJsonString());
        Assert.Equal("hi", (string?)receiver.Bodies[2]["payload"]!["event"]!["text"]);
    }

    [Fact]
    public void Methods_OfTheRtmApi_AreThose17OfTheDocument()
    {
        string[] names =
        [
            "login",
            "ping",
            "get_chats_summary",
            "get_chat_threads",
            "get_chat_threads_summary",
            "get_groups_status",
            "get_predicted_agent",
            "start_chat",
            "send_event",
            "send_rich_message_postback",
            "send_sneak_peek",
            "close_thread",
            "update_chat_properties",
            "update_chat_thread_properties",
            "update_last_seen_timestamp",
            "update_customer",
            "update_customer_page",
        ];
        Assert.Equal(names.Order(), EmulatorServer.CustomerRtmMethods.Order());
    }
}
