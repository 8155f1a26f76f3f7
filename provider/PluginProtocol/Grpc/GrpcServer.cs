using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.IO.Pipelines;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PluginProtocol.Messages;

namespace PluginProtocol.Grpc;

/// <summary>Sends one message of a server stream.</summary>
public delegate Task StreamWriter<in T>(T message);

/// <summary>The methods of one or more services, by path.</summary>
public sealed class ServiceMethods
{
    internal delegate Task Handler(ReadOnlySequence<byte> request, IHttpResponseBodyFeature response, Func<Task> startAsync, CancellationToken cancellationToken);

    internal Dictionary<string, Handler> Handlers { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a method that answers once.</summary>
    /// <param name="path"><c>/package.Service/Method</c>.</param>
    /// <param name="parser">Reads the request.</param>
    /// <param name="handle">Answers it; an <see cref="RpcException"/> becomes its status.</param>
    public ServiceMethods Unary<TRequest, TResponse>(string path, MessageParser<TRequest> parser, Func<TRequest, CancellationToken, Task<TResponse>> handle)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        Handlers.Add(path, async (payload, response, startAsync, cancellationToken) =>
        {
            var request = Wire.Parse(parser, payload);
            var answer = await handle(request, cancellationToken).ConfigureAwait(false);
            await startAsync().ConfigureAwait(false);
            Wire.WriteFrame(response.Writer, answer);
        });
        return this;
    }

    /// <summary>Adds a method that answers with a stream.</summary>
    public ServiceMethods ServerStreaming<TRequest, TResponse>(string path, MessageParser<TRequest> parser, Func<TRequest, StreamWriter<TResponse>, CancellationToken, Task> handle)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        Handlers.Add(path, async (payload, response, startAsync, cancellationToken) =>
        {
            var request = Wire.Parse(parser, payload);
            await handle(request, WriteAsync, cancellationToken).ConfigureAwait(false);

            async Task WriteAsync(TResponse message)
            {
                await startAsync().ConfigureAwait(false);
                Wire.WriteFrame(response.Writer, message);
                await response.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        });
        return this;
    }
}

/// <summary>A gRPC server over HTTP/2 cleartext on 127.0.0.1.</summary>
public sealed class GrpcServer : IAsyncDisposable
{
    private readonly FrozenDictionary<string, ServiceMethods.Handler> _handlers;
    private readonly TimeProvider _time;
    private LoopbackServer? _server;

    private GrpcServer(ServiceMethods methods, TimeProvider time)
    {
        _handlers = methods.Handlers.ToFrozenDictionary(StringComparer.Ordinal);
        _time = time;
    }

    /// <summary>The port it listens on.</summary>
    public int Port => _server!.Port;

    /// <summary>Host and port, without scheme.</summary>
    public string Address => _server!.Address;

    /// <summary>Starts a server for the given methods; every other path answers UNIMPLEMENTED.</summary>
    public static async Task<GrpcServer> StartAsync(ServiceMethods methods, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        var server = new GrpcServer(methods, time ?? TimeProvider.System);
        server._server = await LoopbackServer.StartAsync(HttpProtocols.Http2, server.HandleAsync, 0, cancellationToken).ConfigureAwait(false);
        return server;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task HandleAsync(IFeatureCollection features)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        if (!IsGrpc(request, response)) return;
        response.Headers.ContentType = "application/grpc";
        var body = features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var aborted = features.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
        var timeout = Wire.DecodeTimeout(request.Headers["grpc-timeout"]);
        using var deadline = timeout is { } t ? new CancellationTokenSource(t, _time) : new CancellationTokenSource();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(aborted, deadline.Token);
        var started = false;
        RpcException? failure = null;
        try
        {
            // Read to the end before answering: Kestrel resets a stream whose request is left unread.
            var payload = await ReadMessageAsync(features, linked.Token).ConfigureAwait(false);
            if (!_handlers.TryGetValue(request.Path, out var handler))
                throw new RpcException(StatusCode.Unimplemented, $"The method {request.Path} is not implemented.");
            await handler(payload, body, StartAsync, linked.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = Classify(e, aborted, deadline.Token);
        }

        if (aborted.IsCancellationRequested) return;
        WriteStatus(started ? features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers : response.Headers, failure);
        if (started) await body.Writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        await body.CompleteAsync().ConfigureAwait(false);

        async Task StartAsync()
        {
            if (started) return;
            started = true;
            await body.StartAsync(linked.Token).ConfigureAwait(false);
        }
    }

    private static bool IsGrpc(IHttpRequestFeature request, IHttpResponseFeature response)
    {
        if (request.Method != "POST") response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        else if (!request.Headers.ContentType.ToString().StartsWith("application/grpc", StringComparison.Ordinal)) response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        else return true;
        return false;
    }

    private static async Task<ReadOnlySequence<byte>> ReadMessageAsync(IFeatureCollection features, CancellationToken cancellationToken)
    {
        var reader = features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        ReadResult read;
        while (true)
        {
            read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.IsCompleted) break;
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        var buffer = read.Buffer;
        if (!Wire.TryReadFrame(ref buffer, out var payload)) throw new RpcException(StatusCode.Internal, "The request holds no complete message.");
        if (!buffer.IsEmpty) throw new RpcException(StatusCode.Internal, "The request holds more than one message.");
        var copy = payload.IsSingleSegment ? payload : new ReadOnlySequence<byte>(payload.ToArray());
        return copy;
    }

    private static RpcException Classify(Exception exception, CancellationToken aborted, CancellationToken deadline) => exception switch
    {
        RpcException rpc => rpc,

        // Which token fired decides, not the clock: the timer may run a little ahead of it.
        OperationCanceledException when deadline.IsCancellationRequested && !aborted.IsCancellationRequested => new RpcException(StatusCode.DeadlineExceeded, "The deadline of the call passed."),
        OperationCanceledException => new RpcException(StatusCode.Cancelled, "The call was cancelled."),
        InvalidProtocolBufferException => new RpcException(StatusCode.Internal, "The request cannot be parsed: " + exception.Message),
        FormatException => new RpcException(StatusCode.InvalidArgument, exception.Message),
        _ => new RpcException(StatusCode.Internal, $"{exception.GetType().Name}: {exception.Message}"),
    };

    private static void WriteStatus(IHeaderDictionary headers, RpcException? failure)
    {
        headers["grpc-status"] = ((int)(failure?.Code ?? StatusCode.Ok)).ToString(CultureInfo.InvariantCulture);
        if (failure is null) return;
        headers["grpc-message"] = Wire.EncodeMessage(failure.Message);
        if (failure.Details.Count == 0) return;
        var status = new Status { Code = (int)failure.Code, Message = failure.Message };
        status.Details.AddRange(failure.Details);
        headers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray());
    }
}
