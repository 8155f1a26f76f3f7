using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace PluginProtocol.Rpc;

/// <summary>The methods that a server serves, with what answers them.</summary>
public sealed class ServiceMethods : IServiceMethodProvider<ServiceMethods>
{
    private readonly List<Action<ServiceMethodProviderContext<ServiceMethods>>> _registrations = [];

    /// <summary>Turns each failure into the one that the caller sees.</summary>
    public Func<RpcException, RpcException> Failures { get; init; } = failure => failure;

    /// <summary>Adds a method that answers once.</summary>
    /// <param name="method">The method.</param>
    /// <param name="handle">Answers a request; an <see cref="RpcException"/> becomes the call's status.</param>
    public ServiceMethods Unary<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        Func<TRequest, CancellationToken, Task<TResponse>> handle
    )
        where TRequest : class
        where TResponse : class
    {
        _registrations.Add(context =>
            context.AddUnaryMethod(
                method,
                [],
                async (_, request, call) =>
                {
                    try
                    {
                        return await handle(request, call.CancellationToken).ConfigureAwait(false);
                    }
                    catch (Exception e)
                    {
                        throw Failures(e as RpcException ?? Classify(e));
                    }
                }
            )
        );
        return this;
    }

    /// <summary>Adds a method that answers with a stream.</summary>
    /// <param name="method">The method.</param>
    /// <param name="handle">Writes the answers to a request; an <see cref="RpcException"/> becomes the call's status.</param>
    public ServiceMethods ServerStreaming<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        Func<TRequest, IAsyncStreamWriter<TResponse>, CancellationToken, Task> handle
    )
        where TRequest : class
        where TResponse : class
    {
        _registrations.Add(context =>
            context.AddServerStreamingMethod(
                method,
                [],
                async (_, request, writer, call) =>
                {
                    try
                    {
                        await handle(request, writer, call.CancellationToken).ConfigureAwait(false);
                    }
                    catch (Exception e)
                    {
                        throw Failures(e as RpcException ?? Classify(e));
                    }
                }
            )
        );
        return this;
    }

    /// <inheritdoc/>
    void IServiceMethodProvider<ServiceMethods>.OnServiceMethodDiscovery(ServiceMethodProviderContext<ServiceMethods> context)
    {
        foreach (var register in _registrations)
            register(context);
    }

    /// <summary>A handler's failure by name. The library would call it UNKNOWN, which Pulumi takes as a corrupt state.</summary>
    private static RpcException Classify(Exception exception) =>
        exception switch
        {
            OperationCanceledException => RpcErrors.Create(StatusCode.Cancelled, "The call was cancelled."),
            InvalidProtocolBufferException => RpcErrors.Create(StatusCode.Internal, "The request cannot be parsed: " + exception.Message),
            FormatException => RpcErrors.Create(StatusCode.InvalidArgument, exception.Message),
            _ => RpcErrors.Create(StatusCode.Internal, $"{exception.GetType().Name}: {exception.Message}"),
        };
}
