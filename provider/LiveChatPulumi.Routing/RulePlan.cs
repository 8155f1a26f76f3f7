using System.Collections.Immutable;

namespace LiveChatPulumi.Routing;

/// <summary>One call that brings a list of rules nearer to its goal.</summary>
/// <param name="Rule">The rule's name in the plan: its id, or for a rule to be added the key under which the goal knows it.</param>
public abstract record RuleCall(string Rule);

/// <summary>Adds a rule before another one; at the end where <paramref name="Next"/> is null.</summary>
public sealed record AddRule(string Rule, string? Next) : RuleCall(Rule);

/// <summary>Writes a rule's contents, or moves it before another one (to the end where <paramref name="Next"/> is null), or both in one call.</summary>
public sealed record UpdateRule(string Rule, bool Rewrites, bool Moves, string? Next) : RuleCall(Rule);

/// <summary>Deletes a rule.</summary>
public sealed record DeleteRule(string Rule) : RuleCall(Rule);

/// <summary>
/// The fewest calls that turn one list of rules into another. An update call carries contents and place together, so a
/// rule that has to be rewritten moves for free; of the others, the longest run that stands in the right order already
/// stays where it is (a longest increasing subsequence). Rules are added and moved from the tail up, each before a rule
/// that has its place, and deleted last: every call leaves a valid list with no fewer rules than it had before or will
/// have after, so that no chat falls through a gap.
/// </summary>
public static class RulePlan
{
    /// <summary>Plans.</summary>
    /// <param name="live">Ids in the order in which the license has them.</param>
    /// <param name="goal">Ids and keys of new rules in the order that is wanted. What is live and not in it is deleted.</param>
    /// <param name="rewritten">Ids whose contents have to be written.</param>
    /// <param name="anchors">Ids that must not be moved or written: rules that belong to others. Their order in the goal has to be their order in the license.</param>
    /// <exception cref="ArgumentException">The goal moves, rewrites or deletes an anchor.</exception>
    public static ImmutableArray<RuleCall> Of(
        IReadOnlyList<string> live,
        IReadOnlyList<string> goal,
        IReadOnlySet<string> rewritten,
        IReadOnlySet<string> anchors
    )
    {
        var wanted = Positions(goal);
        var fixedOnes = live.Where(anchors.Contains).ToList();
        if (
            fixedOnes.Exists(a => !wanted.ContainsKey(a) || rewritten.Contains(a))
            || !fixedOnes.SequenceEqual(fixedOnes.OrderBy(a => wanted[a]))
        )
            throw new ArgumentException("a goal cannot move, rewrite or delete an anchor", nameof(goal));
        var settled = Kept(live, wanted, rewritten, fixedOnes);
        var calls = ImmutableArray.CreateBuilder<RuleCall>();
        var list = new LinkedList<string>(live);
        var nodes = Nodes(list);
        for (var i = goal.Count - 1; i >= 0; i--)
        {
            var rule = goal[i];
            var next = i + 1 < goal.Count ? goal[i + 1] : null;
            if (settled.Contains(rule))
                continue;
            var isNew = !nodes.ContainsKey(rule);
            var moves = isNew || !Stands(nodes[rule], next, settled);
            calls.Add(isNew ? new AddRule(rule, next) : new UpdateRule(rule, rewritten.Contains(rule), moves, next));
            if (moves)
                Move(list, nodes, rule, next);
            settled.Add(rule);
        }

        calls.AddRange(live.Where(id => !wanted.ContainsKey(id)).Select(id => new DeleteRule(id)));
        return calls.ToImmutable();
    }

    /// <summary>The rules that no call is made for: all anchors, and of the rest as many as possible.</summary>
    private static HashSet<string> Kept(
        IReadOnlyList<string> live,
        Dictionary<string, int> wanted,
        IReadOnlySet<string> rewritten,
        List<string> anchors
    )
    {
        var isAnchor = anchors.ToHashSet(StringComparer.Ordinal);
        var free = new List<string>();
        var gap = 0;
        foreach (var id in live)
        {
            if (isAnchor.Contains(id))
            {
                gap++;
                continue;
            }

            // Between the anchors that it stands between now it has to stand in the goal too.
            if (!wanted.TryGetValue(id, out var at) || rewritten.Contains(id))
                continue;
            if ((gap == 0 || wanted[anchors[gap - 1]] < at) && (gap == anchors.Count || at < wanted[anchors[gap]]))
                free.Add(id);
        }

        return [.. anchors, .. LongestRun.Of([.. free.Select(id => wanted[id])]).Select(i => free[i])];
    }

    /// <summary>True when nothing that has its place stands between a rule and the one that is to follow it: what stands there now will move or go.</summary>
    private static bool Stands(LinkedListNode<string> rule, string? next, HashSet<string> settled)
    {
        var following = rule.Next;
        while (following is not null && !settled.Contains(following.Value))
            following = following.Next;
        return following?.Value == next;
    }

    private static void Move(LinkedList<string> list, Dictionary<string, LinkedListNode<string>> nodes, string rule, string? next)
    {
        if (nodes.TryGetValue(rule, out var node))
            list.Remove(node);
        nodes[rule] = next is null ? list.AddLast(rule) : list.AddBefore(nodes[next], rule);
    }

    private static Dictionary<string, int> Positions(IReadOnlyList<string> ids) =>
        ids.Select((id, i) => (id, i)).ToDictionary(p => p.id, p => p.i, StringComparer.Ordinal);

    private static Dictionary<string, LinkedListNode<string>> Nodes(LinkedList<string> list)
    {
        var nodes = new Dictionary<string, LinkedListNode<string>>(StringComparer.Ordinal);
        for (var node = list.First; node is not null; node = node.Next)
            nodes[node.Value] = node;
        return nodes;
    }
}
