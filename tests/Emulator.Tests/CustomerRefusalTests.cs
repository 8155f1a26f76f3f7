using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;

namespace LiveChatPulumi_Emulator_Tests;

/// <summary>Requests of customers that are malformed in any way: each is refused by name, and nothing comes of it.</summary>
public class CustomerRefusalTests
{
    private static readonly string[] Names =
    [
        "all",
        "avatar",
        "chat",
        "chat_id",
        "continuous",
        "custom_id",
        "customer_fields",
        "event",
        "event_id",
        "fields",
        "group_id",
        "groups",
        "limit",
        "name",
        "offset",
        "page_url",
        "postback",
        "properties",
        "sneak_peek_text",
        "thread_id",
        "thread_ids",
        "timestamp",
        "type",
        "url",
    ];

    private static readonly string[] Values =
    [
        "7",
        "-1.5",
        "true",
        "\"\"",
        "\"x\"",
        "[1,null]",
        "{}",
        "{\"a\":null}",
        "{\"a\":{\"b\":[1]}}",
        "{\"type\":7,\"text\":[]}",
        "{\"thread\":{\"events\":[{\"type\":\"message\"}]}}",
        "{\"thread\":{\"events\":7,\"properties\":{\"a\":7}},\"access\":{\"group_ids\":[\"x\"]}}",
        "{\"id\":{},\"toggled\":7}",
    ];

    public static TheoryData<string> Methods => [.. EmulatorServer.CustomerWebMethods.Except(["send_file"]).Order()];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Request_WithWrongValues_IsRefusedByNameOnBothTransports(string method)
    {
        await using var customer = await CustomerClient.StartAsync();
        using var socket = await customer.LogInAsync();
        foreach (var value in Values)
        {
            var payload = new JsonObject(Names.Select(n => KeyValuePair.Create(n, JsonNode.Parse(value)))).ToJsonString();
            var answer = await customer.PostAsync(method, $$"""{"payload":{{payload}}}""");
            Assert.True(answer["payload"] is not null || (string?)answer["error"]?["type"] == "validation", answer.ToJsonString());
            var response = await socket.AskWholeAsync(method, payload);
            Assert.True(
                (bool)response["success"]! || (string?)response["payload"]!["error"]!["type"] == "validation",
                response.ToJsonString()
            );
        }

        // Nothing of it became a chat.
        Assert.Empty((JsonArray)customer.Control("chats"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"payload\":7}")]
    [InlineData("{\"payload\":{\"limit\":1,\"limit\":2}}")]
    public async Task Body_ThatIsNoRequest_IsRefused(string body)
    {
        await using var customer = await CustomerClient.StartAsync();
        Assert.Equal("validation", (string?)(await customer.PostAsync("get_chats_summary", body))["error"]?["type"]);
        using var socket = await customer.LogInAsync();
        await socket.SendAsync(body);
        Assert.Equal("{}", (await socket.AskAsync("ping")).ToJsonString());
    }
}
