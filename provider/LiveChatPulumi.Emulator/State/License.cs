namespace LiveChatPulumi.Emulator.State;

/// <summary>The states of the license over time. Writes change the newest one, and reads may show an older one.</summary>
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

    /// <summary>The state that is visible under a propagation lag: the newest one that is at least that old.</summary>
    public LicenseState AsOf(TimeSpan lag)
    {
        lock (_gate)
        {
            var horizon = clock.GetUtcNow() - lag;
            var index = _history.FindLastIndex(h => h.At <= horizon);
            return _history[Math.Max(index, 0)].State;
        }
    }

    /// <summary>Changes the newest state. The function throws to refuse the change.</summary>
    public T Change<T>(Func<LicenseState, (LicenseState State, T Result)> change)
    {
        lock (_gate)
        {
            var (state, result) = change(_history[^1].State);
            _history.Add((clock.GetUtcNow(), state));
            return result;
        }
    }

    /// <summary>Replaces the whole state. The new one is visible at once.</summary>
    public void Reset(LicenseState state)
    {
        lock (_gate)
        {
            _history.Clear();
            _history.Add((DateTimeOffset.MinValue, state));
        }
    }
}
