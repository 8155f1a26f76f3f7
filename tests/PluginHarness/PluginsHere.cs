using Grpc.Net.Client;
using LiveChatPulumi.Provider.Configuration;
using LiveChatPulumi.Provider.Diagnostics;
using LiveChatPulumi.Provider.Rpc;
using LiveChatPulumi.Provider.Run;
using LocalEngine.Plugins;
using PluginProtocol.Rpc;
using PluginProtocol.Services;

namespace PluginHarness_;

/// <summary>
/// Runs this provider's plugin in the test's own process, over real gRPC, as its program does; other plugins are processes.
/// </summary>
/// <param name="environment">Reads a variable of the plugin.</param>
/// <param name="others">Starts other plugins.</param>
/// <param name="time">Gives each plugin its clock; null for the real one.</param>
internal sealed class PluginsHere(Func<string, string?> environment, IProviderHost others, Func<TimeProvider>? time = null) : IProviderHost
{
    public async Task<IProviderPlugin> StartAsync(string package, string version, string engineAddress, CancellationToken cancellationToken)
    {
        if (package != "livechat")
            return await others.StartAsync(package, version, engineAddress, cancellationToken);
        var clock = time?.Invoke() ?? TimeProvider.System;
        return await PluginHere.StartAsync(
            engineAddress,
            (config, log) => config.Open(log, clock, environment),
            environment,
            cancellationToken
        );
    }
}

/// <summary>A plugin in the test's own process.</summary>
internal sealed class PluginHere(EngineLog log, ProviderService service, GrpcServer server) : IProviderPlugin
{
    private readonly GrpcChannel _channel = GrpcChannels.Open(server.Address);

    /// <summary>Starts a plugin.</summary>
    /// <param name="engineAddress">Address to which it sends log lines.</param>
    /// <param name="open">Begins a run on the license that the configuration names.</param>
    /// <param name="environment">Reads a variable of the plugin.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    public static async Task<IProviderPlugin> StartAsync(
        string engineAddress,
        Func<ProviderConfig, EngineLog, ProviderRun> open,
        Func<string, string?> environment,
        CancellationToken cancellationToken
    )
    {
        var log = new EngineLog(engineAddress);
        var service = new ProviderService(log, open, environment);
        return new PluginHere(log, service, await GrpcServer.StartAsync(service.Bind(), cancellationToken));
    }

    public ResourceProviderClient Client => field ??= new ResourceProviderClient(_channel);

    public async ValueTask DisposeAsync()
    {
        await Client.CancelAsync(TimeSpan.FromSeconds(5), default);
        await AbandonAsync();
    }

    public async ValueTask AbandonAsync()
    {
        _channel.Dispose();
        await server.DisposeAsync();

        // As a process that ends does. The next phase may get the port of this one's engine, and must not meet what this one held.
        await service.LeaveAsync();
        log.Dispose();
    }
}
