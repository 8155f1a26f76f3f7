using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polly;
using Polly.Retry;

namespace LiveChatPulumi.Api;

/// <summary>Calls the Configuration API: authorization, region, retries, errors. Safe for concurrent use.</summary>
public interface IConfigurationApi
{
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
    private const string Path = "/v3.6/configuration/action/";
    private const string PublicPath = "/v3.2/customer/public/";

    private readonly ApiOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<Answer> _retry;
    private readonly SemaphoreSlim _slots;
    private volatile string? _region;

    /// <summary>Makes a client.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="handler">Sends requests; null takes a handler of its own.</param>
    /// <param name="time">The clock of timeouts and waits.</param>
    /// <param name="randomness">Gives jitter: a number from 0 to 1.</param>
    public ConfigurationApi(ApiOptions options, HttpMessageHandler? handler = null, TimeProvider? time = null, Func<double>? randomness = null)
    {
        _options = options;
        _time = time ?? TimeProvider.System;
        _region = options.Region ?? options.Credential.Region;
        _slots = new SemaphoreSlim(options.MaxConcurrency);
        _http = new HttpMessageInvoker(handler ?? new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        });
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
            })
            .Build();
    }

    /// <inheritdoc/>
    public async Task<JsonNode> CallAsync(ApiAction action, JsonObject request, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(action.Endpoint == Endpoint.Configuration ? request.ToJsonString() : Query(request));
        var answer = await _retry.ExecuteAsync(
            static async (state, token) => new Answer(await state.Client.TryInRegionAsync(state.Action, state.Body, token).ConfigureAwait(false)),
            (Client: this, Action: action, Body: body),
            cancellationToken).ConfigureAwait(false);
        return answer.Json;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _slots.Dispose();
    }

    /// <summary>What may be sent again: what surely did not take effect, and what does no harm when it did.</summary>
    private static bool MayRetry(ApiException e) => e.Type switch
    {
        ErrorTypes.TooManyRequests => true,
        ErrorTypes.Transport or ErrorTypes.Internal or ErrorTypes.ServiceUnavailable => !e.OutcomeUnknown || e.Action.Repetition == Repetition.Safe,
        _ => false,
    };

    private async Task<JsonNode> TryInRegionAsync(ApiAction action, byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(action, body, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e is { Type: ErrorTypes.MisdirectedRequest, Region: { } region } && region != _region)
        {
            _region = region;
            return await TryAsync(action, body, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<JsonNode> TryAsync(ApiAction action, byte[] body, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var timeout = new CancellationTokenSource(_options.TryTimeout, _time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            try
            {
                using var message = Compose(action, body);
                using var response = await _http.SendAsync(message, linked.Token).ConfigureAwait(false);
                var text = await response.Content.ReadAsStringAsync(linked.Token).ConfigureAwait(false);
                return Interpret(action, response, text);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Lost(action, $"no answer within {_options.TryTimeout.TotalSeconds:0} s", true, null);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                var neverSent = e.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TryAgain or SocketError.NetworkUnreachable };
                throw Lost(action, neverSent ? $"{_options.Url} cannot be reached: {e.GetBaseException().Message}" : "the connection broke before the answer came", !neverSent, e);
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    private HttpRequestMessage Compose(ApiAction action, byte[] body)
    {
        var message = action.Endpoint == Endpoint.Configuration
            ? new HttpRequestMessage(HttpMethod.Post, new Uri(_options.Url, Path + action.Name)) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } }
            : new HttpRequestMessage(HttpMethod.Get, new Uri(_options.Url, $"{PublicPath}{action.Name}?{Encoding.UTF8.GetString(body)}"));
        if (action.Endpoint == Endpoint.Configuration) message.Headers.TryAddWithoutValidation("Authorization", _options.Credential.Header);
        message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        if (_region is { } region) message.Headers.Add("X-Region", region);
        return message;
    }

    private static JsonNode Interpret(ApiAction action, HttpResponseMessage response, string text)
    {
        var status = (int)response.StatusCode;
        JsonNode? json;
        try
        {
            json = text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new ApiException(action, ErrorTypes.Transport, $"the answer (HTTP {status}) is not JSON", status, e) { OutcomeUnknown = true };
        }

        // An error envelope is an error whatever the status says.
        if (json is JsonObject o && o["error"] is JsonObject error && Text(error["type"]) is { } type)
        {
            throw new ApiException(action, type, Text(error["message"]) is { Length: > 0 } m ? m : type, status)
            {
                Region = Text((error["data"] as JsonObject)?["region"]),
                RetryAfter = RetryAfter(response),
                OutcomeUnknown = type is ErrorTypes.Internal,
            };
        }

        if (response.IsSuccessStatusCode) return json ?? new JsonObject();
        throw response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => new ApiException(action, ErrorTypes.TooManyRequests, "too many requests", status) { RetryAfter = RetryAfter(response) },
            HttpStatusCode.ServiceUnavailable => new ApiException(action, ErrorTypes.ServiceUnavailable, "the service is not available", status) { RetryAfter = RetryAfter(response) },
            _ => new ApiException(action, ErrorTypes.Transport, $"HTTP {status} without an error that this API knows", status) { OutcomeUnknown = true },
        };
    }

    private static string Query(JsonObject request) => string.Join('&', request.Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!.ToString())}"));

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    private static string? Text(JsonNode? node) => node is JsonValue v && v.TryGetValue<string>(out var s) ? s : null;

    private static ApiException Lost(ApiAction action, string message, bool outcomeUnknown, Exception? inner) =>
        new(action, ErrorTypes.Transport, message, null, inner) { OutcomeUnknown = outcomeUnknown };

    // Polly keeps every member of its result type through trimming, which JsonNode does not survive without warnings.
    private sealed class Answer(JsonNode json)
    {
        public JsonNode Json { get; } = json;
    }
}
