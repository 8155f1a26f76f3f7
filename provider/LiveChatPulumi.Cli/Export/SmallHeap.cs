namespace LiveChatPulumi.Cli.Export;

/// <summary>
/// Keeps the heap near what is in use while a large license is read and previewed. Left alone the collector lets garbage of several times
/// that lie, because the machine has memory: an export runs beside other things.
/// </summary>
internal sealed class SmallHeap : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>A heap below this is small, whatever is in it.</summary>
    private const long Small = 32 << 20;

    /// <summary>Garbage for which a collection is worth its time.</summary>
    private const long Most = 10 << 20;

    private readonly ITimer _timer;
    private long _inUse;
    private int _isAtWork;

    /// <summary>Begins.</summary>
    public SmallHeap(TimeProvider time) => _timer = time.CreateTimer(_ => Look(), null, Pause, Pause);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (Interlocked.Exchange(ref _isAtWork, 1) != 0)
            return;
        try
        {
            // The share that is in use bounds how often all of it is gone through.
            var size = GC.GetTotalMemory(forceFullCollection: false);
            if (size < Small || size - _inUse < Math.Max(Most, _inUse / 6))
                return;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            _inUse = GC.GetTotalMemory(forceFullCollection: false);
        }
        finally
        {
            Volatile.Write(ref _isAtWork, 0);
        }
    }
}
