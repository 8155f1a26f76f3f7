using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LiveChatPulumi_CustomerApi_Tests;

/// <summary>A request that came over HTTP.</summary>
internal sealed record Received(string Method, string Path, string Query, IHeaderDictionary Headers, byte[] Body)
{
    public string Action => Path[(Path.LastIndexOf('/') + 1)..];

    public JsonNode Json => JsonNode.Parse(Body)!;
}

/// <summary>A real server over HTTP and WebSocket that answers as a test says, and keeps what it received.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public List<Received> Requests { get; } = [];

    /// <summary>The status and the body that answer a request.</summary>
    public Func<Received, (int Status, string Body)> Answer { get; set; } = _ => (200, "{}");

    /// <summary>What is done with a socket; it is given after the request for it.</summary>
    public Func<Received, WebSocket, Task> Talk { get; set; } = (_, _) => Task.CompletedTask;

    public static async Task<ScriptedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new ScriptedServer(builder.Build());
        server._app.UseWebSockets();
        server._app.Run(server.HandleAsync);
        await server._app.StartAsync();
        return server;
    }

    public static async Task<JsonObject?> ReadAsync(WebSocket socket)
    {
        var buffer = new byte[1 << 16];
        var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        return part.MessageType == WebSocketMessageType.Close ? null : (JsonObject)JsonNode.Parse(buffer.AsSpan(0, part.Count))!;
    }

    public static Task WriteAsync(WebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, CancellationToken.None);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = context.Request;
        // The server uses its own headers again for the next request.
        var headers = new HeaderDictionary(request.Headers.ToDictionary());
        var received = new Received(request.Method, request.Path, request.QueryString.Value ?? "", headers, body.ToArray());
        lock (Requests)
            Requests.Add(received);
        if (context.WebSockets.IsWebSocketRequest)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await Talk(received, socket);
            return;
        }

        (context.Response.StatusCode, var text) = Answer(received);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(text);
    }
}
