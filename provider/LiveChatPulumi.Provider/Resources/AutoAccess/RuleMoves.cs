using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Routing;

namespace LiveChatPulumi.Provider.Resources.AutoAccess;

/// <summary>
/// What the moves of one run do to the order of rules. A rule that is moved up can pass one that had to stand before
/// it, though nothing in that one's inputs changes; the engine asks for the difference of each rule after that of the
/// rule it refers to, so by then it is known here. Preview and update come to the same answers.
/// </summary>
internal sealed class RuleMoves : IRunState<RuleMoves>
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _moved = new(StringComparer.Ordinal);
    private List<string>? _order;
    private Task? _loaded;

    public static RuleMoves Create(ProviderRun run) => new();

    /// <summary>Takes the order from which the run starts, once.</summary>
    public Task LoadAsync(Func<Task<RuleChain>> readAsync)
    {
        lock (_gate)
            return _loaded is null or { IsFaulted: true } or { IsCanceled: true } ? _loaded = TakeAsync(readAsync) : _loaded;
    }

    /// <summary>Notes that a rule has to stand before another one; true when it does not, so that this run moves it.</summary>
    public bool Place(string rule, string next)
    {
        lock (_gate)
        {
            if (
                _order is null
                || _order.IndexOf(next) is not (>= 0 and var at)
                || _order.IndexOf(rule) is not (>= 0 and var from)
                || from < at
            )
                return false;
            _order.RemoveAt(from);
            _order.Insert(at, rule);
            _moved.Add(rule);
            return true;
        }
    }

    /// <summary>Notes a new rule.</summary>
    public void Insert(string rule, string? next)
    {
        lock (_gate)
        {
            if (_order is null || _order.Contains(rule))
                return;
            var at = next is null ? -1 : _order.IndexOf(next);
            _order.Insert(at < 0 ? _order.Count : at, rule);
        }
    }

    /// <summary>True when this run has moved a rule.</summary>
    public bool HasMoved(string rule)
    {
        lock (_gate)
            return _moved.Contains(rule);
    }

    private async Task TakeAsync(Func<Task<RuleChain>> readAsync)
    {
        var order = (await readAsync()).InOrder.Select(r => r.Id).ToList();
        lock (_gate)
            _order = order;
    }
}
