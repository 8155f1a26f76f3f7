using System.Threading.Channels;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Services;
using PluginProtocol.Text;

namespace LiveChatPulumi.Provider.Diagnostics;

/// <summary>
/// Lines for the user, by way of the engine; without an engine they go to stderr. Never to stdout: the port line lives
/// there. Debug events are sent in the background, in their order, and only to an engine.
/// </summary>
internal sealed class EngineLog : ILogger, IDisposable
{
    /// <summary>Debug events that may wait to be sent; what comes on top is dropped, because no run waits for its own log.</summary>
    private const int Backlog = 4096;

    private readonly Channel<LogRequest> _events = Channel.CreateBounded<LogRequest>(
        new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );
    private readonly Lock _gate = new();
    private readonly HashSet<(string Urn, string Message)> _told = [];
    private GrpcChannel? _channel;
    private Task? _pump;

    /// <param name="engine">
    /// The engine that started this plugin, as the command line names it: no other one gets its lines. Null where a debugger started it.
    /// </param>
    public EngineLog(string? engine = null)
    {
        Engine = engine;
        if (engine is not null)
            _channel = GrpcChannels.Open(engine);
    }

    /// <summary>What every line passes.</summary>
    public MessageFilter Filter { get; } = new();

    /// <summary>The engine that started this plugin; null where the command line names none.</summary>
    public string? Engine { get; }

    /// <summary>Sends the lines to an engine, where none started this plugin.</summary>
    /// <returns>False where another engine did.</returns>
    public bool Attach(string address)
    {
        if (Engine is not null)
            return Engine == address;
        var old = Interlocked.Exchange(ref _channel, GrpcChannels.Open(address));
        old?.Dispose();
        return true;
    }

    /// <summary>A run begins, to which nothing was told yet.</summary>
    public void BeginRun()
    {
        lock (_gate)
            _told.Clear();
    }

    /// <summary>
    /// Shows a line; returns when it is shown. An engine asks about a resource several times in a run, by checks, diffs and previews:
    /// what is told of a resource is told once.
    /// </summary>
    public async Task WriteAsync(LogSeverity severity, string urn, string message, CancellationToken cancellationToken)
    {
        message = Filter.Of(message);
        if (severity is LogSeverity.Info or LogSeverity.Warning && !IsNews(urn, message))
            return;
        if (
            await SendAsync(
                new LogRequest
                {
                    Severity = severity,
                    Urn = urn,
                    Message = message,
                },
                cancellationToken
            )
        )
            return;
        await Console.Error.WriteLineAsync($"{severity}: {message}");
    }

    /// <summary>Waits until all events so far are sent. The log takes none afterwards.</summary>
    public async Task EndAsync()
    {
        _events.Writer.TryComplete();
        Task? pump;
        lock (_gate)
            pump = _pump;
        if (pump is not null)
            await pump;
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => _channel is not null && logLevel != LogLevel.None;

    /// <summary>Takes an event: <c>[id name] text</c>, so that it can be found by its id.</summary>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (!IsEnabled(logLevel))
            return;
        _events.Writer.TryWrite(
            new LogRequest
            {
                Severity = LogSeverity.Debug,
                Message = Filter.Of($"[{eventId.Id} {eventId.Name}] {formatter(state, exception)}"),
            }
        );
        if (_pump is not null)
            return;
        lock (_gate)
            _pump ??= Task.Run(PumpAsync);
    }

    public void Dispose()
    {
        _events.Writer.TryComplete();
        _channel?.Dispose();
    }

    private bool IsNews(string urn, string message)
    {
        if (urn.Length == 0)
            return true;
        lock (_gate)
            return _told.Add((urn, message));
    }

    private async Task PumpAsync()
    {
        await foreach (var line in _events.Reader.ReadAllAsync())
            await SendAsync(line, CancellationToken.None);
    }

    /// <summary>A line that cannot be shown must not fail the operation it is about.</summary>
    private async Task<bool> SendAsync(LogRequest line, CancellationToken cancellationToken)
    {
        if (_channel is not { } channel)
            return false;
        try
        {
            await new EngineClient(channel).LogAsync(line, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is RpcException or ObjectDisposedException)
        {
            return false;
        }
    }
}
