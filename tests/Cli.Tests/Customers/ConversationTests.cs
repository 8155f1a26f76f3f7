using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Requests;
using LiveChatPulumi.CustomerApi.Rtm;
using LiveChatPulumi.Emulator;
using TestSupport;

namespace Cli_Tests.Customers;

/// <summary>
/// Two customers talk to two agents who answer by script, the client's HTTP and WebSocket against the emulator's: nothing is lost, nothing
/// is doubled, and events come in order, also to one whose connection is cut in the middle.
/// </summary>
public class ConversationTests
{
    private const string License = """
        {"groups":[{"id":0,"name":"General"},{"id":1,"name":"Sales"},{"id":2,"name":"Support"}],
         "agents":[
          {"id":"owner@example.com","name":"Olga","role":"owner","groups":[{"id":0,"priority":"normal"}]},
          {"id":"ann@example.com","name":"Ann","login_status":"accepting chats","groups":[{"id":1,"priority":"first"}]},
          {"id":"cat@example.com","name":"Cat","login_status":"accepting chats","groups":[{"id":2,"priority":"first"}]}],
         "auto_accesses":[
          {"id":"r1","access":{"groups":[1]},"conditions":{"url":{"values":[{"value":"/pricing"}]}},"next_id":"r2"},
          {"id":"r2","access":{"groups":[2]},"conditions":{"domain":{"values":[{"value":"help.example.com"}]}},"next_id":"r3"},
          {"id":"r3","access":{"groups":[1]},"conditions":{"url":{"values":[{"value":"/demo"}]}},"next_id":""}],
         "properties":[{"owner_client_id":"emulator-client","name":"note","type":"string",
          "access":{"chat":{"customer":["read","write"]},"thread":{"customer":["read","write"]},"event":{"customer":["read","write"]}}}],
         "customers":[{"token":"token-a","id":"a","name":"Abe"},{"token":"token-b","id":"b","name":"Bea"}]}
        """;

    private const string Script = """
        "greeting":[{"type":"message","text":"Hello"}],
        "answers":[
         {"type":"message","text":"One"},
         {"type":"rich_message","template_id":"cards","elements":[{"title":"Choose","buttons":[{"text":"Yes","postback_id":"yes"}]}]},
         {"type":"message","text":"Three"},{"type":"message","text":"Four"},{"type":"message","text":"Five"}]
        """;

    private const string Space = "emulator-client";

    [Fact]
    public async Task Conversation_OfTwoCustomersWithACutInTheMiddle_LosesAndDoublesNothing()
    {
        await using var emulator = await StartAsync();
        await using var a = await Conversation.BeginAsync(emulator, "token-a", "https://example.com/pricing");
        await using var b = await Conversation.BeginAsync(emulator, "token-b", "https://help.example.com/");
        Assert.Equal((1, 2), (a.Group, b.Group));
        await ChangePagesAsync(a, b);
        await Task.WhenAll(TalkAsync(a, "ann@example.com", 1), TalkAsync(b, "cat@example.com", 2));
        await AnswerAndSetAsync(a);
        await CutAsync(emulator, a);
        await CloseAndReopenAsync(emulator, a);
        await b.Rtm.CloseThreadAsync(b.ChatId);

        // All that the license kept was pushed, once and in order, to the customer whose it is.
        foreach (var one in new[] { a, b })
        {
            var kept = one.Kept(emulator);
            await Within.EventuallyAsync(() => one.Events.Count >= kept.Count);
            Assert.Equal(kept, one.Events.Select(e => (e.Thread, e.Event.Id!)));
            Assert.All(
                one.Events.GroupBy(e => e.Thread),
                t => Assert.Equal(t.Select(e => e.Event.Order).Order(), t.Select(e => e.Event.Order))
            );
            Assert.Empty(one.Came<OtherPush>());
        }

        Assert.DoesNotContain(a.Came<IncomingEvent>(), e => e.ChatId == b.ChatId);
        Assert.DoesNotContain(b.Came<IncomingEvent>(), e => e.ChatId == a.ChatId);
        Assert.Equal(2, a.Came<IncomingChatThread>().Count);
        Assert.Equal(2, a.Came<ThreadClosed>().Count);
        await Within.EventuallyAsync(() => b.Came<ThreadClosed>().Count == 1);
    }

    private static async Task<EmulatorServer> StartAsync()
    {
        var emulator = await EmulatorServer.StartAsync();
        emulator.Control("seed", Json(License));
        foreach (var agent in new[] { "ann@example.com", "cat@example.com" })
            emulator.Control("agents/script", Json($"{{\"id\":\"{agent}\",{Script}}}"));
        return emulator;
    }

    /// <summary>The rules are looked at with each page; the last page counts.</summary>
    private static async Task ChangePagesAsync(Conversation a, Conversation b)
    {
        foreach (var page in new[] { "https://example.com/", "https://example.com/demo", "https://example.com/pricing" })
            await a.Rtm.UpdateCustomerPageAsync(page, "A page");
        await b.Rtm.UpdateCustomerPageAsync("https://help.example.com/orders");
        await Within.EventuallyAsync(() => a.Came<CustomerPageUpdated>().Count == 3 && b.Came<CustomerPageUpdated>().Count == 1);
        Assert.Equal("https://example.com/pricing", a.Came<CustomerPageUpdated>()[^1].Url);
        await a.Rtm.UpdateCustomerAsync(new CustomerUpdate { Email = "abe@example.com" });
        await Within.EventuallyAsync(() => a.Came<CustomerUpdated>().Count == 1);
    }

