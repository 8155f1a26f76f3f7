using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Emulator;
using Microsoft.Extensions.Time.Testing;
using TestSupport;

namespace LiveChatPulumi_Api_Tests;

public class ConfigurationApiTests
{
    [Fact]
    public async Task Call_BearerWithRegionPrefix_SendsRegionAndHeader()
    {
        var http = new Recorder(_ => Answer(200, "[]"));
        using var api = Api(http, new Credential.Bearer(new SecretText("fra%3Aabc")));
        await api.CallAsync(ApiActions.ListGroups, [], default);
        Assert.Equal("Bearer fra:abc", http.Requests[0].Headers.GetValues("Authorization").Single());
        Assert.Equal("fra", http.Requests[0].Headers.GetValues("X-Region").Single());
        Assert.Equal("/v3.6/configuration/action/list_groups", http.Requests[0].RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task Call_PersonalAccessToken_IsBasicWithTheAccount()
    {
        var http = new Recorder(_ => Answer(200, "[]"));
        using var api = Api(http, new Credential.PersonalAccessToken("acc", new SecretText("pat")));
        await api.CallAsync(ApiActions.ListGroups, [], default);
        Assert.Equal("Basic " + Convert.ToBase64String("acc:pat"u8), http.Requests[0].Headers.GetValues("Authorization").Single());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    public async Task Call_NoPayload_IsAnEmptyObject(string body)
    {
        using var api = Api(new Recorder(_ => Answer(200, body)));
        Assert.Equal("{}", (await api.CallAsync(ApiActions.UpdateAgent, [], default)).ToJsonString());
    }

    /// <summary>A refusal stays one, whoever gives it in whatever form: nothing is gained by a second call.</summary>
    [Theory]
    [InlineData(403, "<html>Forbidden</html>")]
    [InlineData(413, "<html>Too large</html>")]
    [InlineData(400, """{"error":"text"}""")]
    [InlineData(400, """{"errors":["text"]}""")]
    [InlineData(400, """{"message":"text"}""")]
    public async Task Call_RefusedInAnotherForm_IsSentOnce(int status, string body)
    {
        foreach (var action in new[] { ApiActions.ListGroups, ApiActions.UpdateGroup, ApiActions.CreateGroup, ApiActions.CreateAgent })
        {
            var http = new Recorder(_ => Answer(status, body));
            using var api = Api(http);
            var e = await Assert.ThrowsAsync<ApiException>(() => api.CallAsync(action, [], default));
            Assert.False(e.OutcomeUnknown);
            Assert.Single(http.Requests);
        }
    }

    [Fact]
    public async Task Call_ListAnswersNothing_IsSentOnce()
    {
        var http = new Recorder(_ => Answer(204, ""));
        using var api = Api(http);
        await Assert.ThrowsAsync<ApiException>(() => api.CallAsync(ApiActions.ListTags, [], default));
        Assert.Single(http.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Call_ErrorEnvelope_IsClassifiedByItsTypeWhateverTheStatus(int status)
    {
        using var api = Api(new Recorder(_ => Answer(status, """{"error":{"type":"not_found","message":"Agent not found"}}""")));
        var e = await Assert.ThrowsAsync<ApiException>(() => api.CallAsync(ApiActions.GetAgent, [], default));
        Assert.Equal((ErrorTypes.NotFound, true), (e.Type, e.IsNotFound));
    }

    [Fact]
    public async Task Call_Misdirected_GoesToTheNamedRegionAndStaysThere()
    {
        var http = new Recorder(r =>
            r.Headers.TryGetValues("X-Region", out var v) && v.Single() == "fra"
                ? Answer(200, "[]")
                : Answer(400, """{"error":{"type":"misdirected_request","message":"Wrong region","data":{"region":"fra"}}}""")
        );
        using var api = Api(http);
        await api.CallAsync(ApiActions.ListGroups, [], default);
        await api.CallAsync(ApiActions.ListGroups, [], default);
        Assert.Equal(3, http.Requests.Count);
    }

    [Fact]
    public async Task Call_Throttled_WaitsAsLongAsAskedAndTriesAgain()
    {
        var time = new FakeTimeProvider();
        var tries = 0;
        var http = new Recorder(_ =>
        {
            if (++tries > 1)
                return Answer(200, "[]");
            var answer = Answer(429, """{"error":{"type":"too_many_requests","message":"Too many requests"}}""");
            answer.Headers.RetryAfter = new System.Net.Http.Headers.RetryConditionHeaderValue(TimeSpan.FromSeconds(7));
            return answer;
        });
        using var api = Api(http, time: time);
        var call = api.CallAsync(ApiActions.CreateGroup, [], default);
        await Within.EventuallyAsync(() => api.Statistics.Refused == 1);
        for (var second = 0; second < 7; second++)
        {
            await SettleAsync();
            Assert.Equal(1, tries);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await call.InTimeAsync();
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task Call_ReadLosesItsAnswer_IsSentAgain()
    {
        var tries = 0;
        using var api = Api(
            new Recorder(_ => ++tries < 3 ? throw new HttpRequestException("cut") : Answer(200, "[]")),
            time: new JumpingTime()
        );
        await api.CallAsync(ApiActions.ListGroups, [], default);
        Assert.Equal(3, tries);
    }

    [Theory]
    [InlineData("create_group")]
    [InlineData("create_agent")]
    [InlineData("create_tag")]
    public async Task Call_CreateLosesItsAnswer_IsNotSentAgain(string name)
    {
        var http = new Recorder(_ => throw new HttpRequestException("cut"));
        using var api = Api(http, time: new JumpingTime());
        var e = await Assert.ThrowsAsync<ApiException>(() => api.CallAsync(ApiActions.All[name], [], default));
        Assert.True(e.OutcomeUnknown);
        Assert.Single(http.Requests);
    }

    [Fact]
    public async Task Call_CreateFailsInternally_OutcomeIsUnknown()
    {
        var http = new Recorder(_ => Answer(500, """{"error":{"type":"internal","message":"Internal server error"}}"""));
        using var api = Api(http, time: new JumpingTime());
        var e = await Assert.ThrowsAsync<ApiException>(() => api.CallAsync(ApiActions.CreateGroup, [], default));
        Assert.True(e.OutcomeUnknown);
        Assert.Single(http.Requests);
    }

    [Fact]
    public async Task Call_AnswerIsNoJson_IsATransportError()
    {
        using var api = Api(new Recorder(_ => Answer(502, "<html>Bad gateway</html>")), time: new JumpingTime());
        var e = await Assert.ThrowsAsync<ApiException>(() => api.CallAsync(ApiActions.ListGroups, [], default));
        Assert.Equal(ErrorTypes.Transport, e.Type);
    }

    [Fact]
    public async Task Call_NotAuthorized_NamesTheScopes()
    {
        using var api = Api(new Recorder(_ => Answer(403, """{"error":{"type":"authorization","message":"Authorization error"}}""")));
        var e = await Assert.ThrowsAsync<ApiException>(() => api.CallAsync(ApiActions.CreateTag, [], default));
        Assert.Contains("tags--all:rw", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_Cancelled_EndsAtOnce()
    {
        using var cancel = new CancellationTokenSource();
        using var api = Api(
            new Recorder(
                async (_, token) =>
                {
                    await cancel.CancelAsync();
                    await Task.Delay(Timeout.Infinite, token);
                    return Answer(200, "{}");
                }
            )
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.CallAsync(ApiActions.ListGroups, [], cancel.Token));
    }

    [Fact]
    public async Task Call_TryTakesTooLong_IsATransportErrorOfUnknownOutcome()
    {
        var time = new FakeTimeProvider();
        using var api = Api(
            new Recorder(
                async (request, token) =>
                {
                    _ = Task.Run(() => time.Advance(TimeSpan.FromSeconds(21)), CancellationToken.None);
                    await Task.Delay(Timeout.Infinite, token);
                    return Answer(200, "{}");
                }
            ),
            time: time
        );
        var e = await Assert.ThrowsAsync<ApiException>(() => api.CallAsync(ApiActions.CreateGroup, [], default));
        Assert.Equal((ErrorTypes.Transport, true), (e.Type, e.OutcomeUnknown));
    }

    [Fact]
    public async Task Call_ManyAtOnce_StaysBelowTheCeiling()
    {
        var (now, most) = (0, 0);
        var http = new Recorder(
            async (_, token) =>
            {
                var n = Interlocked.Increment(ref now);
                lock (this)
                    most = Math.Max(most, n);
                await Task.Delay(5, token);
                Interlocked.Decrement(ref now);
                return Answer(200, "{}");
            }
        );
        using var api = new ConfigurationApi(
            new ApiOptions
            {
                Credential = new Credential.Bearer(new SecretText("t")),
                Pace = new LiveChatPulumi.Api.Pacing.PaceOptions { MaxConcurrency = 3 },
            },
            http
        );
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => api.CallAsync(ApiActions.ListGroups, [], default)));
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public void SecretText_ToString_IsMasked()
    {
        Assert.Equal("[secret]", new SecretText("hush").ToString());
        Assert.DoesNotContain("hush", new Credential.Bearer(new SecretText("hush")).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", new Credential.PersonalAccessToken("a", new SecretText("hush")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Actions_NineHaveBatchTwins() => Assert.Equal(9, ApiActions.All.Values.Count(a => a.Batch is not null));

    [Fact]
    public void Actions_ServerChosenKeys_AreMarkedAsDuplicating() =>
        Assert.Equal(
            ["add_auto_access", "create_bot", "create_bot_template", "create_group", "register_webhook"],
            ApiActions
                .All.Values.Where(a => a.Repetition == Repetition.Duplicates && !a.Name.StartsWith("reset", StringComparison.Ordinal))
                .Select(a => a.Name)
                .Order()
        );

    [Fact]
    public async Task Emulator_RealHttp_AnswersTheClient()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        emulator.Options["noPayload"] = "empty";
        using var api = new ConfigurationApi(
            new ApiOptions { Url = emulator.Url, Credential = new Credential.Bearer(new SecretText("dal:emulator-token")) }
        );
        await api.CallAsync(ApiActions.CreateTag, new JsonObject { ["name"] = "vip" }, default);
        var tags = await api.CallAsync(ApiActions.ListTags, [], default);
        Assert.Equal("vip", (string)tags[0]!["name"]!);
    }

    public static TheoryData<string> RecordedResponses =>
        [.. Directory.EnumerateFiles(Repo.Data("payloads"), "*.response.json").Select(f => Path.GetFileName(f)!).Order()];

    [Theory]
    [MemberData(nameof(RecordedResponses))]
    public async Task RecordedResponse_IsRead(string file)
    {
        var text = await File.ReadAllTextAsync(Repo.Data("payloads", file));
        using var api = Api(new Recorder(_ => Answer(200, text)));
        var read = await api.CallAsync(ApiActions.ListAgents, [], default);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(text), read));
    }

    private static ConfigurationApi Api(HttpMessageHandler http, Credential? credential = null, TimeProvider? time = null) =>
        new(
            new ApiOptions
            {
                Url = new Uri("https://api.example.com"),
                Credential = credential ?? new Credential.Bearer(new SecretText("t")),
            },
            http,
            time,
            () => 0.5
        );

    private static HttpResponseMessage Answer(int status, string body) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static async Task SettleAsync()
    {
        for (var i = 0; i < 20; i++)
            await Task.Yield();
    }

    private sealed class Recorder(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        public Recorder(Func<HttpRequestMessage, HttpResponseMessage> answer)
            : this((r, _) => Task.FromResult(answer(r))) { }

        public List<HttpRequestMessage> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (Requests)
                Requests.Add(request);
            return answer(request, cancellationToken);
        }
    }
}
