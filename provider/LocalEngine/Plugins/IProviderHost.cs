using PluginProtocol.Services;

namespace LocalEngine.Plugins;

/// <summary>A running provider.</summary>
internal interface IProviderPlugin : IAsyncDisposable
{
    ResourceProviderClient Client { get; }
}

/// <summary>Starts providers.</summary>
internal interface IProviderHost
{
    /// <summary>Starts a provider of a package; one process for each provider resource.</summary>
    /// <param name="package">The package.</param>
    /// <param name="version">The version, perhaps empty.</param>
    /// <param name="engineAddress">Where it sends log lines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IProviderPlugin> StartAsync(string package, string version, string engineAddress, CancellationToken cancellationToken);
}
