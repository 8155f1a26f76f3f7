using System.Collections.Immutable;

namespace LiveChatPulumi.Routing;

/// <summary>
/// The calls that make a broken list whole, in the order in which it is read. An update that places a rule before
/// another one links whatever pointed at that one to the rule, and whatever pointed at the rule to what followed it; so
/// from the tail up each rule whose link is wrong is placed anew, and the tail behind it stays right.
/// </summary>
public static class RuleRepair
{
    /// <summary>Plans; nothing for a list in order.</summary>
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
