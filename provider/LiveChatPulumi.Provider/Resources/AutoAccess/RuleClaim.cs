using LiveChatPulumi.Provider.Run;

namespace LiveChatPulumi.Provider.Resources.AutoAccess;

/// <summary>
/// The routing rules that a resource of the program declares. With two owners of one rule each apply would undo the other's.
/// </summary>
/// <param name="Urn">The resource.</param>
/// <param name="Ids">Rules of its own that exist already, in the order of a list.</param>
/// <param name="IsList">True for a list of rules, false for a single rule.</param>
/// <param name="IsExclusive">True for a list that deletes rules which it does not declare.</param>
/// <param name="Placement">The placement of a list, in words; null where it is not known yet, and for a single rule.</param>
internal sealed record RuleClaim(string Urn, IReadOnlyCollection<string> Ids, bool IsList, bool IsExclusive, string? Placement)
    : Claim(Urn, ClaimKind, AllRules)
{
    public const string ClaimKind = "rules";

    /// <summary>The key that all these claims share: each is held against every other.</summary>
    public const string AllRules = "all";

    /// <summary>The placement of a list that comes after all other rules.</summary>
    public const string Last = "last";

    /// <summary>
    /// Where a list stands now: the apply that brings it to its placement may be still to come. Null where that is not known.
    /// </summary>
    public string? Stands { get; init; }

    /// <summary>The rule that a single rule has to stand before; null for none, empty where it is not known yet.</summary>
    public string? Next { get; init; }

    /// <summary>True for a single rule that is new and has no place of its own: it goes to the end.</summary>
    public bool IsAppended => !IsList && Ids.Count == 0 && Next is null;

    private string Name => $"{(IsList ? "AutoAccessRules" : "AutoAccess")} '{PluginProtocol.Values.Urn.Parse(Urn).Name}'";

    public override string? ConflictWith(Claim other) =>
        other is not RuleClaim claim ? null
        : IsList ? Conflict(this, claim)
        : claim.IsList ? Conflict(claim, this)
        : null;

    private static string? Conflict(RuleClaim list, RuleClaim other)
    {
        if (list.Ids.Intersect(other.Ids).FirstOrDefault() is { } rule)
            return $"The rule {rule} is declared twice: by {list.Name} and by {other.Name}. Each apply would undo the other's. "
                + $"To leave it to the list, take {other.Name} out of the program, and out of the state without deleting the rule: "
                + $"pulumi state delete '{other.Urn}'.";
        if (other.Next is { } next && list.Ids.Contains(next))
            return $"{other.Name} is to stand before rule {next}, which belongs to {list.Name}: the rules of a list stand together. "
                + "Declare this rule in the list, or give the list another placement.";
        if (list.IsExclusive || other.IsExclusive)
            return Exclusive(list.IsExclusive ? list : other, list.IsExclusive ? other : list);
        return other.IsList && list.Placement is not null && list.Placement == other.Placement
            ? $"{list.Name} and {other.Name} both want to stand {list.Placement}. Give one of them another placement."
            : null;
    }

    private static string Exclusive(RuleClaim list, RuleClaim other) =>
        $"{list.Name} is exclusive: it deletes rules that it does not declare, and with them those of {other.Name}. "
        + "Declare all of them in the one list, or set its mode to managed.";
}
