using System.Collections.Immutable;

namespace LiveChatPulumi.Routing;

/// <summary>One call that changes a list of rules.</summary>
/// <param name="Rule">The rule's name in the plan: its id, or the name that the goal has for a rule to be added.</param>
public abstract record RuleCall(string Rule);

/// <summary>Adds a rule before another one, or at the end where <paramref name="Next"/> is null.</summary>
public sealed record AddRule(string Rule, string? Next) : RuleCall(Rule);

/// <summary>Writes a rule's contents, moves it, or both in one call.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Rewrites">True when the call writes the rule's contents.</param>
/// <param name="Moves">True when the call moves the rule.</param>
/// <param name="Next">The rule that it is moved before; null for the end.</param>
public sealed record UpdateRule(string Rule, bool Rewrites, bool Moves, string? Next) : RuleCall(Rule);

/// <summary>Deletes a rule.</summary>
public sealed record DeleteRule(string Rule) : RuleCall(Rule);

/// <summary>
/// Plans the fewest calls that turn one list of rules into another. An update carries contents and position together, so
/// a rule that has to be rewritten moves for free. Of the others, the longest run that is in the right order already
/// stays where it is. Rules are added and moved from the end up, each before a rule that is in place, and deleted last.
/// So each call leaves a valid list with no fewer rules than the shorter of both lists, and no chat falls through a gap.
/// </summary>
public static class RulePlan
{
    /// <summary>Plans the calls, in the order in which they have to be made.</summary>
    /// <param name="live">Ids in the order in which the license has them.</param>
    /// <param name="goal">Ids, and names of new rules, in the order that is wanted. Live rules that it lacks are deleted.</param>
    /// <param name="rewritten">Ids whose contents have to be written.</param>
    /// <param name="anchors">
    /// Ids of rules that belong to others and must not be moved or written. Goal and license have to agree on their order.
    /// </param>
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

    /// <summary>Chooses the rules that no call is made for: all anchors, and as many others as possible.</summary>
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

            // A rule can only stay when the goal has it between the same two anchors.
            if (!wanted.TryGetValue(id, out var at) || rewritten.Contains(id))
                continue;
            if ((gap == 0 || wanted[anchors[gap - 1]] < at) && (gap == anchors.Count || at < wanted[anchors[gap]]))
                free.Add(id);
        }

        return [.. anchors, .. LongestRun.Of([.. free.Select(id => wanted[id])]).Select(i => free[i])];
    }

    /// <summary>
    /// True when a rule needs no move, because every rule between it and the one that has to follow will move or be deleted.
    /// </summary>
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
