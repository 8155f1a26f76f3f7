using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;

namespace LiveChatPulumi.Provider.Resources.AutoAccess;

/// <summary>One rule of the list as LiveChat gave it.</summary>
internal sealed record ChainedRule(string Id, string NextId, JsonObject Json);

/// <summary>
/// The routing rules as a list. LiveChat links each rule to the next and does not promise the order of its answer, so
/// the order is rebuilt from the links. A broken list (two heads, a cycle, a link to nowhere) still yields every rule once.
/// </summary>
internal sealed class RuleChain
{
    private RuleChain(ImmutableArray<ChainedRule> inOrder) => InOrder = inOrder;

    /// <summary>The rules in the order of their evaluation; what no head leads to comes last.</summary>
    public ImmutableArray<ChainedRule> InOrder { get; }

    public static async Task<RuleChain> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        var answer = await session.Api.CallAsync(ApiActions.ListAutoAccesses, [], cancellationToken).ConfigureAwait(false);
        return Of(answer.AsArray().OfType<JsonObject>().Select(r => new ChainedRule(r["id"]!.GetValue<string>(), r["next_id"]?.GetValue<string>() ?? "", r)));
    }

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
}
