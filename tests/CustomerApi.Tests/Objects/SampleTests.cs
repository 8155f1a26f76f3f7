using System.Text;
using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi;
using LiveChatPulumi.CustomerApi.Json;
using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Requests;
using LiveChatPulumi.CustomerApi.Rtm;
using LiveChatPulumi.CustomerApi.Web;
using TestSupport;

namespace LiveChatPulumi_CustomerApi_Tests.Objects;

/// <summary>Everything that the documents show is read, and what is read is written again.</summary>
public class SampleTests
{
    private static JsonObject Samples => (JsonObject)Repo.Json("customer", "objects.json");

    private static JsonArray Answers => (JsonArray)Repo.Json("customer", "answers.json");

    public static TheoryData<int> AnswerNumbers => [.. Enumerable.Range(0, Answers.Count)];

    public static TheoryData<string> PushNames => [.. ((JsonObject)Repo.Json("customer", "pushes.json")).Select(p => p.Key)];

    public static TheoryData<string, Type> Types =>
        new()
        {
            { "message", typeof(MessageEvent) },
            { "system_message", typeof(SystemMessageEvent) },
            { "annotation", typeof(AnnotationEvent) },
            { "filled_form", typeof(FilledFormEvent) },
            { "file", typeof(FileEvent) },
            { "custom", typeof(CustomEvent) },
            { "rich_message", typeof(RichMessageEvent) },
            { "customer", typeof(Customer) },
            { "agent", typeof(Agent) },
            { "chat", typeof(Chat) },
            { "thread", typeof(ChatThread) },
            { "typing_indicator", typeof(TypingIndicator) },
            { "sneak_peek", typeof(SneakPeek) },
        };

    [Theory]
    [MemberData(nameof(Types))]
    public void RoundTrip_OfAnObjectWithMoreThanIsKnown_LosesNothing(string name, Type type)
    {
        var sample = (JsonObject)Samples[name]!.DeepClone();
        AddUnknown(sample);
        var read = RoundTrip(sample, type, out var written);
        Assert.IsType(type, read);
        Assert.True(JsonNode.DeepEquals(sample, written), $"{sample.ToJsonString()}\n{written.ToJsonString()}");
        // Each member that the document has is one of ours, but for those that the test added.
        Assert.Equal(["unknown"], ((CustomerObject)read).Extra!.Select(e => e.Key));
    }

