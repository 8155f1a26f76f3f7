using System.Net.WebSockets;

namespace LiveChatPulumi.CustomerApi.Rtm;

/// <summary>Makes sockets.</summary>
internal interface IRtmConnector
{
    /// <exception cref="WebSocketException">It cannot be made.</exception>
    Task<IRtmSocket> ConnectAsync(Uri address, CancellationToken cancellationToken);
}

/// <summary>A socket that carries whole messages. One reads it, and one writes.</summary>
internal interface IRtmSocket : IDisposable
{
    /// <exception cref="WebSocketException">It is broken.</exception>
    Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <returns>A message, or null when the other side has closed it.</returns>
    /// <exception cref="WebSocketException">It is broken.</exception>
    Task<byte[]?> ReceiveAsync(CancellationToken cancellationToken);

    /// <summary>Says that nothing more will be sent. The other side then closes it.</summary>
    /// <exception cref="WebSocketException">It is broken.</exception>
    Task CloseOutputAsync(CancellationToken cancellationToken);
}

/// <summary>Makes real sockets.</summary>
internal sealed class WebSocketConnector(string userAgent) : IRtmConnector
{
    public async Task<IRtmSocket> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            // Pings are messages of the API, by the clock of the client.
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            socket.Options.SetRequestHeader("User-Agent", userAgent);
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return new RealSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class RealSocket(ClientWebSocket socket) : IRtmSocket
    {
        private const int LongestMessage = 64 << 20;

        private readonly byte[] _buffer = new byte[16 << 10];

        public Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
            socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken).AsTask();

        public async Task<byte[]?> ReceiveAsync(CancellationToken cancellationToken)
        {
            using var message = new MemoryStream();
            while (true)
            {
                var part = await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close)
                    return null;
                message.Write(_buffer, 0, part.Count);
                if (message.Length > LongestMessage)
                    throw new WebSocketException("a message is too long");
                if (part.EndOfMessage)
                    return message.ToArray();
            }
        }

        public Task CloseOutputAsync(CancellationToken cancellationToken) =>
            socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);

        public void Dispose() => socket.Dispose();
    }
}
