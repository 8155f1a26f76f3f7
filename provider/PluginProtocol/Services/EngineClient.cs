using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;

namespace PluginProtocol.Services;

/// <summary>The plugin's and the program's side of <c>pulumirpc.Engine</c>.</summary>
public sealed class EngineClient(GrpcChannel channel)
{
    /// <summary>Shows a line to the user. Severity ERROR makes the whole update count as failed.</summary>
    public Task<Empty> LogAsync(LogRequest request, CancellationToken cancellationToken) =>
        channel.UnaryAsync(EngineMethods.Log, request, TimeSpan.FromSeconds(30), cancellationToken);
}
