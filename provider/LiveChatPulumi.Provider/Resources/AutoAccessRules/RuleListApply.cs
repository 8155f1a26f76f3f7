using System.Security.Cryptography;
using System.Text;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Values;
using LiveChatPulumi.Routing;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>The list did not come to rest: what an apply wanted, and what it found.</summary>
internal sealed class RuleListException(string message) : Exception(message);

/// <summary>
/// One apply of a list of rules: reads the list, makes the calls of the plan, reads again. A list that is one of those
/// that its own calls led through is behind and waited for; any other was changed by somebody else meanwhile, and the
/// plan is computed anew, a few times. Nothing is ever added twice: see <see cref="OwnedRules"/>.
/// </summary>
internal sealed class RuleListApply(
    Session session,
    AutoAccessResource rules,
    string urn,
    TimeSpan bound,
    OwnedRules owned,
    DeclaredRules declared
)
{
    /// <summary>The first plan, and three more.</summary>
    private const int Rounds = 4;

    /// <summary>Lists that the apply itself led through: what a list shows that is behind.</summary>
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    /// <summary>Rules that were written, by id: how often, and what the license showed before and after.</summary>
    private readonly Dictionary<string, Rewrite> _rewrites = new(StringComparer.Ordinal);
    private readonly HashSet<(string Id, string Fingerprint)> _accepted = [];

    /// <summary>Calls that have been made.</summary>
    public int Calls { get; private set; }

    /// <summary>What is under way, in words, for messages; empty between calls.</summary>
    public string Current { get; private set; } = "";

    /// <summary>Rules that LiveChat keeps in a form of its own.</summary>
    public IEnumerable<string> KeptInAnotherForm => _accepted.Select(a => a.Id);

    /// <summary>Brings the list into order and waits until the license shows it.</summary>
    /// <param name="resumes">True when an earlier run made the calls, and did not see them take effect: what it made is waited for before anything is written.</param>
    /// <param name="cancellationToken">Gives up between calls.</param>
    /// <exception cref="ApiException">A call failed.</exception>
    /// <exception cref="RuleListException">The list does not show what was written, or somebody else keeps changing it.</exception>
    public async Task<RuleListing> RunAsync(bool resumes, CancellationToken cancellationToken)
    {
        await RecoverAsync(cancellationToken).ConfigureAwait(false);
        var rounds = 0;
        var last = session.Time.GetTimestamp();
        for (var delay = Lifecycle.FirstWait; ; delay = Lifecycle.Longer(delay))
        {
            var listing = await ListAsync(cancellationToken).ConfigureAwait(false);
            owned.Rename(declared.Rules, listing.Fingerprint);
            var plan = RuleListPlan.Of(listing, declared, owned.Ids, (id, rule) => IsAsDeclared(listing, id, rule));

            // Other resources of this run make rules as well: a list without them says nothing of the order.
            var lacks = session.CreatedHere(rules.Spec.Token).Any(id => !listing.Has(id) && !owned.Ids.Values.Contains(id));
            if (plan.Calls.IsEmpty && !lacks)
                return listing;
            var isBehind =
                lacks
                || (
                    rounds > 0
                        ? _own.Contains(Fingerprint(listing))
                        : resumes && declared.Rules.Any(r => owned.Ids.TryGetValue(r.Key, out var id) && !listing.Has(id))
                );
            if (isBehind)
            {
                // Nobody waits until what is gone is gone from the lists.
                if (declared.Rules.IsEmpty)
                    return listing;
                var waited = session.Time.GetElapsedTime(last);
                if (waited >= bound && plan.Calls.IsEmpty)
                    return listing;
                if (waited >= bound && rounds > 0)
                    return bound == TimeSpan.Zero
                        ? listing
                        : throw new RuleListException($"LiveChat does not show it within {bound.TotalSeconds:0} s");
                if (waited < bound)
                {
                    await session
                        .Waits.DelayAsync(waited + delay < bound ? delay : bound - waited, cancellationToken)
                        .ConfigureAwait(false);
                    continue;
                }
            }

            if (rounds++ == Rounds)
                throw new RuleListException(
                    $"somebody else keeps changing the list: it was brought into order {Rounds} times. Wanted: {Order(plan.Goal, plan, listing)}. Found: {Order(listing.Ids, plan, listing)}"
                );
            await ExecuteAsync(plan, listing, cancellationToken).ConfigureAwait(false);
            (last, delay) = (session.Time.GetTimestamp(), Lifecycle.FirstWait);
        }
    }

    /// <summary>Creates that a cut off run left open, and rules that it made and the program does not say any more, are the list's own.</summary>
    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, _) in owned.Unsaved().Where(u => u.Record.Id is null).ToList())
        {
            if (await Part(key).RecoverPartAsync(PropertyObject.Empty, cancellationToken).ConfigureAwait(false) is { } id)
                owned.Set(key, id);
            else
                session.Journal.Remove(owned.RecordName(key));
        }
    }

    private async Task ExecuteAsync(RuleListPlan plan, RuleListing listing, CancellationToken cancellationToken)
    {
        var ids = plan.Declared.Keys.Where(n => !listing.Has(n)).ToDictionary(n => n, _ => "", StringComparer.Ordinal);
        string? Id(string? name) => name is null ? null : ids.GetValueOrDefault(name, name);
        var order = listing.Ids.ToList();
        var contents = new Dictionary<string, string>(listing.Fingerprints, StringComparer.Ordinal);
        await session
            .BaselineAsync(rules.Spec.Token, () => Task.FromResult<IReadOnlyCollection<string>>(listing.Ids))
            .ConfigureAwait(false);
        foreach (var call in plan.Calls)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _own.Add(Fingerprint(order, contents));
            Current = plan.Words(call, listing);
            try
            {
                if (call is AddRule add)
                    ids[add.Rule] = await AddAsync(plan.Declared[add.Rule], Id(add.Next), cancellationToken).ConfigureAwait(false);
                else if (call is UpdateRule update)
                    await UpdateAsync(
                            update.Rule,
                            update.Rewrites ? plan.Declared[update.Rule] : null,
                            update.Moves ? Id(update.Next) ?? "" : null,
                            cancellationToken
                        )
                        .ConfigureAwait(false);
                else
                    await DeleteAsync(call.Rule).ConfigureAwait(false);
            }
            catch (ApiException e) when (e.Type is ErrorTypes.NotFound or ErrorTypes.Validation)
            {
                // Somebody may have taken away what the call rests on: then the list is read again, and the plan made anew.
                if (_own.Contains(Fingerprint(await ListAsync(cancellationToken).ConfigureAwait(false))))
                    throw;
                return;
            }

            Calls++;
            Take(
                call,
                Id(call.Rule)!,
                call switch
                {
                    AddRule a => Id(a.Next),
                    UpdateRule u => Id(u.Next),
                    _ => null,
                },
                order
            );
            if (call is not AddRule and not UpdateRule { Rewrites: true })
                continue;
            NoteRewrite(Id(call.Rule)!, listing.Fingerprint(call.Rule));
            contents[Id(call.Rule)!] = plan.Declared[call.Rule].Fingerprint;
        }

        _own.Add(Fingerprint(order, contents));
        Current = "";
    }

    private async Task<string> AddAsync(DeclaredRule rule, string? next, CancellationToken cancellationToken)
    {
        if (owned.Ids.TryGetValue(rule.Key, out var known))
        {
            if (await TryRewriteAsync(known, rule, cancellationToken).ConfigureAwait(false))
            {
                await UpdateAsync(known, null, next ?? "", cancellationToken).ConfigureAwait(false);
                return known;
            }

            session.Journal.Remove(owned.RecordName(rule.Key));
        }

        var id = await Part(rule.Key)
            .AddPartAsync(rule.Contents.With("nextId", PropertyValue.Of(next ?? "")), cancellationToken)
            .ConfigureAwait(false);
        owned.Set(rule.Key, id);
        return id;
    }

    /// <summary>A rule whose id is known and that the list lacks was deleted by somebody, or the list is behind: a call that names no other rule tells. False when the rule is gone.</summary>
    private async Task<bool> TryRewriteAsync(string id, DeclaredRule rule, CancellationToken cancellationToken)
    {
        try
        {
            await UpdateAsync(id, rule, null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ApiException e) when (e.Type == ErrorTypes.NotFound)
        {
            return false;
        }
    }

    private Task UpdateAsync(string id, DeclaredRule? rule, string? next, CancellationToken cancellationToken)
    {
        // What is left out of an update stays as it was; so a description that the program dropped is sent as empty.
        var request = rule is null ? [] : ApiMapper.ToApi(AutoAccessSpec.Contents, rule.Contents);
        if (rule is not null)
            request["description"] ??= "";
        request["id"] = id;
        if (next is not null)
            request["next_id"] = next;
        return Part(id)
            .ChangePartAsync(
                next is null ? [id] : [id, next],
                () => session.Api.CallAsync(ApiActions.UpdateAutoAccess, request, session.WritesCancelled),
                cancellationToken
            );
    }

    private async Task DeleteAsync(string id)
    {
        try
        {
            await Part(id).DeletePartAsync(id).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // Gone is what was asked for.
        }

        session.Lists.NoteDeleted(rules.Spec.Token, id);
        owned.Forget(id);
    }

    private static void Take(RuleCall call, string id, string? next, List<string> order)
    {
        if (call is UpdateRule { Moves: false })
            return;
        order.Remove(id);
        if (call is not DeleteRule)
            order.Insert(next is null ? order.Count : order.IndexOf(next), id);
    }

    /// <summary>A server may keep a rule in a form of its own: what it shows again after the same rule was written twice is taken for that.</summary>
    private bool IsAsDeclared(RuleListing listing, string id, DeclaredRule rule)
    {
        var shown = listing.Fingerprint(id)!;
        if (shown == rule.Fingerprint || _accepted.Contains((id, shown)))
            return true;
        if (!_rewrites.TryGetValue(id, out var rewrite) || shown == rewrite.Before)
            return false;
        if (rewrite.Times > 1 && shown == rewrite.After)
            return _accepted.Add((id, shown));
        _rewrites[id] = rewrite with { After = shown };
        return false;
    }

    private void NoteRewrite(string id, string? before) =>
        _rewrites[id] = _rewrites.TryGetValue(id, out var earlier)
            ? earlier with
            {
                Times = earlier.Times + 1,
            }
            : new Rewrite(1, before, null);

    private async Task<RuleListing> ListAsync(CancellationToken cancellationToken)
    {
        // A plan rests on what is asked for now, never on a list that others share.
        return new RuleListing(await rules.ListAsync(session, PropertyObject.Empty, cancellationToken).ConfigureAwait(false));
    }

    private Lifecycle Part(string key) => new(session, rules, urn, key) { RecordName = owned.RecordName(key) };

    private static string Fingerprint(RuleListing listing) => Fingerprint(listing.Ids, listing.Fingerprints);

    /// <summary>A list as a digest: one is kept for each call, and lists are long.</summary>
    private static string Fingerprint(IReadOnlyList<string> order, IReadOnlyDictionary<string, string> contents) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', order.Select(id => id + "=" + contents[id])))));

    private static string Order(IReadOnlyList<string> rules, RuleListPlan plan, RuleListing listing)
    {
        const int Shown = 40;
        var names = string.Join(", ", rules.Take(Shown).Select(r => plan.Name(r, listing)));
        return rules.Count > Shown ? $"{names} and {rules.Count - Shown} more" : names;
    }

    private sealed record Rewrite(int Times, string? Before, string? After);
}
