using System.Collections.Frozen;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api.Batching;
using LiveChatPulumi.Api.Pacing;
using LiveChatPulumi.Api.Sending;
using LiveChatPulumi.Api.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LiveChatPulumi.Api;

/// <inheritdoc cref="IConfigurationApi"/>
public sealed class ConfigurationApi : IConfigurationApi, IDisposable
{
    private readonly HttpSender _http;
    private readonly Pacer _pacer;
    private readonly PacedSender _sender;
    private readonly FrozenDictionary<string, Batcher> _batchers;
    private readonly Retries _retries;

    /// <summary>Makes a client.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="handler">Sends HTTP requests; null takes a handler of its own.</param>
    /// <param name="time">The clock of timeouts and waits.</param>
    /// <param name="randomness">Gives jitter: a number from 0 to 1.</param>
    /// <param name="log">Takes debug events, ids 1000 and up.</param>
    public ConfigurationApi(
        ApiOptions options,
        HttpMessageHandler? handler = null,
        TimeProvider? time = null,
        Func<double>? randomness = null,
        ILogger? log = null
    )
    {
        log ??= NullLogger.Instance;
        time ??= TimeProvider.System;
        _http = new HttpSender(options, handler, time, log);
        _pacer = new Pacer(options.Pace, time);
        _sender = new PacedSender(_http, _pacer, options.Pace.ThrottleBound, time, Statistics, log);
        _batchers = ApiActions
            .All.Values.Where(a => a.Batch is not null && options.Batching.Size > 1)
            .ToFrozenDictionary(a => a.Name, a => new Batcher(a, options.Batching, time, _sender, Statistics, log), StringComparer.Ordinal);
        _retries = new Retries(options, time, randomness, Statistics, log);
    }

    /// <inheritdoc/>
    public ApiStatistics Statistics { get; } = new();

    /// <inheritdoc/>
    public DateTimeOffset ServerTime => _http.ServerTime;

    /// <summary>The region to which calls go: the one of the options or the token, or what LiveChat said; null while none has.</summary>
    public string? Region => _http.Region;

    /// <inheritdoc/>
    public Task<JsonNode> CallAsync(ApiAction action, JsonObject request, CancellationToken cancellationToken) =>
        _retries.RunAsync(token => CallOnceAsync(action, request, token), cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var batcher in _batchers.Values)
            batcher.Dispose();
        _pacer.Dispose();
        _http.Dispose();
    }

    private Task<JsonNode> CallOnceAsync(ApiAction action, JsonObject request, CancellationToken cancellationToken) =>
        _batchers.TryGetValue(action.Name, out var batcher)
            ? batcher.CallAsync(request, cancellationToken)
            : _sender.SendAsync(action, action.Name, request, hasTurn: false, cancellationToken);
}
