namespace LiveChatPulumi.CustomerApi.Objects;

/// <summary>Whether a group answers, in the server's word.</summary>
/// <param name="Word">The word.</param>
public readonly record struct GroupStatus(string Word)
{
    /// <summary>An agent can take a chat.</summary>
    public static GroupStatus Online { get; } = new("online");

    /// <summary>Nobody is there.</summary>
    public static GroupStatus Offline { get; } = new("offline");

    /// <summary>Agents are there and have no room: a chat waits in the queue.</summary>
    public static GroupStatus OnlineForQueue { get; } = new("online_for_queue");

    /// <inheritdoc/>
    public override string ToString() => Word;
}
