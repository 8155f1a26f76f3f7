using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;

namespace LiveChatPulumi.Emulator.Customer.Methods;

/// <summary>Chats and their threads.</summary>
internal static class ChatMethods
{
    private static readonly Parameter ChatId = new("chat_id", Shape.Text(), true);
    private static readonly Shape Access = Shape.Object(new Parameter("group_ids", Shape.List(Shape.Int(0))));
    private static readonly Shape Properties = Shape.Map(Shape.Map(Shape.Any));

    private static readonly Parameter[] Initial =
    [
        new("access", Access),
        new("properties", Properties),
        new("users", Shape.List(Shape.Object(new("id", Shape.Text()), new("type", Shape.OneOf("customer"))))),
        new("thread", Shape.Object(new("events", Shape.List(Shape.Map(Shape.Any))), new("properties", Properties))),
    ];

    public static IEnumerable<CustomerMethod> All =>
        [
            new(
                "get_chats_summary",
                Served.Methods | Served.OlderRtm,
                [new("offset", Shape.Int(0, 100)), new("limit", Shape.Int(1, 25))],
                GetChatsSummary
            ),
            new(
                "get_chat_threads_summary",
                Served.Methods | Served.OlderRtm,
                [ChatId, new("offset", Shape.Int(0)), new("limit", Shape.Int(1, 100))],
                GetThreadsSummary
            ),
            new("get_chat_threads", Served.Methods | Served.OlderRtm, [ChatId, new("thread_ids", Shape.List(Shape.Text()))], GetThreads),
            new(
                "start_chat",
                Served.Methods | Served.OlderRtm | Served.OlderWeb,
                [new("chat", Shape.Object(Initial)), new("continuous", Shape.Bool)],
                Start
            ),
            new(
                "activate_chat",
                Served.Methods,
                [
                    new("chat", Shape.Object([new("id", Shape.Text(), true), new("order", Shape.Any), .. Initial])),
                    new("id", Shape.Text()),
                    new("continuous", Shape.Bool),
                ],
                Activate
            ),
            new("close_thread", Served.Methods | Served.OlderRtm | Served.OlderWeb, [ChatId, new("thread_id", Shape.Text())], Close),
        ];

    private static JsonObject GetChatsSummary(CustomerCall call)
    {
        var chats = call.Hub.Rooms.Of(call.Customer).OrderByDescending(c => c.Order).ToList();
        return new JsonObject
        {
            ["chats_summary"] = new JsonArray([.. Page(chats, call, 10).Select(call.Hub.View.Summary)]),
            ["total_chats"] = chats.Count,
        };
    }

    private static JsonObject GetThreadsSummary(CustomerCall call)
    {
        var threads = call.Chat(call.Request).Threads.OrderByDescending(t => t.Order).ToList();
        return new JsonObject
        {
            ["threads_summary"] = new JsonArray([
                .. Page(threads, call, 25)
                    .Select(t => new JsonObject
                    {
                        ["id"] = t.Id,
                        ["order"] = t.Order,
                        ["total_events"] = t.Events.Count(e => !e.IsForAgents),
                    }),
            ]),
            ["total_threads"] = threads.Count,
        };
    }

    private static JsonObject GetThreads(CustomerCall call)
    {
        if (call.Request["thread_ids"] is null && call.Options.Is("threadIds", "required"))
            throw ApiFailure.Validation("`thread_ids` is required");
        var chat = call.Chat(call.Request);
        var wanted = (call.Request["thread_ids"] as JsonArray)?.Select(i => i!.GetValue<string>()).ToHashSet();
        return new JsonObject { ["chat"] = call.Hub.View.Chat(chat, chat.Threads.Where(t => wanted?.Contains(t.Id) ?? true)) };
    }

    private static JsonObject Start(CustomerCall call)
    {
        var asked = call.Request["chat"] as JsonObject ?? [];
        if (call.Customer is { Name: "", Email: "" } && call.Options.Is("customerDetails", "required"))
            throw ApiFailure.Validation("Customer details must be sent before a chat is started");
        if (asked["users"] is JsonArray { Count: > 1 })
            throw ApiFailure.Validation("`chat.users` allows only one user");
        CheckOnline(call, AskedGroups(asked));
        var events = Check(call, asked);
        var chat = Fill(call, call.Hub.Rooms.Open(call.Customer), asked, events);
        chat.Continuous = call.Flag("continuous");
        call.Hub.Rooms.TellBegun(chat);
        return new JsonObject { ["chat"] = call.Hub.View.Chat(chat) };
    }

