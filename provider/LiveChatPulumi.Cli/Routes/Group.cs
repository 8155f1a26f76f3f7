namespace LiveChatPulumi.Cli.Routes;

/// <summary>An agent or a bot that answers chats of a group.</summary>
internal sealed record Member(string Name, bool IsBot, string Priority);

/// <summary>A group with the members that answer its chats, by their priority.</summary>
internal sealed record Group(long Id, string Name, IReadOnlyList<Member> Members);
