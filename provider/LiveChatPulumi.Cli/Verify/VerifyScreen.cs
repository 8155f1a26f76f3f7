using PluginProtocol.Text;

namespace LiveChatPulumi.Cli.Verify;

/// <summary>The checks while they are looked at: a table that is redrawn, on a terminal. Elsewhere the report is enough.</summary>
/// <param name="output">The terminal; null for none.</param>
/// <param name="filter">What people read passes it.</param>
/// <param name="checks">The checks.</param>
/// <param name="screen">Columns and lines of the terminal.</param>
internal sealed class VerifyScreen(
    TextWriter? output,
    MessageFilter filter,
    IReadOnlyList<Check> checks,
    Func<(int Width, int Height)> screen
)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Check, CheckResult> _results = new(
        checks.Select(c => KeyValuePair.Create(c, new CheckResult(c, CheckVerdict.Waiting))),
        ReferenceEqualityComparer.Instance
    );
    private int _drawn;

    /// <summary>Shows what became of a check.</summary>
    public void Show(CheckResult result)
    {
        lock (_gate)
        {
            _results[result.Check] = result;
            if (output is not null)
                Draw(output);
        }
    }

    /// <summary>Takes the table away: the report has all of it.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (output is not null)
                Erase(output);
        }
    }

    private void Draw(TextWriter terminal)
    {
        Erase(terminal);
        var (width, height) = screen();
        var results = checks.Select(c => _results[c]).ToList();
        var room = Math.Max(height - 3, 1);

        // What does not fit is cut down to what is not in order.
        var shown = results.Count <= room ? results : [.. results.Where(r => r.Verdict != CheckVerdict.Holds).Take(room - 1)];
        foreach (var result in shown)
        {
            var miss = result.Mismatches.Count > 0 ? ": " + result.Mismatches[0].Text : "";
            var line = filter.Of($"  {result.Word, -8} {result.Check.Kind, -8} {result.Check.Name}{miss}");
            terminal.WriteLine(Columns.Cut(line, width - 1));
        }

        _drawn = shown.Count;
        if (shown.Count == results.Count)
            return;
        terminal.WriteLine($"  {results.Count(r => r.Verdict == CheckVerdict.Holds)} of {results.Count} hold");
        _drawn++;
    }

    private void Erase(TextWriter terminal)
    {
        if (_drawn > 0)
            terminal.Write($"\u001b[{_drawn}A\u001b[0J");
        _drawn = 0;
    }
}
