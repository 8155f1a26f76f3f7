using System.Collections.Frozen;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api.Batching;
using LiveChatPulumi.Api.Pacing;
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
    private readonly FrozenDictionary<string, Batcher> _batchers;
    private readonly ResiliencePipeline<Answer> _retry;

    /// <summary>Makes a client.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="handler">Sends requests; null takes a handler of its own.</param>
    /// <param name="time">The clock of timeouts and waits.</param>
    /// <param name="randomness">Gives jitter: a number from 0 to 1.</param>
    public ConfigurationApi(ApiOptions options, HttpMessageHandler? handler = null, TimeProvider? time = null, Func<double>? randomness = null)
    {
        _time = time ?? TimeProvider.System;
        _sender = new HttpSender(options, handler, _time);
        _pace = options.Pace;
        _pacer = new Pacer(options.Pace, _time);
        _batchers = options.Batching.Size < 2
            ? FrozenDictionary<string, Batcher>.Empty
            : ApiActions.All.Values.Where(a => a.Batch is not null).ToFrozenDictionary(a => a.Name, a => new Batcher(a, options.Batching, _time, (method, request, token) => SendAsync(a, method, request, token), Statistics.BatchSent), StringComparer.Ordinal);
        _retry = new ResiliencePipelineBuilder<Answer> { TimeProvider = _time }
            .AddRetry(new RetryStrategyOptions<Answer>
            {
                MaxRetryAttempts = options.MaxRetries,
                Delay = options.RetryDelay,
                MaxDelay = TimeSpan.FromSeconds(30),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = randomness ?? Random.Shared.NextDouble,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is ApiException e && MayRetry(e)),
                DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as ApiException)?.RetryAfter),
                OnRetry = _ =>
                {
                    Statistics.Retried();
                    return default;
                },
            })
            .Build();
    }

    /// <inheritdoc/>
    public ApiStatistics Statistics { get; } = new();

    /// <inheritdoc/>
    public async Task<JsonNode> CallAsync(ApiAction action, JsonObject request, CancellationToken cancellationToken)
    {
        var answer = await _retry.ExecuteAsync(
            static async (state, token) => new Answer(await state.Client.TryAsync(state.Action, state.Request, token).ConfigureAwait(false)),
            (Client: this, Action: action, Request: request),
            cancellationToken).ConfigureAwait(false);
        return answer.Json;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var batcher in _batchers.Values) batcher.Dispose();
        _pacer.Dispose();
        _sender.Dispose();
    }

    /// <summary>What may be sent again: what surely did not take effect, and what does no harm when it did.</summary>
    private static bool MayRetry(ApiException e) => e.Type is ErrorTypes.Transport or ErrorTypes.Internal or ErrorTypes.ServiceUnavailable or ErrorTypes.TooManyRequests
        && (!e.OutcomeUnknown || e.Action.Repetition == Repetition.Safe);

    private Task<JsonNode> TryAsync(ApiAction action, JsonObject request, CancellationToken cancellationToken) =>
        _batchers.TryGetValue(action.Name, out var batcher) ? batcher.CallAsync(request, cancellationToken) : SendAsync(action, action.Name, request, cancellationToken);

    /// <summary>Sends a request in its turn. A refusal for the rate is no failure: it waits for its turn again, within the bound.</summary>
    private async Task<JsonNode> SendAsync(ApiAction action, string method, JsonObject request, CancellationToken cancellationToken)
    {
        for (var began = _time.GetTimestamp(); ;)
        {
            await _pacer.EnterAsync(method, cancellationToken).ConfigureAwait(false);
            Statistics.Called(method);
            var sent = _time.GetTimestamp();
            var end = (Action)_pacer.Failed;
            try
            {
                var answer = await _sender.SendAsync(action, method, request, cancellationToken).ConfigureAwait(false);
                end = _pacer.Succeeded;
                return answer;
            }
            catch (ApiException e) when (e.Type == ErrorTypes.TooManyRequests)
            {
                end = () => _pacer.Refused(e.RetryAfter);
                Statistics.WasRefused(_time.GetElapsedTime(sent) + (e.RetryAfter ?? TimeSpan.Zero));
                if (_time.GetElapsedTime(began) > _pace.ThrottleBound) throw;
            }
            catch (ApiException e) when (!e.OutcomeUnknown)
            {
                // The server answered: it took the call's rate, whatever it thought of the contents.
                end = _pacer.Succeeded;
                throw;
            }
            finally
            {
                end();
            }
        }
    }

    // Polly keeps every member of its result type through trimming, which JsonNode does not survive without warnings.
    private sealed class Answer(JsonNode json)
    {
        public JsonNode Json { get; } = json;
    }
}
