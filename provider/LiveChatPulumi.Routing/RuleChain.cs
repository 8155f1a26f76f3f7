using System.Collections.Immutable;

namespace LiveChatPulumi.Routing;

/// <summary>One link of the list of rules (API document, List auto accesses).</summary>
/// <param name="Id">Id of the rule.</param>
/// <param name="NextId">Id of the rule that LiveChat evaluates next; empty for the last.</param>
public sealed record ChainedRule(string Id, string NextId);

/// <summary>
/// The routing rules as a list. LiveChat links each rule to the next and does not promise the order of its answer, so
/// the order is rebuilt from the links. A broken list (two heads, a cycle, a link to nowhere) still yields every rule once.
/// </summary>
public sealed class RuleChain
{
    private readonly Dictionary<string, int> _indexes;
    private readonly int _reachable;

    private RuleChain(ImmutableArray<ChainedRule> inOrder, int reachable, ImmutableArray<string> problems)
    {
        InOrder = inOrder;
        Problems = problems;
        _reachable = reachable;
        _indexes = inOrder.Select((r, i) => (r.Id, i)).ToDictionary(r => r.Id, r => r.i, StringComparer.Ordinal);
    }

    /// <summary>The rules in the order of their evaluation. Rules that the head does not lead to come last.</summary>
    public ImmutableArray<ChainedRule> InOrder { get; }

    /// <summary>The ids, in the order of <see cref="InOrder"/>.</summary>
    public IReadOnlyList<string> Ids => [.. InOrder.Select(r => r.Id)];

    /// <summary>Faults of the links, for people. A list in order has none.</summary>
    public ImmutableArray<string> Problems { get; }

    /// <summary>Orders rules by their links. It takes broken links as well.</summary>
    public static RuleChain Of(IEnumerable<ChainedRule> rules)
    {
        var byId = rules.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var targets = byId.Values.Select(r => r.NextId).ToHashSet(StringComparer.Ordinal);
        var heads = byId.Values.Where(r => !targets.Contains(r.Id)).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var ordered = ImmutableArray.CreateBuilder<ChainedRule>(byId.Count);
        var reachable = 0;

        // Of two heads, the one of the shorter chain is likelier to be astray. So the longest chain counts as the list.
        var starts = heads.OrderByDescending(h => Length(h, byId)).Concat(byId.Values);
        foreach (var head in starts)
        {
            for (var rule = head; rule is not null && seen.Add(rule.Id); rule = byId.GetValueOrDefault(rule.NextId))
                ordered.Add(rule);
            if (reachable == 0 && heads.Count > 0)
                reachable = ordered.Count;
        }

        return new RuleChain(ordered.ToImmutable(), reachable, [.. ProblemsOf(byId, heads, ordered.Skip(reachable))]);
    }

    /// <summary>True when a rule is evaluated before another one; false when the list lacks one of them.</summary>
    public bool Precedes(string rule, string other) =>
        _indexes.TryGetValue(rule, out var first) && _indexes.TryGetValue(other, out var second) && first < second;

    /// <summary>True when the links lead from the head of the list to a rule. In a list in order they lead to every rule.</summary>
    public bool Reaches(string rule) => _indexes.TryGetValue(rule, out var index) && index < _reachable;

    private static int Length(ChainedRule head, Dictionary<string, ChainedRule> byId)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var rule = head; rule is not null && seen.Add(rule.Id); rule = byId.GetValueOrDefault(rule.NextId)) { }

        return seen.Count;
    }

    private static IEnumerable<string> ProblemsOf(
        Dictionary<string, ChainedRule> byId,
        List<ChainedRule> heads,
        IEnumerable<ChainedRule> unreachable
    )
    {
        if (byId.Count == 0)
            yield break;
        if (heads.Count == 0)
            yield return "no rule is the first: each is the next of another one";
        if (heads.Count > 1)
            yield return $"{heads.Count} rules claim to be the first: {Names(heads)}";
        foreach (var shared in byId.Values.Where(r => byId.ContainsKey(r.NextId)).GroupBy(r => r.NextId).Where(g => g.Count() > 1))
            yield return $"rule {shared.Key} is the next of {Names(shared)}";
        foreach (var rule in byId.Values.Where(r => r.NextId.Length > 0 && !byId.ContainsKey(r.NextId)))
            yield return $"rule {rule.Id} leads to {rule.NextId}, which is not there";
        if (unreachable.ToList() is { Count: > 0 } lost)
            yield return $"the first rule does not lead to {Names(lost)}";
    }

    private static string Names(IEnumerable<ChainedRule> rules) => string.Join(", ", rules.Select(r => r.Id));
}
