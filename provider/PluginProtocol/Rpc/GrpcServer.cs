using System.Collections.Frozen;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace PluginProtocol.Rpc;

/// <summary>
/// A gRPC server over HTTP/2 cleartext on 127.0.0.1. The library's call handlers stand directly on a bare Kestrel: a host,
/// its configuration and its routing would more than double the time that a plugin takes to start.
/// </summary>
public sealed class GrpcServer : IAsyncDisposable
{
    /// <summary>The largest message, in bytes: what Pulumi allows.</summary>
    internal const int MaxMessageBytes = 400 * 1024 * 1024;

    /// <summary>The endpoint that the library makes for everything that no service has.</summary>
    private const string Unimplemented = "{unimplementedService}/{unimplementedMethod:grpcunimplemented}";

    private readonly ServiceProvider _services;
    private readonly FrozenDictionary<string, RequestDelegate> _handlers;
    private LoopbackServer? _server;

    private GrpcServer(ServiceMethods methods)
    {
        _services = Services(methods);
        var endpoints = new EndpointTable(_services);
        endpoints.MapGrpcService<ServiceMethods>();
        _handlers = endpoints
            .DataSources.SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .ToFrozenDictionary(e => e.RoutePattern.RawText!, e => e.RequestDelegate!, StringComparer.Ordinal);
    }

    /// <summary>The port it listens on.</summary>
    public int Port => _server!.Port;

    /// <summary>Host and port, without scheme.</summary>
    public string Address => _server!.Address;

    /// <inheritdoc cref="LoopbackServer.OpenConnections"/>
    public int OpenConnections => _server!.OpenConnections;

    /// <inheritdoc cref="LoopbackServer.LastConnectionClosedAsync"/>
    public Task LastConnectionClosedAsync(TimeSpan atMost) => _server!.LastConnectionClosedAsync(atMost);

    /// <summary>Starts a server for the given methods; every other path answers UNIMPLEMENTED.</summary>
    public static async Task<GrpcServer> StartAsync(ServiceMethods methods, CancellationToken cancellationToken = default)
    {
        var server = new GrpcServer(methods);
        server._server = await LoopbackServer
            .StartAsync(HttpProtocols.Http2, server.HandleAsync, 0, cancellationToken)
            .ConfigureAwait(false);
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
        await _services.DisposeAsync().ConfigureAwait(false);
    }

    private Task HandleAsync(IFeatureCollection features)
    {
        var context = new DefaultHttpContext(features) { RequestServices = _services };
        return (_handlers.TryGetValue(context.Request.Path.Value!, out var handler) ? handler : _handlers[Unimplemented])(context);
    }

    private static ServiceProvider Services(ServiceMethods methods)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = MaxMessageBytes;
            options.MaxSendMessageSize = null;
        });

        // The methods are known here; the library's own provider would look for them by reflection.
        services.RemoveAll(typeof(IServiceMethodProvider<>));
        services.AddSingleton<IServiceMethodProvider<ServiceMethods>>(methods);
        services.AddSingleton(methods);
        return services.BuildServiceProvider();
    }

    /// <summary>Where the library puts its endpoints.</summary>
    private sealed class EndpointTable(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);
    }
}
