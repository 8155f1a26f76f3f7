using System.Runtime.InteropServices;

namespace LiveChatPulumi.Cli;

/// <summary>Ctrl-C. The first one asks the runs of a command to stop; the second ends the process at once, as it does by itself.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration _signal;
    private readonly TextWriter _errors;
    private int _count;
    private volatile bool _isAsking;

    /// <param name="errors">Where it is said what happens now.</param>
    public Interrupts(TextWriter errors)
    {
        _errors = errors;
        _signal = PosixSignalRegistration.Create(
            PosixSignal.SIGINT,
            signal =>
            {
                if (Interlocked.Increment(ref _count) > 1)
                    return;
                signal.Cancel = true;
                Stop();
            }
        );
    }

    /// <summary>What is said when runs are asked to stop.</summary>
    public string Says { get; init; } =
        "^C received; cancelling. Steps in flight are awaited; press ^C again to end at once (what was done is kept in the journal).";

    /// <summary>Fires when runs are to stop.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>A person is asked, until the result is disposed: nothing is under way, so a Ctrl-C has nothing to say.</summary>
    public IDisposable Asking()
    {
        _isAsking = true;
        return new Question(this);
    }

    /// <summary>Asks the runs to stop.</summary>
    public void Stop()
    {
        if (!_isAsking)
            _errors.WriteLine(Says);
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command has just ended by itself.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signal.Dispose();
        _stopping.Dispose();
    }

    private sealed class Question(Interrupts interrupts) : IDisposable
    {
        public void Dispose() => interrupts._isAsking = false;
    }
}
