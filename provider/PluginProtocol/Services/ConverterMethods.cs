using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;

namespace PluginProtocol.Services;

/// <summary>The methods of <c>pulumirpc.Converter</c> (<c>converter.proto</c>).</summary>
public static class ConverterMethods
{
    private const string Service = "pulumirpc.Converter";

    /// <summary>Lists what there is, for <c>pulumi import --from</c>.</summary>
    public static readonly Method<ConvertStateRequest, ConvertStateResponse> ConvertState = RpcMethod.Unary(
        Service,
        "ConvertState",
        ConvertStateRequest.Parser,
        ConvertStateResponse.Parser
    );

    /// <summary>Writes a program in Pulumi's own language, for <c>pulumi convert --from</c>.</summary>
    public static readonly Method<ConvertProgramRequest, ConvertProgramResponse> ConvertProgram = RpcMethod.Unary(
        Service,
        "ConvertProgram",
        ConvertProgramRequest.Parser,
        ConvertProgramResponse.Parser
    );
}
