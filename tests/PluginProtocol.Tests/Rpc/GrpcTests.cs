using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using TestSupport;

namespace PluginProtocol_Tests;

public class GrpcTests
{
    private static readonly Method<GetSchemaResponse, GetSchemaResponse> Echo = Method(
        "Echo",
        GetSchemaResponse.Parser,
        GetSchemaResponse.Parser
    );

    [Fact]
    public async Task Unary_Message_ComesBack()
    {
        await using var server = await StartAsync((r, _) => Task.FromResult(r));
        using var channel = GrpcChannels.Open(server.Address);
        var answer = await channel.UnaryAsync(Echo, new GetSchemaResponse { Schema = "zażółć" });
        Assert.Equal("zażółć", answer.Schema);
    }

    [Fact]
    public async Task Unary_MessageOf40Megabytes_ComesBack()
    {
        await using var server = await StartAsync((r, _) => Task.FromResult(r));
        using var channel = GrpcChannels.Open(server.Address);
        var big = new string('x', 40 * 1024 * 1024);
        Assert.Equal(big.Length, (await channel.UnaryAsync(Echo, new GetSchemaResponse { Schema = big })).Schema.Length);
    }

    [Fact]
    public async Task Unary_DeeplyNestedStruct_IsParsed()
    {
        var invoke = Method("Invoke", InvokeRequest.Parser, InvokeResponse.Parser);
        var methods = new ServiceMethods().Unary(invoke, (r, _) => Task.FromResult(new InvokeResponse { Return = r.Args }));
        await using var server = await GrpcServer.StartAsync(methods);
        using var channel = GrpcChannels.Open(server.Address);
        var deep = new Value { StringValue = "bottom" };
        for (var i = 0; i < 200; i++)
            deep = new Value { StructValue = new Struct { Fields = { ["n"] = deep } } };
        var answer = await channel.UnaryAsync(invoke, new InvokeRequest { Args = deep.StructValue });
        Assert.Equal(deep.StructValue, answer.Return);
    }

