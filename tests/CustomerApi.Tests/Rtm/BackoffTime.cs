using Microsoft.Extensions.Time.Testing;

namespace LiveChatPulumi_CustomerApi_Tests.Rtm;

/// <summary>A clock that waits for nothing between connections, and stands still for pings and limits.</summary>
internal sealed class BackoffTime : FakeTimeProvider
{
    private readonly List<TimeSpan> _waits = [];

    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_waits)
                return [.. _waits];
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var isWait = state is not CancellationTokenSource && period == Timeout.InfiniteTimeSpan && dueTime > TimeSpan.Zero;
        if (!isWait || dueTime == Timeout.InfiniteTimeSpan)
            return base.CreateTimer(callback, state, dueTime, period);
        lock (_waits)
            _waits.Add(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
