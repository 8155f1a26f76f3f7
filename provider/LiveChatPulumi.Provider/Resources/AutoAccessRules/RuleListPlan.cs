using System.Collections.Immutable;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Routing;

namespace LiveChatPulumi.Provider.Resources.AutoAccessRules;

/// <summary>
/// The calls that bring the license's rules to what the program declares. In calls and goal, rules of the license go by
/// their id, and rules that are still to be added by a name of their own.
/// </summary>
/// <param name="Calls">The calls, in the order in which they are made.</param>
/// <param name="Goal">The whole list afterwards.</param>
/// <param name="Declared">The declared rules by their names here.</param>
/// <param name="Others">Rules that are not of this list, in their order.</param>
internal sealed record RuleListPlan(
    ImmutableArray<RuleCall> Calls,
    IReadOnlyList<string> Goal,
    IReadOnlyDictionary<string, DeclaredRule> Declared,
    IReadOnlyList<string> Others
)
{
    /// <param name="listing">The license.</param>
    /// <param name="declared">The program.</param>
    /// <param name="owned">Ids of the list's own rules by key, those included that the program does not say any more.</param>
    /// <param name="isAsDeclared">Whether a rule of the license says what the program says.</param>
    /// <exception cref="RuleListException">The placement names a rule that is not there, or is the list's own.</exception>
    public static RuleListPlan Of(
        RuleListing listing,
        DeclaredRules declared,
        IReadOnlyDictionary<string, string> owned,
        Func<string, DeclaredRule, bool> isAsDeclared
    )
    {
        var put = declared.Block.PutInto(listing.Ids, owned, key => "+" + key);
        var goal = put.Order ?? throw NoSuchPlace(declared.Placement, owned);
        var names = put.Names.Zip(declared.Rules).ToDictionary(r => r.First, r => r.Second, StringComparer.Ordinal);
        var rewritten = names
            .Where(n => listing.Has(n.Key) && !isAsDeclared(n.Key, n.Value))
            .Select(n => n.Key)
            .ToHashSet(StringComparer.Ordinal);
        IReadOnlySet<string> anchors = declared.IsExclusive ? ImmutableHashSet<string>.Empty : put.Others.ToHashSet(StringComparer.Ordinal);

        // What is to go and is not shown may be there all the same, in a list that is behind: the call tells.
        var keys = declared.Rules.Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        var unseen = owned.Where(o => !keys.Contains(o.Key) && !listing.Has(o.Value)).Select(o => new DeleteRule(o.Value));
        return new RuleListPlan(
            [.. RuleRepair.Of(listing.Chain), .. RulePlan.Of(listing.Ids, goal, rewritten, anchors), .. unseen],
            goal,
            names,
            put.Others
        );
    }

    /// <summary>A call in words.</summary>
    public string Words(RuleCall call, RuleListing listing) =>
        call switch
        {
            AddRule add => $"adds {Name(add.Rule, listing)} {Before(add.Next, listing)}",
            UpdateRule { Rewrites: true, Moves: true } update =>
                $"rewrites {Name(update.Rule, listing)} and moves it {Before(update.Next, listing)}",
            UpdateRule { Moves: true } update => $"moves {Name(update.Rule, listing)} {Before(update.Next, listing)}",
            UpdateRule update => $"rewrites {Name(update.Rule, listing)}",
            _ => $"deletes {Name(call.Rule, listing)}",
        };

    /// <summary>How people know a rule of the plan: by its key, else by what the license says of it; one of others by its id.</summary>
    public string Name(string rule, RuleListing listing) =>
        Declared.TryGetValue(rule, out var declared) ? declared.ToString()
        : Others.Contains(rule) ? rule
        : listing.Name(rule);

    private string Before(string? next, RuleListing listing) => next is null ? "to the end" : $"before {Name(next, listing)}";

    private static RuleListException NoSuchPlace(Placement placement, IReadOnlyDictionary<string, string> owned)
    {
        var (side, rule) = placement.Declaration;
        var why = owned.Values.Contains(rule) ? "is one of the rules of this list itself" : "the license does not have (any more)";
        return new RuleListException(
            $"`placement.{side}` names the rule {rule}, which {why}. Name a rule that is made elsewhere, or an end of the list."
        );
    }
}
