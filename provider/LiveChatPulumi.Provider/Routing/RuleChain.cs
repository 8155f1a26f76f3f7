using System.Collections.Immutable;

namespace LiveChatPulumi.Provider.Routing;

/// <summary>One rule of the list, by its id, and the id of the rule that LiveChat evaluates next; empty for the last.</summary>
internal sealed record ChainedRule(string Id, string NextId);

/// <summary>
/// The routing rules as a list. LiveChat links each rule to the next and does not promise the order of its answer, so
/// the order is rebuilt from the links. A broken list (two heads, a cycle, a link to nowhere) still yields every rule once.
/// </summary>
internal sealed class RuleChain
{
    private readonly Dictionary<string, int> _places;

    private RuleChain(ImmutableArray<ChainedRule> inOrder)
    {
        InOrder = inOrder;
        _places = inOrder.Select((r, i) => (r.Id, i)).ToDictionary(r => r.Id, r => r.i, StringComparer.Ordinal);
    }

    /// <summary>The rules in the order of their evaluation; what no head leads to comes last.</summary>
    public ImmutableArray<ChainedRule> InOrder { get; }

    public static RuleChain Of(IEnumerable<ChainedRule> rules)
    {
        var byId = rules.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var targets = byId.Values.Select(r => r.NextId).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var ordered = ImmutableArray.CreateBuilder<ChainedRule>(byId.Count);
        foreach (var head in byId.Values.Where(r => !targets.Contains(r.Id)).Concat(byId.Values))
        {
            for (var rule = head; rule is not null && seen.Add(rule.Id); rule = byId.GetValueOrDefault(rule.NextId)) ordered.Add(rule);
        }

        return new RuleChain(ordered.ToImmutable());
    }

    /// <summary>Whether a rule is evaluated before another one; false when the list lacks one of them.</summary>
    public bool Precedes(string rule, string other) => _places.TryGetValue(rule, out var first) && _places.TryGetValue(other, out var second) && first < second;
}
