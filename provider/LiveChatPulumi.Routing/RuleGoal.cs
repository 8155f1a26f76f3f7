namespace LiveChatPulumi.Routing;

/// <summary>The order that a block of own rules and the rules of others have together. The rules of others keep their order.</summary>
public static class RuleGoal
{
    /// <summary>Gives the whole list as it has to be.</summary>
    /// <param name="others">Rules that belong to others, in the order in which the license has them.</param>
    /// <param name="own">Own rules in the order that is wanted.</param>
    /// <param name="placement">The position of the own rules.</param>
    /// <returns>The list, or null where the placement names a rule that is not among the others.</returns>
    public static IReadOnlyList<string>? Of(IReadOnlyList<string> others, IReadOnlyList<string> own, Placement placement)
    {
        var at = placement switch
        {
            FirstPlacement => 0,
            LastPlacement => others.Count,
            BeforePlacement before => IndexOf(others, before.Rule),
            AfterPlacement after when IndexOf(others, after.Rule) is >= 0 and var index => index + 1,
            _ => -1,
        };
        return at < 0 ? null : [.. others.Take(at), .. own, .. others.Skip(at)];
    }

    /// <summary>
    /// Describes the position that own rules have in a list. It is the placement that was asked for as long as that
    /// holds; otherwise it names the rule that is in the way. Null means that the list has none of the own rules.
    /// </summary>
    public static Placement? Actual(IReadOnlyList<string> list, IReadOnlySet<string> own, Placement asked)
    {
        var mine = list.Where(own.Contains).ToList();
        if (mine.Count == 0)
            return null;
        var others = list.Where(r => !own.Contains(r)).ToList();
        if (Of(others, mine, asked) is { } goal && goal.SequenceEqual(list))
            return asked;
        var last = list.ToList().FindLastIndex(own.Contains);
        var before = list.Take(last).LastOrDefault(r => !own.Contains(r));
        var after = list.Skip(last + 1).FirstOrDefault();
        var seen =
            asked is LastPlacement && after is not null || before is null
                ? (after is null ? Placement.Last : Placement.Before(after))
                : Placement.After(before);
        return seen != asked ? seen
            : after is not null ? Placement.Before(after)
            : Placement.Last;
    }

    private static int IndexOf(IReadOnlyList<string> list, string rule)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] == rule)
                return i;
        }

        return -1;
    }
}
