using System.Collections.Immutable;

namespace LiveChatPulumi.Routing;

/// <summary>A declared list of rules, which stands in the license's list as one block.</summary>
/// <param name="Keys">The keys of its rules, in their order.</param>
/// <param name="Placement">The position of the block among the rules of others.</param>
/// <param name="IsExclusive">True when the rules of others are deleted.</param>
public sealed record RuleBlock(ImmutableArray<string> Keys, Placement Placement, bool IsExclusive)
{
    /// <summary>Puts the block into the license's list.</summary>
    /// <param name="live">Ids in the order in which the license has them.</param>
    /// <param name="ids">Ids of the block's rules by key, including keys that are no longer declared.</param>
    /// <param name="nameNew">Names a rule, by its key, that the license does not have.</param>
    public RuleBlockGoal PutInto(IReadOnlyList<string> live, IReadOnlyDictionary<string, string> ids, Func<string, string> nameNew)
    {
        var present = live.ToHashSet(StringComparer.Ordinal);
        var own = ids.Values.ToHashSet(StringComparer.Ordinal);
        ImmutableArray<string> names =
        [
            .. Keys.Select(key => ids.TryGetValue(key, out var id) && present.Contains(id) ? id : nameNew(key)),
        ];
        ImmutableArray<string> others = [.. live.Where(id => !own.Contains(id))];
        return new RuleBlockGoal(names, others, IsExclusive ? names : RuleGoal.Of(others, names, Placement));
    }

    /// <summary>
    /// Follows keys that the program has renamed. A rule whose key is new, and which has the contents of a rule whose key is
    /// no longer declared, is that rule: it keeps its id, so that no rule is deleted and added again for a name.
    /// </summary>
    /// <param name="ids">Ids by key, as the last run left them.</param>
    /// <param name="keys">The declared keys, in their order.</param>
    /// <param name="hasContents">Tells whether the declared rule of a key has the contents of the rule of an id.</param>
    /// <returns>Ids by key, the renamed ones under their new keys.</returns>
    public static ImmutableSortedDictionary<string, string> Rename(
        IReadOnlyDictionary<string, string> ids,
        IReadOnlyCollection<string> keys,
        Func<string, string, bool> hasContents
    )
    {
        var declared = keys.ToHashSet(StringComparer.Ordinal);
        var renamed = ids.ToImmutableSortedDictionary(StringComparer.Ordinal);
        foreach (var key in keys.Where(k => !ids.ContainsKey(k)))
        {
            if (renamed.FirstOrDefault(i => !declared.Contains(i.Key) && hasContents(key, i.Value)) is { Key: { } old, Value: var id })
                renamed = renamed.Remove(old).Add(key, id);
        }

        return renamed;
    }
}

/// <summary>The license's list once a block stands in it.</summary>
/// <param name="Names">Names of the block's rules in their order: the id, or a name for a rule that has to be added.</param>
/// <param name="Others">Ids of rules that belong to others, in their order.</param>
/// <param name="Order">The whole list, or null where the placement names a rule that is not among the others.</param>
public sealed record RuleBlockGoal(ImmutableArray<string> Names, ImmutableArray<string> Others, IReadOnlyList<string>? Order);
