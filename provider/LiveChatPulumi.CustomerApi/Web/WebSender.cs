using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi.Json;

namespace LiveChatPulumi.CustomerApi.Web;

/// <summary>Sends one request over HTTP, within the time limit, and opens the envelope of its answer.</summary>
internal sealed class WebSender(CustomerApiOptions options, HttpMessageHandler? handler, TimeProvider time) : IDisposable
{
    private const long LongestAnswer = 64 << 20;

    // A handler that was given belongs to whoever gave it.
    private readonly HttpMessageInvoker _http = new(
        handler
            ?? new SocketsHttpHandler
            {
                UseCookies = false,
                AllowAutoRedirect = false,
                ActivityHeadersPropagator = null,
                AutomaticDecompression = DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            },
        disposeHandler: handler is null
    );

    public static byte[] Body(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    public static HttpContent Json(byte[] body) =>
        new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    public async Task<JsonObject> SendAsync(CustomerAction action, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.RequestLimit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        try
        {
            using var response = await _http.SendAsync(request, linked.Token).ConfigureAwait(false);
            await response.Content.LoadIntoBufferAsync(LongestAnswer, linked.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(linked.Token).ConfigureAwait(false);
            return Read(action, response.StatusCode, body);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CustomerApiException(
                action.Name,
                CustomerErrorKind.RequestTimeout,
                $"no answer within {options.RequestLimit.TotalSeconds:0} s"
            )
            {
                OutcomeUnknown = action.Writes,
            };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            var neverSent =
                e is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.NameResolutionError
                        or HttpRequestError.ConnectionError
                        or HttpRequestError.SecureConnectionError
                };
            // Without what may stand before the host: a name and a password.
            var address = $"{options.Url.Scheme}://{options.Url.Authority}";
            var what = neverSent ? $"{address} cannot be reached: {e.GetBaseException().Message}" : "the connection broke";
            throw new CustomerApiException(action.Name, CustomerErrorKind.Transport, what, e)
            {
                OutcomeUnknown = action.Writes && !neverSent,
            };
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Errors are told apart by their type, and by the status only where there is none: the documents name no status.</summary>
    private static JsonObject Read(CustomerAction action, HttpStatusCode status, byte[] body)
    {
        var isSuccess = (int)status is >= 200 and < 300;
        JsonObject answer;
        try
        {
            answer = body.AsSpan().Trim(" \r\n\t"u8).IsEmpty && isSuccess ? [] : LooseJson.Read(WithoutPreamble(body));
        }
        catch (JsonException e)
        {
            throw Unreadable(e.Message, e);
        }

        var payload = Envelope.Open(action.Name, answer);
        return isSuccess ? payload : throw Unreadable("it names no error", null);

        CustomerApiException Unreadable(string why, Exception? inner) =>
            new(
                action.Name,
                (int)status >= 500 ? CustomerErrorKind.Internal : CustomerErrorKind.Unreadable,
                $"the answer (HTTP {(int)status}) cannot be read: {why}",
                inner
            )
            {
                OutcomeUnknown = action.Writes && (isSuccess || (int)status >= 500),
            };
    }

    private static ReadOnlySpan<byte> WithoutPreamble(byte[] body) =>
        body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? body.AsSpan(Encoding.UTF8.Preamble.Length) : body;
}
