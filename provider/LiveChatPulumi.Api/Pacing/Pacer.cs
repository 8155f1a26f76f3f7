namespace LiveChatPulumi.Api.Pacing;

/// <summary>
/// Lets calls through: as many at once and as many a second as the server takes. A refusal halves the concurrency and
/// sets the rate to what the server took in the second before; successes raise both again. Calls wait in one queue a
/// method, served in turn, so that a flood of one method does not starve the others.
/// </summary>
internal sealed class Pacer(PaceOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<TaskCompletionSource>> _queues = new(StringComparer.Ordinal);
    private readonly Queue<string> _turns = new();
    private readonly Queue<DateTimeOffset> _taken = new();
    private readonly SharedPace? _shared = options.SharedFile is { } file && options.RequestsPerSecond > 0 ? new SharedPace(file, options.RequestsPerSecond) : null;
    private double _concurrency = options.MaxConcurrency;
    private double _rate = double.PositiveInfinity;
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private DateTimeOffset _lastRefusal = DateTimeOffset.MinValue;
    private int _underWay;
    private ITimer? _timer;

    /// <summary>Calls that may be under way at once, as learned so far.</summary>
    public int Concurrency
    {
        get
        {
            lock (_gate) return (int)_concurrency;
        }
    }

    /// <summary>Calls a second as learned so far; 0 where nothing was refused lately.</summary>
    public double Rate
    {
        get
        {
            lock (_gate) return double.IsInfinity(_rate) ? 0 : _rate;
        }
    }

    /// <summary>Waits for a call's turn. Every call that was let through ends with <see cref="Succeeded"/>, <see cref="Refused"/> or <see cref="Failed"/>.</summary>
    public async Task EnterAsync(string method, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (!_queues.TryGetValue(method, out var queue)) _queues[method] = queue = new Queue<TaskCompletionSource>();
            if (queue.Count == 0) _turns.Enqueue(method);
            queue.Enqueue(turn);
        }

        await using (cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken)).ConfigureAwait(false))
        {
            Pump();
            await turn.Task.ConfigureAwait(false);
        }
    }

    /// <summary>A call was taken.</summary>
    public void Succeeded()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            _underWay--;
            _taken.Enqueue(now);
            Forget(now);
            _concurrency = Math.Min(options.MaxConcurrency, _concurrency + (1 / _concurrency));
            _rate = now - _lastRefusal > TimeSpan.FromMinutes(1) ? double.PositiveInfinity : _rate * 1.01;
        }

        Pump();
    }

    /// <summary>A call came to an end that says nothing about the pace.</summary>
    public void Failed()
    {
        lock (_gate) _underWay--;
        Pump();
    }

    /// <summary>A call was refused for its rate.</summary>
    public void Refused(TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            _underWay--;
            Forget(now);

            // What was under way when the first refusal came is refused for the same reason.
            if (now - _lastRefusal > FirstPause) _concurrency = Math.Max(1, _concurrency / 2);
            _lastRefusal = now;
            _rate = Math.Max(1, _taken.Count);
            var pause = retryAfter ?? FirstPause;
            if (now + pause > _next) _next = now + pause;
        }

        Pump();
    }

    public void Dispose()
    {
        lock (_gate) _timer?.Dispose();
    }

    private void Forget(DateTimeOffset now)
    {
        while (_taken.TryPeek(out var at) && now - at > Window) _taken.Dequeue();
    }

    /// <summary>Lets through whoever may go, and sets an alarm for the next one.</summary>
    private void Pump()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            while (_turns.Count > 0 && _underWay < (int)_concurrency)
            {
                if (_next > now)
                {
                    _timer ??= time.CreateTimer(_ => Pump(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                    _timer.Change(_next - now, Timeout.InfiniteTimeSpan);
                    return;
                }

                if (Next() is not { } turn) continue;
                _underWay++;
                if (!turn.TrySetResult())
                {
                    _underWay--;
                    continue;
                }

                _next = After(now);
            }
        }
    }

    /// <summary>The next in turn: methods take turns, and within one the oldest goes first.</summary>
    private TaskCompletionSource? Next()
    {
        var method = _turns.Dequeue();
        var queue = _queues[method];
        var turn = queue.Dequeue();
        if (queue.Count > 0) _turns.Enqueue(method);
        return turn.Task.IsCompleted ? null : turn;
    }

    private DateTimeOffset After(DateTimeOffset now)
    {
        if (_shared is not null) return _shared.Reserve(now);
        var rate = Math.Min(_rate, options.RequestsPerSecond > 0 ? options.RequestsPerSecond : double.PositiveInfinity);
        return double.IsInfinity(rate) ? now : (_next > now ? _next : now) + TimeSpan.FromSeconds(1 / rate);
    }
}
