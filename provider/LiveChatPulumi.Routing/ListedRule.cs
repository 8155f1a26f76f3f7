namespace LiveChatPulumi.Routing;

/// <summary>The changes that an apply makes to a rule.</summary>
[Flags]
public enum RuleChanges
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The rule is added.</summary>
    Added = 1,

    /// <summary>The rule gets other contents.</summary>
    Rewritten = 2,

    /// <summary>The rule gets another position.</summary>
    Moved = 4,

    /// <summary>The rule is deleted.</summary>
    Deleted = 8,
}

/// <summary>A rule in a list that is shown to people.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Changes">The changes that an apply makes to it.</param>
/// <param name="Owner">The resource of the program that declares it, or null.</param>
/// <param name="GroupsKnown">False where it leads to a group that the same apply creates.</param>
public sealed record ListedRule(RoutingRule Rule, RuleChanges Changes = RuleChanges.None, string? Owner = null, bool GroupsKnown = true)
{
    /// <summary>True when the rule is there after the apply.</summary>
    public bool Remains => !Changes.HasFlag(RuleChanges.Deleted);

    /// <summary>True when both rules have the same description, groups and conditions.</summary>
    public bool HasContentsOf(ListedRule other) => Contents == other.Contents;

    private string Contents =>
        $"{Rule.Description}|{string.Join(',', Rule.Groups.Order())}|{GroupsKnown}|{string.Join('|', RuleWords.Of(Rule.Conditions))}";
}
