using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace LiveChatPulumi.Emulator.Customer.Rtm;

/// <summary>One WebSocket of a customer. What it is sent goes out in the order in which it was given.</summary>
internal sealed class RtmConnection(WebSocket socket, ActivityStream stream, DateTimeOffset now) : IDisposable
{
    private readonly Channel<string> _out = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _cut = new();

    /// <summary>Who logged in; null before that.</summary>
    public CustomerRecord? Customer { get; set; }

    /// <summary>When the customer last chatted or went to another page.</summary>
    public DateTimeOffset LastMove { get; set; } = now;

    /// <summary>When anything last came, control frames included.</summary>
    public DateTimeOffset LastSign { get; set; } = now;

    /// <summary>Ends when the connection is cut.</summary>
    public CancellationToken IsCut => _cut.Token;

    /// <summary>True when something came since this was last asked.</summary>
    public bool TakeActivity() => stream.TakeActivity();

    /// <summary>Will send a message.</summary>
    public void Send(JsonObject message) => _out.Writer.TryWrite(message.ToJsonString());

    /// <summary>Tells why the server hangs up; after that it does.</summary>
    public void Disconnect(string reason)
    {
        Send(
            new JsonObject
            {
                ["action"] = "customer_disconnected",
                ["type"] = "push",
                ["payload"] = new JsonObject { ["reason"] = reason },
            }
        );
        _out.Writer.TryComplete();
    }

    /// <summary>Ends the connection without a word, as a broken line does.</summary>
    public void Cut() => _cut.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cut.Dispose();

    /// <summary>Sends until there is nothing more to come, and closes the socket.</summary>
    public async Task SendAllAsync()
    {
        try
        {
            await foreach (var text in _out.Reader.ReadAllAsync(_cut.Token).ConfigureAwait(false))
                await socket
                    .SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, _cut.Token)
                    .ConfigureAwait(false);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _cut.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // The customer is gone.
        }
    }

    /// <summary>Nothing more will be sent.</summary>
    public void Finish() => _out.Writer.TryComplete();

    /// <summary>The next message, or null when the customer hangs up.</summary>
    public async Task<string?> ReceiveAsync()
    {
        const int longest = 1 << 20;
        using var message = new MemoryStream();
        var buffer = new byte[8 * 1024];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), _cut.Token).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close || message.Length + part.Count > longest)
                    return null;
                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                    return Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            return null;
        }
    }
}
