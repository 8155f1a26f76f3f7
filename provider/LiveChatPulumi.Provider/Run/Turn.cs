namespace LiveChatPulumi.Provider.Run;

/// <summary>
/// Lets one operation after the other work on something that they share. Operations that do not depend on each other may share a turn.
/// </summary>
internal sealed class Turn : IDisposable
{
    private readonly SemaphoreSlim _free = new(1);
    private readonly SemaphoreSlim _entry = new(1);
    private readonly Lock _gate = new();
    private int _sharing;

    /// <summary>Waits for a turn of one's own. Disposing what this gives ends it.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Taken(() => _free.Release());
    }

    /// <summary>Waits for a turn beside others who share it. Disposing what this gives ends it.</summary>
    public async Task<IDisposable> ShareAsync(CancellationToken cancellationToken)
    {
        await _entry.WaitAsync(cancellationToken);
        try
        {
            bool isFirst;
            lock (_gate)
                isFirst = _sharing++ == 0;
            if (isFirst)
                await TakeForAllAsync(cancellationToken);
            return new Taken(Leave);
        }
        finally
        {
            _entry.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _free.Dispose();
        _entry.Dispose();
    }

    private async Task TakeForAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _free.WaitAsync(cancellationToken);
        }
        catch
        {
            lock (_gate)
                _sharing--;
            throw;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_sharing == 0)
                _free.Release();
        }
    }

    /// <summary>Ends a turn once, however often it is disposed.</summary>
    private sealed class Taken(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
