using System.Text.Json.Nodes;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>Objects as customers are shown them.</summary>
internal sealed class CustomerView(CustomerHub hub)
{
    private string AccessName => hub.Options["accessName"];

    /// <summary>A chat with one of its threads, or with several.</summary>
    public JsonObject Chat(ChatRecord chat, IEnumerable<ThreadRecord>? threads = null)
    {
        var json = ChatOnly(chat);
        if (threads is null)
            json["thread"] = Thread(chat, chat.Last);
        else
            json["threads"] = new JsonArray([.. threads.Select(t => Thread(chat, t))]);
        return json;
    }

    public JsonObject Summary(ChatRecord chat)
    {
        var json = ChatOnly(chat);
        json["last_thread_id"] = chat.Last.Id;
        json["last_event_per_type"] = new JsonObject(
            chat.Threads.SelectMany(t => Shown(t).Select(e => (Thread: t, Event: e)))
                .GroupBy(e => e.Event.Json["type"]!.GetValue<string>(), StringComparer.Ordinal)
                .Select(g => g.Last())
                .Select(e =>
                    KeyValuePair.Create(
                        e.Event.Json["type"]!.GetValue<string>(),
                        (JsonNode?)
                            new JsonObject
                            {
                                ["thread_id"] = e.Thread.Id,
                                ["thread_order"] = e.Thread.Order,
                                ["event"] = Event(e.Event),
                            }
                    )
                )
        );
        return json;
    }

    public JsonObject Thread(ChatRecord chat, ThreadRecord thread)
    {
        var events = Shown(thread).Select(Event);
        var json = new JsonObject
        {
            ["id"] = thread.Id,
            ["active"] = thread.IsActive,
            ["order"] = thread.Order,
            ["user_ids"] = new JsonArray([.. thread.UserIds.Select(u => (JsonNode)u)]),
            ["events"] = new JsonArray([.. hub.Options.Is("eventOrder", "shuffled") ? events.Reverse() : events]),
        };
        if (!thread.Properties.IsEmpty)
            json["properties"] = thread.Properties.Show(IsReadable("thread"));
        json["access"] = Access(chat.Groups);
        return json;
    }

    public JsonObject Event(EventRecord record)
    {
        var json = (JsonObject)record.Json.DeepClone();
        if (!record.Properties.IsEmpty)
            json["properties"] = record.Properties.Show(IsReadable("event"));
        return json;
    }

    public JsonObject Customer(CustomerRecord customer)
    {
        var json = new JsonObject
        {
            ["id"] = customer.Id,
            ["type"] = "customer",
            ["name"] = customer.Name,
            ["email"] = customer.Email,
            ["fields"] = new JsonObject(customer.Fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value))),
            ["present"] = hub.Connections.Exists(c => c.Customer == customer) || hub.Rooms.Of(customer).Any(c => c.Active is not null),
            ["last_seen_timestamp"] = customer.LastSeen,
        };
        if (customer.Avatar.Length > 0)
            json["avatar"] = customer.Avatar;
        return json;
    }

    /// <summary>An agent as a user of a chat.</summary>
    public JsonObject Agent(ChatRecord chat, string id)
    {
        var json = Staff.Show(hub.Visible, id) ?? new JsonObject { ["id"] = id, ["type"] = "agent" };
        json["present"] = chat.Agent == id;
        json["last_seen_timestamp"] = chat.LastSeen.GetValueOrDefault(id);
        return json;
    }

    /// <summary>Groups that may see something; an empty object where all agents may.</summary>
    public static JsonObject Access(IReadOnlyList<int>? groups) =>
        groups is null ? [] : new JsonObject { ["group_ids"] = new JsonArray([.. groups.Select(g => (JsonNode)g)]) };

    /// <summary>True for properties that customers may read in a chat, a thread or an event.</summary>
    public Func<string, string, bool> IsReadable(string location)
    {
        var state = hub.Visible;
        return (space, name) => state.Property(space, name)?.Allows(location, "customer", "read") == true;
    }

    private static IEnumerable<EventRecord> Shown(ThreadRecord thread) => thread.Events.Where(e => !e.IsForAgents);

    private JsonObject ChatOnly(ChatRecord chat) =>
        new()
        {
            ["id"] = chat.Id,
            ["order"] = chat.Order,
            ["users"] = new JsonArray([Customer(chat.Customer), .. chat.LastSeen.Keys.Select(id => Agent(chat, id))]),
            ["properties"] = chat.Properties.Show(IsReadable("chat")),
            [AccessName] = Access(chat.IsAccessAsked || hub.Options.Is("chatAccess", "groups") ? chat.Groups : null),
        };
}
