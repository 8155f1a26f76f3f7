namespace LiveChatPulumi.Emulator.State;

/// <summary>The states of the license over time. Writes change the newest one, and reads may show an older one.</summary>
internal sealed class License
{
    private readonly EmulatorClock _clock;
    private readonly Lock _gate;
    private readonly List<(DateTimeOffset At, LicenseState State)> _history;
    private readonly Action<LicenseState, LicenseState>? _changed;

    public License(EmulatorClock clock)
        : this(clock, new Lock(), [(DateTimeOffset.MinValue, new LicenseState())], null) { }

    private License(
        EmulatorClock clock,
        Lock gate,
        List<(DateTimeOffset At, LicenseState State)> history,
        Action<LicenseState, LicenseState>? changed
    ) => (_clock, _gate, _history, _changed) = (clock, gate, history, changed);

    /// <summary>The same license; what is changed through it is told, in the order of the changes: the states before and after.</summary>
    public License Telling(Action<LicenseState, LicenseState> changed) => new(_clock, _gate, _history, changed);

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
            var horizon = _clock.GetUtcNow() - lag;
            var index = _history.FindLastIndex(h => h.At <= horizon);
            return _history[Math.Max(index, 0)].State;
        }
    }

    /// <summary>Changes the newest state. The function throws to refuse the change.</summary>
    public T Change<T>(Func<LicenseState, (LicenseState State, T Result)> change)
    {
        lock (_gate)
        {
            var before = _history[^1].State;
            var (state, result) = change(before);
            _history.Add((_clock.GetUtcNow(), state));
            _changed?.Invoke(before, state);
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
