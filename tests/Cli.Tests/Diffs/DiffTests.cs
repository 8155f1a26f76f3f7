using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace Cli_Tests;

/// <summary>Two licenses side by side: what is the same under other ids is the same, and nothing else is.</summary>
public class DiffTests
{
    /// <summary>The same license with other ids, other orders, and another client id.</summary>
    private static JsonObject License(int firstGroup, string suffix, string owner, bool reversed = false)
    {
        JsonArray Ordered(IEnumerable<JsonNode> nodes) => new([.. reversed ? nodes.Reverse() : nodes]);
        JsonObject Parse(string json) =>
            (JsonObject)JsonNode.Parse(json.Replace("OWNER", owner, default).Replace("SUFFIX", suffix, default))!;
        JsonObject Membership(int group, string priority) => new() { ["id"] = group, ["priority"] = priority };
        var (sales, support) = (firstGroup, firstGroup + 3);
        var ann = Parse("""{ "id": "ann@example.com", "name": "Ann" }""");
        ann["groups"] = Ordered([Membership(sales, "first"), Membership(support, "last")]);
        var bob = Parse("""{ "id": "bob@example.com", "name": "Ann" }""");
        bob["groups"] = new JsonArray(Membership(support, "normal"));
        var bot = Parse("""{ "id": "botSUFFIX", "name": "Helper", "owner_client_id": "OWNER" }""");
        bot["groups"] = new JsonArray(Membership(sales, "first"));
        var tag = Parse("""{ "name": "vip" }""");
        tag["group_ids"] = Ordered([sales, support]);
        var rules = new[] { "first", "second" }
            .Select(
                (name, i) =>
                {
                    var rule = Parse("""{ "conditions": { "url": { "values": [{ "value": "https://example.com" }] } } }""");
                    rule["id"] = $"r{i}{suffix}";
                    rule["description"] = name;
                    rule["access"] = new JsonObject { ["groups"] = new JsonArray(i == 0 ? sales : support) };
                    rule["next_id"] = i == 0 ? $"r1{suffix}" : "";
                    return (JsonNode)rule;
                }
            )
            .ToArray();
        return new JsonObject
        {
            ["groups"] = Ordered([
                new JsonObject { ["id"] = sales, ["name"] = "Sales" },
                new JsonObject { ["id"] = support, ["name"] = "Support" },
            ]),
            ["agents"] = Ordered([ann, bob]),
            ["bots"] = new JsonArray(bot),
            ["tags"] = new JsonArray(tag),
            ["auto_accesses"] = new JsonArray(rules),
            ["properties"] = new JsonArray(
                Parse(
                    """
                    { "owner_client_id": "OWNER", "name": "mood", "type": "string",
                      "access": { "group": { "agent": ["read", "write"] } } }
                    """
                )
            ),
            ["property_values"] = new JsonArray(
                new JsonObject
                {
                    ["group_id"] = support,
                    ["namespace"] = owner,
                    ["name"] = "mood",
                    ["value"] = "good",
                }
            ),
            ["webhooks"] = new JsonArray(
                Parse(
                    """
                    { "id": "hookSUFFIX", "action": "incoming_chat", "url": "https://example.com/h", "owner_client_id": "OWNER",
                      "type": "license" }
                    """
                )
            ),
            ["credentials"] = new JsonArray(new JsonObject { ["token"] = $"dal:{owner}-token", ["clientId"] = owner }),
        };
    }

    private static JsonObject Prod => License(5, "-a", "prod-client");

    private static JsonObject Test => License(40, "-b", "test-client", reversed: true);

    [Fact]
    public async Task Diff_SameLicenseUnderOtherIds_IsTheSame()
    {
        await using var both = await TwoLicenses.StartAsync(Prod, Test);
        var (code, output, errors) = await both.DiffAsync();
        Assert.True(code == 0, output + errors);
        Assert.EndsWith("the same, 0 differ, 0 only in prod, 0 only in test.\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\n      ", output, StringComparison.Ordinal);
        (code, output, _) = await both.DiffAsync("--json");
        var json = JsonNode.Parse(output)!;
        Assert.True((bool)json["same"]!);
        Assert.Equal(3, (int)json["equal"]!["livechat:index:Agent"]!);
        Assert.Equal(3, (int)json["equal"]!["livechat:index:Group"]!);
        Assert.Equal(1, (int)json["equal"]!["livechat:index:GroupProperties"]!);
        Assert.Equal(1, (int)json["equal"]!["livechat:index:Webhook"]!);
    }

