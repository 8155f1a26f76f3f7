namespace LiveChatPulumi.Emulator;

/// <summary>The emulator's clock. It runs at real or scaled speed, or stands still until it is moved by hand.</summary>
internal sealed class EmulatorClock(TimeProvider real) : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _base = real.GetUtcNow();
    private DateTimeOffset _since = real.GetUtcNow();
    private double _scale = 1;

    /// <summary>Emulated seconds for one real second; 0 stands still.</summary>
    public double Scale
    {
        get
        {
            lock (_gate)
                return _scale;
        }
        set
        {
            lock (_gate)
            {
                (_base, _since) = (Now(), real.GetUtcNow());
                _scale = value;
            }
        }
    }

    public void Advance(TimeSpan by)
    {
        lock (_gate)
            _base += by;
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return Now();
    }

    private DateTimeOffset Now() => _base + ((real.GetUtcNow() - _since) * _scale);
}