    [Theory]
    [InlineData("""{"id":"e","type":"poll","order":3,"question":{"text":"why"},"author_id":"a"}""", typeof(OtherEvent))]
    [InlineData("""{"id":"e","order":3}""", typeof(OtherEvent))]
    [InlineData("""{"id":"u","type":"supervisor","name":"n","level":4}""", typeof(OtherUser))]
    public void RoundTrip_OfAnUnknownKind_LosesNothing(string json, Type type)
    {
        var read = RoundTrip((JsonObject)JsonNode.Parse(json)!, type, out var written);
        Assert.IsType(type, read);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), written), written.ToJsonString());
    }

    [Theory]
    [InlineData("""{"group_ids":[1,2]}""")]
    [InlineData("""{"access":{"group_ids":[1,2]}}""")]
    [InlineData("""{"scopes":{"group_ids":["1",2]}}""")]
    [InlineData("""{"groups":[1,2]}""")]
    public void Access_InEachForm_IsReadAndWrittenInOne(string json)
    {
        var access = CustomerJson.Read<Access>(JsonNode.Parse(json)!);
        Assert.Equal([1, 2], access.GroupIds!);
        Assert.Equal("""{"group_ids":[1,2]}""", CustomerJson.Write(access).ToJsonString());
    }

    [Fact]
    public void Access_Empty_IsNoRestriction()
    {
        Assert.True(CustomerJson.Read<Access>(new JsonObject()).IsUnrestricted);
        Assert.Equal("{}", CustomerJson.Write(new Access()).ToJsonString());
    }

    [Fact]
    public void Properties_WithAndWithoutValue_AreTheSame()
    {
        var read = CustomerJson.Read<Properties>(Samples["properties"]!);
        Assert.Equal(1, (int?)read["rating", "score"]);
        Assert.False((bool?)read["routing", "idle"]);
        Assert.Null(read["rating", "nothing"]);
        Assert.Null(read["nothing", "at all"]);
        Assert.Equal(["score", "comment"], read.Names("rating"));
        var bare = CustomerJson.Read<Properties>(JsonNode.Parse("""{"rating":{"score":1,"comment":null}}""")!);
        Assert.Equal(1, (int?)bare["rating", "score"]);
        Assert.Equal("""{"rating":{"score":1,"comment":null}}""", bare.ForRequest().ToJsonString());
    }

    [Fact]
    public void Thread_WithEventsOfOneSecond_GivesThemByTheirOrder()
    {
        var json =
            """{"events":[{"id":"c","order":3,"timestamp":1},{"id":"a","order":1,"timestamp":1},{"id":"b","order":2,"timestamp":1}]}""";
        Assert.Equal(["a", "b", "c"], CustomerJson.Read<ChatThread>(JsonNode.Parse(json)!).EventsInOrder.Select(e => e.Id));
    }

    [Theory]
    [MemberData(nameof(AnswerNumbers))]
    public async Task Answer_OfTheDocuments_IsRead(int number)
    {
        var sample = Answers[number]!;
        var action = (string)sample["action"]!;
        var body = (string?)sample["raw"] ?? sample["answer"]!.ToJsonString();
        using var web = new CustomerWebApi(Given.Options(), Given.Token, Answering.With(body));
        switch (action)
        {
            case "login":
                CheckLogin(CustomerJson.Read<LoginAnswer>(sample["answer"]!));
                break;
            case "send_file":
                Assert.StartsWith("https://cdn.", await web.SendFileAsync("c", new FileToSend("a.png", "image/png", "x"u8.ToArray())));
                break;
            case "get_license_properties":
                Assert.Equal(123, (int?)(await web.GetLicensePropertiesAsync()).Properties!["my_integer_property_name"]);
                break;
            case "get_group_properties":
                Assert.Equal("string value", (string?)(await web.GetGroupPropertiesAsync(10)).Properties!["my_string_property_name"]);
                break;
            default:
                Check(await CallTable.All[action].Send(web));
                break;
        }
    }

    [Theory]
    [MemberData(nameof(PushNames))]
    [UsesPushes]
    public void Push_OfTheDocuments_IsReadAsItsType(string name)
    {
        var payload = (JsonObject)Repo.Json("customer", "pushes.json")[name]!;
        var push = PushKinds.Read(new PushPayload(name, "7", payload));
        Assert.IsType(PushKinds.All[name].Type, push);
        Assert.Equal(name, push.Action);
        Assert.Equal("7", push.RequestId);
        CheckPush(push);
    }

    [Fact]
    public void Push_OfAnUnknownNameOrForm_IsKept()
    {
        var unknown = PushKinds.Read(new PushPayload("event_properties_updated", null, new JsonObject { ["chat_id"] = "c" }));
        Assert.Equal("c", (string?)Assert.IsType<OtherPush>(unknown).Payload!["chat_id"]);
        var broken = Assert.IsType<OtherPush>(PushKinds.Read(new PushPayload("incoming_event", null, new JsonObject { ["event"] = 5 })));
        Assert.Equal("it has no chat_id", broken.Problem);
    }

    [Fact]
    public void Push_OfAccessInTheNewerWord_IsTheSamePush()
    {
        var payload = (JsonObject)JsonNode.Parse("""{"chat_id":"c","access_added":{"group_ids":[2]}}""")!;
        var push = Assert.IsType<ChatAccessUpdated>(PushKinds.Read(new PushPayload("chat_access_updated", null, payload)));
        Assert.Equal([2], push.Added!.GroupIds!);
    }

    [Theory]
    [InlineData("""{1: "a", "b:2": 3, "c": [1, 2,], } // end""", """{"1":"a","b:2":3,"c":[1,2]}""")]
    [InlineData("{\"a\": {12 : {3:\"4: 5\"}}}", """{"a":{"12":{"3":"4: 5"}}}""")]
    public void Json_AsTheDocumentsWriteIt_IsRead(string loose, string strict) =>
        Assert.Equal(strict, LooseJson.Read(Encoding.UTF8.GetBytes(loose)).ToJsonString());

    private static object RoundTrip(JsonObject json, Type type, out JsonNode written)
    {
        if (typeof(Event).IsAssignableFrom(type))
            return Both<Event>(json, out written);
        if (typeof(User).IsAssignableFrom(type))
            return Both<User>(json, out written);
        if (type == typeof(Chat))
            return Both<Chat>(json, out written);
        if (type == typeof(ChatThread))
            return Both<ChatThread>(json, out written);
        return type == typeof(TypingIndicator) ? Both<TypingIndicator>(json, out written) : Both<SneakPeek>(json, out written);
    }

    private static T Both<T>(JsonObject json, out JsonNode written)
        where T : class
    {
        var read = CustomerJson.Read<T>(json);
        written = CustomerJson.Write(read);
        return read;
    }

    /// <summary>Adds a member to each object that may have one: not to maps by name.</summary>
    private static void AddUnknown(JsonObject json)
    {
        foreach (
            var inner in json.Where(p => p.Key is not ("properties" or "fields" or "content")).SelectMany(p => Objects(p.Value)).ToList()
        )
            AddUnknown(inner);
        json["unknown"] = new JsonObject { ["deep"] = new JsonArray(1, "two", null) };
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) =>
        node switch
        {
            JsonObject o => [o],
            JsonArray a => a.SelectMany(Objects),
            _ => [],
        };

    private static void CheckLogin(LoginAnswer login)
    {
        Assert.Equal("a0c22fdd-fb71-40b5-bfc6-a8a0bc3117f5", login.CustomerId);
        Assert.Equal([1, 3], login.Configuration!.OnlineGroupsIds!);
        Assert.Equal("Bart", login.Configuration.PredictedAgent!.Name);
        Assert.Equal(2, login.Configuration.CustomerData!.GroupId);
        Assert.True(login.Configuration.Greeting!.DisplayedFirstTime);
        Assert.All(new CustomerObject[] { login, login.Configuration, login.Configuration.CustomerData }, o => Assert.Null(o.Extra));
    }

    private static void Check(object? answer)
    {
        switch (answer)
        {
            case Chat chat:
                Assert.Equal(2, chat.Users!.Count);
                Assert.Equal([1, 2], chat.Access!.GroupIds!);
                Assert.Equal(7, Assert.Single(chat.ThreadsInOrder).Events!.Count);
                Assert.Null(chat.Extra);
                break;
            case ChatsPage page:
                Assert.Equal(20, page.TotalChats);
                Assert.IsType<MessageEvent>(page.ChatsSummary![0].LastEventPerType!["message"].Event);
                break;
            case ThreadsPage page:
                Assert.Equal(page.NewestFirst.Select(t => t.Order).Max(), page.NewestFirst.First().Order);
                Assert.Equal(4, page.TotalThreads);
                break;
            case SentEvent sent:
                Assert.Equal("hello there", Assert.IsType<MessageEvent>(sent.Event).Text);
                break;
            case Customer customer:
                Assert.Equal("custom field value", customer.Fields!["custom field name"]);
                break;
            case IReadOnlyDictionary<int, GroupStatus> statuses:
                Assert.Equal(
                    [GroupStatus.Online, GroupStatus.Offline, GroupStatus.OnlineForQueue],
                    [statuses[1], statuses[2], statuses[3]]
                );
                break;
            case FormAnswer form:
                Assert.Equal(["header", "name", "email"], form.Form!.Fields!.Select(f => f.Type));
                Assert.True(form.Enabled);
                break;
            case Agent agent:
                Assert.Equal("https://example.avatar/example.com", agent.Avatar);
                break;
            case UrlDetails url:
                Assert.Equal(200, url.ImageWidth);
                break;
            case long seen:
                Assert.Equal(123456789, seen);
                break;
            default:
                Assert.Null(answer);
                break;
        }
    }

    private static void CheckPush(Push push)
    {
        switch (push)
        {
            case IncomingChatThread p:
                Check(p.Chat);
                break;
            case IncomingEvent p:
                Assert.Equal(("75a90b82-e6a4-4ded-b3eb-cb531741ee0a", "message"), (p.ChatId, p.Event.Type));
                break;
            case IncomingRichMessagePostback p:
                Assert.True(p.Postback is { Id: "action_yes", Toggled: true });
                break;
            case ChatAccessUpdated p:
                Assert.Equal((2, 1), (p.Added!.GroupIds![0], p.Removed!.GroupIds![0]));
                break;
            case CustomerDisconnected p:
                Assert.Same(DisconnectReason.CustomerBanned, p.Reason);
                break;
            case ChatPropertiesUpdated p:
                Assert.Equal("gooood", (string?)p.Properties["rating", "comment"]);
                break;
            case ChatThreadPropertiesUpdated p:
                Assert.Equal("goooood", (string?)p.Properties["rating", "comment"]);
                break;
            case ChatUserAdded p:
                Assert.Equal("Support Hero", Assert.IsType<Agent>(p.User).JobTitle);
                break;
            case CustomerPageUpdated p:
                Assert.Equal(("pricing", 123456789), (p.Title, p.Timestamp));
                break;
        }
    }
}
