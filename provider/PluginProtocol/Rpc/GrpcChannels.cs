using Grpc.Core;
using Grpc.Net.Client;

namespace PluginProtocol.Rpc;

/// <summary>Channels to the servers of one machine, and the calls over them.</summary>
public static class GrpcChannels
{
    /// <summary>
    /// Error details travel in headers, base64-encoded and next to the message; the default of 64 KB cuts them off. In KB.
    /// </summary>
    private const int MaxHeaderKilobytes = 16 * 1024;

    /// <summary>Opens a channel over HTTP/2 cleartext; nothing is sent before the first call.</summary>
    /// <param name="address"><c>host:port</c>, without scheme: the form in which Pulumi passes addresses.</param>
    public static GrpcChannel Open(string address)
    {
#pragma warning disable CA2262 // 16 MB, as grpc-go allows; the unit is known.
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = true,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            InitialHttp2StreamWindowSize = 4 * 1024 * 1024,
        };
#pragma warning restore CA2262
        return GrpcChannel.ForAddress(
            "http://" + address,
            new GrpcChannelOptions
            {
                HttpHandler = handler,
                DisposeHttpClient = true,
                MaxReceiveMessageSize = GrpcServer.MaxMessageBytes,
                MaxSendMessageSize = null,
                MaxRetryAttempts = null,
            }
        );
    }

    /// <summary>Calls a method that answers once.</summary>
    /// <param name="channel">The channel to the server.</param>
    /// <param name="method">The method.</param>
    /// <param name="request">The request.</param>
    /// <param name="timeout">The call's time, told to the server as well; null for no end.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="RpcException">The call ended with a status other than OK, or the other side is gone (UNAVAILABLE).</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async Task<TResponse> UnaryAsync<TRequest, TResponse>(
        this GrpcChannel channel,
        Method<TRequest, TResponse> method,
        TRequest request,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default
    )
        where TRequest : class
        where TResponse : class
    {
        var options = new CallOptions(deadline: Deadline(timeout), cancellationToken: cancellationToken);
        try
        {
            return await channel.CreateCallInvoker().AsyncUnaryCall(method, null, options, request).ResponseAsync.ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Status.Detail, e, cancellationToken);
        }
    }

    /// <summary>Calls a method that answers with a stream. Leaving the enumeration cancels the call.</summary>
    /// <exception cref="RpcException">The call ended with a status other than OK, or the other side is gone (UNAVAILABLE).</exception>
    public static async IAsyncEnumerable<TResponse> StreamAsync<TRequest, TResponse>(
        this GrpcChannel channel,
        Method<TRequest, TResponse> method,
        TRequest request,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
    )
        where TRequest : class
        where TResponse : class
    {
        using var call = channel
            .CreateCallInvoker()
            .AsyncServerStreamingCall(method, null, new CallOptions(cancellationToken: cancellationToken), request);
        while (await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false))
            yield return call.ResponseStream.Current;
    }

    private static DateTime? Deadline(TimeSpan? timeout) => timeout is { } time ? TimeProvider.System.GetUtcNow().UtcDateTime + time : null;
}
