using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using LiveChatPulumi.Api.Telemetry;
using Microsoft.Extensions.Logging;

namespace LiveChatPulumi.Api.Sending;

/// <summary>Sends a request over HTTP: address, authorization, region, time limit.</summary>
internal sealed class HttpSender : ISender, IDisposable
{
    private const string Path = "/v3.6/configuration/action/";
    private const string PublicPath = "/v3.2/customer/public/";

    // The largest licenses answer with some megabytes.
    private const long LongestAnswer = 64 << 20;

    // A clock that is further away is no clock.
    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(1);

    private readonly ApiOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private volatile string? _region;
    private long _ahead;

    public HttpSender(ApiOptions options, HttpMessageHandler? handler, TimeProvider time, ILogger log)
    {
        // A line break would end the header and begin another.
        if (Credential.Refusal(options.Credential.Header) is { } reason)
            throw new ArgumentException($"The credential {reason}.", nameof(options));
        _log = log;
        _options = options;
        _time = time;
        _region = options.Region ?? options.Credential.Region;
        _http = new HttpMessageInvoker(
            handler
                ?? new SocketsHttpHandler
                {
                    UseCookies = false,
                    AllowAutoRedirect = false,
                    ActivityHeadersPropagator = null,
                    AutomaticDecompression = DecompressionMethods.All,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                }
        );
    }

    /// <inheritdoc cref="IConfigurationApi.ServerTime"/>
    public DateTimeOffset ServerTime => _time.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    /// <inheritdoc cref="ConfigurationApi.Region"/>
    public string? Region => _region;

    /// <summary>Sends a request. Where the license lives in another region, it sends it once more to that region.</summary>
    public async Task<JsonNode> SendAsync(ApiAction action, string method, JsonObject request, CancellationToken cancellationToken)
    {
        // Another request may learn the right region while this one is under way.
        var used = _region;
        try
        {
            return await TryAsync(action, method, request, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e is { Type: ErrorTypes.MisdirectedRequest, Region: { } region } && region != used)
        {
            _region = region;
            _log.RegionLearned(region);
            return await TryAsync(action, method, request, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> TryAsync(ApiAction action, string method, JsonObject request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.TryTimeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var message = Compose(action, method, request);
            using var response = await _http.SendAsync(message, linked.Token).ConfigureAwait(false);
            if (response.Headers.Date is { } date && (date - _time.GetUtcNow()).Duration() < MostAhead)
                Interlocked.Exchange(ref _ahead, (date - _time.GetUtcNow()).Ticks);
            await response.Content.LoadIntoBufferAsync(LongestAnswer, linked.Token).ConfigureAwait(false);
            var answer = await ReadAsync(response.Content, linked.Token).ConfigureAwait(false);
            return AnswerReader.Read(action, response, answer, _options.Pace.ThrottleBound);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Lost(action, $"no answer within {_options.TryTimeout.TotalSeconds:0} s", true, null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // Without what may stand before the host: a name and a password.
            var address = $"{_options.Url.Scheme}://{_options.Url.Authority}";
            throw WasNeverSent(e)
                ? Lost(action, $"{address} cannot be reached: {e.GetBaseException().Message}", false, e)
                : Lost(action, "the connection broke before the answer came", true, e);
        }
        catch (Exception e) when (e is not (ApiException or OperationCanceledException))
        {
            // A charset that does not exist, a body that cannot be unpacked: whatever it is, the call may have taken effect.
            throw Lost(action, $"the answer cannot be read: {e.Message}", true, e);
        }
    }

    /// <summary>The bytes of an answer, in UTF-8. Other charsets, and what is no text, go the long way through a string.</summary>
    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentType?.CharSet is null or "utf-8" or "UTF-8")
        {
            var bytes = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            if (!bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) && Utf8.IsValid(bytes))
                return bytes;
        }

        return Encoding.UTF8.GetBytes(await content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
    }

    private static bool WasNeverSent(Exception e) =>
        e.GetBaseException()
            is SocketException
            {
                SocketErrorCode: SocketError.ConnectionRefused
                    or SocketError.HostNotFound
                    or SocketError.TryAgain
                    or SocketError.NetworkUnreachable
            };

    private HttpRequestMessage Compose(ApiAction action, string method, JsonObject request)
    {
        var message =
            action.Endpoint == Endpoint.Configuration
                ? new HttpRequestMessage(HttpMethod.Post, new Uri(_options.Url, Path + method))
                {
                    Content = new ByteArrayContent(Encoding.UTF8.GetBytes(request.ToJsonString()))
                    {
                        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
                    },
                }
                : new HttpRequestMessage(HttpMethod.Get, new Uri(_options.Url, $"{PublicPath}{method}?{Query(request)}"));
        if (action.Endpoint == Endpoint.Configuration)
            message.Headers.TryAddWithoutValidation("Authorization", _options.Credential.Header);
        message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        if (_region is { } region)
            message.Headers.Add("X-Region", region);
        return message;
    }

    private static string Query(JsonObject request) =>
        string.Join('&', request.Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!.ToString())}"));

    private static ApiException Lost(ApiAction action, string message, bool outcomeUnknown, Exception? inner) =>
        new(action, ErrorTypes.Transport, message, null, inner) { OutcomeUnknown = outcomeUnknown };
}
