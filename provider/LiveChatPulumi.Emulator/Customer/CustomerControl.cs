using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Customer.Rtm;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>Commands about customers: who they are, what agents do in their chats, and what the server does to them.</summary>
internal sealed class CustomerControl(CustomerHub hub, RtmEndpoint rtm)
{
    /// <summary>Takes what a seed says of customers. A seed that names nothing of a kind leaves that kind as it is.</summary>
    public void Seed(JsonObject seed) =>
        hub.Act(() =>
        {
            if (seed["customers"] is JsonArray customers)
            {
                foreach (var connection in hub.Connections.ToList())
                    connection.Disconnect("internal_error");
                hub.Rooms.Clear();
                hub.Accounts.Reset([.. customers.OfType<JsonObject>()]);
            }

            if (seed["routing_statuses"] is JsonObject statuses)
            {
                hub.Staff.Clear();
                foreach (var (id, status) in statuses)
                    hub.Staff.Set(id, status!.GetValue<string>());
            }

            if (seed["forms"] is JsonArray forms)
            {
                hub.Forms.Clear();
                foreach (var form in forms.OfType<JsonObject>())
                    hub.Forms[(form["group_id"]!.GetValue<int>(), Text(form, "type"))] = (JsonObject)form["form"]!.DeepClone();
            }

            if (seed["url_details"] is JsonArray pages)
            {
                hub.Pages.Clear();
                foreach (var page in pages.OfType<JsonObject>())
                    hub.Pages[Text(page, "url")] = (JsonObject)page.DeepClone();
            }
        });

    /// <summary>Answers a command; null where there is none of that name.</summary>
    public JsonNode? Answer(string command, JsonObject body) =>
        command switch
        {
            "customers" => hub.Ask(() => Customers(body)),
            "customers/limits" => hub.Ask(() => Limits(body)),
            "customers/disconnect" => hub.Ask(() => Disconnect(body)),
            "agents/status" => hub.Ask(() => Status(body)),
            "agents/script" => hub.Ask(() => Script(body)),
            "agents/act" => Act(body),
            "chats" => hub.Ask(Chats),
            "multicast" => hub.Ask(() => Multicast(body)),
            _ => null,
        };

    /// <summary>Looks at time that has passed: connections that were silent, chats of people whose hours have begun.</summary>
    public void Look() => rtm.Look();

    private JsonObject Customers(JsonObject body)
    {
        if (body["expire_token"]?.GetValue<string>() is { } expired)
        {
            hub.Accounts.Expire(expired);
            return [];
        }

        var (customer, token) = hub.Accounts.Put(body);
        if (customer.Banned)
        {
            foreach (var connection in hub.Connections.Where(c => c.Customer == customer).ToList())
                connection.Disconnect("customer_banned");
        }

        return new JsonObject { ["id"] = customer.Id, ["token"] = token };
    }

    private JsonObject Limits(JsonObject body)
    {
        hub.MaxConnections = body["max_connections"]?.GetValue<int>() ?? hub.MaxConnections;
        hub.IsExpired = body["license_expired"]?.GetValue<bool>() ?? hub.IsExpired;
        return [];
    }

    private JsonObject Disconnect(JsonObject body)
    {
        foreach (var connection in hub.Connections.Where(c => body["id"] is null || c.Customer?.Id == Text(body, "id")).ToList())
        {
            if (body["reason"]?.GetValue<string>() is { } reason)
                connection.Disconnect(reason);
            else
                connection.Cut();
        }

        return new JsonObject { ["connections"] = hub.Connections.Count };
    }

    private JsonObject Status(JsonObject body)
    {
        var (id, status) = (Member(body, "id"), body["status"]?.GetValue<string>());
        hub.Staff.Set(id, status);
        if (status is not null)
            hub.Webhooks.TellOfChat(
                new Webhooks.Happening("routing_status_set", new JsonObject { ["agent_id"] = id, ["status"] = status }),
                new Webhooks.ChatFacts([], null, null, [], hub.Visible) { Agent = id }
            );
        return [];
    }

    private JsonObject Script(JsonObject body)
    {
        hub.Rooms.Scripts[Member(body, "id")] = new AgentScript(Member(body, "id"), Events(body, "greeting"), Events(body, "answers"));
        return [];
    }

