using LiveChatPulumi.CustomerApi.Objects;
using LiveChatPulumi.CustomerApi.Requests;

namespace LiveChatPulumi.CustomerApi;

public abstract partial class CustomerCalls
{
    private const int FarthestChat = 100;
    private const int MostChats = 25;
    private const int MostThreads = 100;
    private const int MostParts = 10;

    /// <summary>Reads the customer's chats.</summary>
    /// <param name="offset">How many to leave out: 100 at most.</param>
    /// <param name="limit">How many to read: 25 at most, 10 where it is null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ChatsPage> GetChatsSummaryAsync(int? offset = null, int? limit = null, CancellationToken cancellationToken = default)
    {
        RequireRange(CustomerActions.GetChatsSummary, offset, "offset", 0, FarthestChat);
        RequireRange(CustomerActions.GetChatsSummary, limit, "limit", 1, MostChats);
        return AskAsync<ChatsPage>(CustomerActions.GetChatsSummary, new PagePayload(offset, limit), cancellationToken);
    }

    /// <summary>Reads what threads a chat has.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="offset">How many to leave out.</param>
    /// <param name="limit">How many to read: 100 at most, 25 where it is null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ThreadsPage> GetChatThreadsSummaryAsync(
        string chatId,
        int? offset = null,
        int? limit = null,
        CancellationToken cancellationToken = default
    )
    {
        RequireId(CustomerActions.GetChatThreadsSummary, chatId, "chat_id");
        RequireRange(CustomerActions.GetChatThreadsSummary, offset, "offset", 0, int.MaxValue);
        RequireRange(CustomerActions.GetChatThreadsSummary, limit, "limit", 1, MostThreads);
        var payload = new ThreadsPagePayload(chatId, offset, limit);
        return AskAsync<ThreadsPage>(CustomerActions.GetChatThreadsSummary, payload, cancellationToken);
    }

    /// <summary>Reads threads of a chat with their events.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="threadIds">The threads. One document lets them be left out, the other does not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Chat> GetChatThreadsAsync(
        string chatId,
        IReadOnlyCollection<string>? threadIds = null,
        CancellationToken cancellationToken = default
    )
    {
        RequireId(CustomerActions.GetChatThreads, chatId, "chat_id");
        return AskForAsync<Chat>(CustomerActions.GetChatThreads, "chat", new ChatThreadsPayload(chatId, threadIds), cancellationToken);
    }

    /// <summary>Starts a chat. What is known of the customer has to be on the server by then: <see cref="UpdateCustomerAsync"/>.</summary>
    /// <param name="chat">What is to be in it, or null.</param>
    /// <param name="continuous">True: also while no group answers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Chat> StartChatAsync(NewChat? chat = null, bool? continuous = null, CancellationToken cancellationToken = default)
    {
        var action = CustomerActions.StartChat;
        Require(action, chat?.Id is null, "a new chat has no id yet; activate_chat takes up a chat again");
        RequireWhole(action, chat);
        return AskForAsync<Chat>(action, "chat", new ChatPayload(chat, continuous), cancellationToken);
    }

    /// <summary>Takes up a chat again that has no open thread.</summary>
    /// <param name="chat">The chat, by its id, and what is to be in its new thread.</param>
    /// <param name="continuous">Whether it goes on while no group answers; null leaves that as it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Chat> ActivateChatAsync(NewChat chat, bool? continuous = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chat);
        var action = CustomerActions.ActivateChat;
        RequireId(action, chat.Id, "chat.id");
        RequireWhole(action, chat);
        return AskForAsync<Chat>(action, "chat", new ChatPayload(chat, continuous), cancellationToken);
    }

    /// <summary>Closes the open thread of a chat.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task CloseThreadAsync(string chatId, CancellationToken cancellationToken = default)
    {
        RequireId(CustomerActions.CloseThread, chatId, "chat_id");
        return TellAsync(CustomerActions.CloseThread, new ChatIdPayload(chatId), cancellationToken);
    }

    /// <summary>Sends an event.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="chatEvent">The event.</param>
    /// <param name="attachToLastThread">True: into the last thread; else it starts one where none is open.</param>
    /// <param name="requireActiveThread">True: fails where no thread is open.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<SentEvent> SendEventAsync(
        string chatId,
        Event chatEvent,
        bool? attachToLastThread = null,
        bool? requireActiveThread = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(chatEvent);
        RequireId(CustomerActions.SendEvent, chatId, "chat_id");
        RequireWhole(CustomerActions.SendEvent, chatEvent);
        var payload = new EventPayload(chatId, chatEvent, attachToLastThread, requireActiveThread);
        return AskAsync<SentEvent>(CustomerActions.SendEvent, payload, cancellationToken);
    }

    /// <summary>Presses a button of a rich message, or releases it.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="threadId">The thread.</param>
    /// <param name="eventId">The rich message.</param>
    /// <param name="postbackId">The button's postback id.</param>
    /// <param name="toggled">True to press it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SendRichMessagePostbackAsync(
        string chatId,
        string threadId,
        string eventId,
        string postbackId,
        bool toggled,
        CancellationToken cancellationToken = default
    )
    {
        var action = CustomerActions.SendRichMessagePostback;
        RequireId(action, chatId, "chat_id");
        RequireId(action, threadId, "thread_id");
        RequireId(action, eventId, "event_id");
        RequireId(action, postbackId, "postback.id");
        var postback = new Postback { Id = postbackId, Toggled = toggled };
        return TellAsync(action, new PostbackPayload(chatId, threadId, eventId, postback), cancellationToken);
    }

    /// <summary>Shows agents what the customer has typed so far.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="text">The text so far.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SendSneakPeekAsync(string chatId, string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        RequireId(CustomerActions.SendSneakPeek, chatId, "chat_id");
        return TellAsync(CustomerActions.SendSneakPeek, new SneakPeekPayload(chatId, text), cancellationToken);
    }

    /// <summary>Tells that the customer has seen a chat.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="timestamp">When, in seconds since 1970; null for now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The time that the server took down.</returns>
    public async Task<long> UpdateLastSeenTimestampAsync(
        string chatId,
        long? timestamp = null,
        CancellationToken cancellationToken = default
    )
    {
        var action = CustomerActions.UpdateLastSeenTimestamp;
        RequireId(action, chatId, "chat_id");
        var seen = await AskAsync<LastSeen>(action, new SeenPayload(chatId, timestamp), cancellationToken).ConfigureAwait(false);
        return seen.Timestamp ?? throw Unreadable(action, "it has no timestamp");
    }

    private static void RequireRange(CustomerAction action, int? value, string name, int least, int most) =>
        Require(action, value is null || (value >= least && value <= most), $"{name} is {value}; it has to be {least} to {most}");

    private static void RequireWhole(CustomerAction action, NewChat? chat)
    {
        Require(action, chat?.Users is not { Count: > 1 }, $"users has {chat?.Users?.Count} users; one customer is allowed");
        foreach (var chatEvent in chat?.Thread?.Events ?? [])
            RequireWhole(action, chatEvent);
    }

    private static void RequireWhole(CustomerAction action, Event chatEvent)
    {
        Require(action, !string.IsNullOrEmpty(chatEvent.Type), "the event has no type");
        if (chatEvent is not RichMessageEvent { Elements: { } elements })
            return;
        Require(action, elements.Count is >= 1 and <= MostParts, $"elements has {elements.Count} elements; 1 to {MostParts} are allowed");
        foreach (var element in elements)
        {
            var buttons = element.Buttons?.Count ?? 1;
            Require(action, buttons is >= 1 and <= MostParts, $"buttons has {buttons} buttons; 1 to {MostParts} are allowed");
            Require(action, element.Image is null or { Url.Length: > 0 }, "image has no url; a picture needs one");
        }
    }
}