    [Theory]
    [InlineData(StatusCode.NotFound, "nicht da: 100% é\n\"x\"")]
    [InlineData(StatusCode.Unauthenticated, "")]
    [InlineData(StatusCode.DataLoss, "lost")]
    public async Task Unary_Failure_KeepsCodeMessageAndDetails(StatusCode code, string message)
    {
        var detail = new ErrorResourceInitFailed { Id = "19", Reasons = { "not visible" } };
        await using var server = await StartAsync((_, _) => throw RpcErrors.Create(code, message, detail));
        using var channel = GrpcChannels.Open(server.Address);
        var e = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(Echo, new GetSchemaResponse()));
        Assert.Equal((code, message), (e.StatusCode, e.Status.Detail));
        Assert.Equal(detail, e.Detail<ErrorResourceInitFailed>());
    }

    [Fact]
    public async Task Unary_LongMessageWithDetails_IsNotCutOff()
    {
        var message = new string('m', 100_000);
        await using var server = await StartAsync(
            (_, _) => throw RpcErrors.Create(StatusCode.Aborted, message, new ErrorResourceInitFailed { Reasons = { message } })
        );
        using var channel = GrpcChannels.Open(server.Address);
        var e = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(Echo, new GetSchemaResponse()));
        Assert.Equal(message, e.Status.Detail);
    }

    [Fact]
    public async Task Unary_UnknownMethod_IsUnimplemented()
    {
        await using var server = await StartAsync((r, _) => Task.FromResult(r));
        using var channel = GrpcChannels.Open(server.Address);
        var e = await Assert.ThrowsAsync<RpcException>(() =>
            channel.UnaryAsync(Method("Nope", GetSchemaResponse.Parser, GetSchemaResponse.Parser), new GetSchemaResponse())
        );
        Assert.Equal(StatusCode.Unimplemented, e.StatusCode);
    }

    [Fact]
    public async Task Unary_DeadlinePassesInHandler_IsDeadlineExceeded()
    {
        await using var server = await StartAsync(
            async (r, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return r;
            }
        );
        using var channel = GrpcChannels.Open(server.Address);
        var e = await Assert.ThrowsAsync<RpcException>(() =>
            channel.UnaryAsync(Echo, new GetSchemaResponse(), TimeSpan.FromMilliseconds(200))
        );
        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
    }

    [Fact]
    public async Task Unary_CallerCancels_HandlerSeesIt()
    {
        var entered = new TaskCompletionSource();
        var seen = new TaskCompletionSource();
        await using var server = await StartAsync(
            async (r, token) =>
            {
                entered.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                catch (OperationCanceledException)
                {
                    seen.SetResult();
                    throw;
                }

                return r;
            }
        );
        using var channel = GrpcChannels.Open(server.Address);
        using var cancel = new CancellationTokenSource();
        var call = channel.UnaryAsync(Echo, new GetSchemaResponse(), null, cancel.Token);
        await entered.Task.InTimeAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await seen.Task.InTimeAsync();
    }

    [Fact]
    public async Task Unary_NobodyListens_IsUnavailable()
    {
        using var channel = GrpcChannels.Open("127.0.0.1:1");
        var e = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(Echo, new GetSchemaResponse()));
        Assert.Equal(StatusCode.Unavailable, e.StatusCode);
    }

    [Fact]
    public async Task Unary_ThousandAtOnce_AllComeBack()
    {
        await using var server = await StartAsync(
            async (r, _) =>
            {
                await Task.Yield();
                return r;
            }
        );
        using var channel = GrpcChannels.Open(server.Address);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 1000).Select(i => channel.UnaryAsync(Echo, new GetSchemaResponse { Schema = $"{i}" }))
        );
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), answers.Select(a => a.Schema));
    }

    [Fact]
    public async Task Streaming_Messages_ArriveInOrderBeforeTheError()
    {
        var list = RpcMethod.ServerStreaming("test.Service", "List", ListRequest.Parser, ListResponse.Parser);
        var methods = new ServiceMethods().ServerStreaming(
            list,
            async (_, writer, token) =>
            {
                for (var i = 0; i < 100; i++)
                    await writer.WriteAsync(new ListResponse { Result = new ListResponse.Types.Result { Id = $"{i}" } }, token);
                throw RpcErrors.Create(StatusCode.ResourceExhausted, "enough");
            }
        );
        await using var server = await GrpcServer.StartAsync(methods);
        using var channel = GrpcChannels.Open(server.Address);
        var ids = new List<string>();
        var e = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var message in channel.StreamAsync(list, new ListRequest()))
                ids.Add(message.Result.Id);
        });
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), ids);
        Assert.Equal((StatusCode.ResourceExhausted, "enough"), (e.StatusCode, e.Status.Detail));
    }

    [Fact]
    public async Task Server_GarbageInFrame_IsNotUnavailable()
    {
        await using var server = await StartAsync((r, _) => Task.FromResult(r));
        using var response = await PostAsync(server, [0, 0, 0, 0, 3, 0x0a, 0x7f, 0x01], "application/grpc");
        Assert.Equal("13", response.Headers.GetValues("grpc-status").Single());
    }

    [Theory]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { })]
    public async Task Server_NotExactlyOneMessage_IsRefused(byte[] body)
    {
        await using var server = await StartAsync((r, _) => Task.FromResult(r));
        using var response = await PostAsync(server, body, "application/grpc");
        Assert.Equal("13", response.Headers.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task Server_OtherContentType_Is415()
    {
        await using var server = await StartAsync((r, _) => Task.FromResult(r));
        using var response = await PostAsync(server, [], "text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    private static Method<TRequest, TResponse> Method<TRequest, TResponse>(
        string name,
        MessageParser<TRequest> request,
        MessageParser<TResponse> response
    )
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => RpcMethod.Unary("test.Service", name, request, response);

    private static Task<GrpcServer> StartAsync(Func<GetSchemaResponse, CancellationToken, Task<GetSchemaResponse>> handle) =>
        GrpcServer.StartAsync(new ServiceMethods().Unary(Echo, handle));

    private static async Task<HttpResponseMessage> PostAsync(GrpcServer server, byte[] body, string contentType)
    {
        using var client = new HttpClient
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return await client.PostAsync(new Uri($"http://{server.Address}{Echo.FullName}"), content);
    }
}
