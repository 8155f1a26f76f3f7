namespace LiveChatPulumi.Provider.Telemetry;

/// <summary>How long a run has waited for the license: side by side, waits count once.</summary>
internal sealed class WaitClock(TimeProvider time)
{
    private readonly Lock _gate = new();
    private int _waiting;
    private long _since;
    private TimeSpan _total;

    /// <summary>Time during which at least one operation waited.</summary>
    public TimeSpan Total
    {
        get
        {
            lock (_gate)
                return _waiting > 0 ? _total + time.GetElapsedTime(_since) : _total;
        }
    }

    /// <summary>Waits.</summary>
    public async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiting++ == 0)
                _since = time.GetTimestamp();
        }

        try
        {
            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                if (--_waiting == 0)
                    _total += time.GetElapsedTime(_since);
            }
        }
    }
}
