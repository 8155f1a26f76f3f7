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
        var start = Command(path, engineAddress).With(environment);
        start.WorkingDirectory = workingFolder;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
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

    private static ProcessStartInfo Command(string path, string engineAddress) =>
        path.EndsWith(".dll", StringComparison.Ordinal)
            ? new ProcessStartInfo("dotnet", [path, engineAddress])
            : new ProcessStartInfo(path, [engineAddress]);
}
