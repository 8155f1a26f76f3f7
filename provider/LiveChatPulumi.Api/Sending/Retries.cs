using System.Text.Json.Nodes;
using LiveChatPulumi.Api.Telemetry;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace LiveChatPulumi.Api.Sending;

/// <summary>Sends a call again after a failure, as long as a second call does no harm.</summary>
internal sealed class Retries(ApiOptions options, TimeProvider time, Func<double>? randomness, ApiStatistics statistics, ILogger log)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly ResiliencePipeline<Answer> _pipeline = new ResiliencePipelineBuilder<Answer> { TimeProvider = time }
        .AddRetry(
            new RetryStrategyOptions<Answer>
            {
                MaxRetryAttempts = options.MaxRetries,
                Delay = options.RetryDelay,
                MaxDelay = LongestDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = randomness ?? Random.Shared.NextDouble,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is ApiException e && MayRepeat(e)),
                DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as ApiException)?.RetryAfter),
                OnRetry = args =>
                {
                    Report((ApiException)args.Outcome.Exception!, args.AttemptNumber + 1, args.RetryDelay, statistics, log);
                    return default;
                },
            }
        )
        .Build();

    public async Task<JsonNode> RunAsync(Func<CancellationToken, Task<JsonNode>> call, CancellationToken cancellationToken)
    {
        var answer = await _pipeline
            .ExecuteAsync(static async (call, token) => new Answer(await call(token).ConfigureAwait(false)), call, cancellationToken)
            .ConfigureAwait(false);
        return answer.Json;
    }

    /// <summary>True when the call certainly had no effect, or when a second call has no further effect.</summary>
    internal static bool MayRepeat(ApiException e) =>
        e.Type is ErrorTypes.Transport or ErrorTypes.Internal or ErrorTypes.ServiceUnavailable or ErrorTypes.TooManyRequests
        && !e.IsFinal
        && (!e.OutcomeUnknown || e.Action.Repetition == Repetition.Safe);

    private static void Report(ApiException e, int attempt, TimeSpan delay, ApiStatistics statistics, ILogger log)
    {
        statistics.Retried();
        ApiTelemetry.Retried(e.Action.Name);
        log.Retrying(e.Action.Name, e.Type, attempt, (long)delay.TotalMilliseconds);
    }

    // Polly keeps every member of its result type through trimming, which JsonNode does not survive without warnings.
    private sealed class Answer(JsonNode json)
    {
        public JsonNode Json { get; } = json;
    }
}
