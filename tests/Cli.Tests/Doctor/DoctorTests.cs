using System.Text.Json.Nodes;
using LiveChatPulumi.Cli.Doctor;
using TestSupport;

namespace Cli_Tests;

/// <summary>livechat doctor: what it finds, what it says to do, and that it writes nothing.</summary>
public class DoctorTests
{
    private const string Program = """
          vip: { type: "livechat:Tag", properties: { name: vip } }
          shop:
            type: livechat:AutoAccess
            properties: { groupIds: [0], conditions: { url: { values: [ { value: /shop } ] } } }
        """;

    [Fact]
    public async Task Doctor_AllIsWell_EndsWith0AndWritesNothing()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Write(Program);
        var (license, output) = (command.Dump().ToJsonString(), await command.SucceedAsync("doctor"));
        Assert.Contains("ok   credential: an OAuth 2.1 access token", output, StringComparison.Ordinal);
        Assert.Contains("ok   region: dal.", output, StringComparison.Ordinal);
        Assert.Contains("ok   Tag: list_tags is allowed.", output, StringComparison.Ordinal);
        Assert.Contains("add_auto_access: access_rules:rw", output, StringComparison.Ordinal);
        Assert.Contains("ok   clock: as LiveChat's.", output, StringComparison.Ordinal);
        Assert.Contains("latency: a call takes", output, StringComparison.Ordinal);
        Assert.Contains("plan: the license fits the plan starter.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Webhook:", output, StringComparison.Ordinal);
        Assert.Equal(license, command.Dump().ToJsonString());
        Assert.False(File.Exists(command.StatePath));
        Assert.All(
            command.Emulator.Log.Counts.Keys,
            m => Assert.True(m.StartsWith("list_", StringComparison.Ordinal) || m == "check_product_limits_for_plan", m)
        );
    }

    /// <summary>Without a project, everything that the provider can manage is looked at.</summary>
    [Fact]
    public async Task Doctor_WithoutAProject_LooksAtAllKinds()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Environment["LIVECHAT_OWNER_CLIENT_ID"] = "emulator-client";
        var output = await command.SucceedAsync("doctor");
        Assert.All(NeededCalls.ByType.Keys, t => Assert.Contains($" {t.Split(':')[^1]}: ", output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("emulator-pat", "", "does not look like one", "set it as livechat:personalAccessToken")]
    [InlineData("emulator-pat", "emulator", "holds a personal access token, which is sent as Bearer", "with livechat:accountId emulator")]
    [InlineData("dal:expired", "", "LiveChat refuses the access token.", "it may have expired")]
    public async Task Doctor_AccessTokenIsRefused_SaysWhatItIs(string token, string account, string text, string remedy)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Environment["LIVECHAT_ACCESS_TOKEN"] = token;
        command.Environment["LIVECHAT_ACCOUNT_ID"] = account;
        await AssertBadAsync(command, "credential", text, remedy);
    }

    [Theory]
    [InlineData("dal:emulator-token", "holds an access token", "set it as livechat:accessToken")]
    [InlineData("emulator-other", "refuses the personal access token of the account emulator", "Developer Console")]
    public async Task Doctor_PersonalAccessTokenIsRefused_SaysWhatItIs(string token, string text, string remedy)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Environment["LIVECHAT_ACCESS_TOKEN"] = "";
        command.Environment["LIVECHAT_ACCOUNT_ID"] = "emulator";
        command.Environment["LIVECHAT_PERSONAL_ACCESS_TOKEN"] = token;
        await AssertBadAsync(command, "credential", text, remedy);
    }

    [Theory]
    [InlineData("unsupported_version", "version", "version 3.6 of the API is not enabled", "developers@text.com")]
    [InlineData("license_expired", "license", "the license has expired", "renew it")]
    public async Task Doctor_LicenseIsClosed_SaysWhy(string type, string about, string text, string remedy)
    {
        await using var command = await CommandHarness.StartAsync();
        command.Fault($$"""{"kind":"fail","type":"{{type}}","message":"No","count":100}""");
        await AssertBadAsync(command, about, text, remedy);
    }

    [Fact]
    public async Task Doctor_NobodyAnswers_SaysSo()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Environment["LIVECHAT_API_URL"] = "http://127.0.0.1:9";
        await AssertBadAsync(command, "network", "cannot be reached", "HTTPS_PROXY");
    }

    [Fact]
    public async Task Doctor_ScopeIsMissing_NamesKindAndScope()
    {
        await using var command = await CommandHarness.StartAsync(
            """{"credentials":[{"token":"dal:emulator-token","scopes":["tags--all:rw","agents--all:ro"]}]}"""
        );
        command.Write(Program);
        await AssertBadAsync(command, "AutoAccess", "list_auto_accesses is refused", "give the token these scopes: access_rules:ro");
        var (_, output, _) = await command.RunAsync("doctor");
        Assert.Contains("ok   Tag: list_tags is allowed.", output, StringComparison.Ordinal);
        Assert.Contains("private scope subscription.lc:rw", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_RegionAndClockAreWrong_Warns()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Environment["LIVECHAT_REGION"] = "fra";
        command.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 3600 });
        var output = await command.SucceedAsync("doctor");
        Assert.Contains("warn region: livechat:region says fra, and the license is in dal", output, StringComparison.Ordinal);
        Assert.Matches(@"warn clock: LiveChat's clock is 3[56]\d\d s ahead of this machine's", output);
    }

    [Fact]
    public async Task Doctor_PersonalAccessTokenOfANormalAgent_Warns()
    {
        await using var command = await CommandHarness.StartAsync(
            """
            {"agents":[{"id":"me@example.com","name":"Me","account_id":"mine"}],
             "credentials":[{"pat":"secret-of-mine","accountId":"mine","agent":"me@example.com"}]}
            """
        );
        command.Environment["LIVECHAT_ACCESS_TOKEN"] = "";
        command.Environment["LIVECHAT_ACCOUNT_ID"] = "mine";
        command.Environment["LIVECHAT_PERSONAL_ACCESS_TOKEN"] = "secret-of-mine";
        var output = await command.SucceedAsync("doctor");
        Assert.Contains(
            "warn account: the account of the token is the agent me@example.com with the role normal",
            output,
            StringComparison.Ordinal
        );
        Assert.Contains("warn Webhook: a personal access token belongs to no client id", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-mine", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_AsJson_HasTheSame()
    {
        await using var command = await CommandHarness.StartAsync();
        command.Environment["LIVECHAT_ACCESS_TOKEN"] = "dal:expired";
        var (code, output, _) = await command.RunAsync("doctor", "--json");
        Assert.Equal(1, code);
        var bad = JsonNode.Parse(output)!["findings"]!.AsArray().Single(f => (string)f!["verdict"]! == "fail")!;
        Assert.Equal("credential", (string)bad["about"]!);
        Assert.Contains("expired", (string)bad["remedy"]!, StringComparison.Ordinal);
    }

    /// <summary>The table is that of the provider: every kind of resource, and calls that it makes.</summary>
    [Fact]
    public void NeededCalls_EveryKind_AreThoseOfTheProvider()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Repo.Path("schema.json")))!["resources"]!.AsObject();
        Assert.Equal(schema.Select(r => r.Key).Order(StringComparer.Ordinal), NeededCalls.ByType.Keys.Order(StringComparer.Ordinal));
        var coverage = File.ReadAllLines(Repo.Path("docs", "coverage.md"));
        foreach (var (type, calls) in NeededCalls.ByType)
        {
            foreach (var action in calls.Reads.Concat(calls.Writes))
                Assert.Contains(
                    coverage,
                    line =>
                        line.StartsWith($"| `{action.Name}` |", StringComparison.Ordinal)
                        && line.Contains($"[{type.Split(':')[^1]}](", StringComparison.Ordinal)
                );
        }
    }

    private static async Task AssertBadAsync(CommandHarness command, string about, string text, string remedy)
    {
        var (code, output, errors) = await command.RunAsync("doctor");
        Assert.True(code == 1, output + errors);
        var lines = output.Split('\n');
        var line = Array.FindIndex(lines, l => l.StartsWith($"FAIL {about}: ", StringComparison.Ordinal));
        Assert.True(line >= 0, output);
        Assert.Contains(text, lines[line], StringComparison.Ordinal);
        Assert.Contains(remedy, lines[line + 1], StringComparison.Ordinal);
        Assert.DoesNotContain(command.Emulator.Log.Counts.Keys, m => m.StartsWith("create_", StringComparison.Ordinal));
    }
}
