using Microsoft.Extensions.Time.Testing;

namespace TestSupport;

/// <summary>
/// A clock for whole runs, which no test can move step by step: as soon as anybody waits, it jumps to the end of that
/// wait. So no test sleeps, and as much time passes as there is waited for. Deadlines do not make it jump: a
/// <see cref="CancellationTokenSource"/> fires when the waits of others, or the test, have brought the clock that far.
/// </summary>
/// <param name="addsUp">
/// True where each wait takes the clock on by its whole length, also beside others: a lag of minutes is over after a few polls.
/// </param>
public sealed class JumpingTime(bool addsUp = false) : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private readonly Lock _jumping = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // As timers of the system do, they fire on the pool: whoever reads the clock under a lock must not come to run them.
        var timer = base.CreateTimer(
            s => ThreadPool.UnsafeQueueUserWorkItem(s => callback(s), s, preferLocal: false),
            state,
            dueTime,
            period
        );
        if (state is CancellationTokenSource)
            return timer;
        Jump(dueTime);
        return new Wait(this, timer);
    }

    private void Jump(TimeSpan dueTime)
    {
        if (dueTime == Timeout.InfiniteTimeSpan)
            return;
        var due = GetUtcNow() + dueTime;
        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                lock (_jumping)
                {
                    // Another wait may have brought it there already.
                    var ahead = addsUp ? dueTime : due - GetUtcNow();
                    if (ahead > TimeSpan.Zero)
                        Advance(ahead);
                }
            },
            null
        );
    }

    /// <summary>A timer that makes the clock jump whenever it is set.</summary>
    private sealed class Wait(JumpingTime time, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer.Change(dueTime, period);
            time.Jump(dueTime);
            return changed;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
