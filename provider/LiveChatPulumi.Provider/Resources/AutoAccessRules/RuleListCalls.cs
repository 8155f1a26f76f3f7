using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Lifecycles;
using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Values;
using LiveChatPulumi.Routing;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>Makes the calls of plans, and remembers every list that they led through.</summary>
internal sealed class RuleListCalls(AutoAccessResource rules, ResourceContext context, OwnedRules owned)
{
    private readonly ProviderRun _run = context.Run;

    /// <summary>Digests of the lists before and after each call: a list that shows one of them is behind.</summary>
    private readonly HashSet<string> _ledThrough = new(StringComparer.Ordinal);

    /// <summary>The list as the last call that succeeded left it.</summary>
    private string? _last;

    /// <summary>The contents that were written.</summary>
    public RuleRewrites Rewrites { get; } = new();

    /// <summary>The number of calls that were made.</summary>
    public int Count { get; private set; }

    /// <summary>The call that is under way, in words; empty between calls.</summary>
    public string Current { get; private set; } = "";

    /// <summary>Lists the license's rules. A plan rests on what is asked for now, never on a list that others share.</summary>
    public async Task<RuleListing> ListAsync(CancellationToken cancellationToken) =>
        new(await rules.ListAsync(_run, PropertyObject.Empty, cancellationToken));

    /// <summary>The lists that the calls led through, and those of an earlier run that may still be shown.</summary>
    public UnseenLists UnseenLists(UnseenLists? earlier) =>
        Count == 0 && earlier is not null
            ? earlier
            : new(_run.Api.ServerTime, [.. _ledThrough.Union(earlier?.Digests ?? []).Where(d => d != _last)]);

    /// <summary>True for a list that the calls so far led through.</summary>
    public bool LedThrough(RuleListing listing) => _ledThrough.Contains(listing.Digest);

    /// <summary>The writer of the rule of that key.</summary>
    public ObjectWriter WriterOf(string key) => new(rules, context with { Name = key }) { RecordName = owned.RecordName(key) };

    /// <summary>Makes the calls of a plan; ends early, and gives false, where somebody took away what a call rests on.</summary>
    /// <exception cref="ApiException">A call failed for another reason.</exception>
    public async Task<bool> MakeAsync(RuleListPlan plan, RuleListing listing, CancellationToken cancellationToken)
    {
        await _run.Ledger.BaselineAsync(rules.Spec.Token, () => Task.FromResult<IReadOnlyCollection<string>>(listing.Ids));
        var ids = plan.Declared.Keys.Where(n => !listing.Has(n)).ToDictionary(n => n, _ => "", StringComparer.Ordinal);
        var order = listing.Ids.ToList();
        var contents = new Dictionary<string, string>(listing.Fingerprints, StringComparer.Ordinal);
        var spare = new SpareRules(plan, listing);
        foreach (var call in plan.Calls)
        {
            if (call is DeleteRule && spare.IsTaken(call.Rule))
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            LeadThrough(order, contents);
            Current = plan.Words(call, listing);
            try
            {
                await SendAsync(call, plan, ids, spare, cancellationToken);
            }
            catch (ApiException e) when (e.Type is ErrorTypes.NotFound or ErrorTypes.Validation)
            {
                if (LedThrough(await ListAsync(cancellationToken)))
                    throw;
                return false;
            }

            Count++;
            Follow(call, ids, order);
            if (call is not AddRule and not UpdateRule { Rewrites: true })
                continue;
            var id = IdOf(call.Rule, ids)!;
            Rewrites.Record(id, listing.Fingerprint(id));
            contents[id] = plan.Declared[call.Rule].Fingerprint;
        }

        LeadThrough(order, contents);
        Current = "";
        return true;
    }

    private async Task SendAsync(
        RuleCall call,
        RuleListPlan plan,
        Dictionary<string, string> ids,
        SpareRules spare,
        CancellationToken cancellationToken
    )
    {
        switch (call)
        {
            case AddRule add:
                ids[add.Rule] = await AddAsync(plan.Declared[add.Rule], IdOf(add.Next, ids), spare, cancellationToken);
                break;
            case UpdateRule update:
                var rule = update.Rewrites ? plan.Declared[update.Rule] : null;
                var next = update.Moves ? IdOf(update.Next, ids) ?? "" : null;
                await UpdateAsync(update.Rule, rule, next, cancellationToken);
                break;
            default:
                await DeleteAsync(call.Rule, cancellationToken);
                break;
        }
    }

