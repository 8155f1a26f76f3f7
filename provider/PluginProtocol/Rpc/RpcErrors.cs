using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginProtocol.Messages;

namespace PluginProtocol.Rpc;

/// <summary>Failures of calls: how they are made, and what travels with them.</summary>
public static class RpcErrors
{
    /// <summary>A failure with a message for people, and details in <c>grpc-status-details-bin</c>.</summary>
    /// <param name="code">The status. Pulumi takes UNKNOWN and INTERNAL as "the resource's state may be corrupt": avoid them.</param>
    /// <param name="message">What happened, for people.</param>
    /// <param name="details">Messages that travel along.</param>
    public static RpcException Create(StatusCode code, string message, params IReadOnlyList<IMessage> details)
    {
        if (details.Count == 0)
            return new RpcException(new Status(code, message));
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.AddRange(details.Select(Any.Pack));
        return status.ToRpcException();
    }

    /// <summary>The partial success of a create, read or update: the object exists, but is not ready.</summary>
    public static RpcException InitFailed(ErrorResourceInitFailed detail, StatusCode code = StatusCode.FailedPrecondition) =>
        Create(code, string.Join("; ", detail.Reasons), detail);

    /// <summary>The detail of a type, or null.</summary>
    public static T? Detail<T>(this RpcException failure)
        where T : class, IMessage<T>, new() => failure.GetRpcStatus()?.GetDetail<T>();
}
