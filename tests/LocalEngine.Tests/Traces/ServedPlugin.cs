using Grpc.Net.Client;
using LocalEngine.Plugins;
using PluginProtocol.Rpc;
using PluginProtocol.Services;

namespace LocalEngine_Tests;

/// <summary>A plugin that a server of the test's own process stands for.</summary>
internal sealed class ServedPlugin : IProviderPlugin
{
    private readonly GrpcServer _server;
    private readonly GrpcChannel _channel;

    public ServedPlugin(GrpcServer server)
    {
        _server = server;
        _channel = GrpcChannels.Open(server.Address);
        Client = new ResourceProviderClient(_channel);
    }

    public ResourceProviderClient Client { get; }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }
}
