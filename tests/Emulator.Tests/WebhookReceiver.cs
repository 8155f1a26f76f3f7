using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PluginProtocol.Rpc;

namespace LiveChatPulumi_Emulator_Tests;

/// <summary>Takes webhooks, and answers each with the next of the statuses that it is told to; with 200 when there are none left.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonObject> _bodies = new();
    private readonly ConcurrentQueue<int> _statuses;
    private LoopbackServer _server = null!;

    private WebhookReceiver(int[] statuses) => _statuses = new(statuses);

    /// <summary>The address to register.</summary>
    public string Url => $"http://{_server.Address}/livechat";

    /// <summary>What came, the oldest first.</summary>
    public IReadOnlyList<JsonObject> Bodies => [.. _bodies];

    public static async Task<WebhookReceiver> StartAsync(params int[] statuses)
    {
        var receiver = new WebhookReceiver(statuses);
        receiver._server = await LoopbackServer.StartAsync(HttpProtocols.Http1, receiver.HandleAsync);
        return receiver;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(IFeatureCollection features)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        _bodies.Enqueue((JsonObject)JsonNode.Parse(await reader.ReadToEndAsync())!);
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = _statuses.TryDequeue(out var status) ? status : 200;
        response.Headers.ContentLength = 0;
        response.Headers.Location = "http://127.0.0.1:1/";
        await features.GetRequiredFeature<IHttpResponseBodyFeature>().CompleteAsync();
    }
}
