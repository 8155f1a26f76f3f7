using System.Text.Json.Nodes;

namespace LiveChatPulumi_CustomerApi_Tests.Rtm;

/// <summary>A server with chats in memory, whose connections are cut at moments that a seed chooses.</summary>
internal sealed class UnreliableServer
{
    private readonly Lock _gate = new();
    private readonly Random _random;
    private readonly List<Conversation> _chats = [new("c1"), new("c2")];
    private ScriptedSocket? _live;
    private int _lastId;

    public UnreliableServer(int seed)
    {
        _random = new Random(seed);
        Rtm = new ScriptedRtm { Takes = Take };
        foreach (var chat in _chats)
        {
            Happen(() => Open(chat, 1));
            Happen(() => Open(chat, 2));
        }
    }

    public ScriptedRtm Rtm { get; }

    /// <summary>How likely a request meets a cut, before, amid or after it: of 100.</summary>
    public int Cuts { get; set; }

    public IReadOnlyList<(string Thread, string Event)> Events =>
        Read(() => _chats.SelectMany(c => c.Threads).SelectMany(t => t.Events.Select(e => (t.Id, e.Id))).ToList());

    public IReadOnlyList<string> Threads => Read(() => _chats.SelectMany(c => c.Threads).Select(t => t.Id).ToList());

    public IReadOnlyList<string> Closed => Read(() => _chats.SelectMany(c => c.Threads).Where(t => !t.IsActive).Select(t => t.Id).ToList());

    public bool IsConnected => Read(() => _live is not null);

    /// <summary>Somebody else does something.</summary>
    public void DoSomething() =>
        Happen(() =>
        {
            var chat = Any(_chats);
            switch (_random.Next(6))
            {
                case 0 when chat.Threads[^1].IsActive:
                    CloseThread(chat);
                    break;
                case 0 or 1:
                    Open(chat, _random.Next(3));
                    break;
                default:
                    Say(chat);
                    break;
            }
        });

    /// <summary>Cuts the connection: of what is under way, the end is lost.</summary>
    public void Cut() =>
        Happen(() =>
        {
            _live?.Cut(_random.Next(4));
            _live = null;
        });

    private void Take(ScriptedSocket socket, JsonObject request) =>
        Happen(() =>
        {
            if (Meets())
            {
                CutOff(socket);
                return;
            }

            var answer = Do(socket, request);
            if (Meets())
            {
                CutOff(socket);
                return;
            }

            socket.Answer(request, answer);
            if (Meets())
                CutOff(socket);
        });

    private JsonObject Do(ScriptedSocket socket, JsonObject request)
    {
        var payload = request["payload"] as JsonObject ?? [];
        switch ((string?)request["action"])
        {
            case "login":
                _live = socket;
                return new JsonObject { ["customer_id"] = "customer" };
            case "get_chats_summary":
                var chats = _chats.Skip((int)payload["offset"]!).Take((int)payload["limit"]!);
                return new JsonObject { ["chats_summary"] = Array(chats.Select(c => new JsonObject { ["id"] = c.Id })) };
            case "get_chat_threads_summary":
                var threads = Chat(payload).Threads.AsEnumerable().Reverse().Skip((int)payload["offset"]!).Take((int)payload["limit"]!);
                return new JsonObject
                {
                    ["threads_summary"] = Array(threads.Select(t => new JsonObject { ["id"] = t.Id, ["order"] = t.Order })),
                };
            case "get_chat_threads":
                var wanted = payload["thread_ids"]!.AsArray().Select(i => (string)i!).ToHashSet();
                var found = Chat(payload).Threads.Where(t => wanted.Contains(t.Id)).Select(t => t.Json);
                return new JsonObject
                {
                    ["chat"] = new JsonObject { ["id"] = Chat(payload).Id, ["threads"] = Array(found) },
                };
            case "send_event":
                Say(Chat(payload));
                return [];
            default:
                return [];
        }
    }

    private void Say(Conversation chat)
    {
        var thread = chat.Threads[^1];
        if (!thread.IsActive)
        {
            Open(chat, 1);
            return;
        }

        var added = thread.Add($"e{++_lastId}");
        _live?.Push(
            "incoming_event",
            new JsonObject
            {
                ["chat_id"] = chat.Id,
                ["thread_id"] = thread.Id,
                ["event"] = added.DeepClone(),
            }
        );
    }

    private void Open(Conversation chat, int events)
    {
        // A thread is opened when the one before it is closed; those of the beginning were closed before anybody looked.
        if (chat.Threads.Count > 0 && chat.Threads[^1].IsActive)
            CloseThread(chat);
        var thread = new Talk($"t{++_lastId}", chat.Threads.Count + 1);
        chat.Threads.Add(thread);
        for (var i = 0; i < events; i++)
            thread.Add($"e{++_lastId}");
        _live?.Push(
            "incoming_chat_thread",
            new JsonObject
            {
                ["chat"] = new JsonObject { ["id"] = chat.Id, ["thread"] = thread.Json },
            }
        );
    }

    private void CloseThread(Conversation chat)
    {
        chat.Threads[^1].IsActive = false;
        _live?.Push("thread_closed", new JsonObject { ["chat_id"] = chat.Id, ["thread_id"] = chat.Threads[^1].Id });
    }

    private bool Meets() => _random.Next(100) < Cuts;

    private void CutOff(ScriptedSocket socket)
    {
        socket.Cut(_random.Next(4));
        if (_live == socket)
            _live = null;
    }

    private Conversation Chat(JsonObject payload) => _chats.Single(c => c.Id == (string?)payload["chat_id"]);

    private T Any<T>(List<T> list) => list[_random.Next(list.Count)];

    private static JsonArray Array(IEnumerable<JsonNode> items) => [.. items];

    private void Happen(Action what)
    {
        lock (_gate)
            what();
    }

    private T Read<T>(Func<T> what)
    {
        lock (_gate)
            return what();
    }

    private sealed class Conversation(string id)
    {
        public string Id => id;

        public List<Talk> Threads { get; } = [];
    }

    private sealed class Talk(string id, long order)
    {
        public string Id => id;

        public long Order => order;

        public bool IsActive { get; set; } = true;

        public List<(string Id, JsonObject Json)> Events { get; } = [];

        public JsonObject Json =>
            new()
            {
                ["id"] = id,
                ["order"] = order,
                ["active"] = IsActive,
                // Servers do not sort events.
                ["events"] = Array(Enumerable.Reverse(Events).Select(e => e.Json.DeepClone())),
            };

        public JsonObject Add(string eventId)
        {
            var json = new JsonObject
            {
                ["id"] = eventId,
                ["order"] = Events.Count + 1,
                ["type"] = "message",
            };
            Events.Add((eventId, json));
            return json;
        }
    }
}
