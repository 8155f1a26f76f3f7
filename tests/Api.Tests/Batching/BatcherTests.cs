using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Api.Batching;
using LiveChatPulumi.Api.Pacing;
using Microsoft.Extensions.Time.Testing;
using TestSupport;

namespace LiveChatPulumi_Api_Tests;

/// <summary>Single calls go in batches, and each gets its own answer.</summary>
public class BatcherTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Call_ManyAtOnce_GoInFewBatchesAndEachGetsItsOwnAnswer()
    {
        var server = new Server();
        using var api = Api(server, size: 10);
        var answers = await TogetherAsync(
            Enumerable
                .Range(0, 25)
                .Select(i => api.CallAsync(ApiActions.CreateAgent, new JsonObject { ["id"] = $"a{i}@b.c", ["name"] = "A" }, default))
        );
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"a{i}@b.c"), answers.Select(a => (string)a["id"]!));
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal((3, 25), (api.Statistics.Batches, api.Statistics.Batched));
    }

    [Fact]
    public async Task Call_WhileTheBatchWaitsForItsTurn_GoesWithIt()
    {
        var server = new Server();
        using var api = new ConfigurationApi(
            new ApiOptions
            {
                Credential = new Credential.Bearer(new SecretText("dal:t")),
                Pace = new PaceOptions { RequestsPerSecond = 1 },
            },
            server,
            _time
        );
        await api.CallAsync(ApiActions.ListTags, [], default);
        var calls = new List<Task<JsonNode>>();
        for (var i = 0; i < 8; i++)
        {
            calls.Add(api.CallAsync(ApiActions.DeleteAgent, new JsonObject { ["id"] = $"a{i}@b.c" }, default));
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await TogetherAsync(calls);
        Assert.Equal(("batch_delete_agents", 8), (server.Requests[^1].Method, server.Requests[^1].Items.Count));
    }

    [Fact]
    public async Task Call_Alone_TakesTheSingleMethod()
    {
        var server = new Server();
        using var api = Api(server);
        await TogetherAsync([api.CallAsync(ApiActions.DeleteAgent, new JsonObject { ["id"] = "a@b.c" }, default)]);
        Assert.Equal("delete_agent", Assert.Single(server.Requests).Method);
    }

    [Fact]
    public async Task Call_SomeItemsFail_OnlyTheirCallersSeeIt()
    {
        var server = new Server { Item = r => (string)r["id"]! == "bad" ? Error("limit_reached") : [] };
        using var api = Api(server);
        var good = api.CallAsync(ApiActions.UpdateAgent, new JsonObject { ["id"] = "good" }, default);
        var bad = api.CallAsync(ApiActions.UpdateAgent, new JsonObject { ["id"] = "bad" }, default);
        await TogetherAsync([good]);
        var e = await Assert.ThrowsAsync<ApiException>(() => bad);
        Assert.Equal(("limit_reached", "update_agent"), (e.Type, e.Action.Name));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Call_WholeBatchIsRefusedForItsContents_IsHalvedUntilTheWrongRequestIsAlone()
    {
        var server = new Server { Whole = items => items.Any(i => (string)i["id"]! == "i3") ? Error("validation") : null };
        using var api = Api(server);
        var calls = Enumerable
            .Range(0, 8)
            .Select(i => api.CallAsync(ApiActions.UpdateBot, new JsonObject { ["id"] = $"i{i}" }, default))
            .ToList();
        var outcomes = await TogetherAsync(
            calls.Select(async c =>
            {
                try
                {
                    await c;
                    return "ok";
                }
                catch (ApiException e)
                {
                    return e.Type;
                }
            })
        );
        Assert.Equal(["ok", "ok", "ok", "validation", "ok", "ok", "ok", "ok"], outcomes);
        Assert.Equal(7, server.Requests.Count);
    }

    [Fact]
    public async Task Call_SameKeyTwice_IsNeverInFlightTwice()
    {
        var server = new Server();
        using var api = Api(server);
        await TogetherAsync(
            Enumerable
                .Range(0, 3)
                .Select(i =>
                    api.CallAsync(
                        ApiActions.UpdateAgent,
                        new JsonObject { ["id"] = i == 2 ? "other" : "same", ["job_title"] = i.ToString() },
                        default
                    )
                )
        );
        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, r => Assert.True(r.Items.Count(i => (string)i["id"]! == "same") <= 1));
        Assert.Equal(1, server.MostOfOneKeyAtOnce);
    }

    [Fact]
    public async Task Call_AnswersAreFewer_IsAnErrorForAllAndNoCallerGetsTheAnswerOfAnother()
    {
        var server = new Server { Answers = items => new JsonArray(new JsonObject()) };
        using var api = Api(server);
        var calls = Enumerable
            .Range(0, 3)
            .Select(i => api.CallAsync(ApiActions.CreateBot, new JsonObject { ["name"] = $"b{i}" }, default))
            .ToList();
        _time.Advance(TimeSpan.FromSeconds(1));
        foreach (var call in calls)
            Assert.True((await Assert.ThrowsAsync<ApiException>(() => call)).OutcomeUnknown);
    }

    [Fact]
    public async Task Cancel_BeforeItIsSent_WithdrawsTheRequest()
    {
        var server = new Server();
        using var api = Api(server);
        using var cancel = new CancellationTokenSource();
        var first = api.CallAsync(ApiActions.CreateBot, new JsonObject { ["name"] = "kept" }, default);
        var second = api.CallAsync(ApiActions.CreateBot, new JsonObject { ["name"] = "withdrawn" }, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await TogetherAsync([first]);
        Assert.Equal("kept", (string)Assert.Single(Assert.Single(server.Requests).Items)["name"]!);
    }

    [Fact]
    public async Task Call_BatchingIsOff_GoesAlone()
    {
        var server = new Server();
        using var api = Api(server, size: 1);
        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => api.CallAsync(ApiActions.DeleteBot, new JsonObject { ["id"] = $"b{i}" }, default))
        );
        Assert.Equal(4, server.Requests.Count(r => r.Method == "delete_bot"));
    }

    /// <summary>Makes all calls before the clock moves.</summary>
    private async Task<T[]> TogetherAsync<T>(IEnumerable<Task<T>> calls)
    {
        var all = Task.WhenAll(calls.ToList());
        await _time.AdvanceUntilAsync(all, TimeSpan.FromMilliseconds(20));
        return await all;
    }

    private static JsonObject Error(string type) =>
        new()
        {
            ["error"] = new JsonObject { ["type"] = type, ["message"] = type },
        };

    private ConfigurationApi Api(Server server, int size = 50) =>
        new(
            new ApiOptions
            {
                Credential = new Credential.Bearer(new SecretText("t")),
                Batching = new BatchOptions { Size = size },
                Pace = new PaceOptions { MaxConcurrency = 64 },
                MaxRetries = 1,
                TryTimeout = TimeSpan.FromDays(1),
            },
            server,
            _time
        );

    /// <summary>Answers single and batch methods, each request by itself.</summary>
    private sealed class Server : HttpMessageHandler
    {
        private readonly Lock _gate = new();
        private readonly List<string> _underWay = [];

        public List<(string Method, List<JsonObject> Items)> Requests { get; } = [];

        public int MostOfOneKeyAtOnce { get; private set; }

        public Func<JsonObject, JsonObject> Item { get; init; } = r => r["id"] is { } id ? new JsonObject { ["id"] = (string)id! } : [];

        public Func<List<JsonObject>, JsonObject?> Whole { get; init; } = _ => null;

        public Func<List<JsonObject>, JsonArray>? Answers { get; init; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var method = request.RequestUri!.Segments[^1];
            var body = (JsonObject)JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            var items = body["requests"] is JsonArray list ? list.Select(i => (JsonObject)i!).ToList() : [body];
            lock (_gate)
            {
                Requests.Add((method, items));
                _underWay.AddRange(items.Select(i => (string?)i["id"] ?? ""));
                MostOfOneKeyAtOnce = Math.Max(MostOfOneKeyAtOnce, _underWay.Where(k => k == "same").Count());
            }

            await Task.Yield();
            lock (_gate)
                items.ForEach(i => _underWay.Remove((string?)i["id"] ?? ""));
            JsonNode answer =
                Whole(items)
                ?? (
                    body["requests"] is null
                        ? Item(body)
                        : new JsonObject { ["responses"] = Answers?.Invoke(items) ?? new JsonArray([.. items.Select(Item)]) }
                );
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json"),
            };
        }
    }
}
