using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;

namespace LiveChatPulumi_Emulator_Tests;

/// <summary>An emulator and a bare HTTP client of it: none of the product's own client.</summary>
internal sealed class EmulatorClient : IAsyncDisposable
{
    private readonly HttpClient _http;

    private EmulatorClient(EmulatorServer server)
    {
        Server = server;
        _http = new HttpClient { BaseAddress = server.Url };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "dal:emulator-token");
    }

    public EmulatorServer Server { get; }

    public static async Task<EmulatorClient> StartAsync(string? seed = null)
    {
        var client = new EmulatorClient(await EmulatorServer.StartAsync());
        if (seed is not null)
            client.Server.Control("seed", (JsonObject)JsonNode.Parse(seed)!);
        return client;
    }

    public void UsePersonalAccessToken() =>
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes("emulator:emulator-pat"))
        );

    public async Task<JsonNode> CallAsync(string method, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri($"/v3.6/configuration/action/{method}", UriKind.Relative), content);
        return await ReadAsync(response);
    }

    /// <summary>The error's type, or null for success.</summary>
    public async Task<string?> ErrorOfAsync(string method, string body) =>
        (string?)(await CallAsync(method, body) as JsonObject)?["error"]?["type"];

    /// <summary>The error's type of a request to any path, or null for success.</summary>
    public async Task<string?> ErrorOfPostAsync(string path, string body, string contentType)
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
        return (string?)(await ReadAsync(response) as JsonObject)?["error"]?["type"];
    }

    /// <summary>A public read, without any authorization.</summary>
    public async Task<JsonNode> GetAsync(string method, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/v3.2/customer/public/{method}?{query}", UriKind.Relative));
        using var anonymous = new HttpClient { BaseAddress = Server.Url };
        using var response = await anonymous.SendAsync(request);
        return await ReadAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}
