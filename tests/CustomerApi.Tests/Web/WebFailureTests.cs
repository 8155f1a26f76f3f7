using System.Net;
using LiveChatPulumi.CustomerApi;
using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Requests;
using LiveChatPulumi.CustomerApi.Web;
using Microsoft.Extensions.Time.Testing;
using TestSupport;

namespace LiveChatPulumi_CustomerApi_Tests.Web;

/// <summary>What a caller learns of a call that failed.</summary>
public class WebFailureTests
{
    [Theory]
    [InlineData("internal", CustomerErrorKind.Internal, true)]
    [InlineData("internal_error", CustomerErrorKind.Internal, true)]
    [InlineData("customer_banned", CustomerErrorKind.CustomerBanned, false)]
    [InlineData("validation", CustomerErrorKind.Validation, false)]
    [InlineData("authorization", CustomerErrorKind.Authorization, false)]
    [InlineData("authentication", CustomerErrorKind.Authentication, false)]
    [InlineData("license_expired", CustomerErrorKind.LicenseExpired, false)]
    [InlineData("request_timeout", CustomerErrorKind.RequestTimeout, true)]
    [InlineData("unsupported_version", CustomerErrorKind.UnsupportedVersion, false)]
    [InlineData("chat_inactive", CustomerErrorKind.Other, false)]
    public async Task Error_OfEachType_IsToldByItsTypeWhateverTheStatus(string type, CustomerErrorKind kind, bool mayPass)
    {
        foreach (
            var body in new[]
            {
                "{{\"error\":{0}}}",
                "{{\"payload\":{{\"error\":{0}}}}}",
                "{{\"success\":false,\"payload\":{{\"error\":{0}}}}}",
            }
        )
        foreach (var status in new[] { 200, 400, 500 })
        {
            var error = await FailAsync(string.Format(body, $"{{\"type\":\"{type}\",\"message\":\"Words.\"}}"), status);
            Assert.Equal((kind, type, "Words.", mayPass), (error.Kind, error.Type, error.ApiMessage, error.MayPass));
            Assert.StartsWith($"send_sneak_peek failed ({type}): Words.", error.Message);
        }
    }

    [Theory]
    [InlineData("", 404, CustomerErrorKind.Unreadable, false)]
    [InlineData("<html>", 200, CustomerErrorKind.Unreadable, true)]
    [InlineData("[]", 200, CustomerErrorKind.Unreadable, true)]
    [InlineData("<html>", 502, CustomerErrorKind.Internal, true)]
    [InlineData("{}", 403, CustomerErrorKind.Unreadable, false)]
    [InlineData("""{"success":false}""", 200, CustomerErrorKind.Other, true)]
    public async Task Answer_OfAnotherForm_FailsWithItsStatus(string body, int status, CustomerErrorKind kind, bool outcomeUnknown)
    {
        var error = await FailAsync(body, status);
        Assert.Equal((kind, outcomeUnknown), (error.Kind, error.OutcomeUnknown));
    }

    [Fact]
    public async Task Answer_WithoutWhatWasAskedFor_IsUnreadable()
    {
        using var web = new CustomerWebApi(Given.Options(), Given.Token, Answering.With("{}"));
        var error = await Assert.ThrowsAsync<CustomerApiException>(() => web.GetPredictedAgentAsync());
        Assert.Equal((CustomerErrorKind.Unreadable, "the answer cannot be read: it has no agent"), (error.Kind, error.ApiMessage));
    }

