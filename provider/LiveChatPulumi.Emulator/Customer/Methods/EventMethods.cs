using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;

namespace LiveChatPulumi.Emulator.Customer.Methods;

/// <summary>What customers say in chats.</summary>
internal static class EventMethods
{
    private static readonly Parameter ChatId = new("chat_id", Shape.Text(), true);
    private static readonly Parameter ThreadId = new("thread_id", Shape.Text(), true);
    private static readonly Parameter EventId = new("event_id", Shape.Text(), true);
    private const Served Everywhere = Served.Methods | Served.OlderRtm | Served.OlderWeb;

    public static IEnumerable<CustomerMethod> All =>
        [
            new(
                "send_event",
                Everywhere,
                [
                    ChatId,
                    new("event", Shape.Map(Shape.Any), true),
                    new("attach_to_last_thread", Shape.Bool),
                    new("require_active_thread", Shape.Bool),
                ],
                Send
            ),
            new(
                "send_rich_message_postback",
                Everywhere,
                [
                    ChatId,
                    ThreadId,
                    EventId,
                    new("postback", Shape.Object(new("id", Shape.Text(), true), new("toggled", Shape.Bool, true)), true),
                ],
                SendPostback
            ),
            new("send_sneak_peek", Everywhere, [ChatId, new("sneak_peek_text", Shape.Text(), true)], SendSneakPeek),
            new("update_last_seen_timestamp", Served.Methods | Served.OlderRtm, [ChatId, new("timestamp", Shape.Any)], UpdateLastSeen),
        ];

    /// <summary>Adds an event to a chat, or begins a thread with it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="chat">The chat.</param>
    /// <param name="said">The event; it is checked.</param>
    public static JsonObject Say(CustomerCall call, ChatRecord chat, JsonObject said)
    {
        if (call.Flag("require_active_thread") && chat.Active is null)
            throw ApiFailure.Validation("All threads are inactive");
        ChatProperties.Check(call.State, "event", said["properties"] as JsonObject);
        chat.SneakPeek = "";
        var (thread, added) = call.Hub.Rooms.Say(chat, call.Customer.Id, said, call.Flag("attach_to_last_thread"));
        return new JsonObject { ["thread_id"] = thread.Id, ["event"] = call.Hub.View.Event(added) };
    }

    private static JsonObject Send(CustomerCall call)
    {
        var chat = call.Chat(call.Request);
        return Say(call, chat, EventShapes.Read((JsonObject)call.Request["event"]!, "event", call.Options, isCustomer: true));
    }

    /// <summary>A postback counts for all buttons that have it.</summary>
    private static JsonObject? SendPostback(CustomerCall call)
    {
        var chat = call.Chat(call.Request);
        var thread = call.Thread(chat);
        var json = call.Event(thread).Json;
        var (id, toggled) = (call.Request["postback"]!["id"]!.GetValue<string>(), call.Request["postback"]!["toggled"]!.GetValue<bool>());
        var buttons = (json["elements"] as JsonArray ?? [])
            .SelectMany(e => e!["buttons"] as JsonArray ?? [])
            .Where(b => b!["postback_id"]!.GetValue<string>() == id)
            .ToList();
        if (buttons.Count == 0)
            throw ApiFailure.Validation($"The event has no button with postback {id}");
        foreach (var button in buttons)
        {
            var users = (button!["user_ids"] as JsonArray ?? []).Select(u => u!.GetValue<string>()).Where(u => u != call.Customer.Id);
            button["user_ids"] = new JsonArray([.. (toggled ? users.Append(call.Customer.Id) : users).Select(u => (JsonNode)u)]);
        }

        if (!thread.IsActive)
            return null;
        var payload = ChatRooms.About(chat, thread);
        payload["user_id"] = call.Customer.Id;
        payload["event_id"] = json["id"]!.DeepClone();
        payload["postback"] = new JsonObject { ["id"] = id, ["toggled"] = toggled };
        call.Hub.Rooms.Push(chat, "incoming_rich_message_postback", payload);
        call.Hub.Rooms.Tell(chat, "incoming_rich_message_postback", payload);
        return null;
    }

    /// <summary>What a customer types is for the agent: no customer is told of it.</summary>
    private static JsonObject? SendSneakPeek(CustomerCall call)
    {
        call.Chat(call.Request).SneakPeek = call.Request["sneak_peek_text"]!.GetValue<string>();
        return null;
    }

    private static JsonObject UpdateLastSeen(CustomerCall call)
    {
        var chat = call.Chat(call.Request);
        var seen = call.Hub.Now;
        if (call.Request["timestamp"] is { } said && !(said is JsonValue value && value.TryGetValue(out seen)))
            throw ApiFailure.Validation("`timestamp` must be a number");
        call.Customer.LastSeen = seen;
        var payload = new JsonObject
        {
            ["user_id"] = call.Customer.Id,
            ["chat_id"] = chat.Id,
            ["timestamp"] = call.Customer.LastSeen,
        };
        call.Hub.Rooms.Push(chat, "last_seen_timestamp_updated", payload);
        call.Hub.Rooms.Tell(chat, "events_marked_as_seen", payload);
        return new JsonObject { ["timestamp"] = call.Customer.LastSeen };
    }
}