    private List<JsonObject> Events(JsonObject body, string name) =>
        [
            .. (body[name] as JsonArray ?? []).Select(
                (e, i) =>
                    e!["close"] is null ? EventShapes.Read((JsonObject)e, $"{name}[{i}]", hub.Options, false) : (JsonObject)e.DeepClone()
            ),
        ];

    /// <summary>Something that an agent does in a chat: by a name that the Agent Chat API has for it.</summary>
    private JsonObject Act(JsonObject body)
    {
        try
        {
            return hub.Ask(() =>
            {
                var chat =
                    hub.Rooms.All.FirstOrDefault(c => c.Id == Text(body, "chat_id")) ?? throw new FormatException("There is no such chat.");
                return Act(chat, Member(body, "id"), body);
            });
        }
        catch (ApiFailure failure)
        {
            throw new FormatException(failure.Message, failure);
        }
    }

    private JsonObject Act(ChatRecord chat, string agent, JsonObject body)
    {
        switch (Text(body, "do"))
        {
            case "send_event":
                var said = EventShapes.Read((JsonObject)body["event"]!, "event", hub.Options, isCustomer: false);
                var (thread, added) = hub.Rooms.Say(chat, agent, said, body["attach_to_last_thread"]?.GetValue<bool>() == true);
                return new JsonObject { ["thread_id"] = thread.Id, ["event_id"] = added.Id };
            case "type":
                hub.Rooms.Push(chat, "incoming_typing_indicator", Typing(chat, agent, body));
                break;
            case "join":
                hub.Rooms.Join(chat, agent);
                break;
            case "leave":
                hub.Rooms.Leave(chat, agent);
                break;
            case "close_thread":
                hub.Rooms.Close(chat, agent);
                break;
            case "transfer":
                hub.Rooms.Transfer(chat, [.. body["group_ids"]!.AsArray().Select(g => g!.GetValue<int>())]);
                break;
            default:
                throw new FormatException("`do` is send_event, type, join, leave, close_thread or transfer.");
        }

        return [];
    }

    private JsonObject Typing(ChatRecord chat, string agent, JsonObject body) =>
        new()
        {
            ["chat_id"] = chat.Id,
            ["typing_indicator"] = new JsonObject
            {
                ["author_id"] = agent,
                ["timestamp"] = hub.Now,
                ["is_typing"] = body["is_typing"]?.GetValue<bool>() ?? true,
            },
        };

    private JsonObject Multicast(JsonObject body)
    {
        foreach (var customer in hub.Accounts.All.Where(c => body["id"] is null || c.Id == Text(body, "id")))
            hub.Push(
                customer,
                "incoming_multicast",
                new JsonObject { ["author_id"] = body["author_id"]?.DeepClone(), ["content"] = body["content"]?.DeepClone() }
            );
        return [];
    }

    /// <summary>All chats as the license's side sees them: events for agents and what is typed included.</summary>
    private JsonNode Chats() =>
        new JsonArray([
            .. hub.Rooms.All.Select(c => new JsonObject
            {
                ["id"] = c.Id,
                ["customer_id"] = c.Customer.Id,
                ["agent"] = c.Agent,
                ["access"] = CustomerView.Access(c.Groups),
                ["continuous"] = c.Continuous,
                ["sneak_peek"] = c.SneakPeek,
                ["properties"] = c.Properties.Show((_, _) => true),
                ["threads"] = new JsonArray([
                    .. c.Threads.Select(t => new JsonObject
                    {
                        ["id"] = t.Id,
                        ["active"] = t.IsActive,
                        ["properties"] = t.Properties.Show((_, _) => true),
                        ["events"] = new JsonArray([.. t.Events.Select(e => e.Json.DeepClone())]),
                    }),
                ]),
            }),
        ]);

    private string Member(JsonObject body, string name)
    {
        var id = Text(body, name);
        return hub.Visible.HasMember(id) ? id : throw new FormatException($"There is no agent or bot {id}.");
    }

    private static string Text(JsonObject body, string name) =>
        body[name]?.GetValue<string>() ?? throw new FormatException($"`{name}` is required.");
}