    private static async Task TalkAsync(Conversation one, string agent, int group)
    {
        var chat = await one.Rtm.StartChatAsync(
            new NewChat { Thread = new NewThread { Events = [new MessageEvent { Text = "Is anybody there?" }] } }
        );
        one.ChatId = chat.Id!;
        Assert.Equal([group], chat.Thread!.Access!.GroupIds);
        await Within.EventuallyAsync(() => one.Came<ChatUserAdded>().Any(u => u.User.Id == agent));
        for (var i = 0; i < 2; i++)
            await one.Rtm.SendEventAsync(one.ChatId, new MessageEvent { Text = $"Message {i}" });
        await Within.EventuallyAsync(() => one.Events.Any(e => e.Event is RichMessageEvent));
        Assert.Equal("Hello", one.Events.Select(e => e.Event).OfType<MessageEvent>().First(e => e.AuthorId == agent).Text);
    }

    private static async Task AnswerAndSetAsync(Conversation a)
    {
        var (thread, rich) = a.Events.First(e => e.Event is RichMessageEvent);
        await a.Rtm.SendRichMessagePostbackAsync(a.ChatId, thread, rich.Id!, "yes", toggled: true);
        await Within.EventuallyAsync(() => a.Came<IncomingRichMessagePostback>().Count == 1);
        var url = await a.Web.SendFileAsync(a.ChatId, new FileToSend("picture.png", "image/png", new byte[] { 1, 2, 3 }));
        using var http = new HttpClient();
        Assert.Equal([1, 2, 3], await http.GetByteArrayAsync(new Uri(url)));
        await Within.EventuallyAsync(() => a.Events.Any(e => e.Event is FileEvent { Name: "picture.png" }));
        await a.Rtm.UpdateChatPropertiesAsync(a.ChatId, Note("of the chat"));
        await a.Rtm.UpdateChatThreadPropertiesAsync(a.ChatId, thread, Note("of the thread"));
        await Within.EventuallyAsync(() => a.Came<ChatPropertiesUpdated>().Count == 1 && a.Came<ChatThreadPropertiesUpdated>().Count == 1);
        Assert.Equal("of the chat", (string?)a.Came<ChatPropertiesUpdated>()[0].Properties[Space, "note"]);
        var read = await a.Web.GetChatThreadsAsync(a.ChatId, [thread]);
        Assert.Equal("of the thread", (string?)read.ThreadsInOrder.Single().Properties?[Space, "note"]);
    }

    /// <summary>The line is cut; the agent goes on talking, and the customer hears of it after all.</summary>
    private static async Task CutAsync(EmulatorServer emulator, Conversation a)
    {
        emulator.Control("customers/disconnect", Json("""{"id":"a"}"""));
        for (var i = 0; i < 3; i++)
            emulator.Control(
                "agents/act",
                new JsonObject
                {
                    ["id"] = "ann@example.com",
                    ["chat_id"] = a.ChatId,
                    ["do"] = "send_event",
                    ["event"] = new JsonObject { ["type"] = "message", ["text"] = $"Are you there? {i}" },
                }
            );

        // What is said on a line that is cut may be lost; once the client knows, it waits for the next line.
        await Within.EventuallyAsync(() => a.Came<ConnectionLost>().Count == 1);
        await a.Rtm.SendEventAsync(a.ChatId, new MessageEvent { Text = "I was gone" });
        await Within.EventuallyAsync(() => a.Came<ConnectionRestored>().Count == 1);
    }

    private static async Task CloseAndReopenAsync(EmulatorServer emulator, Conversation a)
    {
        await a.Rtm.CloseThreadAsync(a.ChatId);
        await Within.EventuallyAsync(() => a.Came<ThreadClosed>().Count == 1);
        await a.Rtm.ActivateChatAsync(
            new NewChat
            {
                Id = a.ChatId,
                Thread = new NewThread { Events = [new MessageEvent { Text = "One thing more" }] },
            }
        );
        await Within.EventuallyAsync(() => a.Came<IncomingChatThread>().Count == 2);
        await a.Rtm.SendEventAsync(a.ChatId, new MessageEvent { Text = "Thank you" });

        // The agent closes it this time, while the customer is away.
        emulator.Control("customers/disconnect", Json("""{"id":"a"}"""));
        emulator.Control(
            "agents/act",
            new JsonObject
            {
                ["id"] = "ann@example.com",
                ["chat_id"] = a.ChatId,
                ["do"] = "close_thread",
            }
        );
        await Within.EventuallyAsync(() => a.Came<ThreadClosed>().Count == 2);
    }

    private static Properties Note(string text)
    {
        var properties = new Properties();
        properties[Space, "note"] = text;
        return properties;
    }

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
