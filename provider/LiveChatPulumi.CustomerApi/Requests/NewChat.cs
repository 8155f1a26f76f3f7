using LiveChatPulumi.CustomerApi.Objects;

namespace LiveChatPulumi.CustomerApi.Requests;

/// <summary>A chat to start, or to take up again.</summary>
public sealed class NewChat
{
    /// <summary>The chat to take up again; null for a new one.</summary>
    public string? Id { get; init; }

    /// <summary>The groups that see it; null leaves it to the routing rules.</summary>
    public Access? Access { get; init; }

    /// <summary>Properties.</summary>
    public Properties? Properties { get; init; }

    /// <summary>At most one user, a customer.</summary>
    public IReadOnlyList<Customer>? Users { get; init; }

    /// <summary>Its first thread.</summary>
    public NewThread? Thread { get; init; }
}

/// <summary>The first thread of a chat that is started.</summary>
public sealed class NewThread
{
    /// <summary>Its first events.</summary>
    public IReadOnlyList<Event>? Events { get; init; }

    /// <summary>Properties.</summary>
    public Properties? Properties { get; init; }
}