    /// <summary>Each change of one side is found as what it is, and is the only one.</summary>
    [Theory]
    [InlineData("groups/0/language_code", "pl", "Group Sales languageCode")]
    [InlineData("agents/0/name", "Anna", "Agent Ann name")]
    [InlineData("agents/0/groups/0/priority", "supervisor", "Agent Ann groups")]
    [InlineData("agents/1/groups/0/id", 40, "Agent Ann groups")]
    [InlineData("agents/0/id", "anna@example.com", "Agent Ann email")]
    [InlineData("bots/0/job_title", "x", "Bot Helper jobTitle")]
    [InlineData("tags/0/group_ids/0", 0, "Tag vip groupIds")]
    [InlineData("tags/0/name", "VIP!", "Tag VIP! only test", "Tag vip only prod")]
    [InlineData("auto_accesses/0/access/groups/0", 43, "AutoAccessRules * rules[\"first\"].groupIds")]
    [InlineData("auto_accesses/0/conditions/url/values/0/value", "https://example.org", "AutoAccessRules * rules[\"first\"].conditions*")]
    [InlineData("auto_accesses/1/description", "third", "AutoAccessRules * rules[\"second\"], rules[\"third\"]")]
    [InlineData("property_values/0/value", "bad", "GroupProperties * values.mood")]
    [InlineData("property_values/0/group_id", 40, "GroupProperties * groupId")]
    [InlineData("webhooks/0/url", "https://example.com/other", "Webhook * url")]
    [InlineData(
        "groups/0/name",
        "Selling",
        "Agent Ann groups",
        "AutoAccessRules * rules[\"first\"].groupIds",
        "Bot Helper groups",
        "Group Sales only prod",
        "Group Selling only test",
        "Tag vip groupIds"
    )]
    public async Task Diff_OneChange_IsFoundAsWhatItIs(string path, object value, params string[] expected)
    {
        var changed = License(40, "-b", "test-client");
        var parts = path.Split('/');
        var node = parts[..^1].Aggregate((JsonNode)changed, (n, p) => int.TryParse(p, out var i) ? n[i]! : n[p]!);
        JsonNode leaf = value is int number ? number : (string)value;
        if (int.TryParse(parts[^1], out var index))
            node[index] = leaf;
        else
            node[parts[^1]] = leaf;
        await using var both = await TwoLicenses.StartAsync(Prod, changed);
        var (code, output, errors) = await both.DiffAsync("--json");
        Assert.True(code == 2, output + errors);
        var found = JsonNode.Parse(output)!["differences"]!.AsArray().Select(Describe).ToList();
        Assert.Equal(expected.Length, found.Count);
        Assert.All(
            expected.Zip(found),
            f => Assert.True(FileSystemName.MatchesSimpleExpression(f.First, f.Second, ignoreCase: false), $"{f.Second} for {f.First}")
        );
    }

    /// <summary>Of groups with one name, those that are alike are the same, and so is what names them.</summary>
    [Fact]
    public async Task Diff_GroupsOfOneName_AreMatchedByWhatTheyAre()
    {
        await using var both = await TwoLicenses.StartAsync(Twins("prod-client", 5, 8), Twins("test-client", 43, 40));
        var (code, output, errors) = await both.DiffAsync();
        Assert.True(code == 0, output + errors);

        static JsonObject Twins(string client, int polish, int english) =>
            (JsonObject)
                JsonNode.Parse(
                    $$"""
                    {
                      "groups": [
                        { "id": {{polish}}, "name": "Support", "language_code": "pl" },
                        { "id": {{english}}, "name": "Support", "language_code": "en" }
                      ],
                      "tags": [{ "name": "pl", "group_ids": [{{polish}}] }, { "name": "en", "group_ids": [{{english}}] }],
                      "credentials": [{ "token": "dal:{{client}}-token", "clientId": "{{client}}" }]
                    }
                    """
                )!;
    }

