using LocalEngine;
using PluginProtocol.Messages;
using PluginProtocol.Text;

namespace LiveChatPulumi.Cli.Fleets;

/// <summary>
/// One screen for all licenses of a fleet. A terminal shows a line for each, redrawn in place; a pipeline gets each event as a line that
/// begins with the license's name.
/// </summary>
internal sealed class FleetScreen : IAsyncDisposable
{
    private const string Waiting = "waiting";
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly TextWriter _output;
    private readonly MessageFilter _filter;
    private readonly List<FleetLicense> _licenses;
    private readonly Dictionary<FleetLicense, string> _status = [];
    private readonly int _width;
    private readonly Func<(int Width, int Height)> _size;
    private readonly Timer? _timer;
    private readonly RedrawnBlock _block;

    /// <param name="output">Where it is shown.</param>
    /// <param name="filter">What people read passes it.</param>
    /// <param name="licenses">The licenses.</param>
    /// <param name="size">Columns and lines of the terminal; null for a pipeline.</param>
    public FleetScreen(TextWriter output, MessageFilter filter, IReadOnlyList<FleetLicense> licenses, Func<(int Width, int Height)>? size)
    {
        (_output, _filter, _licenses) = (output, filter, [.. licenses]);
        _block = new RedrawnBlock(output);
        _width = licenses.Max(l => l.Name.Length);
        _size = size ?? (() => (int.MaxValue, int.MaxValue));
        foreach (var license in licenses)
            _status[license] = Waiting;
        _timer = size is null ? null : new Timer(_ => Draw(), null, Redraw, Redraw);
    }

    /// <summary>Says what is done with a license now.</summary>
    public void Show(FleetLicense license, string status)
    {
        if (Set(license, status))
            Tell(license, status);
    }

    /// <summary>Says how far that is. A pipeline is not told: it would get a line each time.</summary>
    public void ShowProgress(FleetLicense license, string status) => Set(license, status);

    /// <summary>Tells an event of a license. A terminal has no room for it: the report has what counts.</summary>
    public void Tell(FleetLicense license, string text)
    {
        if (_timer is not null)
            return;
        lock (_gate)
        {
            foreach (var line in _filter.Lines(text))
                _output.WriteLine($"{license.Name.PadRight(_width)} | {line}");
        }
    }

    /// <summary>Draws the licenses as they are now.</summary>
    internal void Draw()
    {
        lock (_gate)
        {
            var (width, height) = _size();
            var lines = _licenses.Select(l => Columns.Cut($"  {l.Name.PadRight(_width)}  {_filter.Of(_status[l])}", width - 1)).ToList();
            var room = Math.Max(height - 3, 1);

            // What does not fit is cut down to the licenses that are under way.
            if (lines.Count > room)
            {
                var open = _licenses.Where(l => _status[l] is not Waiting && !IsOver(_status[l])).ToList();
                lines = [.. open.Take(room).Select(l => lines[_licenses.IndexOf(l)])];
                lines.Add(Columns.Cut($"  {_licenses.Count(l => IsOver(_status[l]))} of {_licenses.Count} done", width - 1));
            }

            _block.Draw(lines);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_timer is null)
            return;
        await _timer.DisposeAsync().ConfigureAwait(false);
        lock (_gate)
            _block.Erase();
    }

    private bool Set(FleetLicense license, string status)
    {
        lock (_gate)
        {
            var isNew = _status[license] != status;
            _status[license] = status;
            return isNew;
        }
    }

    private static bool IsOver(string status) => Enum.TryParse<FleetOutcome>(status, ignoreCase: true, out _);
}

/// <summary>Shows the run of one license on the screen of all.</summary>
internal sealed class LicenseDisplay(FleetScreen screen, FleetLicense license) : IDisplay
{
    private int _changes;
    private bool _preview;

    public Task PhaseAsync(OperationKind kind, string stack, bool preview)
    {
        _preview = preview;
        _changes = 0;
        screen.Show(license, preview ? "previewing" : "updating");
        return Task.CompletedTask;
    }

    public void StepStarted(Step step) { }

    public void StepFinished(Step step, TimeSpan took, string? error)
    {
        if (error is not null)
        {
            screen.Tell(license, $"{StepText.Sign(step.Op)} {step.Type} {step.Name} {StepText.Verb(step.Op, _preview, false)} failed");
            return;
        }

        if (step.Op is StepOp.Same or StepOp.Read || !step.IsLogical)
            return;
        screen.Tell(license, $"{StepText.Sign(step.Op)} {step.Type} {step.Name} {StepText.Verb(step.Op, _preview, true)}");
        var changes = Interlocked.Increment(ref _changes);
        if (!_preview && changes % 10 == 0)
            screen.Show(license, $"updating, {changes} changes so far");
    }

    public void Diagnostic(LogSeverity severity, string urn, string message)
    {
        if (severity is LogSeverity.Error or LogSeverity.Warning)
            screen.Tell(license, StepText.Severity(severity) + message);
    }

    public void ProgramOutput(string line) => screen.Tell(license, line);

    public Task SummaryAsync(RunResult result, bool preview) => Task.CompletedTask;

    public Task EndAsync(RunResult result) => Task.CompletedTask;

    public Task FlushAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
