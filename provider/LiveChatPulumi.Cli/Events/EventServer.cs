using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.Cli.Events;

/// <summary>Receives webhooks of changes of the license, and keeps them in a file.</summary>
internal sealed class EventServer : IAsyncDisposable
{
    private readonly EventFile _file;
    private readonly byte[] _secret;
    private readonly Func<string, Task> _tell;
    private readonly TimeProvider _time;
    private readonly WebhookEndpoint _endpoint;

    /// <param name="file">Where they are kept.</param>
    /// <param name="secret">What a webhook has to carry.</param>
    /// <param name="tell">Shows a line to people.</param>
    /// <param name="time">The clock.</param>
    public EventServer(EventFile file, string secret, Func<string, Task> tell, TimeProvider time)
    {
        (_file, _tell, _time) = (file, tell, time);
        _secret = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        _endpoint = new WebhookEndpoint(TakeAsync, time);
    }

    /// <inheritdoc cref="WebhookEndpoint.Address"/>
    public string Address => _endpoint.Address;

    /// <inheritdoc cref="WebhookEndpoint.StartAsync"/>
    public Task StartAsync(int port, CancellationToken cancellationToken) => _endpoint.StartAsync(port, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    /// <summary>Keeps a webhook; gives the status of the answer. LiveChat tells once more what gets no 2xx.</summary>
    private async Task<int> TakeAsync(Stream body)
    {
        try
        {
            if (await _endpoint.ReadAsync(body).ConfigureAwait(false) is not { } text)
                return 413;
            var webhook = JsonNode.Parse(text) as JsonObject ?? throw new FormatException("it is no object");
            if (!IsSecret(webhook["secret_key"]))
            {
                await _tell("A request without the right secret_key was refused.").ConfigureAwait(false);
                return 401;
            }

            if (EventRecord.OfWebhook(webhook, _time.GetUtcNow()) is not { } record)
                return 204;
            await _file.AppendAsync(record, CancellationToken.None).ConfigureAwait(false);
            await _tell($"{record.Action} {string.Join(", ", record.Objects.Select(o => o.Id))} by {record.Who}").ConfigureAwait(false);
            return 200;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            await _tell($"A request that is no webhook was refused: {e.Message}").ConfigureAwait(false);
            return 400;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A full disk has many names.
            await _tell($"A webhook could not be kept, and LiveChat is asked to send it again: {e.Message}").ConfigureAwait(false);
            return 503;
        }
    }

    /// <summary>Takes as long for a wrong secret as for the right one.</summary>
    private bool IsSecret(JsonNode? said) =>
        said is JsonValue value
        && value.TryGetValue<string>(out var text)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(text)), _secret);
}