    [Fact]
    public async Task Call_NoAnswerFor15Seconds_Fails()
    {
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource();
        using var handler = new Answering(
            async (_, token) =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.Infinite, token);
                throw new InvalidOperationException();
            }
        );
        using var web = new CustomerWebApi(Given.Options(), Given.Token, handler, time);
        var call = web.SendSneakPeekAsync("c", "t");
        await asked.Task.InTimeAsync();
        time.Advance(TimeSpan.FromSeconds(14.9));
        await Task.Delay(1);
        Assert.False(call.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        var error = await Assert.ThrowsAsync<CustomerApiException>(() => call.InTimeAsync());
        Assert.Equal((CustomerErrorKind.RequestTimeout, true, true), (error.Kind, error.OutcomeUnknown, error.MayPass));
    }

    [Fact]
    public async Task Call_NobodyListens_WasNotMade()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var web = new CustomerWebApi(Given.Options(new Uri($"http://user:word@127.0.0.1:{port}")), Given.Token);
        var error = await Assert.ThrowsAsync<CustomerApiException>(() => web.SendSneakPeekAsync("c", "t"));
        Assert.Equal((CustomerErrorKind.Transport, false), (error.Kind, error.OutcomeUnknown));
        Assert.DoesNotContain("word", error.Message);
    }

    [Fact]
    public async Task Token_ThatIsRefused_IsAskedForOnceMore()
    {
        using var handler = new Answering(
            (r, _) =>
                Task.FromResult(
                    new HttpResponseMessage
                    {
                        Content = new StringContent(
                            r.Headers.Authorization!.Parameter == "new" ? "{}" : """{"error":{"type":"authentication","message":"m"}}"""
                        ),
                    }
                )
        );
        var source = new Tokens();
        using var web = new CustomerWebApi(Given.Options(), source, handler);
        await web.SendSneakPeekAsync("c", "t");
        Assert.Equal([null, "old"], source.Refused);

        // A source without another is not asked for ever.
        using var stuck = new CustomerWebApi(Given.Options(), Given.Token, handler);
        var error = await Assert.ThrowsAsync<CustomerApiException>(() => stuck.SendSneakPeekAsync("c", "t"));
        Assert.Equal(CustomerErrorKind.Authentication, error.Kind);
        Assert.Equal(3, handler.Count);
        Assert.DoesNotContain(Given.Secret, error.ToString());
    }

    public static TheoryData<string, Func<CustomerWebApi, Task>> Refused =>
        new()
        {
            { "offset is 101", w => w.GetChatsSummaryAsync(101) },
            { "limit is 26", w => w.GetChatsSummaryAsync(0, 26) },
            { "limit is 101", w => w.GetChatThreadsSummaryAsync("c", 0, 101) },
            { "chat_id is empty", w => w.GetChatThreadsAsync(" ") },
            { "a new chat has no id", w => w.StartChatAsync(new NewChat { Id = "c" }) },
            { "users has 2 users", w => w.StartChatAsync(new NewChat { Users = [new Customer(), new Customer()] }) },
            { "chat.id is empty", w => w.ActivateChatAsync(new NewChat()) },
            { "the event has no type", w => w.SendEventAsync("c", new OtherEvent()) },
            { "elements has 0 elements", w => w.SendEventAsync("c", new RichMessageEvent { Elements = [] }) },
            {
                "buttons has 11 buttons",
                w => w.SendEventAsync("c", new RichMessageEvent { Elements = [new RichElement { Buttons = Eleven }] })
            },
            {
                "image has no url",
                w => w.SendEventAsync("c", new RichMessageEvent { Elements = [new RichElement { Image = new RichImage() }] })
            },
            { "there is nothing to change", w => w.UpdateCustomerAsync(new CustomerUpdate()) },
            { "there is no property to set", w => w.UpdateChatPropertiesAsync("c", new Properties()) },
            { "url is no address", w => w.GetUrlDetailsAsync("livechatinc.com") },
            { "page_url is no address", w => w.CheckGoalsAsync(0, "/pricing", new Dictionary<string, string>()) },
            { "is no media type", w => w.SendFileAsync("c", new FileToSend("a", "picture", new byte[1])) },
            { "a is empty", w => w.SendFileAsync("c", new FileToSend("a", "image/png", Array.Empty<byte>())) },
        };

    private static IReadOnlyList<RichButton> Eleven => [.. Enumerable.Repeat(new RichButton(), 11)];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Request_ThatTheDocumentsForbid_IsNotSent(string why, Func<CustomerWebApi, Task> call)
    {
        var handler = Answering.With("{}");
        using var web = new CustomerWebApi(Given.Options(), Given.Token, handler);
        var error = await Assert.ThrowsAsync<CustomerApiException>(() => call(web));
        Assert.Contains(why, error.Message);
        Assert.Equal((CustomerErrorKind.NotSent, 0), (error.Kind, handler.Count));
    }

    [Fact]
    public void Token_Anywhere_IsMaskedAndNormal()
    {
        Assert.Equal("abc", new CustomerToken(" Bearer abc\n").Reveal());
        Assert.Equal("[secret]", new CustomerToken("abc").ToString());
        foreach (var bad in new[] { "", "Bearer ", "a\nb", "“a”" })
        {
            var error = Assert.Throws<ArgumentException>(() => new CustomerToken(bad));
            Assert.DoesNotContain("a\nb", error.Message);
        }
    }

    private static async Task<CustomerApiException> FailAsync(string body, int status)
    {
        using var web = new CustomerWebApi(Given.Options(), Given.Token, Answering.With(body, status));
        return await Assert.ThrowsAsync<CustomerApiException>(() => web.SendSneakPeekAsync("c", "t"));
    }

    private sealed class Tokens : ICustomerTokenSource
    {
        public List<string?> Refused { get; } = [];

        public ValueTask<CustomerToken> GetAsync(CustomerToken? refused, CancellationToken cancellationToken)
        {
            Refused.Add(refused?.Reveal());
            return new(new CustomerToken(refused is null ? "old" : "new"));
        }
    }
}
