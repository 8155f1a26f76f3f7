using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using LiveChatPulumi.CustomerApi.Rtm;

namespace LiveChatPulumi_CustomerApi_Tests.Rtm;

/// <summary>A server in memory: it answers each request as a test says.</summary>
internal sealed class ScriptedRtm : IRtmConnector
{
    private readonly Lock _gate = new();
    private readonly List<ScriptedSocket> _sockets = [];

    /// <summary>Takes a request, in the order in which they come.</summary>
    public Action<ScriptedSocket, JsonObject> Takes { get; set; } = (s, r) => s.Answer(r, Usual(r));

    /// <summary>False while nobody can connect.</summary>
    public bool IsUp { get; set; } = true;

    public List<Uri> Addresses { get; } = [];

    public IReadOnlyList<ScriptedSocket> Sockets
    {
        get
        {
            lock (_gate)
                return [.. _sockets];
        }
    }

    /// <summary>The usual answer: a customer without chats.</summary>
    public static JsonObject Usual(JsonObject request) =>
        (string?)request["action"] switch
        {
            "login" => new JsonObject { ["customer_id"] = "customer" },
            "get_chats_summary" => new JsonObject { ["chats_summary"] = new JsonArray(), ["total_chats"] = 0 },
            _ => [],
        };

    public Task<IRtmSocket> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            Addresses.Add(address);
            if (!IsUp)
                throw new WebSocketException("refused");
            var socket = new ScriptedSocket(this);
            _sockets.Add(socket);
            return Task.FromResult<IRtmSocket>(socket);
        }
    }
}

/// <summary>The server's side of one connection.</summary>
internal sealed class ScriptedSocket(ScriptedRtm server) : IRtmSocket
{
    private readonly Channel<byte[]?> _toClient = Channel.CreateUnbounded<byte[]?>();

    private int _left = int.MaxValue;

    public List<JsonObject> Requests { get; } = [];

    public bool ClosedByClient { get; private set; }

    public void Write(string message) => _toClient.Writer.TryWrite(Encoding.UTF8.GetBytes(message));

    public void Answer(JsonObject request, JsonObject payload) =>
        Write(
            new JsonObject
            {
                ["request_id"] = (string?)request["request_id"],
                ["action"] = (string?)request["action"],
                ["type"] = "response",
                ["success"] = true,
                ["payload"] = payload,
            }.ToJsonString()
        );

    public void Refuse(JsonObject request, string type) =>
        Answer(
            request,
            new JsonObject
            {
                ["error"] = new JsonObject { ["type"] = type, ["message"] = "no" },
            }
        );

    public void Push(string action, JsonObject payload, string? requestId = null)
    {
        var push = new JsonObject
        {
            ["action"] = action,
            ["type"] = "push",
            ["payload"] = payload,
        };
        if (requestId is not null)
            push["request_id"] = requestId;
        Write(push.ToJsonString());
    }

    /// <summary>Breaks it; what was written before is still read.</summary>
    public void Break() => _toClient.Writer.TryComplete(new WebSocketException("cut"));

    /// <summary>Breaks it; of what was written and not read, only the first messages arrive.</summary>
    public void Cut(int arrive)
    {
        Volatile.Write(ref _left, arrive);
        Break();
    }

    /// <summary>Closes it without a word.</summary>
    public void Close() => _toClient.Writer.TryWrite(null);

    public Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = (JsonObject)JsonNode.Parse(message.Span)!;
        lock (Requests)
            Requests.Add(request);
        server.Takes(this, request);
        return Task.CompletedTask;
    }

    public async Task<byte[]?> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var message = await _toClient.Reader.ReadAsync(cancellationToken);
            return Interlocked.Decrement(ref _left) >= 0 ? message : throw new WebSocketException("cut");
        }
        catch (ChannelClosedException e)
        {
            throw new WebSocketException("cut", e);
        }
    }

    public Task CloseOutputAsync(CancellationToken cancellationToken)
    {
        ClosedByClient = true;
        Close();
        return Task.CompletedTask;
    }

    public void Dispose() { }
}
