using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;

namespace PluginProtocol.Services;

/// <summary>The methods of <c>pulumirpc.Engine</c> that this project calls or serves (<c>engine.proto</c>).</summary>
public static class EngineMethods
{
    private const string Service = "pulumirpc.Engine";

    /// <summary>Shows a line to the user.</summary>
    public static readonly Method<LogRequest, Empty> Log = RpcMethod.Unary(Service, "Log", LogRequest.Parser, Empty.Parser);

    /// <summary>The URN of the stack.</summary>
    public static readonly Method<GetRootResourceRequest, GetRootResourceResponse> GetRootResource = RpcMethod.Unary(
        Service,
        "GetRootResource",
        GetRootResourceRequest.Parser,
        GetRootResourceResponse.Parser
    );

    /// <summary>Names the stack's URN.</summary>
    public static readonly Method<SetRootResourceRequest, SetRootResourceResponse> SetRootResource = RpcMethod.Unary(
        Service,
        "SetRootResource",
        SetRootResourceRequest.Parser,
        SetRootResourceResponse.Parser
    );
}
