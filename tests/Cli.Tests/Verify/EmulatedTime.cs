using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using TestSupport;

namespace Cli_Tests.Verify;

/// <summary>
/// A clock that stands still until somebody waits: then it goes on by that wait, and the emulator's with it, as soon as webhooks that are
/// under way have arrived.
/// </summary>
internal sealed class EmulatedTime(EmulatorServer emulator, DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
            _ = Task.Run(async () =>
            {
                await Within.EventuallyAsync(() => (int)emulator.Control("webhooks")["waiting"]! == 0);
                lock (_gate)
                {
                    _now += dueTime;
                    emulator.Control("clock", new JsonObject { ["advanceSeconds"] = dueTime.TotalSeconds });
                }

                callback(state);
            });
        return new Nothing();
    }

    private sealed class Nothing : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
