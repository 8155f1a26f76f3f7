using System.Text.Json.Nodes;
using TestSupport;

namespace Cli_Tests;

/// <summary>livechat routes: the license's rules as they are, and as an apply will leave them.</summary>
public class RoutesTests
{
    private const string License = """
        {"groups":[{"id":1,"name":"Sales"},{"id":2,"name":"Support"}],
         "agents":[
          {"id":"owner@example.com","name":"Olga","role":"owner","groups":[{"id":0,"priority":"last"}]},
          {"id":"bob@example.com","name":"Bob","groups":[{"id":1,"priority":"normal"},{"id":2,"priority":"first"}]},
          {"id":"sue@example.com","name":"Sue","suspended":true,"groups":[{"id":1,"priority":"first"}]}],
         "bots":[{"id":"b1","name":"Triage","owner_client_id":"c","groups":[{"id":2,"priority":"first"}]}],
         "auto_accesses":[
          {"id":"r1","description":"Pricing","access":{"groups":[1]},"conditions":{"url":{"values":[{"value":"/pricing"}]}},"next_id":"r2"},
          {"id":"r2","description":"Poland","access":{"groups":[2]},
           "conditions":{"geolocation":{"values":[{"country_code":"PL"}]}},"next_id":"r3"},
          {"id":"r3","description":"","access":{"groups":[2]},"conditions":{"url":{"values":[{"value":"/pricing/pl"}]}},"next_id":""}]}
        """;

    private const string Program = """
          routing:
            type: livechat:AutoAccessRules
            properties:
              rules:
                - { key: vip, groupIds: [1], description: VIP, conditions: { url: { values: [ { value: /vip } ] } } }
                - { key: shop, groupIds: [2], description: Shop, conditions: { domain: { values: [ { value: shop.example.com } ] } } }
              placement: { after: r1 }
          team:
            type: livechat:Group
            properties: { name: New, languageCode: pl }
          single:
            type: livechat:AutoAccess
            properties:
              description: Single
              groupIds: [ "${team.groupId}" ]
              conditions: { domain: { values: [ { value: example.pl } ] } }
              nextId: r1
        """;

