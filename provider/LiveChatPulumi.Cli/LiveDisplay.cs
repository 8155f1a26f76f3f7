using LocalEngine;
using PluginProtocol.Messages;

namespace LiveChatPulumi.Cli;

/// <summary>On a terminal: finished steps scroll by, steps under way stand below them with their time, redrawn in place.</summary>
internal sealed class LiveDisplay : PlainDisplay
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(120);
    private readonly Dictionary<string, (Step Step, long Began)> _active = new(StringComparer.Ordinal);
    private readonly Timer _timer;
    private int _drawn;

    public LiveDisplay(TextWriter output)
        : base(output)
    {
        _timer = new Timer(_ => Draw(), null, Redraw, Redraw);
    }

    public override void StepStarted(Step step)
    {
        if (step.Op is StepOp.Same or StepOp.Replace) return;
        lock (Gate) _active[step.Urn + step.Op] = (step, TimeProvider.System.GetTimestamp());
    }

    public override void StepFinished(Step step, TimeSpan took, string? error) => Above(() =>
    {
        _active.Remove(step.Urn + step.Op);
        base.StepFinished(step, took, error);
    });

    public override void Diagnostic(LogSeverity severity, string urn, string message) => Above(() => base.Diagnostic(severity, urn, message));

    public override void ProgramOutput(string line) => Above(() => base.ProgramOutput(line));

    public override Task SummaryAsync(RunResult result, bool preview)
    {
        lock (Gate)
        {
            Erase();
            _active.Clear();
        }

        return base.SummaryAsync(result, preview);
    }

    public override async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        lock (Gate) Erase();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private void Above(Action write)
    {
        lock (Gate)
        {
            Erase();
            write();
            DrawActive();
        }
    }

    private void Draw()
    {
        lock (Gate)
        {
            Erase();
            DrawActive();
        }
    }

    private void DrawActive()
    {
        const int most = 12;
        foreach (var (step, began) in _active.Values.Take(most))
        {
            Output.WriteLine($" {Texts.Sign(step.Op)} {step.Type} {step.Name} {Texts.Word(step.Op, IsPreview, false)} ({TimeProvider.System.GetElapsedTime(began).TotalSeconds:0}s)");
            _drawn++;
        }

        if (_active.Count > most)
        {
            Output.WriteLine($"     ... and {_active.Count - most} more");
            _drawn++;
        }
    }

    private void Erase()
    {
        // Up over what was drawn, and clear to the end of the screen.
        if (_drawn > 0) Output.Write($"\u001b[{_drawn}A\u001b[0J");
        _drawn = 0;
    }
}
