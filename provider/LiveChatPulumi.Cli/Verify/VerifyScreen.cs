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
    private readonly RedrawnBlock? _block = output is null ? null : new RedrawnBlock(output);

    /// <summary>Shows what became of a check.</summary>
    public void Show(CheckResult result)
    {
        lock (_gate)
        {
            _results[result.Check] = result;
            _block?.Draw(Lines());
        }
    }

    /// <summary>Takes the table away: the report has all of it.</summary>
    public void Clear()
    {
        lock (_gate)
            _block?.Erase();
    }

    private List<string> Lines()
    {
        var (width, height) = screen();
        var results = checks.Select(c => _results[c]).ToList();
        var room = Math.Max(height - 3, 1);

        // What does not fit is cut down to what is not in order.
        var shown = results.Count <= room ? results : [.. results.Where(r => r.Verdict != CheckVerdict.Holds).Take(room - 1)];
        var lines = shown.Select(result =>
        {
            var miss = result.Mismatches.Count > 0 ? ": " + result.Mismatches[0].Text : "";
            return Columns.Cut(filter.Of($"  {result.Word, -8} {result.Check.Kind, -8} {result.Check.Name}{miss}"), width - 1);
        });
        return shown.Count == results.Count
            ? [.. lines]
            : [.. lines, $"  {results.Count(r => r.Verdict == CheckVerdict.Holds)} of {results.Count} hold"];
    }
}
