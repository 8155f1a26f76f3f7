using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi.Json;
using LiveChatPulumi.CustomerApi.Objects;

namespace LiveChatPulumi.CustomerApi.Rtm;

/// <summary>One kind of push, as data.</summary>
public sealed class PushKind
{
    internal PushKind(string name, Type type, bool isCaughtUp, Func<PushPayload, Push> read)
    {
        Name = name;
        Type = type;
        IsCaughtUp = isCaughtUp;
        Read = read;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The type that it is read as.</summary>
    public Type Type { get; }

    /// <summary>True where one that was missed is found again after the connection was broken.</summary>
    public bool IsCaughtUp { get; }

    internal Func<PushPayload, Push> Read { get; }
}

/// <summary>The table of pushes that the client and the documentation read.</summary>
public static class PushKinds
{
    internal const string IncomingChatThread = "incoming_chat_thread";
    internal const string IncomingEvent = "incoming_event";
    internal const string IncomingRichMessagePostback = "incoming_rich_message_postback";
    internal const string ThreadClosed = "thread_closed";
    internal const string CustomerUpdated = "customer_updated";
    internal const string CustomerPageUpdated = "customer_page_updated";
    internal const string ChatPropertiesUpdated = "chat_properties_updated";
    internal const string ChatThreadPropertiesUpdated = "chat_thread_properties_updated";
    internal const string LastSeenTimestampUpdated = "last_seen_timestamp_updated";

    private const string ScopesUpdated = "chat_scopes_updated";
    private const string AccessUpdated = "chat_access_updated";

    /// <summary>All pushes, by name.</summary>
    public static FrozenDictionary<string, PushKind> All { get; } =
        new[]
        {
            Kind(IncomingChatThread, p => new IncomingChatThread { Chat = p.Get<Chat>("chat") }, true),
            Kind(
                IncomingEvent,
                p => new IncomingEvent
                {
                    ChatId = p.Text("chat_id"),
                    ThreadId = p.Text("thread_id"),
                    Event = p.Get<Event>("event"),
                },
                true
            ),
            Kind(
                IncomingRichMessagePostback,
                p => new IncomingRichMessagePostback
                {
                    UserId = p.TextOrNull("user_id"),
                    ChatId = p.Text("chat_id"),
                    ThreadId = p.Text("thread_id"),
                    EventId = p.Text("event_id"),
                    Postback = p.Get<Postback>("postback"),
                }
            ),
            Kind("incoming_multicast", p => new IncomingMulticast { AuthorId = p.TextOrNull("author_id"), Content = p.Json["content"] }),
            Kind(
                "incoming_typing_indicator",
                p => new IncomingTypingIndicator
                {
                    ChatId = p.Text("chat_id"),
                    TypingIndicator = p.Get<TypingIndicator>("typing_indicator"),
                }
            ),
            Kind("customer_disconnected", p => new CustomerDisconnected { Reason = DisconnectReason.Of(p.Text("reason")) }),
            Kind(
                ThreadClosed,
                p => new ThreadClosed
                {
                    ChatId = p.Text("chat_id"),
                    ThreadId = p.Text("thread_id"),
                    UserId = p.TextOrNull("user_id"),
                },
                true
            ),
            Kind(ScopesUpdated, ReadAccess),
            Kind(CustomerUpdated, p => new CustomerUpdated { Customer = p.Get<Customer>("customer") }),
            Kind(
                CustomerPageUpdated,
                p => new CustomerPageUpdated
                {
                    Url = p.Text("url"),
                    Title = p.TextOrNull("title"),
                    Timestamp = p.Seconds("timestamp"),
                }
            ),
            Kind(
                ChatPropertiesUpdated,
                p => new ChatPropertiesUpdated { ChatId = p.Text("chat_id"), Properties = p.Get<Properties>("properties") }
            ),
            Kind(
                ChatThreadPropertiesUpdated,
                p => new ChatThreadPropertiesUpdated
                {
                    ChatId = p.Text("chat_id"),
                    ThreadId = p.Text("thread_id"),
                    Properties = p.Get<Properties>("properties"),
                }
            ),
            Kind(
                LastSeenTimestampUpdated,
                p => new LastSeenTimestampUpdated
                {
                    UserId = p.Text("user_id"),
                    ChatId = p.Text("chat_id"),
                    Timestamp = p.Seconds("timestamp"),
                }
            ),
            Kind(
                "chat_user_added",
                p => new ChatUserAdded
                {
                    ChatId = p.Text("chat_id"),
                    User = p.Get<User>("user"),
                    UserType = p.TextOrNull("user_type"),
                }
            ),
            Kind(
                "chat_user_removed",
                p => new ChatUserRemoved
                {
                    ChatId = p.Text("chat_id"),
                    UserId = p.Text("user_id"),
                    UserType = p.TextOrNull("user_type"),
                }
            ),
        }.ToFrozenDictionary(k => k.Name, StringComparer.Ordinal);

    /// <summary>Reads a push. One that is not known, or cannot be read, is kept as it is.</summary>
    internal static Push Read(PushPayload payload)
    {
        // Newer documents name the push by the newer word for scopes.
        var name = payload.Action == AccessUpdated ? ScopesUpdated : payload.Action;
        if (!All.TryGetValue(name, out var kind))
            return payload.Other(null);
        try
        {
            var push = kind.Read(payload);
            payload.Stamp(push);
            return push;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NotSupportedException)
        {
            return payload.Other(e.Message);
        }
    }

    private static ChatAccessUpdated ReadAccess(PushPayload p) =>
        new()
        {
            ChatId = p.Text("chat_id"),
            Added = p.GetOrNull<Access>("scopes_added") ?? p.GetOrNull<Access>("access_added"),
            Removed = p.GetOrNull<Access>("scopes_removed") ?? p.GetOrNull<Access>("access_removed"),
        };

    private static PushKind Kind<T>(string name, Func<PushPayload, T> read, bool isCaughtUp = false)
        where T : Push => new(name, typeof(T), isCaughtUp, read);
}

/// <summary>A push that is being read.</summary>
internal sealed record PushPayload(string Action, string? RequestId, JsonObject Json)
{
    public string Text(string name) => TextOrNull(name) ?? throw new JsonException($"it has no {name}");

    public string? TextOrNull(string name) => Tolerant.TextOrNull(Json[name]);

    public long? Seconds(string name) => Json[name] is JsonValue v && v.TryGetValue<long>(out var seconds) ? seconds : null;

    public T Get<T>(string name)
        where T : class => GetOrNull<T>(name) ?? throw new JsonException($"it has no {name}");

    public T? GetOrNull<T>(string name)
        where T : class => Json[name] is { } json ? CustomerJson.Read<T>(json) : null;

    public OtherPush Other(string? problem)
    {
        var push = new OtherPush { Problem = problem };
        Stamp(push);
        return push;
    }

    public void Stamp(Push push)
    {
        push.Action = Action;
        push.RequestId = RequestId;
        push.Payload = Json;
    }
}
