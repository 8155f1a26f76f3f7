using LocalEngine;
using PluginProtocol.Messages;
using PluginProtocol.Text;

namespace LiveChatPulumi.Cli;

/// <summary>
/// Redraws the tree of changing resources in place, on a terminal. In the end its rows stand by type and name: programs declare resources
/// of which none needs another in any order.
/// </summary>
internal sealed class LiveDisplay : PlainDisplay
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(120);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private readonly List<Row> _order = [];
    private readonly Func<(int Width, int Height)> _screen;
    private readonly Timer _timer;
    private readonly RedrawnBlock _block;
    private bool _running;
    private long _began;

    public LiveDisplay(
        TextWriter output,
        MessageFilter filter,
        bool debug,
        Colors? colors = null,
        Func<(int Width, int Height)>? screen = null
    )
        : base(output, filter, debug, colors)
    {
        _screen = screen ?? (() => (Math.Max(Console.WindowWidth, 20), Math.Max(Console.WindowHeight, 10)));
        _block = new RedrawnBlock(output);
        _timer = new Timer(_ => Draw(), null, Redraw, Redraw);
    }

    public override async Task PhaseAsync(OperationKind kind, string stack, bool preview)
    {
        await base.PhaseAsync(kind, stack, preview).ConfigureAwait(false);
        lock (Gate)
        {
            _rows.Clear();
            _order.Clear();
            _running = true;
            _began = TimeProvider.System.GetTimestamp();
        }
    }

    public override void StepStarted(Step step)
    {
        lock (Gate)
            RowOf(step).Start(step);
    }

    public override void StepFinished(Step step, TimeSpan took, string? error)
    {
        lock (Gate)
            RowOf(step).Finish(step, took, error);
    }

    public override void Diagnostic(LogSeverity severity, string urn, string message) =>
        Above(() => base.Diagnostic(severity, urn, message));

    public override void ProgramOutput(string line) => Above(() => base.ProgramOutput(line));

    public override async Task SummaryAsync(RunResult result, bool preview)
    {
        lock (Gate)
        {
            _block.Erase();
            _running = false;
            _order.Sort((a, b) => string.CompareOrdinal(a.Urn, b.Urn));
            foreach (var (text, paint) in Tree(_ => true, withChanges: true))
                Line(text, paint);
            Output.WriteLine();
        }

        await base.SummaryAsync(result, preview).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        lock (Gate)
            _block.Erase();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Draws the tree as it is now.</summary>
    internal void Draw()
    {
        lock (Gate)
        {
            if (!_running)
                return;
            var (width, height) = _screen();
            var room = height - 6;
            var lines = Tree(_ => true, withChanges: false).ToList();

            // A tree that does not fit is cut down to the resources that are under way or have failed.
            if (lines.Count > room)
                lines =
                [
                    .. Tree(r => r.IsOpen, withChanges: false).Take(room),
                    ($"     {_order.Count(r => !r.IsOpen)} of {_order.Count} done", text => text),
                ];

            // Until the first step there is nothing else to see.
            var waited = TimeProvider.System.GetElapsedTime(_began);
            if (_order.Count == 0 && waited >= Patience)
                lines = [($"     the program runs, and the license is asked ({waited.TotalSeconds:0}s)", text => text)];

            _block.Draw([.. lines.Select(l => l.Paint(Columns.Cut(Filtered(l.Text), width - 1)))]);
        }
    }

    private Row RowOf(Step step)
    {
        if (_rows.TryGetValue(step.Urn, out var row))
            return row;
        row = new Row(step.Urn, (step.New ?? step.Old)?.Parent ?? "");
        _rows[step.Urn] = row;
        _order.Add(row);
        return row;
    }

    private IEnumerable<(string Text, Func<string, string> Paint)> Tree(Func<Row, bool> wanted, bool withChanges)
    {
        var shown = _order.Where(r => r.IsChange && wanted(r)).ToHashSet();
        foreach (var row in shown.ToList())
        {
            for (
                var parent = _rows.GetValueOrDefault(row.Parent);
                parent is not null && shown.Add(parent);
                parent = _rows.GetValueOrDefault(parent.Parent)
            ) { }
        }

        var children = shown.Where(r => _rows.ContainsKey(r.Parent)).ToLookup(r => r.Parent);
        return _order.Where(r => shown.Contains(r) && !_rows.ContainsKey(r.Parent)).SelectMany(r => Lines(r, 0));

        IEnumerable<(string Text, Func<string, string> Paint)> Lines(Row row, int depth)
        {
            yield return (row.Text(depth, IsPreview), text => row.Paint(Colors, text));
            if (withChanges)
            {
                foreach (var change in row.Changes)
                    yield return ($"       {new string(' ', depth * 3)}{change}", Colors.OfChange);
            }

            foreach (var line in children[row.Urn].SelectMany(c => Lines(c, depth + 1)))
                yield return line;
        }
    }

    private void Above(Action write)
    {
        lock (Gate)
        {
            _block.Erase();
            write();
        }
    }

    private sealed class Row(string urn, string parent)
    {
        private long _began;
        private StepOp _op;
        private bool _done;
        private TimeSpan _took;
        private string? _error;
        private bool _isReplaced;
        private bool _isCreated;
        private bool _isDeleted;

        public string Urn { get; } = urn;

        public string Parent { get; } = parent;

        public bool IsOpen => !_done || _error is not null;

        public bool IsChange => _op != StepOp.Same || _error is not null;

        public IReadOnlyList<string> Changes { get; private set; } = [];

        public void Start(Step step)
        {
            // The steps of a replacement share one row, which shows the latest step.
            (_op, _done, _began) = (step.Op, false, TimeProvider.System.GetTimestamp());
            _isReplaced |= step.Op is StepOp.Replace or StepOp.CreateReplacement or StepOp.DeleteReplaced;
            if (!step.Changes.IsEmpty)
                Changes = [.. StepText.Changes(step)];
        }

        public void Finish(Step step, TimeSpan took, string? error)
        {
            (_op, _done, _took, _error) = (step.Op, true, took, error);
            _isCreated |= error is null && step.Op == StepOp.CreateReplacement;
            _isDeleted |= error is null && step.Op == StepOp.DeleteReplaced;
        }

        /// <summary>The line in its colour.</summary>
        public string Paint(Colors colors, string text) => _error is null ? colors.Of(Shown, text) : colors.Of(LogSeverity.Error, text);

        /// <summary>What the row stands for: a replacement is one, whichever of its halves is under way.</summary>
        private StepOp Shown => _isReplaced ? StepOp.Replace : _op;

        public string Text(int depth, bool preview)
        {
            // A preview makes both halves at once, and an update is through with the second one.
            var op = preview || (_done && _isCreated && _isDeleted) ? Shown : _op;
            var name = PluginProtocol.Values.Urn.Parse(Urn);
            var status = (_error, _done) switch
            {
                ({ }, _) => $"**{StepText.Verb(op, preview, false)} failed**",
                (_, true) => StepText.Verb(op, preview, true) + (preview || op == StepOp.Same ? "" : $" ({_took.TotalSeconds:0.0}s)"),
                _ => $"{StepText.Verb(op, preview, false)} ({TimeProvider.System.GetElapsedTime(_began).TotalSeconds:0}s)",
            };
            return $" {StepText.Sign(Shown)} {new string(' ', depth * 3)}{(depth > 0 ? "└─ " : "")}{name.Type} {name.Name} {status}";
        }
    }
}
