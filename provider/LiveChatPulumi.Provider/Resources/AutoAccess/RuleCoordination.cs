using System.Collections.Concurrent;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Routing;

namespace LiveChatPulumi.Provider.Resources.AutoAccess;

/// <summary>Coordinates the resources of one run that write routing rules: the license has one list, and they all write to it.</summary>
internal sealed class RuleCoordination(ProviderRun run) : IRunState<RuleCoordination>, IDisposable
{
    /// <summary>
    /// The note of a run that adds a rule to the end of the license's list. It stays until a list that stands last has gone
    /// behind that rule, because a run may fail in between.
    /// </summary>
    private const string Appended = "rules-appended";

    private readonly ConcurrentDictionary<string, bool> _applied = new(StringComparer.Ordinal);

    /// <summary>
    /// The turn at the license's list: each list of rules works on what the writes before it left, and none comes between its calls.
    /// Single rules share a turn.
    /// </summary>
    public Turn Turn { get; } = new();

    /// <summary>True when this run adds a rule to the end of the list, or a run did that no list which stands last has followed.</summary>
    public bool HasAppends => Claims.Any(c => c.IsAppended) || run.Journal.HasNote(Appended);

    /// <summary>
    /// Rules of the program's list that stands last, in order; null when there is no such list, or it is yet to be brought there.
    /// </summary>
    public IReadOnlyCollection<string>? LastList => ListAt(RuleClaim.Last);

    private IEnumerable<RuleClaim> Claims => run.Claims.Find(RuleClaim.ClaimKind, RuleClaim.AllRules).Cast<RuleClaim>();

    public static RuleCoordination Create(ProviderRun run) => new(run);

    /// <summary>
    /// Rules of the program's list that stands right before a rule, in order; null when there is no such list, or it is yet to be brought
    /// there: then it goes behind whatever stands before that rule.
    /// </summary>
    public IReadOnlyCollection<string>? ListBefore(string rule) =>
        ListAt(Placement.Before(rule).ToString(), onlyApplied: run.Get<RuleMoves>().HasMoved(rule));

    /// <summary>True when this run puts a rule before another one, where a list may want to stand that was not known then.</summary>
    public bool PutsBefore(string rule) => Claims.Any(c => !c.IsList && c.Next == rule && (c.Ids.Count == 0 || c.Ids.Any(IsPut)));

    /// <summary>Records that a rule is added to the end of the list.</summary>
    public Task RecordAppendAsync() => run.Journal.NoteAsync(Appended);

    /// <summary>Records that the list which is to stand last does so.</summary>
    public Task RecordLastAsync() => run.Journal.RemoveNoteAsync(Appended);

    /// <summary>Records which rules a list has after an apply, in order.</summary>
    public void RecordRules(string urn, IReadOnlyCollection<string> ids)
    {
        _applied[urn] = true;
        if (Claims.FirstOrDefault(c => c.Urn == urn) is { } claim)
            run.Claims.Declare(urn, RuleClaim.ClaimKind, [claim with { Ids = ids, Stands = claim.Placement }]);
    }

    private bool IsPut(string rule) => run.Get<RuleMoves>().HasMoved(rule) || run.Ledger.WasCreated(AutoAccessSpec.Spec.Token, rule);

    /// <summary>The rules of the list that stands at a placement; where its anchor has moved, only an apply of this run tells.</summary>
    private IReadOnlyCollection<string>? ListAt(string placement, bool onlyApplied = false) =>
        Claims.FirstOrDefault(c => c.IsList && c.Stands == placement && (!onlyApplied || _applied.ContainsKey(c.Urn)))?.Ids;

    /// <inheritdoc/>
    public void Dispose() => Turn.Dispose();
}
