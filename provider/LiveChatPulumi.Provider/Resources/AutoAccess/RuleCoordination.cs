using LiveChatPulumi.Provider.Run;

namespace LiveChatPulumi.Provider.Resources.AutoAccess;

/// <summary>Coordinates the resources of one run that write routing rules: the license has one list, and they all write to it.</summary>
internal sealed class RuleCoordination(ProviderRun run) : IRunState<RuleCoordination>, IDisposable
{
    /// <summary>
    /// The note of a run that adds a rule to the end of the license's list. It stays until a list that stands last has gone
    /// behind that rule, because a run may fail in between.
    /// </summary>
    private const string Appended = "rules-appended";

    private readonly Lock _gate = new();
    private int _appending;
    private TaskCompletionSource? _appended;

    /// <summary>The turn at the license's list: each list of rules works on what the one before it left.</summary>
    public Turn Turn { get; } = new();

    /// <summary>True when this run adds a rule to the end of the list, or a run did that no list which stands last has followed.</summary>
    public bool HasAppends => Claims.Any(c => c.IsAppended) || run.Journal.HasNote(Appended);

    /// <summary>Rules of the program's list that stands last, in order; null when there is no such list.</summary>
    public IReadOnlyCollection<string>? LastList => Claims.FirstOrDefault(c => c is { IsList: true, Placement: RuleClaim.Last })?.Ids;

    private IEnumerable<RuleClaim> Claims => run.Claims.Find(RuleClaim.ClaimKind, RuleClaim.AllRules).Cast<RuleClaim>();

    public static RuleCoordination Create(ProviderRun run) => new(run);

    /// <summary>
    /// Begins to add a rule to the end of the list; disposing the result ends it. Null where the program has a list that
    /// stands last: then the rule has to take turns with that list, and go before it.
    /// </summary>
    public async Task<IDisposable?> TryBeginAppendAsync()
    {
        lock (_gate)
        {
            if (LastList is not null)
                return null;
            _appending++;
        }

        var append = new Append(this);
        try
        {
            await run.Journal.NoteAsync(Appended);
            return append;
        }
        catch
        {
            append.Dispose();
            throw;
        }
    }

    /// <summary>Ends when no rule is on its way to the end any more. Where a list stands last, no rule begins anew.</summary>
    public Task WhenAppended()
    {
        lock (_gate)
        {
            if (_appending == 0)
                return Task.CompletedTask;
            return (_appended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Records that the list which is to stand last does so.</summary>
    public Task RecordLastAsync() => run.Journal.RemoveNoteAsync(Appended);

    /// <summary>Records which rules a list has after an apply, in order.</summary>
    public void RecordRules(string urn, IReadOnlyCollection<string> ids)
    {
        if (Claims.FirstOrDefault(c => c.Urn == urn) is { } claim)
            run.Claims.Declare(urn, RuleClaim.ClaimKind, [claim with { Ids = ids }]);
    }

    /// <inheritdoc/>
    public void Dispose() => Turn.Dispose();

    private void EndAppend()
    {
        lock (_gate)
        {
            if (--_appending == 0)
                _appended?.TrySetResult();
        }
    }

    private sealed class Append(RuleCoordination coordination) : IDisposable
    {
        public void Dispose() => coordination.EndAppend();
    }
}
