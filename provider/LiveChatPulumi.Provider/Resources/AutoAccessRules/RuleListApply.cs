using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Lifecycles;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Routing;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>
/// An apply that could not bring the list into order; the message has the order that was wanted and the one that was found.
/// </summary>
internal sealed class RuleListException(string message) : Exception(message);

/// <summary>
/// One apply of a list of rules: waits until reads show what else this run has written, reads the list, makes the calls of the
/// plan, reads again. No other resource of the run writes rules meanwhile. A list that is one of those that its own calls led
/// through is behind and waited for; any other was changed by somebody else meanwhile, and the plan is computed anew, a few
/// times. Nothing is ever added twice: see <see cref="OwnedRules"/>.
/// </summary>
internal sealed class RuleListApply(
    AutoAccessResource rules,
    ResourceContext context,
    OwnedRules owned,
    DeclaredRules declared,
    UnseenLists? earlier
)
{
    /// <summary>The first plan, and three more.</summary>
    private const int Rounds = 4;

    /// <summary>Rules that a message names at most.</summary>
    private const int NamedRules = 40;

    private readonly RuleListCalls _calls = new(rules, context, owned);
    private readonly ProviderRun _run = context.Run;

    /// <summary>The rules that the program declares.</summary>
    public DeclaredRules Declared => declared;

    /// <summary>Ids of the declared rules, in order; all are known after an apply.</summary>
    public IReadOnlyCollection<string> RuleIds => [.. declared.Rules.Select(r => owned.Ids[r.Key])];

    /// <summary>The number of calls that were made.</summary>
    public int Calls => _calls.Count;

    /// <summary>The call that is under way, in words, for messages; empty between calls.</summary>
    public string Current => _calls.Current;

    /// <summary>Rules that LiveChat keeps in a form of its own.</summary>
    public IEnumerable<string> KeptInAnotherForm => _calls.Rewrites.KeptInAnotherForm;

    /// <summary>What the state has to remember of the calls that were made.</summary>
    public UnseenLists UnseenLists => _calls.UnseenLists(earlier);

    /// <summary>
    /// Brings the list into order. Unless calls count as done when they are accepted, waits until the license shows it.
    /// </summary>
    /// <param name="resumes">
    /// True when an earlier run made the calls, and did not see them take effect: they are waited for before anything is written.
    /// </param>
    /// <param name="cancellationToken">Gives up between calls.</param>
    /// <exception cref="ApiException">A call failed.</exception>
    /// <exception cref="RuleListException">The list does not show what was written, or somebody else keeps changing it.</exception>
    public async Task<RuleListing> RunAsync(bool resumes, CancellationToken cancellationToken)
    {
        await RecoverAsync(cancellationToken);
        if (!declared.Rules.IsEmpty)
            await _run.OwnWrites.UntilShownAsync(rules.Spec.Token, cancellationToken);
        var rounds = 0;
        var allMade = false;
        var poll = _run.Waiting.Poll(context.Bound);
        while (true)
        {
            var listing = await _calls.ListAsync(cancellationToken);
            owned.Rename(declared.Rules, listing.Fingerprint);
            var plan = RuleListPlan.Of(listing, declared, owned.Ids, (id, rule) => _calls.Rewrites.IsAsDeclared(listing, id, rule));
            var isOlder = !declared.Rules.IsEmpty && IsOlderThanOurWrites(listing);
            if (plan.Calls.IsEmpty && !isOlder)
                return listing;
            if (isOlder || IsBehind(listing, rounds, resumes))
            {
                if (allMade && _run.Options.Readiness == Readiness.Accepted && _calls.LedThrough(listing))
                    return listing;

                // On delete we do not wait for the deleted rules to disappear from list answers.
                if (declared.Rules.IsEmpty && rounds > 0)
                    return listing;
                if (await poll.NextAsync(cancellationToken))
                    continue;
                if (plan.Calls.IsEmpty || (rounds > 0 && context.Bound == TimeSpan.Zero))
                    return listing;
                if (rounds > 0)
                    throw new RuleListException($"LiveChat does not show it within {context.Bound.TotalSeconds:0} s");
            }

            if (rounds++ == Rounds)
                throw KeepsChanging(plan, listing);
            if (rounds == 1)
                RefuseTwins(plan, listing);
            allMade = await _calls.MakeAsync(plan, listing, cancellationToken);
            poll.Restart();
        }
    }

    /// <summary>Refuses to add a rule that the license has already, where nothing tells whose it is.</summary>
    private void RefuseTwins(RuleListPlan plan, RuleListing listing)
    {
        if (_run.Options.AllowTwins || declared.IsExclusive)
            return;
        foreach (var add in plan.Calls.OfType<AddRule>())
        {
            var twin = plan.Others.FirstOrDefault(o =>
                listing.Has(o)
                && listing.Fingerprint(o) == plan.Declared[add.Rule].Fingerprint
                && !Twins.IsKnown(context, rules.Spec.Token, o)
            );
            if (twin is not null)
                throw Twins.Refusal(
                    $"adding rule '{plan.Declared[add.Rule].Key}' of '{context.Name}'",
                    "rule",
                    twin,
                    "import the list with its rules, or delete it in LiveChat",
                    context.Urn
                );
        }
    }

    /// <summary>
    /// Other resources of this run create and delete rules as well: a list without the new ones, or with those that are gone, says
    /// nothing of the order.
    /// </summary>
    private bool IsOlderThanOurWrites(RuleListing listing) =>
        _run.Ledger.NewIds(rules.Spec.Token).Any(id => !listing.Has(id) && !owned.Ids.Values.Contains(id))
        || listing.Ids.Any(id => _run.Ledger.WasDeleted(rules.Spec.Token, id));

    private bool IsBehind(RuleListing listing, int rounds, bool resumes) =>
        rounds > 0
            ? _calls.LedThrough(listing)
            : (resumes && LacksOwnRules(listing)) || earlier?.IsBehind(listing, _run.Api.ServerTime, context.Bound) == true;

    private bool LacksOwnRules(RuleListing listing) =>
        declared.Rules.Any(r => owned.Ids.TryGetValue(r.Key, out var id) && !listing.Has(id));

    /// <summary>
    /// Takes the results of creates that a cut off run left open,
    /// and of rules that the program does not declare any more, as the list's own.
    /// </summary>
    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, record) in owned.Unsaved().Where(u => u.Record.Id is null).ToList())
        {
            var text =
                $"An earlier create of rule '{key}' was cut off. What it may have made is looked for before it is sent again, "
                + $"for {_run.Ledger.LookupBound(rules.Spec.Token, context.Bound).TotalSeconds:0} s at most.";
            await _run.Log.WriteAsync(LogSeverity.Info, context.Urn, text, cancellationToken);
            if (await _calls.WriterOf(key).FindLostCreateAsync(record, PropertyObject.Empty, cancellationToken) is { } id)
                owned.Set(key, id);
            else
                await _run.Journal.RemoveAsync(owned.RecordName(key));
        }
    }

    private static RuleListException KeepsChanging(RuleListPlan plan, RuleListing listing) =>
        new(
            $"somebody else keeps changing the list: it was brought into order {Rounds} times. "
                + $"Wanted: {Order(plan.Goal, plan, listing)}. Found: {Order(listing.Ids, plan, listing)}"
        );

    private static string Order(IReadOnlyList<string> rules, RuleListPlan plan, RuleListing listing)
    {
        var names = string.Join(", ", rules.Take(NamedRules).Select(r => plan.Name(r, listing)));
        return rules.Count > NamedRules ? $"{names} and {rules.Count - NamedRules} more" : names;
    }
}
