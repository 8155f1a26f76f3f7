using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using LiveChatPulumi.Api;
using LiveChatPulumi.Api.Batching;
using LiveChatPulumi.Api.Telemetry;
using LiveChatPulumi.Emulator;
using Microsoft.Extensions.Logging;
using TestSupport;

namespace LiveChatPulumi_Api_Tests;

/// <summary>Events, spans, metrics and the summary of the client.</summary>
public class ApiTelemetryTests
{
    // Listeners hear other tests that run at the same time as well. A trace, or a method that only this test calls, tells its own apart.
    [Fact]
    public async Task Call_Batched_IsOneEventAndOneSpanWithItsFill()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        var log = new Events();
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var parent = new Activity("test").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == ApiTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var api = Api(emulator, log);
        await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i => api.CallAsync(ApiActions.CreateAgent, new() { ["id"] = $"a{i}@b.c", ["name"] = "A" }, default))
        );
        Assert.Equal("batch_create_agents: 12 requests in one call, of 12 at most", Assert.Single(log.Lines, l => l.Id.Id == 1002).Text);
        var span = Assert.Single(spans, s => s.TraceId == parent.TraceId);
        Assert.Equal(("batch_create_agents", "ok"), (span.OperationName, span.GetTagItem("livechat.outcome")));
        Assert.Equal("1 call to LiveChat (batch_create_agents 1 with 12 requests each)", api.Statistics.Summary());
    }

    [Fact]
    public async Task Call_FailsAndIsRepeated_IsCountedByMethodAndOutcome()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        emulator.Control(
            "faults",
            new()
            {
                ["kind"] = "fail",
                ["type"] = "internal",
                ["method"] = "list_bots",
            }
        );
        var log = new Events();
        var measured = new List<(string Name, string? Outcome)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == ApiTelemetry.Name)
                    l.EnableMeasurementEvents(instrument);
            },
        };
        void Record(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var named = tags.ToArray().ToDictionary(t => t.Key, t => t.Value as string);
            if (named["livechat.method"] != "list_bots")
                return;
            lock (measured)
                measured.Add((instrument.Name, named.GetValueOrDefault("livechat.outcome")));
        }

        listener.SetMeasurementEventCallback<double>((i, _, tags, _) => Record(i, tags));
        listener.SetMeasurementEventCallback<long>((i, _, tags, _) => Record(i, tags));
        listener.Start();
        using var api = Api(emulator, log);
        await api.CallAsync(ApiActions.ListBots, [], default);
        Assert.Equal([("livechat.call.duration", "internal"), ("livechat.call.retries", null), ("livechat.call.duration", "ok")], measured);
        Assert.Contains(log.Lines, l => l.Id.Id == 1004 && l.Text.StartsWith("list_bots: internal at try 1", StringComparison.Ordinal));
        Assert.Equal("2 calls to LiveChat (list_bots 2); 1 sent again after a failure", api.Statistics.Summary());
    }

    [Fact]
    public void Documentation_EveryEvent_IsListedWithItsIdAndName()
    {
        var text = File.ReadAllText(Repo.Path("docs", "observability.md"));
        var events = typeof(ApiTelemetry)
            .Assembly.GetType("LiveChatPulumi.Api.Telemetry.ApiEvents")!
            .GetMethods()
            .SelectMany(m => m.GetCustomAttributes<LoggerMessageAttribute>().Select(a => $"| {a.EventId} | {m.Name} |"))
            .ToList();
        Assert.True(events.Count >= 6);
        Assert.All(events, e => Assert.Contains(e, text, StringComparison.Ordinal));
    }

    private static ConfigurationApi Api(EmulatorServer emulator, ILogger log) =>
        new(
            new ApiOptions
            {
                Url = emulator.Url,
                Credential = new Credential.Bearer(new SecretText("dal:emulator-token")),
                RetryDelay = TimeSpan.FromMilliseconds(1),
                Batching = new BatchOptions { Size = 12, Linger = TimeSpan.FromSeconds(30) },
            },
            log: log
        );

    private sealed class Events : ILogger
    {
        public List<(EventId Id, string Text)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            lock (Lines)
                Lines.Add((eventId, formatter(state, exception)));
        }
    }
}
