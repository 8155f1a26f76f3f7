using System.Text.Json.Nodes;
using System.Xml.Linq;
using LocalEngine.State;

namespace Cli_Tests.Verify;

/// <summary>livechat verify and up --verify, as commands.</summary>
public class VerifyCommandTests
{
    private static readonly PassphraseKeys Keys = CommandHarness.QuickKeys;
    private static readonly string Salt = PassphraseCrypter.Create("x", Keys).Salt;

    private const string Program = """
          sales:
            type: livechat:Group
            properties: { name: Sales, languageCode: en }
          support:
            type: livechat:Group
            properties: { name: Support, languageCode: en }
          ann:
            type: livechat:Agent
            properties:
              { email: ann@example.com, name: Ann, loginStatus: accepting chats, awaitingApproval: false,
                groups: [ { groupId: "${sales.groupId}", priority: first } ] }
          tier:
            type: livechat:Property
            properties:
              { name: tier, ownerClientId: emulator-client, type: string,
                access: { license: { agent: [ read, write ], customer: [ read ] } } }
          hidden:
            type: livechat:Property
            properties: { name: hidden, ownerClientId: emulator-client, type: string, access: { license: { agent: [ read, write ] } } }
          values:
            type: livechat:LicenseProperties
            properties: { namespace: emulator-client, values: { tier: gold, hidden: secret } }
            options: { dependsOn: [ "${tier}", "${hidden}" ] }
          routing:
            type: livechat:AutoAccessRules
            properties:
              rules:
                - key: vip
                  groupIds: [ "${support.groupId}" ]
                  description: VIP
                  conditions: { url: { values: [ { value: /shop/vip } ] } }
                - { key: shop, groupIds: [ "${sales.groupId}" ], description: Shop, conditions: { url: { values: [ { value: /shop } ] } } }
                - key: poland
                  groupIds: [ "${support.groupId}" ]
                  description: Poland
                  conditions: { geolocation: { values: [ { countryCode: PL } ] } }
        """;

    private const string Checks = """
        checks:
          - { visit: the shop, page: "https://example.com/shop", expect: { group: "${sales.groupId}", agent: "${ann.id}" } }
          - { property: tier, namespace: emulator-client, expect: { value: gold } }
        """;

