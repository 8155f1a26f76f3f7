namespace LiveChatPulumi.Routing;

/// <summary>Where a block of rules stands among rules that belong to others.</summary>
public abstract record Placement
{
    /// <summary>Before all others.</summary>
    public static Placement First { get; } = new FirstPlacement();

    /// <summary>After all others.</summary>
    public static Placement Last { get; } = new LastPlacement();

    /// <summary>Right before one of the others, by its id.</summary>
    public static Placement Before(string rule) => new BeforePlacement(rule);

    /// <summary>Right after one of the others, by its id.</summary>
    public static Placement After(string rule) => new AfterPlacement(rule);
}

/// <inheritdoc cref="Placement.First"/>
public sealed record FirstPlacement : Placement;

/// <inheritdoc cref="Placement.Last"/>
public sealed record LastPlacement : Placement;

/// <inheritdoc cref="Placement.Before"/>
public sealed record BeforePlacement(string Rule) : Placement;

/// <inheritdoc cref="Placement.After"/>
public sealed record AfterPlacement(string Rule) : Placement;

/// <summary>The order that a block of own rules and the rules of others are to have together. The rules of others keep their order.</summary>
public static class RuleGoal
{
    /// <summary>The whole list as it has to be.</summary>
    /// <param name="others">Rules that belong to others, in the order in which the license has them.</param>
    /// <param name="own">Own rules in the order that is wanted.</param>
    /// <param name="placement">Where the own ones go, as one block.</param>
    /// <returns>The list, or null where the placement names a rule that is not among the others.</returns>
    public static IReadOnlyList<string>? Of(IReadOnlyList<string> others, IReadOnlyList<string> own, Placement placement)
    {
        var at = placement switch
        {
            FirstPlacement => 0,
            LastPlacement => others.Count,
            BeforePlacement before => Place(others, before.Rule),
            AfterPlacement after when Place(others, after.Rule) is >= 0 and var place => place + 1,
            _ => -1,
        };
        return at < 0 ? null : [.. others.Take(at), .. own, .. others.Skip(at)];
    }

    /// <summary>
    /// Where own rules stand in a list, in the words of a placement: the one that was asked for where it holds, else
    /// the one that says what is in the way. Null where nothing can be said, because the list has none of the own rules.
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

    private static int Place(IReadOnlyList<string> list, string rule)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] == rule)
                return i;
        }

        return -1;
    }
}
