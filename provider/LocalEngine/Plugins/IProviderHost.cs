using PluginProtocol.Services;

namespace LocalEngine.Plugins;

/// <summary>A provider plugin that runs.</summary>
internal interface IProviderPlugin : IAsyncDisposable
{
    ResourceProviderClient Client { get; }
}

/// <summary>Starts provider plugins.</summary>
internal interface IProviderHost
{
    /// <summary>Starts the plugin of a package. Every provider resource has a plugin of its own.</summary>
    /// <param name="package">Name of the package.</param>
    /// <param name="version">Version of the package, or empty.</param>
    /// <param name="engineAddress">Address to which the plugin sends log lines.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    Task<IProviderPlugin> StartAsync(string package, string version, string engineAddress, CancellationToken cancellationToken);
}
