using Microsoft.Extensions.Logging;

namespace LiveChatPulumi.Api.Telemetry;

/// <summary>Events of the client, all at debug level. Their ids, 1000 and up, and their names are stable.</summary>
internal static partial class ApiEvents
{
    [LoggerMessage(1001, LogLevel.Debug, "{Method}: {Outcome} after {Milliseconds} ms")]
    public static partial void CallEnded(this ILogger log, string method, string outcome, long milliseconds);

    [LoggerMessage(1002, LogLevel.Debug, "{Method}: {Count} requests in one call, of {Size} at most")]
    public static partial void BatchSent(this ILogger log, string method, int count, int size);

    [LoggerMessage(1003, LogLevel.Debug, "{Method}: refused as a whole for its contents; its {Count} requests are sent in two halves")]
    public static partial void BatchHalved(this ILogger log, string method, int count);

    [LoggerMessage(1004, LogLevel.Debug, "{Method}: {Type} at try {Attempt}; again in {Milliseconds} ms")]
    public static partial void Retrying(this ILogger log, string method, string type, int attempt, long milliseconds);

    [LoggerMessage(1005, LogLevel.Debug, "{Method}: refused for its rate; from now on {Concurrency} calls at once and {Rate} a second")]
    public static partial void RateRefused(this ILogger log, string method, int concurrency, double rate);

    [LoggerMessage(1006, LogLevel.Debug, "the license lives in the region {Region}")]
    public static partial void RegionLearned(this ILogger log, string region);
}
