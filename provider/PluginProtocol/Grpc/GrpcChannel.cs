using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using PluginProtocol.Messages;

namespace PluginProtocol.Grpc;

/// <summary>A gRPC client over HTTP/2 cleartext. Safe for concurrent use.</summary>
public sealed class GrpcChannel : IDisposable
{
    // Error details travel in headers, base64-encoded and next to the message: the default of 64 KB cuts them off.
    private const int MaxHeaderKilobytes = 16 * 1024;

    private readonly HttpMessageInvoker _http;
    private readonly string _origin;

    /// <summary>Makes a client; nothing is sent before the first call.</summary>
    /// <param name="address"><c>host:port</c>, without scheme.</param>
    public GrpcChannel(string address)
    {
        Address = address;
        _origin = "http://" + address;
#pragma warning disable CA2262 // 16 MB, as grpc-go allows; the unit is known.
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = true,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            InitialHttp2StreamWindowSize = 4 * 1024 * 1024,
        });
#pragma warning restore CA2262
    }

    /// <summary>The address it talks to.</summary>
    public string Address { get; }

    /// <summary>Calls a method that answers once.</summary>
    /// <exception cref="RpcException">The call ended with a status other than OK, or the other side is gone (UNAVAILABLE).</exception>
    public async Task<TResponse> UnaryAsync<TResponse>(string path, IMessage request, MessageParser<TResponse> parser, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        where TResponse : IMessage<TResponse>
    {
        await foreach (var message in StreamAsync(path, request, parser, timeout, cancellationToken).ConfigureAwait(false)) return message;
        throw new RpcException(StatusCode.Internal, $"{path} answered without a message.");
    }

    /// <summary>Calls a method that answers with a stream. Leaving the enumeration cancels the call.</summary>
    public async IAsyncEnumerable<TResponse> StreamAsync<TResponse>(string path, IMessage request, MessageParser<TResponse> parser, TimeSpan? timeout = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TResponse : IMessage<TResponse>
    {
        using var deadline = timeout is { } t ? new CancellationTokenSource(t) : new CancellationTokenSource();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var http = new HttpRequestMessage(HttpMethod.Post, _origin + path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new FrameContent(request),
        };
        http.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (timeout is not null) http.Headers.Add("grpc-timeout", Wire.EncodeTimeout(timeout.Value));
        using var response = await Guarded(() => _http.SendAsync(http, linked.Token)).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK) throw new RpcException(StatusCode.Unavailable, $"{Address} answered HTTP {(int)response.StatusCode} to {path}; it is no gRPC server.");
        if (response.Headers.Contains("grpc-status"))
        {
            ThrowUnlessOk(response.Headers);
            yield break;
        }

        var stream = await Guarded(() => response.Content.ReadAsStreamAsync(linked.Token)).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var reader = new FrameReader(stream);
        while (await Guarded(() => reader.ReadAsync(linked.Token)).ConfigureAwait(false) is { } payload) yield return Wire.Parse(parser, payload);
        ThrowUnlessOk(response.TrailingHeaders);

        async Task<T> Guarded<T>(Func<Task<T>> call)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new RpcException(StatusCode.DeadlineExceeded, $"{path} did not answer in time.");
            }
            catch (Exception e) when (e is HttpRequestException or IOException and not InvalidProtocolBufferException)
            {
                throw new RpcException(StatusCode.Unavailable, $"{Address} cannot be reached: {e.GetBaseException().Message}");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static void ThrowUnlessOk(HttpHeaders headers)
    {
        if (!headers.TryGetValues("grpc-status", out var values)) throw new RpcException(StatusCode.Unavailable, "The answer was cut off before its status.");
        var code = (StatusCode)int.Parse(values.First(), CultureInfo.InvariantCulture);
        if (code == StatusCode.Ok) return;
        var message = headers.TryGetValues("grpc-message", out var texts) ? Wire.DecodeMessage(texts.First()) : "";
        if (!headers.TryGetValues("grpc-status-details-bin", out var details)) throw new RpcException(code, message);
        var status = Status.Parser.ParseFrom(Wire.DecodeBinary(details.First()));
        throw new RpcException(code, message, status.Details);
    }

    private sealed class FrameContent : HttpContent
    {
        private readonly IMessage _message;

        public FrameContent(IMessage message)
        {
            _message = message;
            Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var buffer = new ArrayBufferWriter<byte>();
            Wire.WriteFrame(buffer, _message);
            await stream.WriteAsync(buffer.WrittenMemory).ConfigureAwait(false);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class FrameReader(Stream stream)
    {
        private byte[] _buffer = new byte[4096];
        private int _start;
        private int _end;

        public async Task<ReadOnlySequence<byte>?> ReadAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                var sequence = new ReadOnlySequence<byte>(_buffer, _start, _end - _start);
                var before = sequence.Length;
                if (Wire.TryReadFrame(ref sequence, out var payload))
                {
                    _start += (int)(before - sequence.Length);
                    return payload;
                }

                MakeRoom();
                var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
                _end += read;
                if (read > 0) continue;
                return before == 0 ? null : throw new RpcException(StatusCode.Unavailable, "The answer was cut off within a message.");
            }
        }

        private void MakeRoom()
        {
            if (_end < _buffer.Length) return;
            var target = _end - _start > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
            Buffer.BlockCopy(_buffer, _start, target, 0, _end - _start);
            (_buffer, _start, _end) = (target, 0, _end - _start);
        }
    }
}
