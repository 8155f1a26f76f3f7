using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace PluginProtocol.Rpc;

/// <summary>
/// A bare Kestrel on 127.0.0.1: no host, no container, no configuration, because each of them costs tens of
/// milliseconds at every start of a plugin.
/// </summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    /// <summary>The largest request headers, in bytes: what grpc-go allows.</summary>
    private const int MaxHeaderBytes = 16 * 1024 * 1024;

    private readonly KestrelServer _kestrel;
    private readonly ClientConnections _connections;

    private LoopbackServer(KestrelServer kestrel, int port, ClientConnections connections)
    {
        (_kestrel, _connections) = (kestrel, connections);
        Port = port;
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>Host and port, without scheme: the form in which Pulumi passes addresses.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <inheritdoc cref="ClientConnections.Open"/>
    public int OpenConnections => _connections.Open;

    /// <inheritdoc cref="ClientConnections.LastClosedAsync"/>
    public Task LastConnectionClosedAsync(TimeSpan atMost) => _connections.LastClosedAsync(atMost);

    /// <summary>Starts listening. Each request is handed to <paramref name="handle"/> with its features.</summary>
    /// <param name="protocols">HTTP/1.1, or HTTP/2 with prior knowledge; without TLS a port speaks one of them.</param>
    /// <param name="handle">Answers one request.</param>
    /// <param name="port">The port, or 0 for any free one.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LoopbackServer> StartAsync(
        HttpProtocols protocols,
        Func<IFeatureCollection, Task> handle,
        int port = 0,
        CancellationToken cancellationToken = default
    )
    {
        var options = new KestrelServerOptions { ApplicationServices = NoServices.Instance, AddServerHeader = false };
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.MaxResponseBufferSize = null;
        options.Limits.Http2.MaxStreamsPerConnection = int.MaxValue;
        options.Limits.Http2.InitialConnectionWindowSize = 8 * 1024 * 1024;
        options.Limits.Http2.InitialStreamWindowSize = 4 * 1024 * 1024;
        options.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        options.Limits.MaxRequestBufferSize = MaxHeaderBytes;
        options.Limits.Http2.MaxRequestHeaderFieldSize = MaxHeaderBytes;
        var connections = new ClientConnections();
        options.Listen(
            IPAddress.Loopback,
            port,
            listen =>
            {
                listen.Protocols = protocols;
                listen.Use(connections.Count);
            }
        );
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        var kestrel = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
        await kestrel.StartAsync(new Application(handle), cancellationToken).ConfigureAwait(false);
        var address = kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new LoopbackServer(
            kestrel,
            int.Parse(address[(address.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture),
            connections
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _kestrel.StopAsync(grace.Token).ConfigureAwait(false);
        _kestrel.Dispose();
        _connections.Dispose();
    }

    private sealed class NoServices : IServiceProvider
    {
        public static NoServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }

    private sealed class Application(Func<IFeatureCollection, Task> handle) : IHttpApplication<IFeatureCollection>
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public void DisposeContext(IFeatureCollection context, Exception? exception) { }

        public Task ProcessRequestAsync(IFeatureCollection context) => handle(context);
    }
}