    [Fact]
    public async Task Routes_LicenseAsItIs_ShowsRulesGroupsAndWhoAnswers()
    {
        await using var command = await CommandHarness.StartAsync(License);
        var (code, output, errors) = await command.RunAsync("routes");
        Assert.Equal(0, code);
        Assert.Equal(
            [
                "1. 'Pricing' (r1)",
                "address has \"/pricing\"",
                "-> Sales (1): Bob normal",
                "2. 'Poland' (r2)",
                "customer in PL",
                "-> Support (2): Triage (bot) first, Bob first",
                "3. r3",
                "address has \"/pricing/pl\"",
                "-> Support (2): Triage (bot) first, Bob first",
                "All other chats go to General (0): Olga last.",
            ],
            output.Trim().Split('\n').Select(l => l.Trim())
        );
        Assert.Contains(
            "warning: rule r3 can never match: 'Pricing' (r1), which stands before it, matches wherever it does",
            errors,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(command.Emulator.Log.Counts.Keys, m => !m.StartsWith("list_", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "--url https://example.com/pricing",
        "Rule 1, 'Pricing' (r1), matches: address has \"/pricing\".|The chat goes to Sales (1): Bob normal."
    )]
    [InlineData(
        "--url https://example.com/ --country-code pl",
        "Rule 2, 'Poland' (r2), matches: customer in PL.|The chat goes to Support (2): Triage (bot) first, Bob first."
    )]
    [InlineData(
        "--url https://example.com/",
        "No rule matches: the chat goes to General (0): Olga last.|"
            + "But rule 2, 'Poland' (r2), comes first if customer in PL: that is not known of this customer."
    )]
    public async Task Test_Customer_TellsTheRuleAndTheGroups(string options, string answer)
    {
        await using var command = await CommandHarness.StartAsync(License);
        Assert.Equal(answer.Split('|'), (await command.SucceedAsync(["routes", "test", .. options.Split(' ')])).Trim().Split('\n'));
        var json = JsonNode.Parse(await command.SucceedAsync(["routes", "test", "--json", .. options.Split(' ')]))!;
        Assert.Equal(
            answer.Contains("(1)", StringComparison.Ordinal) ? 1
                : answer.Contains("(2)", StringComparison.Ordinal) ? 2
                : 0,
            (int)json["groupIds"]![0]!
        );
    }

    [Fact]
    public async Task Preview_OfAProgram_ForecastsWhatTheApplyLeaves()
    {
        await using var command = await CommandHarness.StartAsync(License);
        command.Write(Program);
        var preview = await command.SucceedAsync("routes", "--preview");
        Assert.Contains("+   1. 'Single' (new rule single), by AutoAccess 'single' [added]", preview, StringComparison.Ordinal);
        Assert.Contains("-> a group that this apply creates", preview, StringComparison.Ordinal);
        Assert.Equal("Single Pricing VIP Shop Poland ", await ForecastAsync(command));
        Assert.Contains(
            "Rule 3, 'VIP' (",
            await command.SucceedAsync("routes", "test", "--preview", "--url", "https://example.com/vip"),
            StringComparison.Ordinal
        );

        // Moved, rewritten, renamed and deleted ones.
        var after = Program
            .Replace("key: vip", "key: very-important", StringComparison.Ordinal)
            .Replace("{ value: shop.example.com }", "{ value: shop.example.org }", StringComparison.Ordinal)
            .Replace("after: r1", "at: last", StringComparison.Ordinal);
        command.Write(after[..after.IndexOf("  team:", StringComparison.Ordinal)]);
        Assert.Equal("Pricing Poland  VIP Shop", await ForecastAsync(command, apply: false));
        var text = await command.SucceedAsync("routes", "--preview");
        Assert.Contains("'VIP'", text, StringComparison.Ordinal);
        Assert.Contains("[rewritten", text, StringComparison.Ordinal);
        Assert.Contains("[deleted]", text, StringComparison.Ordinal);
        Assert.Equal("Pricing Poland  VIP Shop", await ForecastAsync(command));
    }

    [Fact]
    public async Task Routes_TokenMayOnlyReadRules_ShowsThemWithoutNamesAndSaysWhy()
    {
        await using var command = await CommandHarness.StartAsync(License);
        var seed = (JsonObject)JsonNode.Parse(License)!;
        seed["credentials"] = new JsonArray(new JsonObject { ["token"] = "dal:narrow", ["scopes"] = new JsonArray("access_rules:ro") });
        command.Emulator.Control("seed", seed);
        command.Token = "dal:narrow";
        var (code, output, errors) = await command.RunAsync("routes");
        Assert.Equal(0, code);
        Assert.Contains("-> group 1 (1)", output, StringComparison.Ordinal);
        Assert.Contains("groups--all:ro", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("routes --preview", "--preview needs a project")]
    [InlineData("routes test", "say something of the customer")]
    public async Task Routes_SomethingIsMissing_SaysWhatToDo(string arguments, string error)
    {
        await using var command = await CommandHarness.StartAsync(License);
        var (code, _, errors) = await command.RunAsync(arguments.Split(' '));
        Assert.Equal(1, code);
        Assert.Contains(error, errors, StringComparison.Ordinal);
    }

    /// <summary>The descriptions in the order that a preview shows; once it is applied, the license has them so.</summary>
    private static async Task<string> ForecastAsync(CommandHarness command, bool apply = true)
    {
        var forecast = Rules(await command.SucceedAsync("routes", "--preview", "--json"));
        if (!apply)
            return forecast;
        await command.SucceedAsync("up", "--yes", "--skip-preview", "--yes-delete-many");
        Assert.Equal(forecast, Rules(await command.SucceedAsync("routes", "--json")));
        return forecast;
    }

    private static string Rules(string json) =>
        string.Join(
            ' ',
            JsonNode.Parse(json)!["rules"]!.AsArray().Where(r => (string)r!["change"]! != "deleted").Select(r => (string)r!["description"]!)
        );
}
