using System.Collections.Immutable;

namespace LiveChatPulumi.Routing;

/// <summary>One rule of the list, by its id, and the id of the rule that LiveChat evaluates next; empty for the last (API document, List auto accesses).</summary>
public sealed record ChainedRule(string Id, string NextId);

/// <summary>
/// The routing rules as a list. LiveChat links each rule to the next and does not promise the order of its answer, so
/// the order is rebuilt from the links. A broken list (two heads, a cycle, a link to nowhere) still yields every rule once.
/// </summary>
public sealed class RuleChain
{
    private readonly Dictionary<string, int> _places;
    private readonly int _reachable;

    private RuleChain(ImmutableArray<ChainedRule> inOrder, int reachable, ImmutableArray<string> problems)
    {
        InOrder = inOrder;
        Problems = problems;
        _reachable = reachable;
        _places = inOrder.Select((r, i) => (r.Id, i)).ToDictionary(r => r.Id, r => r.i, StringComparer.Ordinal);
    }

    /// <summary>The rules in the order of their evaluation; what the first head does not lead to comes after what it does.</summary>
    public ImmutableArray<ChainedRule> InOrder { get; }

    /// <summary>The ids, in the order of <see cref="InOrder"/>.</summary>
    public IReadOnlyList<string> Ids => [.. InOrder.Select(r => r.Id)];

    /// <summary>What is wrong with the links, for people; empty for a list in order.</summary>
    public ImmutableArray<string> Problems { get; }

    /// <summary>Orders rules by their links. Never fails, whatever the links are.</summary>
    public static RuleChain Of(IEnumerable<ChainedRule> rules)
    {
        var byId = rules.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var targets = byId.Values.Select(r => r.NextId).ToHashSet(StringComparer.Ordinal);
        var heads = byId.Values.Where(r => !targets.Contains(r.Id)).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var ordered = ImmutableArray.CreateBuilder<ChainedRule>(byId.Count);
        var reachable = 0;

        // The longest chain counts as the list: of two heads, the one that less depends on is the likelier stray.
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

    /// <summary>Whether a rule is evaluated before another one; false when the list lacks one of them.</summary>
    public bool Precedes(string rule, string other) =>
        _places.TryGetValue(rule, out var first) && _places.TryGetValue(other, out var second) && first < second;

    /// <summary>Whether the links lead to a rule from the head of the list. In a list in order they lead to every rule.</summary>
    public bool Reaches(string rule) => _places.TryGetValue(rule, out var place) && place < _reachable;

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
