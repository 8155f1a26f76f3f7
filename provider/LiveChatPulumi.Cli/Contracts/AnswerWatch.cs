using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;

namespace LiveChatPulumi.Cli.Contracts;

/// <summary>An error as it came: its type, and the status that it came with.</summary>
internal sealed record SeenError(string Type, int Status, bool AsksToWait);

/// <summary>Sees answers before they are read: their text, their status, their headers. The client's callers need none of these.</summary>
internal sealed class AnswerWatch : DelegatingHandler
{
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<SeenError> _errors = new();

    public AnswerWatch()
        : base(
            new SocketsHttpHandler
            {
                UseCookies = false,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.All,
            }
        ) { }

    /// <summary>The errors so far.</summary>
    public IReadOnlyCollection<SeenError> Errors => _errors;

    /// <summary>The text of the last answer of a method that was no error; null for none.</summary>
    public string? TextOf(ApiAction action) => _texts.GetValueOrDefault(action.Name);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        await response.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (ErrorOf(text) is { } type)
            _errors.Enqueue(new SeenError(type, (int)response.StatusCode, response.Headers.RetryAfter is not null));
        else if (response.IsSuccessStatusCode && request.RequestUri is { } uri)
            _texts[uri.Segments[^1]] = text;
        return response;
    }

    private static string? ErrorOf(string text)
    {
        try
        {
            return ((JsonNode.Parse(text) as JsonObject)?["error"] as JsonObject).Text("type");
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
