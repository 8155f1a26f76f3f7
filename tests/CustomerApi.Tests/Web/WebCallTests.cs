using System.Text;
using System.Text.Json.Nodes;
using LiveChatPulumi.CustomerApi;
using LiveChatPulumi.CustomerApi.Requests;
using LiveChatPulumi.CustomerApi.Web;
using TestSupport;

namespace LiveChatPulumi_CustomerApi_Tests.Web;

/// <summary>What goes over the wire to the Web API, over real HTTP.</summary>
public class WebCallTests
{
    public static TheoryData<string> Methods => [.. CallTable.All.Keys];

    [Fact]
    public void Table_OfCalls_HasEachMethodOfBothTransports() =>
        Assert.Equal(
            CustomerActions.All.Values.Where(a => a.Transports == (Transports.Web | Transports.Rtm)).Select(a => a.Name).Order(),
            CallTable.All.Keys.Order()
        );

    [Fact]
    [Uses(Transports.Web)]
    public async Task Call_OfEachMethod_SendsWhatTheDocumentsSay()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = r => (200, AnswerTo(r.Action));
        using var web = new CustomerWebApi(Given.Options(server.Url), Given.Token);
        foreach (var (action, (send, payload)) in CallTable.All)
        {
            await send(web).InTimeAsync();
            var request = server.Requests[^1];
            Assert.Equal(
                ("POST", $"/v3.0/customer/action/{action}", "?license_id=123456789", "application/json", "Bearer " + Given.Secret),
                (
                    request.Method,
                    request.Path,
                    request.Query,
                    request.Headers.ContentType.ToString(),
                    request.Headers.Authorization.ToString()
                )
            );
            Assert.Equal(["payload"], ((JsonObject)request.Json).Select(m => m.Key));
            Assert.True(
                JsonNode.DeepEquals(JsonNode.Parse(payload), request.Json["payload"]),
                $"{action}: {request.Json["payload"]!.ToJsonString()}"
            );
        }

        Assert.Equal(CallTable.All.Count, server.Requests.Count);
    }

    [Fact]
    public async Task GroupsStatus_OfAllGroups_AsksForAll()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = _ => (200, """{"payload":{"groups_status":{"0":"online","7":"closed"}}}""");
        using var web = new CustomerWebApi(Given.Options(server.Url), Given.Token);
        var statuses = await web.GetGroupsStatusAsync();
        Assert.Equal("""{"payload":{"all":true}}""", server.Requests[0].Json.ToJsonString());
        Assert.Equal(("online", "closed"), (statuses[0].Word, statuses[7].Word));
    }

    [Fact]
    [Uses(Transports.Web, "send_file")]
    public async Task SendFile_WithAll_SendsTheFormOfTheDocuments()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = _ => (200, """{"payload":{"url":"https://cdn.test/f.png"}}""");
        using var web = new CustomerWebApi(Given.Options(server.Url), Given.Token);
        var file = new FileToSend("f \"1\".png", "image/png", "pixels"u8.ToArray());
        Assert.Equal("https://cdn.test/f.png", await web.SendFileAsync("PWJ8Y4THAV", file, "12345-bhdsa", true));
        var request = Assert.Single(server.Requests);
        Assert.Equal(("/v3.0/customer/action/send_file", "?license_id=123456789"), (request.Path, request.Query));
        Assert.StartsWith("multipart/form-data; boundary=", request.Headers.ContentType.ToString());
        var body = Encoding.UTF8.GetString(request.Body);
        Assert.Equal(
            ["payload.chat_id", "payload.custom_id", "payload.require_active_thread", "payload.file"],
            body.Split("name=")
                .Skip(1)
                .Select(p => p.Split(';', '\r')[0].Trim('"'))
                .Where(n => n.StartsWith("payload.", StringComparison.Ordinal))
        );
        Assert.Contains("PWJ8Y4THAV", body);
        Assert.Contains("Content-Type: image/png\r\n", body);
        Assert.Contains("\r\n\r\npixels\r\n", body);
    }

    [Fact]
    public async Task SendFile_OfMoreThanTenMegabytes_IsNotSent()
    {
        var handler = Answering.With("""{"url":"u"}""");
        using var web = new CustomerWebApi(Given.Options(), Given.Token, handler);
        var largest = new byte[FileToSend.LongestContent];
        var error = await Assert.ThrowsAsync<CustomerApiException>(() =>
            web.SendFileAsync("c", new FileToSend("big.png", "image/png", new byte[largest.Length + 1]))
        );
        Assert.Equal((CustomerErrorKind.NotSent, 0), (error.Kind, handler.Count));
        Assert.Contains("big.png has 10485761 bytes", error.Message);
        Assert.Equal("u", await web.SendFileAsync("c", new FileToSend("big.png", "image/png", largest)));
    }

    [Fact]
    [Uses(Transports.Public, "get_license_properties", "get_group_properties")]
    public async Task PublicReads_OfProperties_NeedNoToken()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = _ => (200, """{"namespace":"n&s","properties":{"a":1}}""");
        using var web = new CustomerWebApi(Given.Options(server.Url), Given.Token);
        Assert.Equal("n&s", (await web.GetLicensePropertiesAsync("n&s", "a")).Namespace);
        await web.GetGroupPropertiesAsync(10);
        Assert.Equal(
            [
                "GET /v3.2/customer/public/get_license_properties?license_id=123456789&namespace=n%26s&name=a",
                "GET /v3.2/customer/public/get_group_properties?license_id=123456789&group_id=10",
            ],
            server.Requests.Select(r => $"{r.Method} {r.Path}{r.Query}")
        );
        Assert.All(server.Requests, r => Assert.Equal(0, r.Headers.Authorization.Count));
    }

    private static string AnswerTo(string action) =>
        Repo.Json("customer", "answers.json")
            .AsArray()
            .Where(a => (string?)a!["action"] == action)
            .Select(a => (string?)a!["raw"] ?? a["answer"]!.ToJsonString())
            .Last();
}
