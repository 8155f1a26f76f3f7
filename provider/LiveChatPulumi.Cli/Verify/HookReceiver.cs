using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Cli.Events;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>Receives webhooks while chats are looked at.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    /// <summary>What came and was not asked for.</summary>
    private const int Most = 1000;

    private readonly ConcurrentQueue<(string Action, string? Secret, JsonObject Payload)> _came = new();
    private readonly WebhookEndpoint _endpoint;

    private HookReceiver(TimeProvider time) => _endpoint = new WebhookEndpoint(TakeAsync, time);

    /// <inheritdoc cref="WebhookEndpoint.Address"/>
    public string Address => _endpoint.Address;

    /// <inheritdoc cref="WebhookEndpoint.StartAsync"/>
    public static async Task<HookReceiver> StartAsync(int port, TimeProvider time, CancellationToken cancellationToken)
    {
        var receiver = new HookReceiver(time);
        await receiver._endpoint.StartAsync(port, cancellationToken).ConfigureAwait(false);
        return receiver;
    }

    /// <summary>The secrets of the webhooks of an action that came of a chat.</summary>
    public IReadOnlyList<string?> SecretsOf(string action, string chat) =>
        [.. _came.Where(c => c.Action == action && Names(c.Payload, chat)).Select(c => c.Secret)];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    /// <summary>Takes a webhook; gives the status of the answer. A wrong secret is taken as well: telling it is what this is for.</summary>
    private async Task<int> TakeAsync(Stream body)
    {
        if (await _endpoint.ReadAsync(body).ConfigureAwait(false) is not { } text)
            return 413;
        try
        {
            var webhook = JsonNode.Parse(text) as JsonObject;
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
