using System.Collections.Frozen;
using System.Diagnostics;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api.Batching;
using LiveChatPulumi.Api.Pacing;
using LiveChatPulumi.Api.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;

namespace LiveChatPulumi.Api;

/// <summary>Calls the Configuration API: authorization, region, batches, pace, retries, errors. Safe for concurrent use.</summary>
public interface IConfigurationApi
{
    /// <summary>What has been done so far.</summary>
    ApiStatistics Statistics { get; }

    /// <summary>Calls a method.</summary>
    /// <param name="action">The method.</param>
    /// <param name="request">The body.</param>
    /// <param name="cancellationToken">Gives up; a write that was already sent may still take effect.</param>
    /// <returns>The answer; an empty object where the document says "no response payload".</returns>
    /// <exception cref="ApiException">The API refused, or did not answer.</exception>
    Task<JsonNode> CallAsync(ApiAction action, JsonObject request, CancellationToken cancellationToken);
}

/// <inheritdoc cref="IConfigurationApi"/>
public sealed class ConfigurationApi : IConfigurationApi, IDisposable
{
    private readonly HttpSender _sender;
    private readonly Pacer _pacer;
    private readonly PaceOptions _pace;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly FrozenDictionary<string, Batcher> _batchers;
    private readonly ResiliencePipeline<Answer> _retry;

