using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PluginProtocol.Rpc;

namespace LiveChatPulumi.Cli.Events;

/// <summary>Where webhooks arrive, on 127.0.0.1: who wants LiveChat to reach it puts a proxy with TLS in front.</summary>
/// <param name="take">Takes a request's body, which <see cref="ReadAsync"/> reads; gives the status of the answer.</param>
/// <param name="time">The clock.</param>
internal sealed class WebhookEndpoint(Func<Stream, Task<int>> take, TimeProvider time) : IAsyncDisposable
{
    /// <summary>What LiveChat sends of a change, or of a chat, is some kilobytes.</summary>
    private const int LongestBody = 1 << 20;

    private static readonly TimeSpan SlowestBody = TimeSpan.FromSeconds(10);

    private LoopbackServer? _server;

    /// <summary>Host and port.</summary>
    public string Address => _server!.Address;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(int port, CancellationToken cancellationToken) =>
        _server = await LoopbackServer.StartAsync(HttpProtocols.Http1, HandleAsync, port, cancellationToken).ConfigureAwait(false);

    /// <summary>Reads a body; null for one that is too long.</summary>
    /// <exception cref="OperationCanceledException">It takes too long to come.</exception>
    public async Task<string?> ReadAsync(Stream body)
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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
    }

    private async Task HandleAsync(IFeatureCollection features)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = request.Method == "POST" ? await TakeAsync(request.Body).ConfigureAwait(false) : 405;
        response.Headers.ContentLength = 0;
        await features.GetRequiredFeature<IHttpResponseBodyFeature>().CompleteAsync().ConfigureAwait(false);
    }

    private async Task<int> TakeAsync(Stream body)
    {
        try
        {
            return await take(body).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return 408;
        }
    }
}