    private async Task<string> AddAsync(DeclaredRule rule, string? next, SpareRules spare, CancellationToken cancellationToken)
    {
        if (owned.Ids.TryGetValue(rule.Key, out var known))
        {
            if (await TryRewriteAsync(known, rule, cancellationToken))
            {
                await UpdateAsync(known, null, next ?? "", cancellationToken);
                return known;
            }

            await _run.Journal.RemoveAsync(owned.RecordName(rule.Key));
        }

        if (spare.AreNeeded && spare.Take(rule) is { } id)
            return await TurnIntoAsync(id, rule, next, cancellationToken);
        try
        {
            var inputs = rule.Contents.With("nextId", PropertyValue.Of(next ?? ""));
            var created = await WriterOf(rule.Key).CreateAsync(inputs, cancellationToken);
            owned.Set(rule.Key, created.Id);
            return created.Id;
        }
        catch (ApiException e) when (e.Type == ErrorTypes.LimitReached && spare.Take(rule) is { } taken)
        {
            return await TurnIntoAsync(taken, rule, next, cancellationToken);
        }
    }

    /// <summary>Makes a rule that is to be deleted another one, where the license takes no more rules.</summary>
    private async Task<string> TurnIntoAsync(string id, DeclaredRule rule, string? next, CancellationToken cancellationToken)
    {
        await UpdateAsync(id, rule, next ?? "", cancellationToken);
        owned.Turn(id, rule.Key);
        return id;
    }

    /// <summary>
    /// Rewrites a rule whose id is known and that the list lacks. Either somebody deleted it, or the list is behind: a call that
    /// names no other rule tells. False when the rule is gone.
    /// </summary>
    private async Task<bool> TryRewriteAsync(string id, DeclaredRule rule, CancellationToken cancellationToken)
    {
        try
        {
            await UpdateAsync(id, rule, null, cancellationToken);
            return true;
        }
        catch (ApiException e) when (e.Type == ErrorTypes.NotFound)
        {
            return false;
        }
    }

    private Task UpdateAsync(string id, DeclaredRule? rule, string? next, CancellationToken cancellationToken)
    {
        // A member that is left out of an update stays as it was; so a description that the program dropped is sent as empty.
        var request = rule is null ? [] : ApiMapper.ToApi(AutoAccessSpec.Contents, rule.Contents);
        if (rule is not null)
            request["description"] ??= "";
        request["id"] = id;
        if (next is not null)
            request["next_id"] = next;
        return WriterOf(id)
            .ChangeAsync(
                next is null ? [id] : [id, next],
                token => _run.Api.CallAsync(ApiActions.UpdateAutoAccess, request, token),
                cancellationToken
            );
    }

    private async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await WriterOf(id).DeleteAsync(id, PropertyObject.Empty, cancellationToken);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // A rule that is gone is what was asked for.
        }

        _run.Ledger.RecordDeleted(rules.Spec.Token, id);
        await owned.ForgetAsync(id);
    }

    /// <summary>Does to the order what a call did to the license's.</summary>
    private static void Follow(RuleCall call, Dictionary<string, string> ids, List<string> order)
    {
        if (call is UpdateRule { Moves: false })
            return;
        var id = IdOf(call.Rule, ids)!;
        order.Remove(id);
        if (call is DeleteRule)
            return;
        var next = IdOf(call is AddRule add ? add.Next : ((UpdateRule)call).Next, ids);
        order.Insert(next is null ? order.Count : order.IndexOf(next), id);
    }

    /// <summary>The id of a rule that a plan names, where it is new.</summary>
    private static string? IdOf(string? name, Dictionary<string, string> ids) => name is null ? null : ids.GetValueOrDefault(name, name);

    private void LeadThrough(IReadOnlyList<string> order, IReadOnlyDictionary<string, string> contents)
    {
        _last = RuleListing.DigestOf(order, contents);
        _ledThrough.Add(_last);
    }
}
