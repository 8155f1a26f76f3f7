using Microsoft.AspNetCore.Connections;

namespace PluginProtocol.Rpc;

/// <summary>Counts the connections of a server's clients. A client that dies closes them too: the system does it.</summary>
internal sealed class ClientConnections : IDisposable
{
    private readonly SemaphoreSlim _lastClosed = new(0);
    private int _open;

    /// <summary>The number of connections that are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Ends when a connection closes and no other is open, or after a time.</summary>
    public Task LastClosedAsync(TimeSpan atMost) => _lastClosed.WaitAsync(atMost);

    /// <summary>The part of a server's pipeline that counts.</summary>
    public ConnectionDelegate Count(ConnectionDelegate next) =>
        async connection =>
        {
            Interlocked.Increment(ref _open);
            try
            {
                await next(connection).ConfigureAwait(false);
            }
            finally
            {
                if (Interlocked.Decrement(ref _open) == 0)
                    _lastClosed.Release();
            }
        };

    /// <inheritdoc/>
    public void Dispose() => _lastClosed.Dispose();
}
