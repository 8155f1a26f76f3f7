using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using TestSupport;

namespace LiveChatPulumi_Emulator_Tests;

/// <summary>
/// Every sample request of the two documents of customers is taken by the emulator, or refused by a rule of the documents that the sample
/// breaks. The samples' ids of chats, threads and events are put in place of real ones; their properties are defined as they use them.
/// </summary>
public class CustomerSampleTests
{
    private const string Seed = """
        {"groups":[{"id":1,"name":"One"},{"id":2,"name":"Two"}],
         "agents":[{"id":"ann@example.com","name":"Ann","login_status":"accepting chats",
           "groups":[{"id":0,"priority":"normal"},{"id":1,"priority":"normal"}]}],
         "customers":[{"id":"c1","token":"p-cjQcfhTqego5I48WeAPw","name":"John"}]}
        """;

    private static readonly JsonArray Samples = (JsonArray)
        JsonNode.Parse(File.ReadAllText(Repo.Path("tests", "Data", "customer-samples.json")))!;

    public static TheoryData<int, string> Each
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var (sample, number) in Samples.Select((s, n) => (s!, n)))
                data.Add(number, $"{sample["document"]} {sample["transport"]} {sample["method"]}");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task Sample_OfADocument_IsTakenOrRefusedByItsRule(int number, string name)
    {
        var sample = Samples[number]!;
        var answer = await SendAsync(sample, []);
        Assert.True((string?)sample["refused"] == ErrorOf(answer), $"{name}: {answer.ToJsonString()}");
        Assert.Equal(sample["refused"] is null, sample["rule"] is null);
        foreach (var (option, value) in sample["accepted_with"] as JsonObject ?? [])
            Assert.Null(ErrorOf(await SendAsync(sample, [(option, (string)value!)])));
    }

    [Fact]
    public void Samples_OfTheDocuments_AreOfAllMethods()
    {
        var said = Samples.Select(s => (string)s!["method"]!).Append("ping").Distinct();
        Assert.Equal(EmulatorServer.CustomerWebMethods.Union(EmulatorServer.CustomerRtmMethods).Order(), said.Order());
    }

    private static string? ErrorOf(JsonNode answer) => answer is JsonValue error ? (string?)error : null;

    private static async Task<JsonNode> SendAsync(JsonNode sample, (string Name, string Value)[] options)
    {
        await using var customer = await CustomerClient.StartAsync(Seed);
        Define(customer);
        customer.Token = "p-cjQcfhTqego5I48WeAPw";
        foreach (var (option, value) in options)
            customer.Server.Options[option] = value;
        var (chat, thread, message) = await ChatAsync(customer);
        if ((string?)sample["state"] == "closed")
            await customer.CallAsync("close_thread", $$"""{"chat_id":"{{chat}}"}""");
        var (method, payload) = ((string)sample["method"]!, (JsonObject)sample["payload"]!.DeepClone());
        Put(payload, "chat_id", chat);
        Put(payload, "thread_id", thread);
        Put(payload, "event_id", message);
        Put(payload["chat"] as JsonObject ?? [], "id", chat);
        if (method == "activate_chat")
            Put(payload, "id", chat);
        if (payload["thread_ids"] is not null)
            payload["thread_ids"] = new JsonArray(thread);
        if (method == "send_file")
            return await customer.SendFileAsync(chat, [1, 2, 3], [.. Parts(payload)]);
        if ((string?)sample["transport"] == "web")
            return await customer.CallAsync(method, payload.ToJsonString());
        using var socket = method == "login" ? await customer.ConnectAsync() : await customer.LogInAsync(customer.Token);
        return await socket.AskAsync(method, payload.ToJsonString());
    }

    private static IEnumerable<(string, string)> Parts(JsonObject payload) =>
        payload.Where(p => p.Key != "chat_id").Select(p => ($"payload.{p.Key}", p.Value!.ToString()));

    private static void Put(JsonObject json, string name, string value)
    {
        if (json[name] is not null)
            json[name] = value;
    }

    /// <summary>A chat with a rich message of an agent that has the buttons of the samples.</summary>
    private static async Task<(string Chat, string Thread, string Event)> ChatAsync(CustomerClient customer)
    {
        var started = (await customer.CallAsync("start_chat"))["chat"]!;
        var chat = (string)started["id"]!;
        var sent = customer.Control(
            "agents/act",
            $$"""
            {"id":"ann@example.com","chat_id":"{{chat}}","do":"send_event","event":{"type":"rich_message","template_id":"cards","elements":[
              {"buttons":[{"text":"a","postback_id":"action_yes"},{"text":"b","postback_id":"Method URL_yes"}]}]} }
            """
        );
        return (chat, (string)started["thread"]!["id"]!, (string)sent["event_id"]!);
    }

    private static void Define(CustomerClient customer)
    {
        const string access = """
            "access":{"chat":{"customer":["read","write"]},"thread":{"customer":["read","write"]},"event":{"customer":["read","write"]}}
            """;
        var definitions = new JsonArray();
        foreach (
            var (space, name, type) in new[]
            {
                ("bb9e5b2f1ab480e4a715977b7b1b4279", "score", "int"),
                ("bb9e5b2f1ab480e4a715977b7b1b4279", "comment", "string"),
                ("rating", "score", "int"),
                ("rating", "comment", "string"),
                ("source", "type", "string"),
            }
        )
            definitions.Add(JsonNode.Parse($$"""{"owner_client_id":"{{space}}","name":"{{name}}","type":"{{type}}",{{access}}}"""));
        var seed = (JsonObject)JsonNode.Parse(Seed)!;
        seed["properties"] = definitions;
        customer.Server.Control("seed", seed);
    }
}
