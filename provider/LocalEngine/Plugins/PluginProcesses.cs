using System.Diagnostics;
using LocalEngine.Programs;

namespace LocalEngine.Plugins;

/// <summary>Starts provider plugins as processes.</summary>
internal sealed class PluginProcesses(PluginLocator locator, string workingFolder, IReadOnlyDictionary<string, string> environment)
    : IProviderHost
{
    /// <exception cref="EngineException">The plugin is not found, or does not start as Pulumi's plugins do.</exception>
    public async Task<IProviderPlugin> StartAsync(string package, string version, string engineAddress, CancellationToken cancellationToken)
    {
        var path = locator.Find(package, version);
        var start = new ProcessStartInfo(path, [engineAddress])
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }.With(environment);
        var plugin = new PluginProcess(Process.Start(start) ?? throw new EngineException($"{path} cannot be started."), path);
        try
        {
            await plugin.ConnectAsync(engineAddress, cancellationToken).ConfigureAwait(false);
            return plugin;
        }
        catch
        {
            await plugin.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
