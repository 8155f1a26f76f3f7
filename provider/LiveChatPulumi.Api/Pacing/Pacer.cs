namespace LiveChatPulumi.Api.Pacing;

/// <summary>
/// Lets calls through: as many at once and as many a second as the server takes. A refusal halves the concurrency and
/// sets the rate to what the server took in the second before; successes raise both again. Calls wait in one queue a
/// method, served in turn, so that a flood of one method does not starve the others. Reads of collections yield to all
/// others for a while: the more writes are done by then, the more of them one read serves.
/// </summary>
internal sealed class Pacer(PaceOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestYield = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Turns _turns = new();
    private readonly Turns _yielding = new();
    private readonly Queue<DateTimeOffset> _taken = new();
    private readonly SharedPace? _shared =
        options.SharedFile is { } file && options.RequestsPerSecond > 0 ? new SharedPace(file, options.RequestsPerSecond) : null;
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
            lock (_gate)
                return (int)_concurrency;
        }
    }

    /// <summary>Calls a second as learned so far; 0 where nothing was refused lately.</summary>
    public double Rate
    {
        get
        {
            lock (_gate)
                return double.IsInfinity(_rate) ? 0 : _rate;
        }
    }

    /// <summary>Waits for a call's turn. Every call that was let through ends with <see cref="Succeeded"/>, <see cref="Refused"/> or <see cref="Failed"/>.</summary>
    public async Task EnterAsync(string method, CancellationToken cancellationToken, bool yields = false)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            (yields ? _yielding : _turns).Add(method, turn, time.GetUtcNow());

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
        lock (_gate)
            _underWay--;
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
            if (now - _lastRefusal > FirstPause)
                _concurrency = Math.Max(1, _concurrency / 2);
            _lastRefusal = now;
            _rate = Math.Max(1, _taken.Count);
            var pause = retryAfter ?? FirstPause;
            if (now + pause > _next)
                _next = now + pause;
        }

        Pump();
    }

    public void Dispose()
    {
        lock (_gate)
            _timer?.Dispose();
    }

    private void Forget(DateTimeOffset now)
    {
        while (_taken.TryPeek(out var at) && now - at > Window)
            _taken.Dequeue();
    }

    /// <summary>Lets through whoever may go, and sets an alarm for the next one.</summary>
    private void Pump()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            while (!(_turns.IsEmpty && _yielding.IsEmpty) && _underWay < (int)_concurrency)
            {
                if (_next > now)
                {
                    _timer ??= time.CreateTimer(_ => Pump(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                    _timer.Change(_next - now, Timeout.InfiniteTimeSpan);
                    return;
                }

                if (Next(now) is not { } turn)
                    continue;
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

    private TaskCompletionSource? Next(DateTimeOffset now)
    {
        var yielded = _turns.IsEmpty || (_yielding.Oldest is { } since && now - since >= LongestYield);
        var turn = (yielded ? _yielding : _turns).Take();
        return turn.Task.IsCompleted ? null : turn;
    }

    private DateTimeOffset After(DateTimeOffset now)
    {
        if (_shared is not null)
            return _shared.Reserve(now);
        var rate = Math.Min(_rate, options.RequestsPerSecond > 0 ? options.RequestsPerSecond : double.PositiveInfinity);
        return double.IsInfinity(rate) ? now : (_next > now ? _next : now) + TimeSpan.FromSeconds(1 / rate);
    }

    /// <summary>Who waits: methods take turns, and within one the oldest goes first.</summary>
    private sealed class Turns
    {
        private readonly Dictionary<string, Queue<(TaskCompletionSource Turn, DateTimeOffset Since)>> _queues = new(StringComparer.Ordinal);
        private readonly Queue<string> _methods = new();

        public bool IsEmpty => _methods.Count == 0;

        /// <summary>Since when the next in turn waits.</summary>
        public DateTimeOffset? Oldest => _methods.TryPeek(out var method) ? _queues[method].Peek().Since : null;

        public void Add(string method, TaskCompletionSource turn, DateTimeOffset now)
        {
            if (!_queues.TryGetValue(method, out var queue))
                _queues[method] = queue = new Queue<(TaskCompletionSource, DateTimeOffset)>();
            if (queue.Count == 0)
                _methods.Enqueue(method);
            queue.Enqueue((turn, now));
        }

        public TaskCompletionSource Take()
        {
            var method = _methods.Dequeue();
            var queue = _queues[method];
            var (turn, _) = queue.Dequeue();
            if (queue.Count > 0)
                _methods.Enqueue(method);
            return turn;
        }
    }
}
