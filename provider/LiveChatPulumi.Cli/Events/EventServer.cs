using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PluginProtocol.Rpc;

namespace LiveChatPulumi.Cli.Events;

/// <summary>Receives webhooks on 127.0.0.1: who wants LiveChat to reach it puts a proxy with TLS in front.</summary>
/// <param name="file">Where they are kept.</param>
/// <param name="secret">What a webhook has to carry.</param>
/// <param name="tell">Shows a line to people.</param>
/// <param name="time">The clock.</param>
internal sealed class EventServer(EventFile file, string secret, Func<string, Task> tell, TimeProvider time) : IAsyncDisposable
{
    /// <summary>What LiveChat sends of a change is some kilobytes.</summary>
    private const int LongestBody = 1 << 20;

    private static readonly TimeSpan SlowestBody = TimeSpan.FromSeconds(10);

    private readonly byte[] _secret = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
    private LoopbackServer? _server;

    /// <summary>Host and port.</summary>
    public string Address => _server!.Address;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(int port, CancellationToken cancellationToken) =>
        _server = await LoopbackServer.StartAsync(HttpProtocols.Http1, HandleAsync, port, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
    }

    private async Task HandleAsync(IFeatureCollection features)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        var status = request.Method == "POST" ? await TakeAsync(request.Body).ConfigureAwait(false) : 405;
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = status;
        response.Headers.ContentLength = 0;
        await features.GetRequiredFeature<IHttpResponseBodyFeature>().CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Keeps a webhook; gives the status of the answer. LiveChat tells once more what gets no 2xx.</summary>
    private async Task<int> TakeAsync(Stream body)
    {
        try
        {
            if (await ReadAsync(body).ConfigureAwait(false) is not { } text)
                return 413;
            var webhook = JsonNode.Parse(text) as JsonObject ?? throw new FormatException("it is no object");
            if (!IsSecret(webhook["secret_key"]))
            {
                await tell("A request without the right secret_key was refused.").ConfigureAwait(false);
                return 401;
            }

            if (EventRecord.OfWebhook(webhook, time.GetUtcNow()) is not { } record)
                return 204;
            await file.AppendAsync(record, CancellationToken.None).ConfigureAwait(false);
            await tell($"{record.Action} {string.Join(", ", record.Objects.Select(o => o.Id))} by {record.Who}").ConfigureAwait(false);
            return 200;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            await tell($"A request that is no webhook was refused: {e.Message}").ConfigureAwait(false);
            return 400;
        }
        catch (OperationCanceledException)
        {
            return 408;
        }
        catch (Exception e)
        {
            // A full disk has many names.
            await tell($"A webhook could not be kept, and LiveChat is asked to send it again: {e.Message}").ConfigureAwait(false);
            return 503;
        }
    }

    private async Task<string?> ReadAsync(Stream body)
    {
        using var slow = new CancellationTokenSource(SlowestBody, time);
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, slow.Token).ConfigureAwait(false) is > 0 and var count)
        {
            read.Write(buffer, 0, count);
            if (read.Length > LongestBody)
                return null;
        }

        return Encoding.UTF8.GetString(read.GetBuffer(), 0, (int)read.Length);
    }

    /// <summary>Takes as long for a wrong secret as for the right one.</summary>
    private bool IsSecret(JsonNode? said) =>
        said is JsonValue value
        && value.TryGetValue<string>(out var text)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(text)), _secret);
}
