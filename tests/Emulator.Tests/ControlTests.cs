using System.Net;
using System.Text;
using LiveChatPulumi.Emulator;

namespace Emulator_Tests;

/// <summary>Who may give the emulator commands over HTTP.</summary>
public class ControlTests
{
    private const string Token = "the-control-token";

    [Theory]
    [InlineData("POST", Token, null, null, 200)]
    [InlineData("POST", Token, "localhost", null, 200)]
    [InlineData("GET", Token, null, null, 405)]
    [InlineData("PUT", Token, null, null, 405)]
    [InlineData("POST", null, null, null, 401)]
    [InlineData("POST", "another", null, null, 401)]
    [InlineData("POST", Token, "evil.example", null, 403)]
    [InlineData("POST", Token, null, "http://evil.example", 403)]
    [InlineData("POST", Token, null, "null", 403)]
    public async Task Command_OverHttp_IsTakenFromWhoeverHasTheTokenOnly(
        string verb,
        string? token,
        string? host,
        string? origin,
        int status
    )
    {
        await using var emulator = await EmulatorServer.StartAsync(controlToken: Token);
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(emulator.Url, "/_emulator/seed"));
        request.Content = new StringContent("""{"tags":[{"name":"seeded"}]}""", Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.Add("X-Emulator-Token", token);
        if (host is not null)
            request.Headers.Host = $"{host}:{emulator.Url.Port}";
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        using var client = new HttpClient();

        using var answer = await client.SendAsync(request);

        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        var dump = emulator.Control("dump").ToJsonString();
        Assert.Equal(status == 200, dump.Contains("seeded", StringComparison.Ordinal));
        if (status != 200)
            Assert.Contains("ommands", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_EmulatorHasNoToken_IsRefused()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Emulator-Token", "");

        using var answer = await client.PostAsync(new Uri(emulator.Url, "/_emulator/dump"), new StringContent("{}"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
