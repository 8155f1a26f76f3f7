using LiveChatPulumi.Routing;

namespace LiveChatPulumi.Cli.Routes;

/// <summary>What an apply does to a rule.</summary>
[Flags]
internal enum RouteChange
{
    None = 0,
    Added = 1,
    Rewritten = 2,
    Moved = 4,
    Deleted = 8,
}

/// <summary>A rule in its place.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Change">What an apply does to it.</param>
/// <param name="Owner">The resource of the program that declares it, or null.</param>
/// <param name="GroupsKnown">False where it leads to a group that the same apply creates.</param>
internal sealed record Route(RoutingRule Rule, RouteChange Change = RouteChange.None, string? Owner = null, bool GroupsKnown = true)
{
    /// <summary>What the rule says, its place left out: rules that say the same have the same text.</summary>
    public string Says =>
        $"{Rule.Description}|{string.Join(',', Rule.Groups.Order())}|{GroupsKnown}|{string.Join('|', RuleWords.Of(Rule.Conditions))}";
}

/// <summary>Somebody who answers chats of a group.</summary>
internal sealed record Member(string Name, bool IsBot, string Priority);

/// <summary>A group with those who answer its chats, the most important first.</summary>
internal sealed record RouteGroup(long Id, string Name, IReadOnlyList<Member> Members);
