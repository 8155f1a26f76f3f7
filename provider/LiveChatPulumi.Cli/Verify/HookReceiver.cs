using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PluginProtocol.Rpc;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>Receives webhooks on 127.0.0.1, while chats are looked at. Who wants LiveChat to reach it puts a proxy in front.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    /// <summary>What LiveChat sends of a chat is some kilobytes.</summary>
    private const int LongestBody = 1 << 20;

    /// <summary>What came and was not asked for.</summary>
    private const int Most = 1000;

    private readonly ConcurrentQueue<(string Action, string? Secret, JsonObject Payload)> _came = new();
    private LoopbackServer? _server;

    /// <summary>Host and port.</summary>
    public string Address => _server!.Address;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<HookReceiver> StartAsync(int port, CancellationToken cancellationToken)
    {
        var receiver = new HookReceiver();
        receiver._server = await LoopbackServer
            .StartAsync(HttpProtocols.Http1, receiver.HandleAsync, port, cancellationToken)
            .ConfigureAwait(false);
        return receiver;
    }

    /// <summary>The secrets of the webhooks of an action that came of a chat.</summary>
    public IReadOnlyList<string?> SecretsOf(string action, string chat) =>
        [.. _came.Where(c => c.Action == action && Names(c.Payload, chat)).Select(c => c.Secret)];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
    }

    private async Task HandleAsync(IFeatureCollection features)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = request.Method == "POST" ? await TakeAsync(request.Body).ConfigureAwait(false) : 405;
        response.Headers.ContentLength = 0;
        await features.GetRequiredFeature<IHttpResponseBodyFeature>().CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Takes a webhook; gives the status of the answer. A wrong secret is taken as well: telling it is what this is for.</summary>
    private async Task<int> TakeAsync(Stream body)
    {
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var count)
        {
            read.Write(buffer, 0, count);
            if (read.Length > LongestBody)
                return 413;
        }

        try
        {
            var webhook = JsonNode.Parse(Encoding.UTF8.GetString(read.GetBuffer(), 0, (int)read.Length)) as JsonObject;
            if (Text(webhook, "action") is not { } action || webhook!["payload"] is not JsonObject payload)
                return 400;
            _came.Enqueue((action, Text(webhook, "secret_key"), payload));
            while (_came.Count > Most)
                _came.TryDequeue(out _);
            return 200;
        }
        catch (JsonException)
        {
            return 400;
        }
    }

    /// <summary>Webhooks name their chat in three ways.</summary>
    private static bool Names(JsonObject payload, string chat) =>
        Text(payload, "chat_id") == chat || Text(payload, "id") == chat || Text(payload["chat"] as JsonObject, "id") == chat;

    private static string? Text(JsonObject? json, string name) =>
        json?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