    [Fact]
    public async Task Verify_RightAndThenWrong_EndsWithZeroAndFourAndSaysWhatToDo()
    {
        await using var command = await AppliedAsync();
        WriteChecks(command, Checks);
        var right = await command.SucceedAsync("verify");
        Assert.Contains("2 of 2 checks hold.", right, StringComparison.Ordinal);

        // A check of an object that the stack does not have, and a wrong expectation.
        WriteChecks(command, Checks.Replace("gold", "silver", StringComparison.Ordinal));
        var (code, output, errors) = await command.RunAsync("verify");
        Assert.Equal((4, ""), (code, errors));
        Assert.Contains("WRONG    property tier (livechat.verify.yaml:3)", output, StringComparison.Ordinal);
        Assert.Contains("expected \"silver\", and customers see \"gold\"", output, StringComparison.Ordinal);
        Assert.Contains("what to do: ", output, StringComparison.Ordinal);
        Assert.Contains("1 of 2 checks hold, 1 wrong.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_EachFormat_SaysTheSame()
    {
        await using var command = await AppliedAsync();
        WriteChecks(command, Checks.Replace("gold", "\"a]]> & <b>|\\u0001\"", StringComparison.Ordinal));
        var json = JsonNode.Parse((await command.RunAsync("verify", "--format", "json")).Output)!;
        Assert.Equal((2, 1, 1), ((int)json["summary"]!["checks"]!, (int)json["summary"]!["ok"]!, (int)json["summary"]!["wrong"]!));
        Assert.Equal("wrong", (string?)json["checks"]![1]!["verdict"]);
        Assert.Equal("livechat.verify.yaml:3", (string?)json["checks"]![1]!["place"]);

        var file = Path.Combine(command.ProjectFolder, "verify.xml");
        var (code, output, _) = await command.RunAsync("verify", "--format", "junit", "--out", file);
        Assert.Equal(4, code);
        Assert.Contains("1 of 2 checks hold, 1 wrong.", output, StringComparison.Ordinal);
        var suite = XDocument.Load(file).Root!;
        Assert.Equal(("shop/dev", "2", "1", "0"), (Value("name"), Value("tests"), Value("failures"), Value("errors")));
        Assert.Contains("<b>", suite.Descendants("failure").Single().Value, StringComparison.Ordinal);

        var markdown = (await command.RunAsync("verify", "--format", "markdown")).Output;
        Assert.Contains("| WRONG | property tier ", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", markdown, StringComparison.Ordinal);

        string? Value(string name) => suite.Attribute(name)?.Value;
    }

    [Fact]
    public async Task Verify_Derived_LooksAtRulesGroupsAndPropertiesAndSaysWhatItCannotKnow()
    {
        await using var command = await AppliedAsync();
        var right = await command.SucceedAsync("verify", "--derive");
        Assert.Contains("ok       visit    rule VIP (AutoAccessRules 'routing')", right, StringComparison.Ordinal);
        Assert.Contains("ok       visit    rule Shop (AutoAccessRules 'routing')", right, StringComparison.Ordinal);
        Assert.Contains("ok       group    Sales (Group 'sales')", right, StringComparison.Ordinal);
        Assert.Contains("ok       property tier (Property 'tier')", right, StringComparison.Ordinal);
        Assert.Contains("ok       property hidden (Property 'hidden')", right, StringComparison.Ordinal);
        Assert.Contains(
            "note: rule Poland of AutoAccessRules 'routing' is not looked at. Where a customer is",
            right,
            StringComparison.Ordinal
        );
        Assert.Contains("6 of 6 checks hold.", right, StringComparison.Ordinal);

        // Somebody puts the wide rule in front of the narrow one.
        var rules = command.Dump()["auto_accesses"]!.AsArray();
        await SwapAsync(command, (string)rules[0]!["id"]!, (string?)rules[2]!["id"] ?? "");
        var (code, output, _) = await command.RunAsync("verify", "--derive");
        Assert.Equal(4, code);
        Assert.Contains("WRONG    visit    rule VIP", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpVerify_AfterTheApply_LooksAsACustomer()
    {
        await using var command = await StartAsync();
        command.Write(Program);
        var up = await command.SucceedAsync("up", "--yes", "--skip-preview", "--verify");
        Assert.Contains("6 of 6 checks hold.", up, StringComparison.Ordinal);
        WriteChecks(command, "checks:\n  - { group: \"${sales.id}\", expect: { exists: false } }\n");
        var (code, output, _) = await command.RunAsync("up", "--yes", "--skip-preview", "--verify");
        Assert.Equal(4, code);
        Assert.Contains("expected no group, and it is there, and online", output, StringComparison.Ordinal);

        // What cannot be is said before anything is applied.
        command.Environment["LIVECHAT_LICENSE_ID"] = "";
        command.Emulator.Log.Clear();
        (code, _, var errors) = await command.RunAsync("up", "--yes", "--skip-preview", "--verify");
        Assert.Equal(1, code);
        Assert.Contains("livechat config set livechat:licenseId", errors, StringComparison.Ordinal);
        Assert.Empty(command.Emulator.Log.Counts);
    }

    [Fact]
    public async Task Verify_WithoutAGoodToken_EndsWithOneAndSaysHowToGetOne()
    {
        await using var command = await StartAsync();
        command.Write("  {}");
        WriteChecks(command, "checks:\n  - { group: 0, expect: { exists: true } }\n");
        foreach (
            var (token, expected) in new[]
            {
                ("", "livechat config set --secret livechat:customerToken"),
                ("emulator-nobody", "Get a new customer access token"),
            }
        )
        {
            command.Environment["LIVECHAT_CUSTOMER_TOKEN"] = token;
            var (code, output, errors) = await command.RunAsync("verify");
            Assert.Equal(1, code);
            Assert.Contains(expected, output + errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Verify_TokenCommand_MakesACustomerOfEachVisitor()
    {
        await using var command = await AppliedAsync();
        WriteChecks(
            command,
            Checks.Replace(
                "  - { property",
                "  - { visit: again, page: \"https://x.example\", expect: { group: 0 } }\n  - { property",
                StringComparison.Ordinal
            )
        );
        foreach (var token in new[] { "customer-token-1", "customer-token-2" })
            command.Emulator.Control("customers", new JsonObject { ["token"] = token });
        command.Environment["LIVECHAT_CUSTOMER_TOKEN"] = "";
        var used = Path.Combine(command.ProjectFolder, "used");
        var script = $"echo x >> '{used}'; echo customer-token-$(wc -l < '{used}' | tr -d ' ' | sed 's/[3-9]/2/')";
        Assert.Contains("3 of 3 checks hold.", await command.SucceedAsync("verify", "--token-command", script), StringComparison.Ordinal);
        Assert.Equal(2, File.ReadAllLines(used).Length);
        var (code, output, errors) = await command.RunAsync("verify", "--token-command", "echo no such luck >&2; exit 7");
        Assert.Equal(1, code);
        Assert.Contains("--token-command ended with 7: no such luck", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_TokenOfTheEnvironmentAndAddressOfTheStack_IsNotSent()
    {
        await using var command = await StartAsync();
        command.Write("  {}");
        WriteChecks(command, "checks:\n  - { group: 0, expect: { exists: true } }\n");
        await command.SucceedAsync("config", "set", "livechat:apiUrl", command.Emulator.Url.ToString());
        Assert.Contains("1 of 1 checks hold", await command.SucceedAsync("verify"), StringComparison.Ordinal);
        await command.SucceedAsync("config", "set", "livechat:apiUrl", "http://127.0.0.1:1");
        command.Environment["LIVECHAT_ACCESS_TOKEN"] = "";
        var (code, _, errors) = await command.RunAsync("verify");
        Assert.Equal(1, code);
        Assert.Contains("meant for that address: set the credential in the configuration too", errors, StringComparison.Ordinal);
    }

    private static async Task<CommandHarness> StartAsync()
    {
        var command = await CommandHarness.StartAsync(keys: Keys);
        await File.WriteAllTextAsync(Path.Combine(command.ProjectFolder, "Pulumi.dev.yaml"), $"encryptionsalt: {Salt}\n");
        command.Environment["LIVECHAT_PROPAGATION_SECONDS"] = "0";
        command.Environment["LIVECHAT_CUSTOMER_TOKEN"] = "emulator-customer";
        return command;
    }

    private static async Task<CommandHarness> AppliedAsync()
    {
        var command = await StartAsync();
        command.Write(Program);
        await command.SucceedAsync("up", "--yes", "--skip-preview");
        return command;
    }

    private static void WriteChecks(CommandHarness command, string text) =>
        File.WriteAllText(Path.Combine(command.ProjectFolder, "livechat.verify.yaml"), text);

    private static async Task SwapAsync(CommandHarness command, string rule, string next)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(command.Emulator.Url, "/v3.6/configuration/action/update_auto_access")
        );
        request.Content = new StringContent(
            new JsonObject { ["id"] = rule, ["next_id"] = next }.ToJsonString(),
            System.Text.Encoding.UTF8,
            "application/json"
        );
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer dal:emulator-token");
        using var response = await http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
