using System.Collections.Immutable;

namespace LiveChatPulumi.Routing;

/// <summary>
/// Plans the calls that repair a broken list in the order in which it is read. An update that moves a rule before another
/// one changes two kinds of links: those to the other one lead to the rule, and those to the rule lead to its old successor.
/// So each rule with a wrong link is moved, from the end up, and the links behind it stay right.
/// </summary>
public static class RuleRepair
{
    /// <summary>Plans the calls. A list in order needs none.</summary>
    public static ImmutableArray<RuleCall> Of(RuleChain chain)
    {
        if (chain.Problems.IsEmpty)
            return [];
        var calls = ImmutableArray.CreateBuilder<RuleCall>();
        var links = chain.InOrder.ToDictionary(r => r.Id, r => r.NextId, StringComparer.Ordinal);
        var ids = chain.Ids;
        for (var i = ids.Count - 1; i >= 0; i--)
        {
            var (rule, next) = (ids[i], i + 1 < ids.Count ? ids[i + 1] : "");
            if (links[rule] == next && !ids.Any(r => r != rule && links[r] == next))
                continue;
            calls.Add(new UpdateRule(rule, Rewrites: false, Moves: true, next.Length > 0 ? next : null));
            foreach (var before in ids.Where(r => links[r] == rule).ToList())
                links[before] = links[rule];
            foreach (var before in ids.Where(r => links[r] == next).ToList())
                links[before] = rule;
            links[rule] = next;
        }

        return calls.ToImmutable();
    }
}
