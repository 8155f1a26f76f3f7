using Google.Protobuf;
using Grpc.Core;

namespace PluginProtocol.Rpc;

/// <summary>Makes descriptions of gRPC methods.</summary>
public static class RpcMethod
{
    /// <summary>A method that answers once.</summary>
    public static Method<TRequest, TResponse> Unary<TRequest, TResponse>(
        string service,
        string name,
        MessageParser<TRequest> request,
        MessageParser<TResponse> response
    )
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        new(MethodType.Unary, service, name, ProtoMarshaller.For(request), ProtoMarshaller.For(response));

    /// <summary>A method that answers with a stream.</summary>
    public static Method<TRequest, TResponse> ServerStreaming<TRequest, TResponse>(
        string service,
        string name,
        MessageParser<TRequest> request,
        MessageParser<TResponse> response
    )
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        new(MethodType.ServerStreaming, service, name, ProtoMarshaller.For(request), ProtoMarshaller.For(response));
}
