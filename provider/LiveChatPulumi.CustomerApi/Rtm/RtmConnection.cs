using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using LiveChatPulumi.CustomerApi.Json;

namespace LiveChatPulumi.CustomerApi.Rtm;

/// <summary>
/// One connection, from its socket to its end. Answers go to the calls that wait for them, pushes to whoever made it: neither holds up
/// the other, and a call that fails takes nothing with it.
/// </summary>
/// <param name="socket">The socket, which it owns.</param>
/// <param name="requestLimit">The time for an answer.</param>
/// <param name="time">The clock.</param>
/// <param name="onPush">Takes pushes, one by one, as they come.</param>
/// <param name="onEnded">Is told of the end, before calls fail of it.</param>
internal sealed class RtmConnection(
    IRtmSocket socket,
    TimeSpan requestLimit,
    TimeProvider time,
    Action<Push> onPush,
    Action<RtmConnection, Disconnect> onEnded
) : IAsyncDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);
    private readonly Channel<byte[]> _outgoing = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<Disconnect> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Disconnect? _end;
    private Task _working = Task.CompletedTask;
    private long _lastId;
    private bool _isClosing;
    private bool _answersPings;

    /// <summary>How it ended.</summary>
    public Task<Disconnect> Ended => _ended.Task;

    /// <summary>True from the moment at which it ends.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_gate)
                return _end is not null;
        }
    }

    /// <summary>Begins to read and write.</summary>
    public void Start() => _working = Task.WhenAll(ReadAsync(), WriteAsync());

    /// <summary>Begins to ping.</summary>
    public void KeepAlive(TimeSpan interval) => _working = Task.WhenAll(_working, PingAsync(interval));

    /// <summary>Sends a request, and waits for its answer.</summary>
    /// <exception cref="CustomerApiException">The server refused, or did not answer.</exception>
    public async Task<JsonObject> CallAsync(CustomerAction action, JsonObject? payload, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(requestLimit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var number = Interlocked.Increment(ref _lastId);
        var id = number.ToString(CultureInfo.InvariantCulture);
        var waiting = new Waiting(action, number);
        Send(action, id, waiting, payload);
        try
        {
            return Envelope.Open(action.Name, await waiting.Answer.Task.WaitAsync(linked.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var message = $"no answer within {requestLimit.TotalSeconds:0} s";
            throw new CustomerApiException(action.Name, CustomerErrorKind.RequestTimeout, message) { OutcomeUnknown = action.Writes };
        }
        finally
        {
            lock (_gate)
                _waiting.Remove(id);
        }
    }

    /// <summary>Closes it cleanly: says so, and waits a while for the other side to do the same.</summary>
    public async Task CloseAsync()
    {
        using var limit = new CancellationTokenSource(CloseLimit, time);
        try
        {
            Volatile.Write(ref _isClosing, true);
            await socket.CloseOutputAsync(limit.Token).ConfigureAwait(false);
            await _ended.Task.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (IsBroken(e) || e is OperationCanceledException)
        {
            // It is over in any case.
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        End(new Disconnect.ByClient());
        await _working.ConfigureAwait(false);
        socket.Dispose();
        _stop.Dispose();
    }

    private static bool IsBroken(Exception e) =>
        e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException;

    private void Send(CustomerAction action, string id, Waiting waiting, JsonObject? payload)
    {
        var request = new JsonObject { ["request_id"] = id, ["action"] = action.Name };
        if (payload is not null)
            request["payload"] = payload;
        lock (_gate)
        {
            if (_end is { } end)
                throw Lost(action, end, wasSent: false);
            _waiting.Add(id, waiting);
            _outgoing.Writer.TryWrite(Encoding.UTF8.GetBytes(request.ToJsonString()));
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
                await socket.SendAsync(message, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The end is told where it is known.
        }
        catch (Exception e) when (IsBroken(e))
        {
            End(new Disconnect.Broken(e.Message));
        }
    }

    private async Task ReadAsync()
    {
        // Whoever starts it goes on at once, also when messages are there already.
        await Task.Yield();
        try
        {
            while (await socket.ReceiveAsync(_stop.Token).ConfigureAwait(false) is { } message)
                Take(message);
            End(Volatile.Read(ref _isClosing) ? new Disconnect.ByClient() : new Disconnect.Broken("the server closed it"));
        }
        catch (OperationCanceledException)
        {
            End(new Disconnect.ByClient());
        }
        catch (Exception e) when (IsBroken(e))
        {
            End(new Disconnect.Broken(e.Message));
        }
    }

    /// <summary>Takes a message: the answer of a call, a push, or what is neither and is kept as a push.</summary>
    private void Take(byte[] bytes)
    {
        JsonObject message;
        try
        {
            message = LooseJson.Read(bytes);
        }
        catch (JsonException e)
        {
            onPush(new OtherPush { Problem = $"it is no JSON of this API: {e.Message}", Text = Encoding.UTF8.GetString(bytes) });
            return;
        }

        var action = Tolerant.TextOrNull(message["action"]) ?? "";
        var requestId = Tolerant.Text(message["request_id"]);
        // A push may carry the id of the request that caused it; it is no answer for that.
        if (Tolerant.TextOrNull(message["type"]) != "push" && TakeWaiting(action, requestId) is { } waiting)
        {
            waiting.Answer.TrySetResult(message);
            return;
        }

        if (Tolerant.TextOrNull(message["type"]) == "response")
            return;
        var push = PushKinds.Read(new PushPayload(action, requestId, message["payload"] as JsonObject ?? []));
        onPush(push);
        if (push is CustomerDisconnected disconnected)
            End(new Disconnect.ByServer(disconnected.Reason));
    }

    /// <summary>The call that an answer is for: by its id; where the server leaves that out, the oldest call of the same method.</summary>
    private Waiting? TakeWaiting(string action, string? requestId)
    {
        lock (_gate)
        {
            requestId ??= _waiting.Where(w => w.Value.Action.Name == action).OrderBy(w => w.Value.Number).FirstOrDefault().Key;
            return requestId is not null && _waiting.Remove(requestId, out var waiting) ? waiting : null;
        }
    }

    private async Task PingAsync(TimeSpan interval)
    {
        try
        {
            using var timer = new PeriodicTimer(interval, time);
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
                _ = PingOnceAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The connection is over.
        }
    }

    /// <summary>
    /// Pings. The documents do not say that pings are answered, so one that is not says something only where others were.
    /// </summary>
    private async Task PingOnceAsync()
    {
        try
        {
            await CallAsync(CustomerActions.Ping, null, _stop.Token).ConfigureAwait(false);
            Volatile.Write(ref _answersPings, true);
        }
        catch (CustomerApiException e) when (e.Kind == CustomerErrorKind.RequestTimeout && e.Type is null)
        {
            if (Volatile.Read(ref _answersPings))
                End(new Disconnect.PingUnanswered());
        }
        catch (Exception e) when (e is CustomerApiException or OperationCanceledException or ObjectDisposedException)
        {
            // Refused is answered; the end of the connection is told elsewhere.
        }
    }

    private void End(Disconnect end)
    {
        Waiting[] left;
        lock (_gate)
        {
            if (_end is not null)
                return;
            _end = end;
            left = [.. _waiting.Values];
            _waiting.Clear();
        }

        onEnded(this, end);
        foreach (var waiting in left)
            waiting.Answer.TrySetException(Lost(waiting.Action, end, wasSent: true));
        _stop.Cancel();
        _ended.TrySetResult(end);
    }

    private static CustomerApiException Lost(CustomerAction action, Disconnect end, bool wasSent)
    {
        var kind = end switch
        {
            Disconnect.ByServer { Reason: var r } when r == DisconnectReason.CustomerBanned => CustomerErrorKind.CustomerBanned,
            Disconnect.ByServer { Reason: var r } when r == DisconnectReason.UnsupportedVersion => CustomerErrorKind.UnsupportedVersion,
            _ => CustomerErrorKind.Transport,
        };
        return new CustomerApiException(action.Name, kind, end.Message)
        {
            Disconnect = end,
            WasNeverSent = !wasSent,
            OutcomeUnknown = wasSent && action.Writes,
        };
    }

    /// <summary>A call that waits for its answer.</summary>
    private sealed record Waiting(CustomerAction Action, long Number)
    {
        public TaskCompletionSource<JsonObject> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
