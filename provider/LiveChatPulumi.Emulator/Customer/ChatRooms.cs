using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>The chats: how threads begin and end, who gets them, and who is told of what is in them.</summary>
internal sealed class ChatRooms(CustomerHub hub)
{
    private readonly List<ChatRecord> _chats = [];

    /// <summary>What agents say by themselves.</summary>
    public Dictionary<string, AgentScript> Scripts { get; } = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<ChatRecord> All => _chats;

    /// <summary>True when there was any chat. It may be asked from anywhere.</summary>
    public bool Any { get; private set; }

    public void Clear()
    {
        _chats.Clear();
        Scripts.Clear();
    }

    public IEnumerable<ChatRecord> Of(CustomerRecord customer) => _chats.Where(c => c.Customer == customer);

    /// <summary>Chats that everybody has.</summary>
    public IReadOnlyDictionary<string, int> Load() =>
        _chats
            .Where(c => c.Active is not null && c.Agent is not null)
            .GroupBy(c => c.Agent!, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The groups that a customer's chat goes to: that of the rule, or the one that was asked for at login, or General.</summary>
    public IReadOnlyList<int> GroupsOf(CustomerRecord customer)
    {
        var groups = hub.Visible.Groups;
        int[] byRule = [.. customer.RuleGroups.Where(groups.ContainsKey)];
        if (customer.AskedGroup is { } asked && groups.ContainsKey(asked) && (byRule.Length == 0 || hub.Options.Is("loginGroup", "wins")))
            return [asked];
        return byRule.Length > 0 ? byRule : [0];
    }

    public ChatRecord Open(CustomerRecord customer)
    {
        var chat = new ChatRecord { Id = hub.NewId("P"), Customer = customer };
        _chats.Add(chat);
        Any = true;
        return chat;
    }

    /// <summary>Begins a thread; nobody is told of it yet.</summary>
    public ThreadRecord Begin(ChatRecord chat)
    {
        var thread = new ThreadRecord { Id = hub.NewId("K"), Order = chat.Threads.Count + 1 };
        thread.UserIds.Add(chat.Customer.Id);
        chat.Threads.Add(thread);
        chat.Order = hub.Next();
        chat.Agent = null;
        if (!chat.IsAccessAsked)
            chat.Groups = GroupsOf(chat.Customer);
        return thread;
    }

    /// <summary>Adds an event to a thread; nobody is told of it yet.</summary>
    public EventRecord Add(ChatRecord chat, ThreadRecord thread, string? author, JsonObject said)
    {
        var order = thread.Events.Count + 1;
        var json = new JsonObject
        {
            ["id"] = hub.Options.Is("chatIds", "uuid") ? hub.NewId("") : $"{thread.Id}_{order}",
            ["order"] = order,
            ["timestamp"] = hub.Now,
        };
        if (author is not null)
            json["author_id"] = author;
        foreach (var (name, value) in said.Where(m => m.Key is not ("properties" or "recipients")))
            json[name] = value?.DeepClone();
        var added = new EventRecord
        {
            Id = json["id"]!.GetValue<string>(),
            Json = json,
            IsForAgents = said["recipients"]?.GetValue<string>() == "agents",
        };
        ChatProperties.Set(added.Properties, said["properties"] as JsonObject);
        thread.Events.Add(added);
        chat.Order = hub.Next();
        return added;
    }

    /// <summary>Tells of a new thread with all that is in it.</summary>
    public void TellBegun(ChatRecord chat)
    {
        Push(chat, "incoming_chat_thread", new JsonObject { ["chat"] = hub.View.Chat(chat) });
        Tell(chat, "incoming_chat", new JsonObject { ["chat"] = hub.View.Chat(chat) });
    }

    /// <summary>Tells of an event; a customer is not told of what is for agents.</summary>
    public void TellEvent(ChatRecord chat, ThreadRecord thread, EventRecord added)
    {
        var payload = About(chat, thread);
        payload["event"] = hub.View.Event(added);
        if (!added.IsForAgents)
            Push(chat, "incoming_event", payload);
        Tell(chat, "incoming_event", payload, added.Json["author_id"]?.GetValue<string>());
    }

    /// <summary>Says something in a chat, and has agents answer who have a script.</summary>
    public (ThreadRecord Thread, EventRecord Event) Say(ChatRecord chat, string author, JsonObject said, bool attaches)
    {
        var begins = chat.Active is null && !attaches && said["type"]!.GetValue<string>() != "annotation";
        var thread = begins ? Begin(chat) : chat.Last;
        var added = Add(chat, thread, author, said);
        if (begins)
            TellBegun(chat);
        else
            TellEvent(chat, thread, added);
        if (author == chat.Customer.Id && chat.Agent is { } agent && Scripts.TryGetValue(agent, out var script))
            script.Answer(this, chat);
        return (thread, added);
    }

    /// <summary>Ends the active thread: a system message says so.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="user">Who ends it; null for the router.</param>
    public void Close(ChatRecord chat, string? user)
    {
        var thread = chat.Active ?? throw ApiFailure.Validation("All threads are inactive");
        var said = new JsonObject
        {
            ["type"] = "system_message",
            ["text"] = "Chat archived",
            ["system_message_type"] = "thread_archived",
        };
        var added = Add(chat, thread, null, said);
        thread.IsActive = false;
        chat.Agent = null;
        chat.SneakPeek = "";
        TellEvent(chat, thread, added);
        var payload = About(chat, thread);
        if (user is not null)
            payload["user_id"] = user;
        Push(chat, "thread_closed", payload);
        Tell(chat, "chat_deactivated", payload);
    }

    /// <summary>Gives chats that wait to whoever is next, the longest waiting first.</summary>
    public void Route()
    {
        foreach (var chat in _chats.Where(c => c.Active is not null && c.Agent is null).OrderBy(c => c.Order).ToList())
        {
            if (hub.Staff.Next(hub.Visible, chat.Groups, Load()) is { } agent)
                Join(chat, agent);
        }
    }

    public void Join(ChatRecord chat, string agent)
    {
        if (chat.Agent is { } former)
            Leave(chat, former);
        chat.Agent = agent;
        chat.LastSeen[agent] = hub.Now;
        chat.Last.UserIds.Add(agent);
        var payload = new JsonObject
        {
            ["chat_id"] = chat.Id,
            ["user"] = hub.View.Agent(chat, agent),
            ["user_type"] = "agent",
        };
        Push(chat, "chat_user_added", payload);
        Tell(chat, "user_added_to_chat", payload);
        if (Scripts.TryGetValue(agent, out var script))
            script.Greet(this, chat);
    }

    public void Leave(ChatRecord chat, string agent)
    {
        chat.Agent = null;
        chat.LastSeen.Remove(agent);
        var payload = new JsonObject
        {
            ["chat_id"] = chat.Id,
            ["user_id"] = agent,
            ["user_type"] = "agent",
        };
        Push(chat, "chat_user_removed", payload);
        Tell(chat, "user_removed_from_chat", payload);
    }

    /// <summary>Moves a chat to other groups; it is routed anew.</summary>
    public void Transfer(ChatRecord chat, IReadOnlyList<int> groups)
    {
        var former = chat.Groups ?? [];
        (chat.Groups, chat.IsAccessAsked) = (groups, true);
        if (chat.Agent is { } agent)
            Leave(chat, agent);
        Push(
            chat,
            "chat_scopes_updated",
            new JsonObject
            {
                ["chat_id"] = chat.Id,
                ["scopes_added"] = CustomerView.Access([.. groups.Except(former)]),
                ["scopes_removed"] = CustomerView.Access([.. former.Except(groups)]),
            }
        );
        Tell(chat, "chat_access_updated", new JsonObject { ["id"] = chat.Id, ["access"] = CustomerView.Access(groups) });
    }

    public void Push(ChatRecord chat, string action, JsonObject payload) => hub.Push(chat.Customer, action, payload);

    /// <summary>Tells webhooks of something in a chat.</summary>
    public void Tell(ChatRecord chat, string action, JsonObject payload, string? author = null)
    {
        var state = hub.Visible;
        hub.Webhooks.TellOfChat(
            new Webhooks.Happening(action, payload),
            new Webhooks.ChatFacts(
                [chat.Customer.Id, .. chat.LastSeen.Keys],
                author is null ? null
                    : author == chat.Customer.Id ? "customer"
                    : "agent",
                chat.Properties["source", "client_id"]?.ToString(),
                chat.Properties.Show((_, _) => true),
                state
            )
        );
    }

    public static JsonObject About(ChatRecord chat, ThreadRecord thread) => new() { ["chat_id"] = chat.Id, ["thread_id"] = thread.Id };
}
