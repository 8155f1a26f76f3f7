using PluginProtocol.Services;

namespace LocalEngine.Plugins;

/// <summary>A provider plugin that runs.</summary>
internal interface IProviderPlugin : IAsyncDisposable
{
    ResourceProviderClient Client { get; }

    /// <summary>
    /// Ends the plugin without a Cancel, as a crash of this engine would: the state lacks what it answered, and a plugin that is told of
    /// an end in order need not look for that in the next run.
    /// </summary>
    ValueTask AbandonAsync() => DisposeAsync();
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
