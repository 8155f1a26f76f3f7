using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LiveChatPulumi.Api.Telemetry;

/// <summary>Spans and metrics of the client, for OpenTelemetry. They cost next to nothing while nothing listens.</summary>
public static class ApiTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "LiveChatPulumi.Api";

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "livechat.call.duration",
        "s",
        "Time of one HTTP request to LiveChat, by method and outcome."
    );
    private static readonly Histogram<int> Fill = Meter.CreateHistogram<int>(
        "livechat.batch.requests",
        "{request}",
        "Requests in one batch call, by method."
    );
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "livechat.call.retries",
        "{request}",
        "Requests that were sent again after a failure, by method."
    );

    internal static void Called(string method, string outcome, TimeSpan took) =>
        Duration.Record(
            took.TotalSeconds,
            new KeyValuePair<string, object?>("livechat.method", method),
            new KeyValuePair<string, object?>("livechat.outcome", outcome)
        );

    internal static void BatchSent(string method, int count) =>
        Fill.Record(count, new KeyValuePair<string, object?>("livechat.method", method));

    internal static void Retried(string method) => Retries.Add(1, new KeyValuePair<string, object?>("livechat.method", method));
}
