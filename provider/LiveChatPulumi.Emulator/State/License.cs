namespace LiveChatPulumi.Emulator.State;

/// <summary>The license's state through time: writes act on the newest moment, reads may see an older one.</summary>
internal sealed class License(EmulatorClock clock)
{
    private readonly Lock _gate = new();
    private readonly List<(DateTimeOffset At, LicenseState State)> _history = [(DateTimeOffset.MinValue, new LicenseState())];

    /// <summary>The newest state.</summary>
    public LicenseState Current
    {
        get
        {
            lock (_gate)
                return _history[^1].State;
        }
    }

    /// <summary>The state as it was a while ago: what is visible under that propagation lag.</summary>
    public LicenseState AsOf(TimeSpan lag)
    {
        lock (_gate)
        {
            var horizon = clock.GetUtcNow() - lag;
            var index = _history.FindLastIndex(h => h.At <= horizon);
            return _history[Math.Max(index, 0)].State;
        }
    }

    /// <summary>Changes the newest state; the change throws to refuse.</summary>
    public T Change<T>(Func<LicenseState, (LicenseState State, T Result)> change)
    {
        lock (_gate)
        {
            var (state, result) = change(_history[^1].State);
            _history.Add((clock.GetUtcNow(), state));
            return result;
        }
    }

    /// <summary>Puts a whole state in place, visible at once.</summary>
    public void Reset(LicenseState state)
    {
        lock (_gate)
        {
            _history.Clear();
            _history.Add((DateTimeOffset.MinValue, state));
        }
    }
}
