using System.Runtime.InteropServices;

namespace LiveChatPulumi.Cli;

/// <summary>Ctrl-C. The first one asks the runs of a command to stop; the second ends the process at once, as it does by itself.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration _signal;
    private readonly TextWriter _errors;
    private int _count;

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

    /// <summary>Fires when runs are to stop.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Asks the runs to stop.</summary>
    public void Stop()
    {
        _errors.WriteLine(
            "^C received; cancelling. Steps in flight are awaited; press ^C again to end at once (what was done is kept in the journal)."
        );
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
}