    /// <summary>Makes a client.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="handler">Sends requests; null takes a handler of its own.</param>
    /// <param name="time">The clock of timeouts and waits.</param>
    /// <param name="randomness">Gives jitter: a number from 0 to 1.</param>
    /// <param name="log">Takes debug events, ids 1000 and up.</param>
    public ConfigurationApi(
        ApiOptions options,
        HttpMessageHandler? handler = null,
        TimeProvider? time = null,
        Func<double>? randomness = null,
        ILogger? log = null
    )
    {
        _log = log ?? NullLogger.Instance;
        _time = time ?? TimeProvider.System;
        _sender = new HttpSender(options, handler, _time, _log);
        _pace = options.Pace;
        _pacer = new Pacer(options.Pace, _time);
        _batchers =
            options.Batching.Size < 2
                ? FrozenDictionary<string, Batcher>.Empty
                : ApiActions
                    .All.Values.Where(a => a.Batch is not null)
                    .ToFrozenDictionary(
                        a => a.Name,
                        a => new Batcher(
                            a,
                            options.Batching,
                            _time,
                            new Batcher.Line(
                                () => _pacer.EnterAsync(a.Batch!, CancellationToken.None),
                                _pacer.Failed,
                                (method, request, hasTurn, token) => SendAsync(a, method, request, hasTurn, token)
                            ),
                            Statistics,
                            _log
                        ),
                        StringComparer.Ordinal
                    );
        _retry = new ResiliencePipelineBuilder<Answer> { TimeProvider = _time }
            .AddRetry(
                new RetryStrategyOptions<Answer>
                {
                    MaxRetryAttempts = options.MaxRetries,
                    Delay = options.RetryDelay,
                    MaxDelay = TimeSpan.FromSeconds(30),
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Randomizer = randomness ?? Random.Shared.NextDouble,
                    ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is ApiException e && MayRetry(e)),
                    DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as ApiException)?.RetryAfter),
                    OnRetry = args =>
                    {
                        NoteRetry((ApiException)args.Outcome.Exception!, args.AttemptNumber + 1, args.RetryDelay);
                        return default;
                    },
                }
            )
            .Build();
    }

    /// <inheritdoc/>
    public ApiStatistics Statistics { get; } = new();

    /// <inheritdoc/>
    public async Task<JsonNode> CallAsync(ApiAction action, JsonObject request, CancellationToken cancellationToken)
    {
        var answer = await _retry
            .ExecuteAsync(
                static async (state, token) =>
                    new Answer(await state.Client.TryAsync(state.Action, state.Request, token).ConfigureAwait(false)),
                (Client: this, Action: action, Request: request),
                cancellationToken
            )
            .ConfigureAwait(false);
        return answer.Json;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var batcher in _batchers.Values)
            batcher.Dispose();
        _pacer.Dispose();
        _sender.Dispose();
    }

    /// <summary>What may be sent again: what surely did not take effect, and what does no harm when it did.</summary>
    private static bool MayRetry(ApiException e) =>
        e.Type is ErrorTypes.Transport or ErrorTypes.Internal or ErrorTypes.ServiceUnavailable or ErrorTypes.TooManyRequests
        && (!e.OutcomeUnknown || e.Action.Repetition == Repetition.Safe);

    private void NoteRetry(ApiException e, int attempt, TimeSpan delay)
    {
        Statistics.Retried();
        ApiTelemetry.Retried(e.Action.Name);
        _log.Retrying(e.Action.Name, e.Type, attempt, (long)delay.TotalMilliseconds);
    }

    private Task<JsonNode> TryAsync(ApiAction action, JsonObject request, CancellationToken cancellationToken) =>
        _batchers.TryGetValue(action.Name, out var batcher)
            ? batcher.CallAsync(request, cancellationToken)
            : SendAsync(action, action.Name, request, hasTurn: false, cancellationToken);

    /// <summary>Sends a request in its turn. A refusal for the rate is no failure: it waits for its turn again, within the bound.</summary>
    private async Task<JsonNode> SendAsync(
        ApiAction action,
        string method,
        JsonObject request,
        bool hasTurn,
        CancellationToken cancellationToken
    )
    {
        for (var began = _time.GetTimestamp(); ; hasTurn = false)
        {
            if (!hasTurn)
                await _pacer.EnterAsync(method, cancellationToken, yields: action.ReadsCollection).ConfigureAwait(false);
            Statistics.Called(method, action.Writes);
            var sent = _time.GetTimestamp();
            var end = (Action)_pacer.Failed;
            var outcome = "cancelled";
            using var span = ApiTelemetry.Source.StartActivity(method, ActivityKind.Client);
            try
            {
                var answer = await _sender.SendAsync(action, method, request, cancellationToken).ConfigureAwait(false);
                (end, outcome) = (_pacer.Succeeded, "ok");
                return answer;
            }
            catch (ApiException e) when (e.Type == ErrorTypes.TooManyRequests)
            {
                (end, outcome) = (() => Refused(method, e.RetryAfter), e.Type);
                Statistics.WasRefused(_time.GetElapsedTime(sent) + (e.RetryAfter ?? TimeSpan.Zero));
                if (_time.GetElapsedTime(began) > _pace.ThrottleBound)
                    throw;
            }
            catch (ApiException e)
            {
                // Where the server answered, it took the call's rate, whatever it thought of the contents.
                (end, outcome) = (e.OutcomeUnknown ? _pacer.Failed : _pacer.Succeeded, e.Type);
                throw;
            }
            finally
            {
                end();
                NoteEnd(method, outcome, _time.GetElapsedTime(sent), span);
            }
        }
    }

    private void Refused(string method, TimeSpan? retryAfter)
    {
        _pacer.Refused(retryAfter);
        _log.RateRefused(method, _pacer.Concurrency, _pacer.Rate);
    }

    private void NoteEnd(string method, string outcome, TimeSpan took, Activity? span)
    {
        ApiTelemetry.Called(method, outcome, took);
        _log.CallEnded(method, outcome, (long)took.TotalMilliseconds);
        span?.SetTag("livechat.outcome", outcome);
        if (outcome != "ok")
            span?.SetStatus(ActivityStatusCode.Error, outcome);
    }

    // Polly keeps every member of its result type through trimming, which JsonNode does not survive without warnings.
    private sealed class Answer(JsonNode json)
    {
        public JsonNode Json { get; } = json;
    }
}
