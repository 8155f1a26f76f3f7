namespace LiveChatPulumi.Provider.Run;

/// <summary>Waits of a run for the license, on the run's clock.</summary>
internal sealed class Waiting(TimeProvider time)
{
    private readonly Lock _gate = new();
    private int _waiting;
    private long _since;
    private TimeSpan _total;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Time during which at least one operation waited; waits side by side count once.</summary>
    public TimeSpan Total
    {
        get
        {
            lock (_gate)
                return _waiting > 0 ? _total + time.GetElapsedTime(_since) : _total;
        }
    }

    /// <summary>Begins to poll.</summary>
    /// <param name="bound">How long it goes on at most; asked before each wait, because a bound may become shorter.</param>
    public Poll Poll(Func<TimeSpan> bound) => new(this, bound);

    /// <inheritdoc cref="Poll(Func{TimeSpan})"/>
    public Poll Poll(TimeSpan bound) => new(this, () => bound);

    /// <summary>Waits for a time, in whole milliseconds, rounded up: timers cut fractions off, and would never get to the end.</summary>
    /// <param name="delay">None is waited for where it is over already.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay <= TimeSpan.Zero)
            return;
        lock (_gate)
        {
            if (_waiting++ == 0)
                _since = time.GetTimestamp();
        }

        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)), time, cancellationToken);
        }
        finally
        {
            End();
        }
    }

    // A method of its own: the trimmer of SDK 10.0 drops the release of a lock that stands in this finally block.
    private void End()
    {
        lock (_gate)
        {
            if (--_waiting == 0)
                _total += time.GetElapsedTime(_since);
        }
    }
}

/// <summary>
/// The one polling loop: the caller asks, then awaits <see cref="NextAsync(CancellationToken)"/>, and asks again while that gives
/// true. Delays grow by half each time, from a quarter of a second to twenty seconds: so a wait is at most by half longer than it has
/// to be.
/// </summary>
internal sealed class Poll(Waiting waiting, Func<TimeSpan> bound)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private const double Growth = 1.5;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);

    private long _began = waiting.Time.GetTimestamp();
    private TimeSpan _asked = TimeSpan.Zero;
    private TimeSpan _delay = FirstDelay;

    /// <summary>
    /// True when the last time of asking was at the bound or after it. An answer that takes its time says nothing about later.
    /// </summary>
    public bool IsOver => _asked >= bound();

    /// <summary>The wait before the next time of asking.</summary>
    public TimeSpan NextDelay => _asked + _delay < bound() ? _delay : bound() - _asked;

    /// <summary>Waits until it is time to ask again; false, at once, when the last time of asking was at the bound.</summary>
    public async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (IsOver)
            return false;
        await waiting.DelayAsync(NextDelay, cancellationToken);
        Asked();
        return true;
    }

    /// <summary>As <see cref="NextAsync(CancellationToken)"/>, but the wait also ends when a task does.</summary>
    public async Task<bool> NextAsync(Task early, CancellationToken cancellationToken)
    {
        if (IsOver)
            return false;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(waiting.DelayAsync(NextDelay, ended.Token), early);
        await ended.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        Asked();
        return true;
    }

    /// <summary>Begins anew: bound and delays count from now.</summary>
    public void Restart()
    {
        _began = waiting.Time.GetTimestamp();
        _asked = TimeSpan.Zero;
        _delay = FirstDelay;
    }

    /// <summary>Notes that it is asked now, after a wait for something else.</summary>
    public void Asked()
    {
        _asked = waiting.Time.GetElapsedTime(_began);
        _delay = _delay * Growth < LongestDelay ? _delay * Growth : LongestDelay;
    }
}
