using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi.Objects;

namespace LiveChatPulumi.CustomerApi.Rtm;

/// <summary>What comes over a connection without being asked for: a push, or a word about the connection itself.</summary>
public abstract class Signal;

/// <summary>A push of the server.</summary>
public abstract class Push : Signal
{
    /// <summary>Its name.</summary>
    public string Action { get; internal set; } = "";

    /// <summary>The call of this client that caused it, or null.</summary>
    public string? RequestId { get; internal set; }

    /// <summary>
    /// True where it was not received, because the connection was broken: it was found by reading the chats afterwards. It then tells what
    /// is, and may lack who did it.
    /// </summary>
    public bool WasCaughtUp { get; internal init; }

    /// <summary>The payload as it came; null where the push was caught up.</summary>
    public JsonObject? Payload { get; internal set; }
}

/// <summary>A chat or a thread begins.</summary>
public sealed class IncomingChatThread : Push
{
    /// <summary>The chat, with its new thread.</summary>
    public required Chat Chat { get; init; }
}

/// <summary>An event in a thread that was there.</summary>
public sealed class IncomingEvent : Push
{
    /// <summary>The chat.</summary>
    public required string ChatId { get; init; }

    /// <summary>The thread.</summary>
    public required string ThreadId { get; init; }

    /// <summary>The event.</summary>
    public required Event Event { get; init; }
}

/// <summary>Somebody pressed a button of a rich message.</summary>
public sealed class IncomingRichMessagePostback : Push
{
    /// <summary>Who.</summary>
    public string? UserId { get; init; }

    /// <summary>The chat.</summary>
    public required string ChatId { get; init; }

    /// <summary>The thread.</summary>
    public required string ThreadId { get; init; }

    /// <summary>The rich message.</summary>
    public required string EventId { get; init; }

    /// <summary>The button.</summary>
    public required Postback Postback { get; init; }
}

/// <summary>Something an application sends to many.</summary>
public sealed class IncomingMulticast : Push
{
    /// <summary>Who.</summary>
    public string? AuthorId { get; init; }

    /// <summary>Any JSON.</summary>
    public JsonNode? Content { get; init; }
}

/// <summary>Somebody types.</summary>
public sealed class IncomingTypingIndicator : Push
{
    /// <summary>The chat.</summary>
    public required string ChatId { get; init; }

    /// <summary>Who, and since when.</summary>
    public required TypingIndicator TypingIndicator { get; init; }
}

/// <summary>The server is about to close the connection.</summary>
public sealed class CustomerDisconnected : Push
{
    /// <summary>Why.</summary>
    public required DisconnectReason Reason { get; init; }
}

/// <summary>A thread is closed.</summary>
public sealed class ThreadClosed : Push
{
    /// <summary>The chat.</summary>
    public required string ChatId { get; init; }

    /// <summary>The thread.</summary>
    public required string ThreadId { get; init; }

    /// <summary>Who closed it; null where the router did, or where the push was caught up.</summary>
    public string? UserId { get; init; }
}

/// <summary>The groups of a chat change: it was handed on.</summary>
public sealed class ChatAccessUpdated : Push
{
    /// <summary>The chat.</summary>
    public required string ChatId { get; init; }

    /// <summary>Groups that see it from now on.</summary>
    public Access? Added { get; init; }

    /// <summary>Groups that no longer see it.</summary>
    public Access? Removed { get; init; }
}

/// <summary>What is known of the customer changes.</summary>
public sealed class CustomerUpdated : Push
{
    /// <summary>The customer after the change.</summary>
    public required Customer Customer { get; init; }
}

/// <summary>The customer sees another page.</summary>
public sealed class CustomerPageUpdated : Push
{
    /// <summary>The page.</summary>
    public required string Url { get; init; }

    /// <summary>Its title.</summary>
    public string? Title { get; init; }

    /// <summary>When, in seconds since 1970.</summary>
    public long? Timestamp { get; init; }
}

/// <summary>Properties of a chat change.</summary>
public sealed class ChatPropertiesUpdated : Push
{
    /// <summary>The chat.</summary>
    public required string ChatId { get; init; }

    /// <summary>Those that changed.</summary>
    public required Properties Properties { get; init; }
}

/// <summary>Properties of a thread change.</summary>
public sealed class ChatThreadPropertiesUpdated : Push
{
    /// <summary>The chat.</summary>
    public required string ChatId { get; init; }

    /// <summary>The thread.</summary>
    public required string ThreadId { get; init; }

    /// <summary>Those that changed.</summary>
    public required Properties Properties { get; init; }
}

/// <summary>Somebody has seen a chat.</summary>
public sealed class LastSeenTimestampUpdated : Push
{
    /// <summary>Who.</summary>
    public required string UserId { get; init; }

    /// <summary>The chat.</summary>
    public required string ChatId { get; init; }

    /// <summary>When, in seconds since 1970.</summary>
    public long? Timestamp { get; init; }
}

/// <summary>Somebody joins a chat.</summary>
public sealed class ChatUserAdded : Push
{
    /// <summary>The chat.</summary>
    public required string ChatId { get; init; }

    /// <summary>Who.</summary>
    public required User User { get; init; }

    /// <summary><c>agent</c> or <c>customer</c>.</summary>
    public string? UserType { get; init; }
}

/// <summary>Somebody leaves a chat.</summary>
public sealed class ChatUserRemoved : Push
{
    /// <summary>The chat.</summary>
    public required string ChatId { get; init; }

    /// <summary>Who.</summary>
    public required string UserId { get; init; }

    /// <summary><c>agent</c> or <c>customer</c>.</summary>
    public string? UserType { get; init; }
}

/// <summary>A push that is not known here, or cannot be read. Nothing of it is lost.</summary>
public sealed class OtherPush : Push
{
    /// <summary>Why it cannot be read; null where its name is not known.</summary>
    public string? Problem { get; init; }

    /// <summary>The message, where it is no object.</summary>
    public string? Text { get; init; }
}

/// <summary>The connection is broken. Another is made, unless <see cref="Disconnect.MayReconnect"/> says that it is not.</summary>
public sealed class ConnectionLost : Signal
{
    /// <summary>Why, and what to do.</summary>
    public required Disconnect Cause { get; init; }
}

/// <summary>There is a connection again. What was missed meanwhile follows, marked as caught up.</summary>
public sealed class ConnectionRestored : Signal
{
    /// <summary>What the server said at the new login.</summary>
    public required LoginAnswer Login { get; init; }

    /// <summary>How many attempts it took.</summary>
    public required int Attempts { get; init; }
}
