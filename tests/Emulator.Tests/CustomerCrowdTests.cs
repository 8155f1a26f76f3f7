using System.Text.Json.Nodes;
using TestSupport;

namespace LiveChatPulumi_Emulator_Tests;

/// <summary>Many customers at once: each connection hears of its own chat alone, of everything once, and in order.</summary>
public class CustomerCrowdTests
{
    private const int Customers = 20;
    private const int Messages = 5;

    [Fact]
    public async Task Conversations_OfManyCustomersAtOnce_AreToldOnceAndInOrder()
    {
        var seed = new JsonObject
        {
            ["agents"] = JsonNode.Parse(
                """
                [{"id":"ann@example.com","name":"Ann","login_status":"accepting chats","max_chats_count":50,
                  "groups":[{"id":0,"priority":"normal"}]}]
                """
            ),
            ["customers"] = new JsonArray([
                .. Enumerable
                    .Range(0, Customers)
                    .Select(i => new JsonObject
                    {
                        ["id"] = $"c{i}",
                        ["token"] = $"t{i}",
                        ["name"] = $"C{i}",
                    }),
            ]),
        };
        await using var customer = await CustomerClient.StartAsync(seed.ToJsonString());
        var answers = string.Join(',', Enumerable.Repeat("""{"type":"message","text":"yes"}""", Messages));
        customer.Control("agents/script", $$"""{"id":"ann@example.com","greeting":[],"answers":[{{answers}}]}""");
        var sockets = new List<CustomerSocket>();
        for (var i = 0; i < 2 * Customers; i++)
            sockets.Add(await customer.LogInAsync($"t{i / 2}"));
        await Task.WhenAll(Enumerable.Range(0, Customers).Select(i => TalkAsync(i, sockets[2 * i], sockets[(2 * i) + 1])));
        for (var i = 0; i < sockets.Count; i++)
        {
            // A message of the customer, the agent's answer, and so on; the last is of the end.
            await sockets[i].PushAsync("thread_closed");
            var events = sockets[i].Came.Where(m => (string?)m["action"] == "incoming_event").Select(m => m["payload"]!["event"]!).ToList();
            Assert.Equal(Enumerable.Range(1, (2 * Messages) + 1), events.Select(e => (int)e["order"]!));
            Assert.Equal(
                Enumerable.Range(0, Messages).Select(n => $"{i / 2}:{n}"),
                events.Where(e => (string?)e["author_id"] == $"c{i / 2}").Select(e => (string)e["text"]!)
            );
            Assert.Single(sockets[i].Pushes, p => p == "chat_user_added");
        }
    }

    /// <summary>The customer talks on both connections in turn.</summary>
    private static async Task TalkAsync(int number, CustomerSocket first, CustomerSocket second)
    {
        var chat = (string)(await first.AskAsync("start_chat").InTimeAsync())["chat"]!["id"]!;
        for (var n = 0; n < Messages; n++)
            await (n % 2 == 0 ? first : second).AskAsync(
                "send_event",
                $$"""{"chat_id":"{{chat}}","event":{"type":"message","text":"{{number}}:{{n}}"} }"""
            );
        await second.AskAsync("close_thread", $$"""{"chat_id":"{{chat}}"}""");
    }
}
