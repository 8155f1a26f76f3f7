using LiveChatPulumi.Provider.Resources.AutoAccess;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using LiveChatPulumi.Routing;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>
/// The rules that a plan deletes. Rules are added before others are deleted, so that no chat finds no rule in between. At the limit of
/// the LiveChat plan that cannot be: there a rule that is to be deleted is turned into the new one, in one call.
/// </summary>
internal sealed class SpareRules(RuleListPlan plan, RuleListing listing)
{
    private static readonly PropertySpec ConditionsSpec = AutoAccessSpec.Contents.Single(p => p.Name == "conditions");

    private readonly List<string> _spare = [.. plan.Calls.OfType<DeleteRule>().Select(d => d.Rule).Where(listing.Has)];
    private readonly List<DeclaredRule> _added = [.. plan.Calls.OfType<AddRule>().Select(a => plan.Declared[a.Rule])];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>True once the license refused to take one more rule.</summary>
    public bool AreNeeded => _taken.Count > 0;

    /// <summary>True for a rule that is another one by now, and stays.</summary>
    public bool IsTaken(string id) => _taken.Contains(id);

    /// <summary>
    /// Takes the rule to turn into a new one: one of the same conditions, so that its chats are never without a rule, else the last
    /// that no other new rule has the conditions of.
    /// </summary>
    /// <returns>The id, or null where none is left.</returns>
    public string? Take(DeclaredRule rule)
    {
        var taken =
            _spare.Find(id => HasConditionsOf(id, rule))
            ?? _spare.FindLast(id => !_added.Any(a => HasConditionsOf(id, a)))
            ?? _spare.LastOrDefault();
        if (taken is null)
            return null;
        _spare.Remove(taken);
        _taken.Add(taken);
        return taken;
    }

    private bool HasConditionsOf(string id, DeclaredRule rule) => Conditions(listing.Contents(id)) == Conditions(rule.Contents);

    private static string Conditions(PropertyObject? contents) => CanonicalText.Of(ConditionsSpec.Type, contents?[ConditionsSpec.Name]);
}
