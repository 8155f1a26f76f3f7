using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;

namespace LiveChatPulumi.Emulator.Customer.Methods;

/// <summary>Properties of chats, threads and events.</summary>
internal static class ChatPropertyMethods
{
    private const Served Everywhere = Served.Methods | Served.OlderRtm | Served.OlderWeb;
    private static readonly Parameter ChatId = new("chat_id", Shape.Text(), true);
    private static readonly Parameter[] Thread = [ChatId, new("thread_id", Shape.Text(), true)];
    private static readonly Parameter[] Event = [.. Thread, new("event_id", Shape.Text(), true)];
    private static readonly Parameter Values = new("properties", Shape.Map(Shape.Map(Shape.Any)), true);
    private static readonly Parameter Names = new("properties", Shape.Map(Shape.Any), true);

    public static IEnumerable<CustomerMethod> All =>
        [
            new("update_chat_properties", Everywhere, [ChatId, Values], c => Update(c, "chat")),
            new("delete_chat_properties", Served.Methods, [ChatId, Names], c => Delete(c, "chat")),
            new("update_chat_thread_properties", Everywhere, [.. Thread, Values], c => Update(c, "thread")),
            new("delete_chat_thread_properties", Served.Methods, [.. Thread, Names], c => Delete(c, "thread")),
            new("update_event_properties", Served.Methods, [.. Event, Values], c => Update(c, "event")),
            new("delete_event_properties", Served.Methods, [.. Event, Names], c => Delete(c, "event")),
        ];

    private static JsonObject? Update(CustomerCall call, string location)
    {
        var (chat, bag, payload) = Find(call, location);
        var properties = (JsonObject)call.Request["properties"]!;
        ChatProperties.Check(call.State, location, properties);
        ChatProperties.Set(bag, properties);
        var names = ChatProperties.NamesOf(properties);
        payload["properties"] = bag.Show(names);
        call.Hub.Rooms.Tell(chat, $"{location}_properties_updated", payload);

        // Customers are told what they may read; the older document has no push of an event's properties.
        var isReadable = call.Hub.View.IsReadable(location);
        payload["properties"] = bag.Show(names.Where(n => isReadable(n.Namespace, n.Name)).ToHashSet());
        if (location != "event")
            call.Hub.Rooms.Push(
                chat,
                location == "chat" ? "chat_properties_updated" : "chat_thread_properties_updated",
                (JsonObject)payload.DeepClone()
            );
        return null;
    }

    private static JsonObject? Delete(CustomerCall call, string location)
    {
        var (chat, bag, payload) = Find(call, location);
        var names = ChatProperties.Names(call.State, location, (JsonObject)call.Request["properties"]!);
        foreach (var (space, name) in names)
            bag.Remove(space, name);
        payload["properties"] = new JsonObject(
            names
                .GroupBy(n => n.Namespace, StringComparer.Ordinal)
                .Select(g => KeyValuePair.Create(g.Key, (JsonNode?)new JsonArray([.. g.Select(n => (JsonNode)n.Name)])))
        );
        call.Hub.Rooms.Tell(chat, $"{location}_properties_deleted", payload);
        return null;
    }

    private static (ChatRecord Chat, PropertyBag Bag, JsonObject Payload) Find(CustomerCall call, string location)
    {
        var chat = call.Chat(call.Request);
        if (location == "chat")
            return (chat, chat.Properties, new JsonObject { ["chat_id"] = chat.Id });
        var thread = call.Thread(chat);
        var payload = ChatRooms.About(chat, thread);
        if (location == "thread")
            return (chat, thread.Properties, payload);
        var record = call.Event(thread);
        payload["event_id"] = record.Id;
        return (chat, record.Properties, payload);
    }
}
