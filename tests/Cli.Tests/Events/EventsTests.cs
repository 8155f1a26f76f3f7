using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LiveChatPulumi.Cli.Events;
using TestSupport;

namespace Cli_Tests;

/// <summary>What LiveChat tells of changes: what is kept of it, and what becomes of it in a report.</summary>
public sealed class EventsTests : IDisposable
{
    private const string Secret = "a secret of the webhooks";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly List<string> _told = [];

    private string EventsPath => _folder.File("events.jsonl");

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("agent_updated", "{\"id\":\"ann@example.com\",\"job_title\":\"Boss\"}", "ann@example.com:", "job_title")]
    [InlineData("tag_deleted", "{\"name\":\"vip\"}", "vip:", "name")]
    [InlineData(
        "auto_access_added",
        "[{\"id\":\"a\",\"status\":\"updated\"},{\"id\":\"b\",\"status\":\"added\"}]",
        "a:updated b:added",
        ""
    )]
    [InlineData("group_created", "{\"id\":7,\"name\":\"New\"}", "7:", "name")]
    public async Task Serve_AWebhook_KeepsObjectsFieldsAndRequesterButNoValues(string action, string payload, string objects, string fields)
    {
        using (var file = new EventFile(EventsPath, 1 << 20, 2))
        await using (var server = await StartAsync(file))
            Assert.Equal(HttpStatusCode.OK, await PostAsync(server.Address, Webhook(action, payload)));
        var (records, torn) = EventFile.Read(EventsPath);
        Assert.Empty(torn);
        var record = Assert.Single(records);
        Assert.Equal(objects, string.Join(' ', record.Objects.Select(o => $"{o.Id}:{o.Status}")));
        Assert.Equal(fields, string.Join(' ', record.Fields));
        Assert.Equal("lee@example.com", record.Who);
        var text = await File.ReadAllTextAsync(EventsPath);
        Assert.DoesNotContain("Boss", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_WhatIsNoWebhookOfOurs_IsRefusedAndNotKept()
    {
        using var file = new EventFile(EventsPath, 1 << 20, 2);
        await using var server = await StartAsync(file);
        var good = Webhook("tag_created", """{"name":"vip"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(server.Address, good.Replace(Secret, "guess", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(server.Address, "{}"));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(server.Address, "no json"));
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await PostAsync(server.Address, $$"""{"secret_key":"{{Secret}}","action":"tag_created"}""")
        );
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(server.Address, new string(' ', 2 << 20)));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(server.Address, Webhook("incoming_chat", "{}")));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _http.GetAsync(new Uri("http://" + server.Address))).StatusCode);
        Assert.False(File.Exists(EventsPath));
        Assert.All(_told, t => Assert.DoesNotContain(Secret, t, StringComparison.Ordinal));
    }

    /// <summary>The bound holds, what is kept is in order, and the oldest goes first.</summary>
    [Fact]
    public async Task Append_BeyondTheBound_MovesAsideAndKeepsTheNewest()
    {
        using (var file = new EventFile(EventsPath, 2_000, 3))
        {
            for (var i = 0; i < 200; i++)
                await file.AppendAsync(Record(i), default);
        }

        var files = Directory.GetFiles(_folder.Path, "events.jsonl*");
        Assert.Equal(4, files.Length);
        Assert.All(files, f => Assert.True(new FileInfo(f).Length <= 2_000, f));
        var numbers = EventFile.Read(EventsPath).Records.Select(r => Number(r)).ToList();
        Assert.Equal(Enumerable.Range(200 - numbers.Count, numbers.Count), numbers);
        Assert.True(numbers.Count > 30, $"{numbers.Count}");

        // A server that is killed while it moves files on leaves a gap.
        File.Move(EventsPath, EventsPath + ".7");
        Assert.Equal(numbers.Count, EventFile.Read(EventsPath).Records.Count);
    }

    [Fact]
    public async Task Append_AfterATornLine_LosesNothingButThatLineAndSaysSo()
    {
        using (var file = new EventFile(EventsPath, 1 << 20, 2))
            await file.AppendAsync(Record(1), default);
        await File.AppendAllTextAsync(EventsPath, Record(2).ToLine()[..20]);
        using (var file = new EventFile(EventsPath, 1 << 20, 2))
            await file.AppendAsync(Record(3), default);
        var (records, torn) = EventFile.Read(EventsPath);
        Assert.Equal([1, 3], records.Select(r => Number(r)));
        Assert.StartsWith("events.jsonl:2: the line is torn", Assert.Single(torn), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnotherProcessAppends_IsRefused()
    {
        using var file = new EventFile(EventsPath, 1 << 20, 2);
        var failure = Assert.Throws<LocalEngine.EngineException>(() => new EventFile(EventsPath, 1 << 20, 2).Dispose());
        Assert.Contains("being written by another process", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>What was answered with 200 is in the file, whatever became of the server.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public async Task Serve_KilledOrOnAFullDisk_HasWhatItAnswered(int kilobytes)
    {
        await using var command = await CommandHarness.StartAsync(asProcess: true);
        command.Environment[EventsCommand.SecretVariable] = Secret;
        string[] arguments = ["events", "serve", "--file", EventsPath, "--port", "0"];
        using var process = kilobytes > 0 ? command.StartOnFullDisk(kilobytes, arguments) : command.Start(arguments);
        var address = new Uri((await process.StandardOutput.ReadLineAsync().InTimeAsync())!).Authority;
        _ = process.StandardOutput.ReadToEndAsync();
        List<HttpStatusCode> answers = [];
        for (var i = 0; i < 100 && (kilobytes == 0 || !answers.Contains(HttpStatusCode.ServiceUnavailable)); i++)
            answers.Add(await PostAsync(address, Webhook("tag_created", $$"""{"name":"{{i}}"}""")));
        process.Kill();
        await process.ExitInTimeAsync();
        Assert.Equal(kilobytes > 0, answers.Contains(HttpStatusCode.ServiceUnavailable));
        var (records, torn) = EventFile.Read(EventsPath);
        Assert.Empty(torn);
        Assert.Equal(Enumerable.Range(0, answers.Count(a => a == HttpStatusCode.OK)), records.Select(r => Number(r)));
    }

    [Fact]
    public async Task Serve_WithoutASecret_IsRefused()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Environment[EventsCommand.SecretVariable] = "short";
        var (code, _, errors) = await command.RunAsync("events", "serve", "--file", EventsPath);
        Assert.Equal(1, code);
        Assert.Contains(EventsCommand.SecretVariable, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_WithEvents_NamesWhoAndWhen()
    {
        await using var command = await DriftTests.EditedAsync();
        using (var file = new EventFile(EventsPath, 1 << 20, 2))
        {
            await AddAsync(file, "agent_updated", "early@example.com", "ann@example.com", 1, "job_title");
            await AddAsync(file, "agent_updated", "lee@example.com", "ann@example.com", 2, "job_title");
            await AddAsync(file, "agent_updated", "other@example.com", "ann@example.com", 3, "mobile");
            await AddAsync(file, "tag_deleted", "max@example.com", "vip", 4);
            await AddAsync(file, "agent_created", "eve\u001b[31m@example.com", "bob@example.com", 5, "name");
        }

        await File.AppendAllTextAsync(EventsPath, "{\"at\":");
        var (code, output, _) = await command.RunAsync("drift", "--events", EventsPath);
        Assert.Equal(2, code);
        Assert.Contains("jobTitle: \"Support\" => \"Boss\", by lee@example.com, 2026-11-29 10:02 UTC", output, StringComparison.Ordinal);
        Assert.Contains("Tag 'vip', by max@example.com, 2026-11-29 10:04 UTC", output, StringComparison.Ordinal);
        Assert.Contains("by eve", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
        Assert.Contains("events.jsonl:6: the line is torn and left out", output, StringComparison.Ordinal);
        var (_, json, _) = await command.RunAsync("drift", "--events", EventsPath, "--format", "json");
        Assert.Contains(JsonNode.Parse(json)!["findings"]!.AsArray(), f => (string?)f!["by"] == "max@example.com");
        var (_, page, _) = await command.RunAsync("drift", "--events", EventsPath, "--format", "html");
        Assert.Contains("<p class=\"who\">by lee@example.com, 2026-11-29 10:02 UTC</p>", page, StringComparison.Ordinal);
    }

    /// <summary>A rule of a list has a key in the program and an id in LiveChat.</summary>
    [Fact]
    public async Task Drift_OfARuleOfAList_IsFoundByTheRulesId()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(
            """
              routing:
                type: livechat:AutoAccessRules
                properties:
                  rules: [ { key: shop, description: Shop, groupIds: [0], conditions: { url: { values: [ { value: /shop } ] } } } ]
            """
        );
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        await command.SucceedAsync("refresh", "--yes", "--skip-preview");
        var license = command.Dump();
        var rule = license["auto_accesses"]![0]!;
        rule["description"] = "Store";
        command.Emulator.Control("seed", license);
        using (var file = new EventFile(EventsPath, 1 << 20, 2))
            await file.AppendAsync(
                new EventRecord(At(1), "auto_accesses_updated", "lee@example.com", [((string)rule["id"]!, "updated")], []),
                default
            );
        var (_, output, _) = await command.RunAsync("drift", "--events", EventsPath);
        Assert.Contains("rules[\"shop\"].description: \"Shop\" => \"Store\", by lee@example.com", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_InAYamlProgram_AppliesAsItIs()
    {
        await using var command = await CommandHarness.StartAsync();
        var text = await command.SucceedAsync("events", "register", "--url", "https://hooks.example.com/livechat?a=\"b\"");
        await File.WriteAllTextAsync(Path.Combine(command.ProjectFolder, "Pulumi.yaml"), "name: shop\nruntime: yaml\n" + text);
        await command.SucceedAsync("config", "set", "--secret", "eventsSecret", Secret);
        await command.SucceedAsync("config", "set", "livechat:ownerClientId", "emulator-client");
        await command.SucceedAsync("up", "--yes");
        var webhooks = command.Dump()["webhooks"]!.AsArray();
        Assert.Equal(EventRecord.Actions, webhooks.Select(w => (string)w!["action"]!).Order(StringComparer.Ordinal));
        Assert.All(
            webhooks,
            w => Assert.Equal((Secret, "https://hooks.example.com/livechat?a=\"b\""), ((string)w!["secret_key"]!, (string)w["url"]!))
        );
    }

    private async Task<EventServer> StartAsync(EventFile file)
    {
        var server = new EventServer(
            file,
            Secret,
            text =>
            {
                _told.Add(text);
                return Task.CompletedTask;
            },
            TimeProvider.System
        );
        await server.StartAsync(0, default);
        return server;
    }

    private async Task<HttpStatusCode> PostAsync(string address, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri($"http://{address}/livechat"), content).InTimeAsync();
        return response.StatusCode;
    }

    private static string Webhook(string action, string payload) =>
        $$$"""
            {"webhook_id":"w","secret_key":"{{{Secret}}}","action":"{{{action}}}","organization_id":"o","payload":{{{payload}}},
             "requester":{"user_id":"lee@example.com","account_id":"a","client_id":"c"},"additional_data":{}}
            """;

    private static Task AddAsync(EventFile file, string action, string who, string id, int minute, params string[] fields) =>
        file.AppendAsync(new EventRecord(At(minute), action, who, [(id, "")], fields), default);

    private static DateTimeOffset At(int minute) => new(2026, 11, 29, 10, minute, 0, TimeSpan.Zero);

    private static EventRecord Record(int number) =>
        new(At(0), "tag_created", "me", [(number.ToString(CultureInfo.InvariantCulture), "")], ["name"]);

    private static int Number(EventRecord record) => int.Parse(record.Objects[0].Id, CultureInfo.InvariantCulture);
}
