using System.Text;
using LiveChatPulumi.Cli.Events;
using TestSupport;

namespace Cli_Tests;

/// <summary>The whole way of a change: the license tells events serve, and drift names who made it and when.</summary>
public sealed class ToldDriftTests
{
    private const string Secret = "a secret of the webhooks";

    [Fact]
    public async Task Drift_AfterWebhooksOfTheLicense_NamesWhoMadeEachChange()
    {
        using var folder = new TemporaryFolder();
        var events = folder.File("events.jsonl");
        await using var command = await CommandHarness.StartAsync();
        command.Environment[EventsCommand.SecretVariable] = Secret;
        using var server = command.Start("events", "serve", "--file", events, "--port", "0");
        try
        {
            var url = (await server.StandardOutput.ReadLineAsync().InTimeAsync())!;
            _ = server.StandardOutput.ReadToEndAsync();
            var hooks = await command.SucceedAsync("events", "register", "--url", url, "--language", "yaml");
            await File.WriteAllTextAsync(
                Path.Combine(command.ProjectFolder, "Pulumi.yaml"),
                $$"""
                name: shop
                runtime: yaml
                {{hooks.TrimEnd()}}
                  support: { type: "livechat:Group", properties: { name: Support, languageCode: en } }
                  ann: { type: "livechat:Agent", properties: { email: ann@example.com, name: Ann, jobTitle: Support } }
                  vip: { type: "livechat:Tag", properties: { name: vip, groupIds: [ 0 ] } }

                """
            );
            await command.SucceedAsync("config", "set", "--secret", "eventsSecret", Secret);
            await command.SucceedAsync("config", "set", "livechat:ownerClientId", "emulator-client");
            await command.SucceedAsync("up", "--yes", "--skip-preview");
            await command.SucceedAsync("refresh", "--yes", "--skip-preview");
            await CallAsync(command, "update_agent", """{"id":"ann@example.com","job_title":"Boss"}""");
            await CallAsync(command, "delete_tag", """{"name":"vip"}""");
            await Within.EventuallyAsync(() => File.Exists(events) && EventFile.Read(events).Records.Any(r => r.Action == "tag_deleted"));
            var (code, output, _) = await command.RunAsync("drift", "--events", events);
            Assert.Equal(2, code);
            Assert.Contains("jobTitle: \"Support\" => \"Boss\", by owner@example.com, ", output, StringComparison.Ordinal);
            Assert.Contains("Tag 'vip', by owner@example.com, ", output, StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
            await server.ExitInTimeAsync();
        }
    }

    private static async Task CallAsync(CommandHarness command, string method, string body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(command.Emulator.Url, $"/v3.6/configuration/action/{method}"));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = new("Bearer", command.Token);
        using var response = await http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
