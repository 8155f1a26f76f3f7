using Google.Protobuf.WellKnownTypes;
using PluginProtocol.Grpc;
using PluginProtocol.Messages;

namespace PluginProtocol.Services;

/// <summary>The plugin's and the program's side of <c>pulumirpc.Engine</c>.</summary>
public sealed class EngineClient(GrpcChannel channel)
{
    /// <summary>The service's path prefix.</summary>
    public const string Path = "/pulumirpc.Engine/";

    /// <summary>Shows a line to the user. Severity ERROR makes the whole update count as failed.</summary>
    public Task<Empty> LogAsync(LogRequest request, CancellationToken cancellationToken) =>
        channel.UnaryAsync(Path + "Log", request, Empty.Parser, TimeSpan.FromSeconds(30), cancellationToken);
}
