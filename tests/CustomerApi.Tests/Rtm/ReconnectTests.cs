using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi;
using LiveChatPulumi.CustomerApi.Requests;
using LiveChatPulumi.CustomerApi.Rtm;
using TestSupport;

namespace LiveChatPulumi_CustomerApi_Tests.Rtm;

/// <summary>What follows the end of a connection.</summary>
public class ReconnectTests
{
    private readonly ScriptedRtm _server = new();
    private readonly BackoffTime _time = new();

    [Theory]
    [InlineData("ping_timeout")]
    [InlineData("inactivity_timeout")]
    [InlineData("internal_error")]
    [InlineData("a_word_of_tomorrow")]
    public async Task Disconnect_ThatMayPass_IsFollowedByANewLogin(string reason)
    {
        await using var rtm = Client(new Visit { Page = new VisitedPage { Url = "https://a.test/1" } });
        await rtm.ConnectAsync().InTimeAsync();
        await rtm.UpdateCustomerPageAsync("https://a.test/2").InTimeAsync();
        _server.Sockets[0].Push("customer_disconnected", new JsonObject { ["reason"] = reason });
        Assert.Equal(reason, Assert.IsType<CustomerDisconnected>(await RtmTests.NextAsync(rtm)).Reason.Word);
        var lost = Assert.IsType<ConnectionLost>(await RtmTests.NextAsync(rtm));
        Assert.Equal(reason, Assert.IsType<Disconnect.ByServer>(lost.Cause).Reason.Word);
        var restored = Assert.IsType<ConnectionRestored>(await RtmTests.NextAsync(rtm));
        Assert.Equal(("customer", 1), (restored.Login.CustomerId, restored.Attempts));
        var login = _server.Sockets[1].Requests[0];
        Assert.Equal(("login", "https://a.test/2"), ((string?)login["action"], (string?)login["payload"]!["customer_page"]!["url"]));
        await rtm.SendSneakPeekAsync("c", "t").InTimeAsync();
    }

    [Theory]
    [InlineData("customer_banned")]
    [InlineData("too_many_connections")]
    [InlineData("license_not_found")]
    [InlineData("unsupported_version")]
    public async Task Disconnect_ThatWouldComeAgain_IsTheEnd(string reason)
    {
        await using var rtm = Client();
        await rtm.ConnectAsync().InTimeAsync();
        _server.Takes = (_, _) => { };
        var call = rtm.SendSneakPeekAsync("c", "t");
        await Within.EventuallyAsync(() => _server.Sockets[0].Requests.Count == 3);
        _server.Sockets[0].Push("incoming_event", RtmTests.Event("e1", 1));
        _server.Sockets[0].Push("customer_disconnected", new JsonObject { ["reason"] = reason });
        var signals = new List<Signal>();
        var end = await Assert.ThrowsAsync<CustomerDisconnectedException>(async () =>
        {
            await foreach (var signal in rtm.SignalsAsync().WithCancellation(RtmTests.Limit()))
                signals.Add(signal);
        });
        var cause = Assert.IsType<Disconnect.ByServer>(end.Cause);
        Assert.Equal((reason, false), (cause.Reason.Word, cause.MayReconnect));
        Assert.EndsWith(cause.Reason.Remedy!, end.Message);
        Assert.Equal([typeof(IncomingEvent), typeof(CustomerDisconnected), typeof(ConnectionLost)], signals.Select(s => s.GetType()));
        var error = await Assert.ThrowsAsync<CustomerApiException>(() => call.InTimeAsync());
        Assert.True(error.OutcomeUnknown);
        Assert.Single(_server.Sockets);
    }

    [Fact]
    public async Task Server_ThatIsDown_IsTriedWithGrowingWaitsAndGivenUp()
    {
        await using var rtm = Client();
        await rtm.ConnectAsync().InTimeAsync();
        _server.IsUp = false;
        _server.Sockets[0].Break();
        Assert.IsType<ConnectionLost>(await RtmTests.NextAsync(rtm));
        var end = await Assert.ThrowsAsync<CustomerDisconnectedException>(() => RtmTests.NextAsync(rtm));
        Assert.Equal(CustomerErrorKind.Transport, Assert.IsType<Disconnect.LoginFailed>(end.Cause).Error.Kind);
        Assert.Equal([0.5, 1, 2, 4, 8, 15, 15, 15, 15, 15], _time.Waits.Select(w => w.TotalSeconds));
    }

    [Fact]
    public async Task Call_WhileThereIsNoConnection_WaitsForTheNext()
    {
        await using var rtm = Client();
        await rtm.ConnectAsync().InTimeAsync();
        var logins = new List<(ScriptedSocket Socket, JsonObject Request)>();
        _server.Takes = (s, r) =>
        {
            if ((string?)r["action"] == "login")
                logins.Add((s, r));
            else
                s.Answer(r, ScriptedRtm.Usual(r));
        };
        _server.Sockets[0].Break();
        Assert.IsType<ConnectionLost>(await RtmTests.NextAsync(rtm));
        await Within.EventuallyAsync(() => logins.Count == 1);
        var call = rtm.SendSneakPeekAsync("c", "t");
        Assert.False(call.IsCompleted);
        logins[0].Socket.Answer(logins[0].Request, ScriptedRtm.Usual(logins[0].Request));
        await call.InTimeAsync();
        Assert.Equal("send_sneak_peek", (string?)_server.Sockets[1].Requests[^1]["action"]);
    }

    [Theory]
    [InlineData("authentication", 2)]
    [InlineData("license_expired", 1)]
    [InlineData("internal", 10)]
    public async Task Login_ThatIsRefusedAfterwards_IsTriedAsOftenAsItMayPass(string type, int logins)
    {
        var tokens = new CountingTokens();
        await using var rtm = new CustomerRtm(Given.Options(), tokens, null, null, _time, () => 0, _server);
        await rtm.ConnectAsync().InTimeAsync();
        _server.Takes = (s, r) => s.Refuse(r, type);
        _server.Sockets[0].Break();
        await RtmTests.NextAsync(rtm);
        var end = await Assert.ThrowsAsync<CustomerDisconnectedException>(() => RtmTests.NextAsync(rtm));
        Assert.Equal(type, Assert.IsType<Disconnect.LoginFailed>(end.Cause).Error.Type);
        Assert.Equal(1 + logins, _server.Sockets.Count);
    }

    [Fact]
    public async Task FirstLogin_ThatIsRefused_FailsAtOnce()
    {
        _server.Takes = (s, r) => s.Push("customer_disconnected", new JsonObject { ["reason"] = "license_not_found" });
        await using var rtm = Client();
        var error = await Assert.ThrowsAsync<CustomerApiException>(() => rtm.ConnectAsync().InTimeAsync());
        Assert.Contains("license_not_found", error.Message);
        Assert.Contains("Check the license id", error.Message);
        Assert.Single(_server.Sockets);
    }

    private CustomerRtm Client(Visit? visit = null) => new(Given.Options(), Given.Token, visit, null, _time, () => 0, _server);

    private sealed class CountingTokens : ICustomerTokenSource
    {
        private int _given;

        public ValueTask<CustomerToken> GetAsync(CustomerToken? refused, CancellationToken cancellationToken) =>
            new(new CustomerToken(refused is null ? "same" : $"other{_given++}"));
    }
}
