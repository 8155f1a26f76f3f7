using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;

namespace LocalEngine.Plugins;

/// <summary>A plugin that runs as a process. It writes the port of its gRPC server as the first line of stdout.</summary>
internal sealed class PluginProcess(Process process, string path) : IProviderPlugin
{
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(5);

    private readonly StringBuilder _stderr = new();
    private GrpcChannel? _channel;

    public ResourceProviderClient Client { get; private set; } = null!;

    /// <summary>Waits for the port and shakes hands.</summary>
    /// <exception cref="EngineException">The plugin writes no port.</exception>
    public async Task ConnectAsync(string engineAddress, CancellationToken cancellationToken)
    {
        CollectStderr();
        var port = await ReadPortAsync(cancellationToken).ConfigureAwait(false);

        // A plugin blocks when it writes more to stdout than the pipe holds, so all of it is read.
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _channel = GrpcChannels.Open($"127.0.0.1:{port}");
        Client = new ResourceProviderClient(_channel);
        await HandshakeAsync(engineAddress, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_channel is not null && !process.HasExited)
        {
            try
            {
                await Client.CancelAsync(ShutdownTime, CancellationToken.None).ConfigureAwait(false);
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

    public async ValueTask AbandonAsync()
    {
        _channel?.Dispose();
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync().ConfigureAwait(false);
        process.Dispose();
    }

    private void CollectStderr()
    {
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_stderr)
                _stderr.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
    }

    private async Task<int> ReadPortAsync(CancellationToken cancellationToken)
    {
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        if (int.TryParse(line?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535)
            return port;

        // The reason is on stderr, which is read by another thread and may arrive a little later.
        await Task.Delay(50, cancellationToken).ConfigureAwait(false);
        var instead = line is null ? "; it ended" : $", but '{line}'";
        throw new EngineException($"{path} did not write a port to stdout{instead}. {Stderr()}");
    }

    private async Task HandshakeAsync(string engineAddress, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(path)!;
        var request = new ProviderHandshakeRequest
        {
            EngineAddress = engineAddress,
            RootDirectory = folder,
            ProgramDirectory = folder,
            ConfigureWithUrn = true,
            InvokeWithPreview = true,
            SendsOldOutputsToCheck = true,
        };
        try
        {
            await Client.HandshakeAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            // Older plugins have no handshake.
        }
    }

    private async Task EndAsync()
    {
        if (process.HasExited)
            return;
        Interrupt(process.Id);
        using var timeout = new CancellationTokenSource(ShutdownTime);
        try
        {
            await process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static void Interrupt(int processId)
    {
        const int sigint = 2;
        if (!OperatingSystem.IsWindows())
            _ = Kill(processId, sigint);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);

    private string Stderr()
    {
        lock (_stderr)
            return _stderr.ToString().Trim();
    }
}
