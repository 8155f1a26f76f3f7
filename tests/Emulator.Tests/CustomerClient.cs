using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using TestSupport;

namespace LiveChatPulumi_Emulator_Tests;

/// <summary>An emulator with a bare HTTP client and bare WebSockets: none of the product's own client.</summary>
internal sealed class CustomerClient : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly List<CustomerSocket> _sockets = [];

    private CustomerClient(EmulatorServer server) => Server = server;

    public EmulatorServer Server { get; }

    public string Token { get; set; } = "emulator-customer";

    public static async Task<CustomerClient> StartAsync(string seed = "{}")
    {
        var client = new CustomerClient(await EmulatorServer.StartAsync());
        client.Control("clock", """{"scale":0}""");
        client.Control("seed", seed);
        return client;
    }

    public JsonNode Control(string command, string body = "{}") => Server.Control(command, (JsonObject)JsonNode.Parse(body)!);

    /// <summary>Moves the emulated clock to a time of its day or a later one, and no further.</summary>
    public void MoveTo(DateTimeOffset to)
    {
        var now = DateTimeOffset.Parse((string)Control("clock")["now"]!, System.Globalization.CultureInfo.InvariantCulture);
        Server.Control("clock", new JsonObject { ["advanceSeconds"] = (to - now).TotalSeconds });
    }

    /// <summary>The payload of the answer; the error's type as text where it is refused.</summary>
    public async Task<JsonNode> CallAsync(string method, string payload = "{}") =>
        Unwrap(await PostAsync(method, $$"""{"payload":{{payload}}}"""));

    /// <summary>The whole body of an answer.</summary>
    public async Task<JsonObject> PostAsync(string method, string body, string query = "?license_id=100", string version = "v3.0")
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await SendAsync(content, new Uri(Server.Url, $"/{version}/customer/action/{method}{query}"));
    }

    public async Task<JsonNode> SendFileAsync(string chat, byte[] bytes, params (string Name, string Value)[] more)
    {
        using var form = new MultipartFormDataContent { { new StringContent(chat), "payload.chat_id" } };
        foreach (var (name, value) in more)
            form.Add(new StringContent(value), name);
        using var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(file, "payload.file", "test.png");
        return Unwrap(await SendAsync(form, new Uri(Server.Url, "/v3.0/customer/action/send_file?license_id=100")));
    }

    public Task<byte[]> DownloadAsync(string url) => _http.GetByteArrayAsync(new Uri(url));

    /// <summary>Opens a connection; it has not logged in.</summary>
    public async Task<CustomerSocket> ConnectAsync(string path = "/v3.0/customer/rtm/ws?license_id=100")
    {
        var socket = new CustomerSocket();
        _sockets.Add(socket);
        await socket.ConnectAsync(new Uri(Server.Url.ToString().Replace("http:", "ws:", StringComparison.Ordinal).TrimEnd('/') + path));
        return socket;
    }

    /// <summary>Opens a connection and logs it in.</summary>
    public async Task<CustomerSocket> LogInAsync(string token = "emulator-customer", string more = "")
    {
        var socket = await ConnectAsync();
        await socket.AskAsync("login", $$"""{"token":"{{token}}"{{more}}}""");
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
        _http.Dispose();
        await Server.DisposeAsync();
    }

    private static JsonNode Unwrap(JsonObject answer) => answer["error"] is { } error ? error["type"]! : answer["payload"]!;

    private async Task<JsonObject> SendAsync(HttpContent content, Uri url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        if (Token.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        using var response = await _http.SendAsync(request);
        return (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}

/// <summary>A WebSocket that keeps what comes, in its order.</summary>
internal sealed class CustomerSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonObject> _came = [];
    private int _asked;

    public CustomerSocket() => _socket.Options.KeepAliveInterval = TimeSpan.Zero;

    /// <summary>Ends when the server has hung up.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Everything that came.</summary>
    public IReadOnlyList<JsonObject> Came
    {
        get
        {
            lock (_came)
                return [.. _came];
        }
    }

    /// <summary>The actions of the pushes that came.</summary>
    public IEnumerable<string> Pushes => Came.Where(m => (string?)m["type"] == "push").Select(m => (string)m["action"]!);

    public async Task ConnectAsync(Uri url)
    {
        await _socket.ConnectAsync(url, default).InTimeAsync();
        Ended = ReceiveAsync();
    }

    public Task SendAsync(string text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, default);

    /// <summary>The payload of the response; the error's type as text where it is refused.</summary>
    public async Task<JsonNode> AskAsync(string action, string payload = "{}")
    {
        var response = await AskWholeAsync(action, payload);
        return (bool)response["success"]! ? response["payload"] ?? new JsonObject() : response["payload"]!["error"]!["type"]!;
    }

    public async Task<JsonObject> AskWholeAsync(string action, string payload = "{}")
    {
        var id = $"r{Interlocked.Increment(ref _asked)}";
        await SendAsync($$"""{"request_id":"{{id}}","action":"{{action}}","payload":{{payload}}}""");
        JsonObject? response = null;
        await Within.EventuallyAsync(() =>
            (response = Came.FirstOrDefault(m => (string?)m["request_id"] == id && (string?)m["type"] == "response")) is not null
        );
        return response!;
    }

    /// <summary>The payload of the push that comes as the n-th of an action.</summary>
    public async Task<JsonNode> PushAsync(string action, int number = 1)
    {
        List<JsonObject> found = [];
        await Within.EventuallyAsync(() =>
            (found = [.. Came.Where(m => (string?)m["type"] == "push" && (string?)m["action"] == action)]).Count >= number
        );
        return found[number - 1]["payload"]!;
    }

    public void Cut() => _socket.Abort();

    public void Dispose() => _socket.Dispose();

    private async Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(), default);
                if (part.MessageType == WebSocketMessageType.Close)
                    return;
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage)
                    continue;
                lock (_came)
                    _came.Add((JsonObject)JsonNode.Parse(message.ToArray())!);
                message.SetLength(0);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The line is cut.
        }
    }
}
