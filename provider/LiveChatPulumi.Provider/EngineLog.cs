using PluginProtocol.Grpc;
using PluginProtocol.Messages;
using PluginProtocol.Services;

namespace LiveChatPulumi.Provider;

/// <summary>Lines for the user, by way of the engine; without an engine they go to stderr. Never to stdout: the port line lives there.</summary>
internal sealed class EngineLog : IDisposable
{
    private GrpcChannel? _channel;

    public string? Address => _channel?.Address;

    public void Attach(string address)
    {
        var old = Interlocked.Exchange(ref _channel, new GrpcChannel(address));
        old?.Dispose();
    }

    public async Task WriteAsync(LogSeverity severity, string urn, string message, CancellationToken cancellationToken)
    {
        if (_channel is { } channel)
        {
            try
            {
                await new EngineClient(channel).LogAsync(new LogRequest { Severity = severity, Urn = urn, Message = message }, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (RpcException)
            {
                // A line that cannot be shown must not fail the operation it is about.
            }
        }

        await Console.Error.WriteLineAsync($"{severity}: {message}").ConfigureAwait(false);
    }

    public void Dispose() => _channel?.Dispose();
}