    /// <summary>The order of rules decides where chats go.</summary>
    [Fact]
    public async Task Diff_RulesInAnotherOrder_SaysBothOrders()
    {
        var changed = License(40, "-b", "test-client");
        (changed["auto_accesses"]![0]!["next_id"], changed["auto_accesses"]![1]!["next_id"]) = ("", "r0-b");
        await using var both = await TwoLicenses.StartAsync(Prod, changed);
        var (code, output, _) = await both.DiffAsync();
        Assert.Equal(2, code);
        Assert.Contains("rules in order: first, second in prod, second, first in test\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_Text_ShowsWhatIsWhere()
    {
        var changed = License(40, "-b", "test-client");
        changed["agents"]![0]!["job_title"] = "Boss";
        changed["tags"]![0]!["name"] = "other";
        await using var both = await TwoLicenses.StartAsync(Prod, changed);
        var (code, output, _) = await both.DiffAsync();
        Assert.Equal(2, code);
        Assert.Equal(
            """
            Agent
              ~ Ann differs
                  jobTitle: nothing in prod, "Boss" in test
            Tag
              + other is only in test
              - vip is only in prod

            """,
            output[..(output.IndexOf("prod and test:", StringComparison.Ordinal))]
        );
        Assert.EndsWith(" the same, 1 differ, 1 only in prod, 1 only in test.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_Patterns_CompareWhatIsWantedByWhatItNames()
    {
        var changed = License(40, "-b", "test-client");
        changed["agents"]![0]!["job_title"] = "Boss";
        changed["tags"]![0]!["name"] = "other";
        await using var both = await TwoLicenses.StartAsync(Prod, changed);
        var (code, output, errors) = await both.DiffAsync("--include", "Bot", "--include", "Group*");
        Assert.True(code == 0, output + errors);
        (code, output, _) = await both.DiffAsync("--exclude", "Agent/ann*", "--exclude", "Tag/vip");
        Assert.Equal(2, code);
        Assert.StartsWith("Tag\n  + other is only in test\nprod and test:", output, StringComparison.Ordinal);
    }

    /// <summary>What cannot be read is neither the same nor different.</summary>
    [Fact]
    public async Task Diff_WithoutAScope_FailsUntilTheTypeIsLeftOut()
    {
        var blind = Test;
        blind["credentials"]![0]!["scopes"] = new JsonArray([
            .. "agents--all:ro groups--all:ro tags--all:ro access_rules:ro properties.configuration:rw properties.license.value--all:ro "
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Concat(["properties.group.value--all:ro", "webhooks.configuration:rw", "webhooks.state:ro", "bots.templates:rw"])
                .Select(s => (JsonNode)s),
        ]);
        await using var both = await TwoLicenses.StartAsync(Prod, blind);
        var (code, output, errors) = await both.DiffAsync();
        Assert.True(code == 1, output + errors);
        Assert.Contains("Bot was not compared: test cannot be read.", output, StringComparison.Ordinal);
        Assert.Contains("agents-bot--all:ro", output, StringComparison.Ordinal);
        Assert.Contains("--exclude", errors, StringComparison.Ordinal);
        (code, output, errors) = await both.DiffAsync("--exclude", "Bot");
        Assert.True(code == 0, output + errors);
    }

    [Fact]
    public async Task Diff_SidesThatAreNone_SaysWhatASideIs()
    {
        await using var both = await TwoLicenses.StartAsync(Prod, Test);
        Assert.Contains("there is no stack 'tset'", await both.RefusedAsync("prod", "tset"), StringComparison.Ordinal);
        Assert.Contains("no variable begins with X_LIVECHAT_", await both.RefusedAsync("prod", "env:X"), StringComparison.Ordinal);
        Assert.Contains("the same license", await both.RefusedAsync("prod", "prod"), StringComparison.Ordinal);
        File.Delete(Path.Combine(both.Command.ProjectFolder, "Pulumi.yaml"));
        Assert.Contains("is no project", await both.RefusedAsync("prod", "test"), StringComparison.Ordinal);
    }

    /// <summary>Without a project: variables of two licenses, each of which sees nothing of the other. Processes have variables.</summary>
    [Fact]
    public async Task Diff_Variables_LeadToTheirLicenses()
    {
        await using var both = await TwoLicenses.StartAsync(Prod, Test, asProcess: true);
        foreach (var (name, url, client) in both.Sides)
        {
            var prefix = name.ToUpperInvariant() + "_LIVECHAT_";
            both.Command.Environment[prefix + "API_URL"] = url;
            both.Command.Environment[prefix + "ACCESS_TOKEN"] = $"dal:{client}-token";
            both.Command.Environment[prefix + "OWNER_CLIENT_ID"] = client;
        }

        both.Command.Environment["LIVECHAT_ACCESS_TOKEN"] = "dal:wrong-token";
        var (code, output, errors) = await both.Command.RunAsync("diff", "env:PROD", "env:TEST");
        Assert.True(code == 0, output + errors);
        Assert.Contains("0 differ, 0 only in env:PROD, 0 only in env:TEST.", output, StringComparison.Ordinal);
    }

    private static string Describe(JsonNode? difference)
    {
        var type = ((string)difference!["type"]!).Split(':')[^1];
        var what = (string)difference["in"]! switch
        {
            "a" => "only prod",
            "b" => "only test",
            _ => string.Join(", ", difference["properties"]!.AsArray().Select(p => (string)p!["path"]!)),
        };
        return $"{type} {difference["title"]} {what}";
    }
}
