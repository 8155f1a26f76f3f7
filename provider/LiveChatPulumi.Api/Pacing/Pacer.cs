namespace LiveChatPulumi.Api.Pacing;

/// <summary>
/// Lets through as many calls at once, and as many a second, as the server takes. A refusal halves the concurrency and sets
/// the rate to the number of calls that the server took in the second before. Successes raise both again. Each method has a
/// queue, and the queues take turns, so that many calls of one method do not starve the others. Reads of collections yield
/// to other calls for a while, because one read that comes after many writes serves them all.
/// </summary>
internal sealed class Pacer(PaceOptions options, TimeProvider time, ISharedPace? shared = null) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestYield = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Turns _turns = new();
    private readonly Turns _yielding = new();
    private readonly Queue<DateTimeOffset> _taken = new();
    private readonly ISharedPace? _shared = shared ?? SharedPace.Open(options);
    private double _concurrency = options.MaxConcurrency;
    private double _rate = double.PositiveInfinity;
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private DateTimeOffset _lastRefusal = DateTimeOffset.MinValue;
    private int _underWay;
    private bool _reserving;
    private ITimer? _timer;

    /// <summary>The number of calls that may be under way at once, as learned so far.</summary>
    public int Concurrency
    {
        get
        {
            lock (_gate)
                return (int)_concurrency;
        }
    }

    /// <summary>The number of calls a second, as learned so far; 0 when no call was refused lately.</summary>
    public double Rate
    {
        get
        {
            lock (_gate)
                return double.IsInfinity(_rate) ? 0 : _rate;
        }
    }

    /// <summary>
    /// Waits for a call's turn. The turn ends with <see cref="Succeeded"/>, <see cref="Refused"/> or <see cref="Failed"/>.
    /// </summary>
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

    /// <summary>Ends the turn of a call that the server took.</summary>
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

    /// <summary>Ends the turn of a call that says nothing about the pace, because it had no answer or was never sent.</summary>
    public void Failed()
    {
        lock (_gate)
            _underWay--;
        Pump();
    }

    /// <summary>Ends the turn of a call that the server refused for its rate.</summary>
    public void Refused(TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            _underWay--;
            Forget(now);

            // Calls that were under way at the first refusal are refused for the same reason, which counts once.
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

    /// <summary>Lets through the calls that may go, and sets a timer for the next one.</summary>
    private void Pump()
    {
        // Processes share their pace through a file. Its reads and writes must not hold up those who end their turns meanwhile.
        while (LetThrough() is { } now)
        {
            var next = _shared!.Reserve(now);
            lock (_gate)
            {
                _reserving = false;
                _next = next > _next ? next : _next;
            }
        }
    }

    /// <summary>Lets calls through until none may go.</summary>
    /// <returns>The time, when the next moment has to be reserved with other processes first; else null.</returns>
    private DateTimeOffset? LetThrough()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            while (!_reserving && !(_turns.IsEmpty && _yielding.IsEmpty) && _underWay < (int)_concurrency)
            {
                if (_next > now)
                {
                    _timer ??= time.CreateTimer(_ => Pump(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                    _timer.Change(_next - now, Timeout.InfiniteTimeSpan);
                    return null;
                }

                if (Next(now) is not { } turn || !turn.TrySetResult())
                    continue;
                _underWay++;
                if (_shared is not null)
                {
                    _reserving = true;
                    return now;
                }

                _next = After(now);
            }

            return null;
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
        var rate = Math.Min(_rate, options.RequestsPerSecond > 0 ? options.RequestsPerSecond : double.PositiveInfinity);
        return double.IsInfinity(rate) ? now : (_next > now ? _next : now) + TimeSpan.FromSeconds(1 / rate);
    }

    /// <summary>Calls that wait. Methods take turns, and the oldest call of a method goes first.</summary>
    private sealed class Turns
    {
        private readonly Dictionary<string, Queue<(TaskCompletionSource Turn, DateTimeOffset Since)>> _queues = new(StringComparer.Ordinal);
        private readonly Queue<string> _methods = new();

        public bool IsEmpty => _methods.Count == 0;

        /// <summary>The time since which the next call waits.</summary>
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
