using System.Collections.Immutable;

namespace LiveChatPulumi.Routing;

/// <summary>A rule that a program declares by itself.</summary>
/// <param name="Rule">The rule under its id, or under a name of its own while the license does not have it.</param>
/// <param name="Before">Id or name of the rule that it has to stand before; null where it may stand anywhere.</param>
public sealed record DeclaredSingleRule(ListedRule Rule, string? Before);

/// <summary>A list of rules that a program declares.</summary>
/// <param name="Block">Its keys and its position.</param>
/// <param name="Rules">Its rules by key, each under the name that it has while the license does not have it.</param>
/// <param name="Ids">Ids of its rules by key, as the last run left them.</param>
public sealed record DeclaredRuleList(
    RuleBlock Block,
    IReadOnlyDictionary<string, ListedRule> Rules,
    IReadOnlyDictionary<string, string> Ids
);

/// <summary>The routing rules of a program.</summary>
/// <param name="Singles">Rules that are declared by themselves.</param>
/// <param name="Lists">Lists of rules.</param>
/// <param name="Removed">Ids of rules that the program declared before and declares no more.</param>
public sealed record RuleDeclarations(
    IReadOnlyList<DeclaredSingleRule> Singles,
    IReadOnlyList<DeclaredRuleList> Lists,
    IReadOnlySet<string> Removed
);

/// <summary>The license's rules as an apply of a program will leave them.</summary>
public sealed class RuleForecast
{
    private readonly IReadOnlyList<RoutingRule> _live;
    private readonly Dictionary<string, ListedRule> _rules;
    private List<string> _order;

    private RuleForecast(IReadOnlyList<RoutingRule> live)
    {
        _live = live;
        _order = [.. live.Select(r => r.Id)];
        _rules = live.ToDictionary(r => r.Id, r => new ListedRule(r), StringComparer.Ordinal);
    }

    /// <summary>Gives the rules in their order with the changes to each. Deleted rules stand at the end.</summary>
    /// <param name="live">The license's rules in their order.</param>
    /// <param name="declared">The program's rules.</param>
    public static ImmutableArray<ListedRule> Of(IReadOnlyList<RoutingRule> live, RuleDeclarations declared)
    {
        var forecast = new RuleForecast(live);
        foreach (var rule in declared.Singles)
            forecast.Put(rule);
        foreach (var list in declared.Lists)
            forecast.Put(list);
        forecast._order.RemoveAll(declared.Removed.Contains);
        return forecast.Compare();
    }

    /// <summary>Moves a single rule only where it does not stand before the rule that it has to stand before.</summary>
    private void Put(DeclaredSingleRule declared)
    {
        var id = declared.Rule.Rule.Id;
        _rules[id] = declared.Rule;
        var (from, to) = (_order.IndexOf(id), declared.Before is null ? -1 : _order.IndexOf(declared.Before));
        if (from >= 0 && (to < 0 || from < to))
            return;
        _order.Remove(id);
        _order.Insert(to < 0 ? _order.Count : to, id);
    }

    private void Put(DeclaredRuleList list)
    {
        var ids = RuleBlock.Rename(
            list.Ids,
            list.Block.Keys,
            (key, id) => _rules.TryGetValue(id, out var known) && known.HasContentsOf(list.Rules[key])
        );
        var goal = list.Block.PutInto(_order, ids, key => list.Rules[key].Rule.Id);
        for (var i = 0; i < goal.Names.Length; i++)
        {
            var declared = list.Rules[list.Block.Keys[i]];
            _rules[goal.Names[i]] = declared with { Rule = declared.Rule with { Id = goal.Names[i] } };
        }

        // The apply will refuse a placement that names a missing rule. The rules are shown first until it does.
        _order = [.. goal.Order ?? [.. goal.Names, .. goal.Others]];
    }

    private ImmutableArray<ListedRule> Compare()
    {
        var indexes = _live.Select((rule, i) => (rule.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
        var kept = _order.Where(indexes.ContainsKey).ToList();
        var unmoved = LongestRun.Of([.. kept.Select(id => indexes[id])]).Select(i => kept[i]).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. _order.Select(id => _rules[id] with { Changes = ChangesTo(id) }),
            .. _live.Where(r => !_order.Contains(r.Id)).Select(r => new ListedRule(r, RuleChanges.Deleted)),
        ];

        RuleChanges ChangesTo(string id) =>
            !indexes.TryGetValue(id, out var index)
                ? RuleChanges.Added
                : (_rules[id].HasContentsOf(new ListedRule(_live[index])) ? RuleChanges.None : RuleChanges.Rewritten)
                    | (unmoved.Contains(id) ? RuleChanges.None : RuleChanges.Moved);
    }
}
