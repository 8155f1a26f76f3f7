namespace LiveChatPulumi.CustomerApi.Rtm;

/// <summary>Settings of a connection.</summary>
public sealed record RtmOptions
{
    /// <summary>The time between pings. Without them, the server ends the connection after about a minute.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The wait before the first new connection. It doubles with each failure, with jitter.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before a new connection.</summary>
    public TimeSpan LongestReconnectDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many new connections may fail in a row.</summary>
    public int MaxReconnects { get; init; } = 10;

    /// <summary>
    /// True: chats are read at the login, and again after the connection was broken, so that events, threads and their ends that were
    /// missed are pushed after all. That costs two calls, and two for each chat.
    /// </summary>
    public bool CatchUp { get; init; } = true;
}
