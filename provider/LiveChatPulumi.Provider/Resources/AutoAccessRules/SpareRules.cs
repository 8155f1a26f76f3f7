using LiveChatPulumi.Routing;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>
/// The rules that a plan deletes. Rules are added before others are deleted, so that no chat finds no rule in between. At the limit of
/// the LiveChat plan that cannot be: there a rule that is to be deleted is turned into the new one, in one call.
/// </summary>
internal sealed class SpareRules(RuleListPlan plan, RuleListing listing)
{
    private readonly List<string> _spare = [.. plan.Calls.OfType<DeleteRule>().Select(d => d.Rule).Where(listing.Has)];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>True once the license refused to take one more rule.</summary>
    public bool AreNeeded => _taken.Count > 0;

    /// <summary>True for a rule that is another one by now, and stays.</summary>
    public bool IsTaken(string id) => _taken.Contains(id);

    /// <summary>
    /// Takes the rule to turn into a new one: one of the same conditions, so that its chats are never without a rule, else the last.
    /// </summary>
    /// <returns>The id, or null where none is left.</returns>
    public string? Take(DeclaredRule rule)
    {
        var taken = _spare.Find(id => HasConditionsOf(id, rule)) ?? _spare.LastOrDefault();
        if (taken is null)
            return null;
        _spare.Remove(taken);
        _taken.Add(taken);
        return taken;
    }

    private bool HasConditionsOf(string id, DeclaredRule rule) => Equals(listing.Contents(id)?["conditions"], rule.Contents["conditions"]);
}
