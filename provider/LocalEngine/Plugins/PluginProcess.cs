using System.Diagnostics;
using System.Globalization;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;

namespace LocalEngine.Plugins;

/// <summary>Starts plugins as processes and speaks the start-up contract with them.</summary>
internal sealed class PluginProcesses(PluginLocator locator, string workingFolder) : IProviderHost
{
    public async Task<IProviderPlugin> StartAsync(string package, string version, string engineAddress, CancellationToken cancellationToken)
    {
        var path = locator.Find(package, version);
        var process =
            Process.Start(
                new ProcessStartInfo(path, [engineAddress])
                {
                    WorkingDirectory = workingFolder,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            ) ?? throw new EngineException($"{path} cannot be started.");
        var plugin = new PluginProcess(process, path);
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

    private sealed class PluginProcess(Process process, string path) : IProviderPlugin
    {
        private static readonly TimeSpan CancelTime = TimeSpan.FromSeconds(5);
        private readonly StringBuilder _stderr = new();
        private GrpcChannel? _channel;

        public ResourceProviderClient Client { get; private set; } = null!;

        public async Task ConnectAsync(string engineAddress, CancellationToken cancellationToken)
        {
            process.ErrorDataReceived += (_, line) =>
            {
                lock (_stderr)
                    _stderr.AppendLine(line.Data);
            };
            process.BeginErrorReadLine();
            var first = await process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            if (!int.TryParse(first?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            {
                await Task.Delay(50, cancellationToken).ConfigureAwait(false);
                throw new EngineException(
                    $"{path} did not write a port to stdout{(first is null ? "; it ended" : $", but '{first}'")}. {Stderr()}"
                );
            }

            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            _channel = GrpcChannels.Open($"127.0.0.1:{port}");
            Client = new ResourceProviderClient(_channel);
            try
            {
                await Client
                    .HandshakeAsync(
                        new ProviderHandshakeRequest
                        {
                            EngineAddress = engineAddress,
                            RootDirectory = Path.GetDirectoryName(path)!,
                            ProgramDirectory = Path.GetDirectoryName(path)!,
                            ConfigureWithUrn = true,
                            InvokeWithPreview = true,
                        },
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
            {
                // Older plugins have no handshake.
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_channel is not null && !process.HasExited)
            {
                try
                {
                    await Client.CancelAsync(CancelTime, CancellationToken.None).ConfigureAwait(false);
                }
                catch (RpcException)
                {
                    // A plugin that does not answer is ended below.
                }
            }

            _channel?.Dispose();
            await EndAsync().ConfigureAwait(false);
            process.Dispose();
        }

        private async Task EndAsync()
        {
            if (process.HasExited)
                return;
            Interrupt(process.Id);
            using var grace = new CancellationTokenSource(CancelTime);
            try
            {
                await process.WaitForExitAsync(grace.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        private static void Interrupt(int id)
        {
            const int sigint = 2;
            if (!OperatingSystem.IsWindows())
                _ = Native.Kill(id, sigint);
        }

        private string Stderr()
        {
            lock (_stderr)
                return _stderr.ToString().Trim();
        }
    }

    private static class Native
    {
        [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "kill")]
        [System.Runtime.InteropServices.DefaultDllImportSearchPaths(System.Runtime.InteropServices.DllImportSearchPath.SafeDirectories)]
        internal static extern int Kill(int pid, int signal);
    }
}
