using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;

namespace PluginProtocol_Tests;

/// <summary>
/// The hand-written method tables against the services of the <c>.proto</c> files, and what the server makes of a handler's failure.
/// </summary>
public class ServiceMethodsTests
{
    private static readonly Method<GetSchemaResponse, GetSchemaResponse> Echo = RpcMethod.Unary(
        "test.Service",
        "Echo",
        GetSchemaResponse.Parser,
        GetSchemaResponse.Parser
    );

    [Fact]
    public void ResourceProviderMethods_AgainstTheProto_HaveEveryMethodAsDeclared() =>
        Assert.Equal(Declared(ProviderReflection.Descriptor, "ResourceProvider"), Written(typeof(ResourceProviderMethods)));

    [Theory]
    [InlineData(typeof(ResourceMonitorMethods), "ResourceMonitor")]
    [InlineData(typeof(EngineMethods), "Engine")]
    public void Methods_AgainstTheProto_AreAsDeclared(Type methods, string service)
    {
        var file = service == "Engine" ? EngineReflection.Descriptor : ResourceReflection.Descriptor;
        var written = Written(methods);
        Assert.NotEmpty(written);
        Assert.Subset(Declared(file, service).ToHashSet(), written.ToHashSet());
    }

    [Fact]
    public async Task Unary_HandlerHasABug_StatusNamesIt()
    {
        await using var server = await StartAsync((_, _) => throw new KeyNotFoundException("no such key"));
        var e = await CallAsync(server);
        Assert.Equal((StatusCode.Internal, "KeyNotFoundException: no such key"), (e.StatusCode, e.Status.Detail));
    }

    [Fact]
    public async Task Unary_HandlerFindsAValueOfWrongForm_IsInvalidArgument()
    {
        await using var server = await StartAsync((_, _) => throw new FormatException("not a URN"));
        var e = await CallAsync(server);
        Assert.Equal((StatusCode.InvalidArgument, "not a URN"), (e.StatusCode, e.Status.Detail));
    }

    [Fact]
    public async Task Server_CompressedRequest_IsAccepted()
    {
        await using var server = await StartAsync((r, _) => Task.FromResult(r));
        using var response = await PostAsync(server, Compressed(new GetSchemaResponse { Schema = "squeezed" }), "gzip");
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
        Assert.Equal("squeezed", GetSchemaResponse.Parser.ParseFrom(body.AsSpan(5)).Schema);
    }

    [Fact]
    public async Task Server_UnknownCompression_IsUnimplemented()
    {
        await using var server = await StartAsync((r, _) => Task.FromResult(r));
        using var response = await PostAsync(server, Compressed(new GetSchemaResponse { Schema = "squeezed" }), "snappy");
        Assert.Equal("12", response.Headers.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task Server_HeaderOfOneMegabyte_IsAccepted()
    {
        await using var server = await StartAsync((r, _) => Task.FromResult(r));
        using var channel = GrpcChannels.Open(server.Address);
        var options = new CallOptions(new Metadata { { "baggage", new string('h', 1024 * 1024) } });
        var answer = await channel.CreateCallInvoker().AsyncUnaryCall(Echo, null, options, new GetSchemaResponse { Schema = "here" });
        Assert.Equal("here", answer.Schema);
    }

    private static async Task<RpcException> CallAsync(GrpcServer server)
    {
        using var channel = GrpcChannels.Open(server.Address);
        return await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(Echo, new GetSchemaResponse()));
    }

    private static Task<GrpcServer> StartAsync(Func<GetSchemaResponse, CancellationToken, Task<GetSchemaResponse>> handle) =>
        GrpcServer.StartAsync(new ServiceMethods().Unary(Echo, handle));

    private static IEnumerable<string> Declared(FileDescriptor file, string service) =>
        file
            .Services.Single(s => s.Name == service)
            .Methods.Select(m =>
                $"/{m.Service.FullName}/{m.Name} {m.InputType.ClrType.Name} {m.OutputType.ClrType.Name} {m.IsServerStreaming}"
            )
            .Order();

    private static IEnumerable<string> Written(Type methods) =>
        methods
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f =>
            {
                var method = (IMethod)f.GetValue(null)!;
                var types = f.FieldType.GetGenericArguments();
                return $"{method.FullName} {types[0].Name} {types[1].Name} {method.Type == MethodType.ServerStreaming}";
            })
            .Order();

    private static byte[] Compressed(GetSchemaResponse message)
    {
        using var squeezed = new MemoryStream();
        using (var gzip = new GZipStream(squeezed, CompressionLevel.Fastest))
            gzip.Write(message.ToByteArray());
        var payload = squeezed.ToArray();
        return [1, 0, 0, 0, checked((byte)payload.Length), .. payload];
    }

    private static async Task<HttpResponseMessage> PostAsync(GrpcServer server, byte[] body, string encoding)
    {
        using var client = new HttpClient
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        content.Headers.Add("grpc-encoding", encoding);
        return await client.PostAsync(new Uri($"http://{server.Address}{Echo.FullName}"), content);
    }
}