    private static JsonObject Activate(CustomerCall call)
    {
        var asked = call.Request["chat"] as JsonObject;
        if (asked is null && call.Options.Is("activateChatId", "chat"))
            throw ApiFailure.Validation("`chat` is required");
        asked ??= new JsonObject { ["id"] = call.Request["id"]?.DeepClone() ?? throw ApiFailure.Validation("`chat` is required") };
        var chat = call.Chat(asked, "id");
        if (chat.Active is not null)
            throw ApiFailure.Validation("The chat is active");
        var events = Check(call, asked);
        if (!(call.Request["continuous"]?.GetValue<bool>() ?? chat.Continuous))
            CheckOnline(call, AskedGroups(asked) ?? (chat.IsAccessAsked ? chat.Groups ?? [] : null));
        Fill(call, chat, asked, events);
        chat.Continuous = call.Request["continuous"]?.GetValue<bool>() ?? chat.Continuous;
        call.Hub.Rooms.TellBegun(chat);
        return new JsonObject { ["chat"] = call.Hub.View.Chat(chat, [chat.Last]) };
    }

    private static JsonObject? Close(CustomerCall call)
    {
        var chat = call.Chat(call.Request);
        if (call.Request["thread_id"]?.GetValue<string>() is { } id && chat.Active is { } active && active.Id != id)
            throw ApiFailure.Validation("The thread is not active");
        call.Hub.Rooms.Close(chat, call.Customer.Id);
        return null;
    }

    /// <summary>The groups that are asked for; null where none are, and an empty list where all agents may see the chat.</summary>
    private static List<int>? AskedGroups(JsonObject asked) =>
        asked["access"] is JsonObject access ? [.. (access["group_ids"] as JsonArray ?? []).Select(g => g!.GetValue<int>())] : null;

    /// <summary>A chat that is not continuous needs a group of which somebody is there.</summary>
    /// <param name="call">The call.</param>
    /// <param name="asked">The groups that are asked for: null for those of the customer, none for all.</param>
    private static void CheckOnline(CustomerCall call, IReadOnlyList<int>? asked)
    {
        var groups = asked ?? call.Hub.Rooms.GroupsOf(call.Customer);
        if (groups.FirstOrDefault(g => !call.State.Groups.ContainsKey(g), -1) is >= 0 and var unknown)
            throw ApiFailure.Validation($"Group {unknown} not found");
        if (call.Flag("continuous"))
            return;
        var load = call.Hub.Rooms.Load();
        var any = groups.Count == 0 ? call.State.Groups.Keys : groups;
        if (any.All(g => call.Hub.Staff.StatusOf(call.State, g, load) == "offline"))
            throw new ApiFailure(call.Options["offlineGroup"], "No group of the chat is online");
    }

    /// <summary>Checks properties and events before anything comes to be.</summary>
    private static List<JsonObject> Check(CustomerCall call, JsonObject asked)
    {
        var thread = asked["thread"];
        ChatProperties.Check(call.State, "chat", asked["properties"] as JsonObject);
        ChatProperties.Check(call.State, "thread", thread?["properties"] as JsonObject);
        List<JsonObject> events = [];
        foreach (var said in (thread?["events"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            events.Add(EventShapes.Read(said, $"chat.thread.events[{events.Count}]", call.Options, isCustomer: true));
            ChatProperties.Check(call.State, "event", said["properties"] as JsonObject);
        }

        return events;
    }

    private static ChatRecord Fill(CustomerCall call, ChatRecord chat, JsonObject asked, List<JsonObject> events)
    {
        if (AskedGroups(asked) is { } groups)
            (chat.Groups, chat.IsAccessAsked) = (groups.Count == 0 ? null : groups, true);
        var thread = call.Hub.Rooms.Begin(chat);
        ChatProperties.Set(chat.Properties, asked["properties"] as JsonObject);
        ChatProperties.Set(thread.Properties, asked["thread"]?["properties"] as JsonObject);
        foreach (var said in events)
            call.Hub.Rooms.Add(chat, thread, call.Customer.Id, said);
        return chat;
    }

    private static IEnumerable<T> Page<T>(IEnumerable<T> all, CustomerCall call, int limit) =>
        all.Skip(call.Request["offset"]?.GetValue<int>() ?? 0).Take(call.Request["limit"]?.GetValue<int>() ?? limit);
}
