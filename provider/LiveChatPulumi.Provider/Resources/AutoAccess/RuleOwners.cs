using LiveChatPulumi.Provider.Journal;

namespace LiveChatPulumi.Provider.Resources.AutoAccess;

/// <summary>What a resource of the program has to do with routing rules.</summary>
/// <param name="Urn">The resource.</param>
/// <param name="Ids">Rules of its own that exist already, in the order of a list.</param>
/// <param name="IsList">True for a list of rules, false for a single rule.</param>
/// <param name="IsExclusive">True for a list that deletes what it does not declare.</param>
/// <param name="Place">Where a list wants to stand, in words; null where that is not known yet, and for a single rule.</param>
internal sealed record RuleClaim(string Urn, IReadOnlyCollection<string> Ids, bool IsList, bool IsExclusive, string? Place)
{
    /// <summary>The place of a list that comes after all other rules.</summary>
    public const string Last = "last";

    /// <summary>The rule that a single rule has to stand before, or null.</summary>
    public string? Next { get; init; }

    /// <summary>True for a single rule that is new and has no place of its own: it goes to the end.</summary>
    public bool Appends => !IsList && Ids.Count == 0 && Next is null;
}

/// <summary>Who declares which routing rule: with two owners each apply would undo the other's.</summary>
internal sealed class RuleOwners(CreateJournal journal)
{
    /// <summary>Noted from the first rule that goes to the end of the license until a list that stands last has gone behind it: a run may fail in between.</summary>
    private const string Appended = "rules-appended";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, RuleClaim> _claims = new(StringComparer.Ordinal);
    private bool _appends;
    private int _appending;
    private TaskCompletionSource? _appended;

    /// <summary>Notes a claim, in place of the resource's earlier one; gives what another resource of the program has against it, or null.</summary>
    public string? Claim(RuleClaim claim)
    {
        lock (_gate)
        {
            _claims[claim.Urn] = claim;
            _appends |= claim.Appends;
            return _claims.Values.Where(c => c.Urn != claim.Urn).Select(other => Conflict(claim, other)).FirstOrDefault(c => c is not null);
        }
    }

    /// <summary>The list that a rule belongs to, by its URN, or null.</summary>
    public string? ListOf(string rule)
    {
        lock (_gate)
            return _claims.Values.FirstOrDefault(c => c.IsList && c.Ids.Contains(rule))?.Urn;
    }

    /// <summary>True when this run adds a rule to the end of the list, or a run did that no list which stands last has followed.</summary>
    public bool Appends
    {
        get
        {
            lock (_gate)
                return _appends || journal.HasNote(Appended);
        }
    }

    /// <summary>Rules of the program's list that stands last, in order; null when there is no such list.</summary>
    public IReadOnlyCollection<string>? LastList
    {
        get
        {
            lock (_gate)
                return _claims.Values.FirstOrDefault(c => c is { IsList: true, Place: RuleClaim.Last })?.Ids;
        }
    }

    /// <summary>
    /// Begins to add a rule to the end of the list; false where the program has a list that stands last: then the rule
    /// has to take turns with that list, and go before it.
    /// </summary>
    public bool TryBeginAppend()
    {
        lock (_gate)
        {
            if (LastList is not null)
                return false;
            journal.Note(Appended);
            _appending++;
            return true;
        }
    }

    /// <summary>Ends what <see cref="TryBeginAppend"/> began.</summary>
    public void EndAppend()
    {
        lock (_gate)
        {
            if (--_appending == 0)
                _appended?.TrySetResult();
        }
    }

    /// <summary>Ends when no rule is on its way to the end any more. Where a list stands last, none begins anew.</summary>
    public Task WhenAppended()
    {
        lock (_gate)
            return _appending == 0
                ? Task.CompletedTask
                : (_appended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>Notes that the list which is to stand last does so.</summary>
    public void NoteLast() => journal.RemoveNote(Appended);

    /// <summary>Notes which rules a list has after an apply, in order.</summary>
    public void NoteRules(string urn, IReadOnlyCollection<string> ids)
    {
        lock (_gate)
        {
            if (_claims.TryGetValue(urn, out var claim))
                _claims[urn] = claim with { Ids = ids };
        }
    }

    private static string? Conflict(RuleClaim a, RuleClaim b)
    {
        var (list, other) = a.IsList ? (a, b) : (b, a);
        if (!list.IsList)
            return null;
        if (list.Ids.Intersect(other.Ids).FirstOrDefault() is { } rule)
            return $"The rule {rule} is declared twice: by {Name(list)} and by {Name(other)}. Each apply would undo the other's. To leave it to the list, take {Name(other)} out of the program, and out of the state without deleting the rule: pulumi state delete '{other.Urn}'.";
        if (other.Next is { } next && list.Ids.Contains(next))
            return $"{Name(other)} is to stand before rule {next}, which belongs to {Name(list)}: the rules of a list stand together. Declare this rule in the list, or give the list another placement.";
        if (list.IsExclusive || other.IsExclusive)
            return $"{Name(list.IsExclusive ? list : other)} is exclusive: it deletes rules that it does not declare, and with them those of {Name(list.IsExclusive ? other : list)}. Declare all of them in the one list, or set its mode to managed.";
        return other.IsList && list.Place is not null && list.Place == other.Place
            ? $"{Name(list)} and {Name(other)} both want to stand {list.Place}. Give one of them another placement."
            : null;
    }

    private static string Name(RuleClaim claim) => $"{(claim.IsList ? "AutoAccessRules" : "AutoAccess")} '{claim.Urn.Split("::")[^1]}'";
}
