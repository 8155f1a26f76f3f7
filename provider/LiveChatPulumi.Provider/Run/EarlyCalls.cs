namespace LiveChatPulumi.Provider.Run;

/// <summary>
/// Calls that came too early, because they name objects which the license does not know yet. Of those that name the same objects one
/// is repeated; the others wait until it has come through.
/// </summary>
internal sealed class EarlyCalls
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TaskCompletionSource> _repeating = new(StringComparer.Ordinal);
    private TaskCompletionSource _pulse = New();

    /// <summary>
    /// Begins to repeat a call; disposing the result ends that. Null where another call was being repeated: it has come to its end
    /// now, and this one is worth another try.
    /// </summary>
    /// <param name="objects">The objects that the call names.</param>
    /// <param name="cancellationToken">Gives up waiting for the other call.</param>
    public async Task<IDisposable?> BeginAsync(string objects, CancellationToken cancellationToken)
    {
        Task other;
        lock (_gate)
        {
            if (!_repeating.TryGetValue(objects, out var repeating))
            {
                _repeating[objects] = New();
                return new Repeating(this, objects);
            }

            other = repeating.Task;
        }

        await other.WaitAsync(cancellationToken);
        return null;
    }

    /// <summary>
    /// Waits until it is time to repeat. All calls that are being repeated are so at the same moments, so that they share batches.
    /// </summary>
    public async Task WaitAsync(Poll poll, CancellationToken cancellationToken)
    {
        TaskCompletionSource pulse;
        lock (_gate)
            pulse = _pulse;
        await poll.NextAsync(pulse.Task, cancellationToken);
        lock (_gate)
        {
            if (_pulse == pulse)
                _pulse = New();
        }

        pulse.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void End(string objects)
    {
        lock (_gate)
        {
            _repeating.Remove(objects, out var repeating);
            repeating!.SetResult();
        }
    }

    private sealed class Repeating(EarlyCalls calls, string objects) : IDisposable
    {
        public void Dispose() => calls.End(objects);
    }
}
