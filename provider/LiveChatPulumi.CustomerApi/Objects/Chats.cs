using System.Text.Json.Serialization;

namespace LiveChatPulumi.CustomerApi.Objects;

/// <summary>A chat.</summary>
public sealed class Chat : CustomerObject
{
    private readonly Access? _scopes;

    /// <summary>The id.</summary>
    public string? Id { get; init; }

    /// <summary>Its place among the customer's chats.</summary>
    public long? Order { get; init; }

    /// <summary>Who takes part.</summary>
    public IReadOnlyList<User>? Users { get; init; }

    /// <summary>Threads, where the call answers several.</summary>
    public IReadOnlyList<ChatThread>? Threads { get; init; }

    /// <summary>The thread, where the call answers one.</summary>
    public ChatThread? Thread { get; init; }

    /// <summary>Properties.</summary>
    public Properties? Properties { get; init; }

    /// <summary>The groups that see it. Some answers still name it <c>scopes</c>.</summary>
    public Access? Access
    {
        get => field ?? _scopes;
        init;
    }

    /// <summary>All threads of this answer, by their order.</summary>
    [JsonIgnore]
    public IEnumerable<ChatThread> ThreadsInOrder => (Threads ?? []).Concat(Thread is null ? [] : [Thread]).OrderBy(t => t.Order);

    /// <summary>The older name of <see cref="Access"/>: read, and not written.</summary>
    [JsonInclude]
    internal Access? Scopes
    {
        get => null;
        init => _scopes = value;
    }
}

/// <summary>A thread: one conversation of a chat, from its start until it is closed.</summary>
public sealed class ChatThread : CustomerObject
{
    private readonly Access? _scopes;

    /// <summary>The id.</summary>
    public string? Id { get; init; }

    /// <summary>True until it is closed.</summary>
    public bool? Active { get; init; }

    /// <summary>Its place in the chat.</summary>
    public long? Order { get; init; }

    /// <summary>Who takes part.</summary>
    public IReadOnlyList<string>? UserIds { get; init; }

    /// <summary>Events as they came, which need not be in order: <see cref="EventsInOrder"/>.</summary>
    public IReadOnlyList<Event>? Events { get; init; }

    /// <summary>Properties.</summary>
    public Properties? Properties { get; init; }

    /// <inheritdoc cref="Chat.Access"/>
    public Access? Access
    {
        get => field ?? _scopes;
        init;
    }

    /// <summary>Events by their order. Times do not sort them: two may be equal.</summary>
    [JsonIgnore]
    public IEnumerable<Event> EventsInOrder => (Events ?? []).OrderBy(e => e.Order);

    /// <inheritdoc cref="Chat.Scopes"/>
    [JsonInclude]
    internal Access? Scopes
    {
        get => null;
        init => _scopes = value;
    }
}

/// <summary>What a list says of a chat.</summary>
public sealed class ChatSummary : CustomerObject
{
    private readonly Access? _scopes;

    /// <summary>The id.</summary>
    public string? Id { get; init; }

    /// <summary>Its place among the customer's chats.</summary>
    public long? Order { get; init; }

    /// <summary>The last thread.</summary>
    public string? LastThreadId { get; init; }

    /// <summary>Who takes part.</summary>
    public IReadOnlyList<User>? Users { get; init; }

    /// <summary>Properties.</summary>
    public Properties? Properties { get; init; }

    /// <inheritdoc cref="Chat.Access"/>
    public Access? Access
    {
        get => field ?? _scopes;
        init;
    }

    /// <summary>The last event of each type.</summary>
    public IReadOnlyDictionary<string, LastEvent>? LastEventPerType { get; init; }

    /// <inheritdoc cref="Chat.Scopes"/>
    [JsonInclude]
    internal Access? Scopes
    {
        get => null;
        init => _scopes = value;
    }
}

/// <summary>The last event of a type, and where it stands.</summary>
public sealed class LastEvent : CustomerObject
{
    /// <summary>The thread.</summary>
    public string? ThreadId { get; init; }

    /// <summary>The thread's place in the chat.</summary>
    public long? ThreadOrder { get; init; }

    /// <summary>The event.</summary>
    public Event? Event { get; init; }
}

/// <summary>What a list says of a thread.</summary>
public sealed class ThreadSummary : CustomerObject
{
    /// <summary>The id.</summary>
    public string? Id { get; init; }

    /// <summary>Its place in the chat.</summary>
    public long? Order { get; init; }

    /// <summary>How many events it has.</summary>
    public int? TotalEvents { get; init; }
}

/// <summary>Somebody types, or has stopped.</summary>
public sealed class TypingIndicator : CustomerObject
{
    /// <summary>Who.</summary>
    public string? AuthorId { get; init; }

    /// <summary>When, in seconds since 1970.</summary>
    public long? Timestamp { get; init; }

    /// <summary>True while typing.</summary>
    public bool? IsTyping { get; init; }
}

/// <summary>What a customer has typed so far.</summary>
public sealed class SneakPeek : CustomerObject
{
    /// <summary>Who.</summary>
    public string? AuthorId { get; init; }

    /// <summary>When, in seconds since 1970.</summary>
    public long? Timestamp { get; init; }

    /// <summary>The text so far.</summary>
    public string? Text { get; init; }
}

/// <summary>A button of a rich message that was pressed, or released.</summary>
public sealed class Postback : CustomerObject
{
    /// <summary>The button's <c>postback_id</c>.</summary>
    public string? Id { get; init; }

    /// <summary>True when pressed.</summary>
    public bool? Toggled { get; init; }
}
