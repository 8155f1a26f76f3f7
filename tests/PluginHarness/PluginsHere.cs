using Grpc.Net.Client;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Rpc;
using LocalEngine.Plugins;
using PluginProtocol.Rpc;
using PluginProtocol.Services;

namespace PluginHarness_;

/// <summary>
/// Runs this provider's plugin in the test's own process, over real gRPC, as its program does; other plugins are processes.
/// </summary>
/// <param name="environment">Reads a variable of the plugin.</param>
/// <param name="others">Starts other plugins.</param>
internal sealed class PluginsHere(Func<string, string?> environment, IProviderHost others) : IProviderHost
{
    public async Task<IProviderPlugin> StartAsync(string package, string version, string engineAddress, CancellationToken cancellationToken)
    {
        if (package != "livechat")
            return await others.StartAsync(package, version, engineAddress, cancellationToken);
        var log = new EngineLog();
        log.Attach(engineAddress);
        var service = new ProviderService(log, (config, to) => config.Open(to, TimeProvider.System, environment), environment);
        return new PluginHere(log, await GrpcServer.StartAsync(service.Bind(), cancellationToken));
    }
}

/// <summary>A plugin in the test's own process.</summary>
internal sealed class PluginHere(EngineLog log, GrpcServer server) : IProviderPlugin
{
    private readonly GrpcChannel _channel = GrpcChannels.Open(server.Address);

    public ResourceProviderClient Client => field ??= new ResourceProviderClient(_channel);

    public async ValueTask DisposeAsync()
    {
        await Client.CancelAsync(TimeSpan.FromSeconds(5), default);
        _channel.Dispose();
        await server.DisposeAsync();
        log.Dispose();
    }
}
