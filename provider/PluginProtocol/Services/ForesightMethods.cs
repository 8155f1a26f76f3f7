using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;

namespace PluginProtocol.Services;

/// <summary>
/// What a plugin may tell beyond Pulumi's protocol. It is a service of its own, so that a plugin without it answers UNIMPLEMENTED, and no
/// engine can take a question for an order.
/// </summary>
public static class ForesightMethods
{
    /// <summary>The reasons why a delete will be refused. Nothing is deleted.</summary>
    public static readonly Method<DeleteRequest, CheckResponse> PreviewDelete = RpcMethod.Unary(
        "livechat.Foresight",
        "PreviewDelete",
        DeleteRequest.Parser,
        CheckResponse.Parser
    );
}
