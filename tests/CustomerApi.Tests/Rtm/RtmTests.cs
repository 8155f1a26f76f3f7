using System.Net.WebSockets;
using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi;
using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Requests;
using LiveChatPulumi.CustomerApi.Rtm;
using Microsoft.Extensions.Time.Testing;
using TestSupport;

namespace LiveChatPulumi_CustomerApi_Tests.Rtm;

/// <summary>One connection: requests, answers, pushes, pings, its end.</summary>
public class RtmTests
{
    private readonly ScriptedRtm _server = new();
    private readonly FakeTimeProvider _time = new();

    private ScriptedSocket Socket => _server.Sockets[^1];

    [Fact]
    [Uses(Transports.Rtm, "login")]
    public async Task Connect_WithAVisit_LogsInAtTheLicense()
    {
        var visit = new Visit
        {
            GroupId = 1,
            Page = new VisitedPage { Url = "https://www.livechatinc.com/" },
        };
        await using var rtm = Client(visit);
        Assert.Equal("customer", (await rtm.ConnectAsync().InTimeAsync()).CustomerId);
        Assert.Equal("wss://api.test/v3.0/customer/rtm/ws?license_id=123456789", Assert.Single(_server.Addresses).ToString());
        var login = Socket.Requests[0];
        Assert.Equal("login", (string?)login["action"]);
        var payload = """{"group_id":1,"customer_page":{"url":"https://www.livechatinc.com/"},"token":"Bearer p-cjQcfhTqego5I48WeAPw"}""";
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(payload), login["payload"]), login.ToJsonString());
    }

    [Fact]
    [Uses(Transports.Rtm)]
    [Uses(Transports.Rtm, "update_customer_page")]
    public async Task Call_OfEachMethod_SendsWhatTheDocumentsSay()
    {
        var answers = Repo.Json("customer", "answers.json")
            .AsArray()
            .Where(a => a!["answer"] is not null)
            .ToLookup(a => (string)a!["action"]!);
        await using var rtm = Client();
        await rtm.ConnectAsync().InTimeAsync();
        _server.Takes = (s, r) => s.Answer(r, (JsonObject?)Payload((string)r["action"]!) ?? []);
        foreach (var (action, (send, payload)) in CallTable.All)
        {
            await send(rtm).InTimeAsync();
            var request = Socket.Requests[^1];
            Assert.Equal(action, (string?)request["action"]);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(payload), request["payload"]), request.ToJsonString());
        }

        await rtm.UpdateCustomerPageAsync("https://livechatinc.com/pricing", "Livechat - Pricing").InTimeAsync();
        Assert.Equal(
            """{"url":"https://livechatinc.com/pricing","title":"Livechat - Pricing"}""",
            Socket.Requests[^1]["payload"]!.ToJsonString()
        );
        Assert.Equal(Socket.Requests.Count, Socket.Requests.Select(r => (string?)r["request_id"]).Distinct().Count());

        JsonNode? Payload(string action) =>
            action == "get_groups_status"
                ? JsonNode.Parse("""{"groups_status":{"1":"online"}}""")
                : answers[action].Select(a => a!["answer"]!["payload"] ?? a["answer"]).LastOrDefault()?.DeepClone();
    }

    [Fact]
    public async Task Answers_InAnotherOrder_ReachTheirCalls()
    {
        var held = new List<JsonObject>();
        await using var rtm = Client();
        await rtm.ConnectAsync().InTimeAsync();
        _server.Takes = (_, r) => held.Add(r);
        var calls = Enumerable.Range(0, 5).Select(i => rtm.UpdateLastSeenTimestampAsync("c", i)).ToList();
        await Within.EventuallyAsync(() => held.Count == 5);
        foreach (var request in Enumerable.Reverse(held))
            Socket.Answer(request, new JsonObject { ["timestamp"] = (long)request["payload"]!["timestamp"]! });
        var answers = await Task.WhenAll(calls).InTimeAsync();
        Assert.Equal([0, 1, 2, 3, 4], answers);
    }

    [Fact]
    public async Task Answer_WithoutAnId_IsForTheOldestCallOfItsMethod()
    {
        await using var rtm = Client();
        await rtm.ConnectAsync().InTimeAsync();
        _server.Takes = (_, _) => { };
        var other = rtm.SendSneakPeekAsync("c", "t");
        var call = rtm.UpdateLastSeenTimestampAsync("c", 5);
        await Within.EventuallyAsync(() => Socket.Requests.Count == 4);
        Socket.Write("""{"action":"update_last_seen_timestamp","type":"response","success":true,"payload":{"timestamp":5}}""");
        Assert.Equal(5, await call.InTimeAsync());
        Assert.False(other.IsCompleted);
        Socket.Write("""{"action":"send_sneak_peek","type":"response","success":true}""");
        await other.InTimeAsync();
    }

    [Fact]
    public async Task Push_WithTheIdOfACall_IsNotItsAnswer()
    {
        await using var rtm = Client();
        await rtm.ConnectAsync().InTimeAsync();
        _server.Takes = (s, r) =>
        {
            s.Push("incoming_event", Event("e1", 1), (string?)r["request_id"]);
            s.Refuse(r, "validation");
        };
        var error = await Assert.ThrowsAsync<CustomerApiException>(() =>
            rtm.SendEventAsync("c", new MessageEvent { Text = "t" }).InTimeAsync()
        );
        Assert.Equal(CustomerErrorKind.Validation, error.Kind);
        var push = Assert.IsType<IncomingEvent>(await NextAsync(rtm));
        Assert.Equal(("e1", (string?)Socket.Requests[^1]["request_id"]), (push.Event.Id, push.RequestId));
    }

    [Fact]
    public async Task Call_WhoseAnswerIsLate_FailsAndLosesNoPush()
    {
        await using var rtm = Client();
        await rtm.ConnectAsync().InTimeAsync();
        _server.Takes = (_, _) => { };
        var call = rtm.SendSneakPeekAsync("c", "t");
        await Within.EventuallyAsync(() => Socket.Requests.Count == 3);
        _time.Advance(TimeSpan.FromSeconds(15));
        var error = await Assert.ThrowsAsync<CustomerApiException>(() => call.InTimeAsync());
        Assert.Equal((CustomerErrorKind.RequestTimeout, true), (error.Kind, error.OutcomeUnknown));
        // The late answer disturbs nobody.
        Socket.Answer(Socket.Requests[2], []);
        Socket.Push("incoming_event", Event("e1", 1));
        Assert.Equal("e1", Assert.IsType<IncomingEvent>(await NextAsync(rtm)).Event.Id);
    }

    [Fact]
    [UsesPushes]
    public async Task Push_OfEachKind_IsOnTheStreamInItsOrder()
    {
        await using var rtm = Client();
        await rtm.ConnectAsync().InTimeAsync();
        var samples = ((JsonObject)Repo.Json("customer", "pushes.json")).Where(p => p.Key != "customer_disconnected").ToList();
        // The samples have one event, which would be told once.
        samples.Single(s => s.Key == "incoming_event").Value!["event"]!["id"] = "another";
        foreach (var (action, payload) in samples)
            Socket.Push(action, (JsonObject)payload!.DeepClone());
        Socket.Write("no JSON");
        Socket.Push("event_properties_updated", []);
        var pushes = new List<Push>();
        await foreach (var signal in rtm.SignalsAsync().WithCancellation(Limit()))
        {
            pushes.Add((Push)signal);
            if (pushes.Count == samples.Count + 2)
                break;
        }

        Assert.Equal(samples.Select(s => PushKinds.All[s.Key].Type), pushes.SkipLast(2).Select(p => p.GetType()));
        Assert.Equal("no JSON", Assert.IsType<OtherPush>(pushes[^2]).Text);
        Assert.Equal("event_properties_updated", Assert.IsType<OtherPush>(pushes[^1]).Action);
    }

    [Fact]
    [Uses(Transports.Rtm, "ping")]
    public async Task Ping_Every15Seconds_IsSentAndAServerThatStopsAnsweringIsLeft()
    {
        await using var rtm = Client(rtm: new RtmOptions { CatchUp = false });
        await rtm.ConnectAsync().InTimeAsync();
        await rtm.PingAsync().InTimeAsync();
        var first = Socket;
        for (var i = 1; i <= 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            await Within.EventuallyAsync(() => first.Requests.Count(r => (string?)r["action"] == "ping") == i + 1);
            Assert.False(first.Requests[^1].ContainsKey("payload"));
        }

        // So far each was answered; now none is.
        await Task.Run(() => { });
        _server.Takes = (s, r) =>
        {
            if (s != first)
                s.Answer(r, ScriptedRtm.Usual(r));
        };
        var next = NextAsync(rtm);
        await _time.AdvanceUntilAsync(next, TimeSpan.FromSeconds(5));
        Assert.IsType<Disconnect.PingUnanswered>(Assert.IsType<ConnectionLost>(await next).Cause);
    }

    [Fact]
    public async Task Ping_NeverAnswered_SaysNothing()
    {
        _server.Takes = (s, r) =>
        {
            if ((string?)r["action"] != "ping")
                s.Answer(r, ScriptedRtm.Usual(r));
        };
        await using var rtm = Client();
        await rtm.ConnectAsync().InTimeAsync();
        for (var i = 1; i <= 6; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            await Within.EventuallyAsync(() => Socket.Requests.Count(r => (string?)r["action"] == "ping") == i);
        }

        await rtm.SendSneakPeekAsync("c", "t").InTimeAsync();
        Assert.Single(_server.Sockets);
    }

    [Fact]
    public async Task Close_OfTheClient_IsCleanAndEndsTheStream()
    {
        await using var rtm = Client();
        await rtm.ConnectAsync().InTimeAsync();
        Socket.Push("incoming_event", Event("e1", 1));
        await rtm.CloseAsync().InTimeAsync();
        Assert.True(Socket.ClosedByClient);
        var left = new List<Signal>();
        await foreach (var signal in rtm.SignalsAsync().WithCancellation(Limit()))
            left.Add(signal);
        Assert.IsType<IncomingEvent>(Assert.Single(left));
        var error = await Assert.ThrowsAsync<CustomerApiException>(() => rtm.SendSneakPeekAsync("c", "t").InTimeAsync());
        Assert.Equal(CustomerErrorKind.Transport, error.Kind);
    }

    [Fact]
    public async Task Connect_OverARealSocket_TalksAndCloses()
    {
        await using var server = await ScriptedServer.StartAsync();
        var closed = new TaskCompletionSource<bool>();
        server.Talk = async (_, socket) =>
        {
            while (await ScriptedServer.ReadAsync(socket) is { } request)
            {
                await ScriptedServer.WriteAsync(
                    socket,
                    """{"action":"thread_closed","type":"push","payload":{"chat_id":"c","thread_id":"t"}}"""
                );
                request["type"] = "response";
                request["payload"] =
                    (string?)request["action"] == "login" ? new JsonObject { ["customer_id"] = new string('x', 50_000) } : [];
                await ScriptedServer.WriteAsync(socket, request.ToJsonString());
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            closed.SetResult(true);
        };
        await using var rtm = new CustomerRtm(Given.Options(server.Url), Given.Token);
        Assert.Equal(50_000, (await rtm.ConnectAsync().InTimeAsync()).CustomerId!.Length);
        await rtm.SendSneakPeekAsync("c", "t").InTimeAsync();
        Assert.Equal(("/v3.0/customer/rtm/ws", "?license_id=123456789"), (server.Requests[0].Path, server.Requests[0].Query));
        Assert.IsType<ThreadClosed>(await NextAsync(rtm));
        await rtm.CloseAsync().InTimeAsync();
        Assert.True(await closed.Task.InTimeAsync());
    }

    internal static JsonObject Event(string id, long order, string thread = "t") =>
        new()
        {
            ["chat_id"] = "c",
            ["thread_id"] = thread,
            ["event"] = new JsonObject
            {
                ["id"] = id,
                ["order"] = order,
                ["type"] = "message",
                ["text"] = id,
            },
        };

    internal static async Task<Signal> NextAsync(CustomerRtm rtm)
    {
        await foreach (var signal in rtm.SignalsAsync().WithCancellation(Limit()))
            return signal;
        throw new InvalidOperationException("the stream is over");
    }

    internal static CancellationToken Limit() => new CancellationTokenSource(Within.Limit).Token;

    private CustomerRtm Client(Visit? visit = null, RtmOptions? rtm = null) =>
        new(Given.Options(), Given.Token, visit, rtm, _time, () => 0, _server);
}
