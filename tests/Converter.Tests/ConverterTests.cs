using System.Text.Json.Nodes;
using Grpc.Core;
using PluginProtocol.Messages.Codegen;

namespace Converter_Tests;

/// <summary>The conversations that Pulumi's command has with a converter, about licenses with whatever names people give.</summary>
public class ConverterTests
{
    private const string Group = "livechat:index:Group";
    private const string Tag = "livechat:index:Tag";
    private const string Agent = "livechat:index:Agent";
    private const string Bot = "livechat:index:Bot";

    private static readonly string[] HostileNames =
    [
        "Support",
        "support",
        "${config.token}",
        "%{ for x in y }",
        "say \"hi\" \\ {}",
        "two\nlines",
        "livechat",
        "secret",
        "Pulumi",
        "\u30b5\u30dd\u30fc\u30c8",
        "\u062f\u0639\u0645",
        "\ud83d\ude00",
        "null",
        "class",
        "1st",
        "-",
        new('n', 200),
    ];

    private static JsonObject License()
    {
        var groups = HostileNames.Select((n, i) => new JsonObject { ["id"] = i + 1, ["name"] = n }).ToArray();
        var agents = HostileNames.Select(
            (n, i) =>
                new JsonObject
                {
                    ["id"] = $"a{i}+\"x\"@example.com",
                    ["name"] = n,
                    ["groups"] = new JsonArray(new JsonObject { ["id"] = i + 1, ["priority"] = "first" }),
                }
        );
        return new JsonObject
        {
            ["groups"] = new JsonArray([.. groups]),
            ["agents"] = new JsonArray([.. agents]),
            ["tags"] = new JsonArray([
                .. HostileNames.Select((n, i) => new JsonObject { ["name"] = n, ["group_ids"] = new JsonArray(i + 1, 0) }),
            ]),
            ["bots"] = new JsonArray([
                new JsonObject
                {
                    ["id"] = "b1",
                    ["name"] = "Support",
                    ["owner_client_id"] = "emulator-client",
                    ["groups"] = new JsonArray(new JsonObject { ["id"] = 2, ["priority"] = "last" }),
                },
            ]),
            ["auto_accesses"] = new JsonArray([
                .. HostileNames.Select(
                    (n, i) =>
                        new JsonObject
                        {
                            ["id"] = $"r{i:00}",
                            ["description"] = n,
                            ["access"] = new JsonObject { ["groups"] = new JsonArray(i + 1) },
                            ["conditions"] = new JsonObject
                            {
                                ["url"] = new JsonObject
                                {
                                    ["values"] = new JsonArray(new JsonObject { ["value"] = n, ["exact_match"] = false }),
                                },
                            },
                            ["next_id"] = i + 1 < HostileNames.Length ? $"r{i + 1:00}" : "",
                        }
                ),
            ]),
            ["properties"] = JsonNode.Parse(
                """
                [{ "owner_client_id": "emulator-client", "name": "mood", "type": "string", "description": "${x}",
                   "access": { "license": { "agent": ["read", "write"] }, "group": { "agent": ["read", "write"] } } }]
                """
            ),
            ["property_values"] = JsonNode.Parse(
                """
                [{ "namespace": "emulator-client", "name": "mood", "value": "%{ if }" },
                 { "group_id": 3, "namespace": "emulator-client", "name": "mood", "value": "${y}" }]
                """
            ),
            ["bot_templates"] = JsonNode.Parse("""[{ "id": "t1", "owner_client_id": "emulator-client", "name": "Template" }]"""),
            ["webhooks"] = JsonNode.Parse(
                """
                [{ "id": "w1", "action": "incoming_chat", "secret_key": "hook-secret-0001", "url": "https://example.com/${x}",
                   "owner_client_id": "emulator-client", "type": "license" }]
                """
            ),
        };
    }

    [Fact]
    public async Task ConvertProgram_HostileNames_IsTheLicense()
    {
        await using var converter = await ConverterHarness.StartAsync(License().ToJsonString());
        var (response, program) = await converter.ConvertProgramAsync();
        PclProgram.AssertIs(await converter.ReadAsync(), program);
        Assert.All(response.Diagnostics, d => Assert.Equal(DiagnosticSeverity.DiagWarning, d.Severity));

        // Held against the license itself, and not against the model alone.
        foreach (var (type, names) in new[] { (Group, HostileNames.Append("General")), (Tag, HostileNames), (Bot, ["Support"]) })
            Assert.Equal(names.Order(StringComparer.Ordinal), Texts(program, type, "name"));
        Assert.Equal(HostileNames.Append("Owner").Order(StringComparer.Ordinal), Texts(program, Agent, "name"));
        var rules = Assert.IsType<HclList>(Assert.Single(Of(program, "livechat:index:AutoAccessRules")).Body.Attributes["rules"]);
        Assert.Equal(HostileNames, rules.Items.Select(r => ((HclText)((HclObject)r).Members["description"]).Value));
    }

    /// <summary>A program with ids of one license in it would change another.</summary>
    [Fact]
    public async Task ConvertProgram_GroupsOfMembersTagsAndRules_AreReferencesToTheRightGroup()
    {
        await using var converter = await ConverterHarness.StartAsync(License().ToJsonString());
        var (_, program) = await converter.ConvertProgramAsync();
        var groups = Of(program, Group).ToDictionary(b => b.Labels[0], b => ((HclText)b.Body.Attributes["name"]).Value);
        foreach (var tag in Of(program, Tag))
        {
            var named = ((HclList)tag.Body.Attributes["groupIds"]).Items.Select(i => GroupOf(i, groups));
            Assert.Equal(new[] { ((HclText)tag.Body.Attributes["name"]).Value, "General" }.Order(), named.Order());
        }

        foreach (var agent in Of(program, Agent).Where(a => ((HclText)a.Body.Attributes["name"]).Value != "Owner"))
        {
            var membership = (HclObject)Assert.Single(((HclList)agent.Body.Attributes["groups"]).Items);
            Assert.Equal(((HclText)agent.Body.Attributes["name"]).Value, GroupOf(membership.Members["groupId"], groups));
        }

        foreach (var rule in ((HclList)Of(program, "livechat:index:AutoAccessRules").Single().Body.Attributes["rules"]).Items)
        {
            var members = ((HclObject)rule).Members;
            Assert.Equal(((HclText)members["description"]).Value, GroupOf(Assert.Single(((HclList)members["groupIds"]).Items), groups));
        }
    }

    [Fact]
    public async Task ConvertState_HostileNames_NamesEachObjectAsTheProgramDoes()
    {
        await using var converter = await ConverterHarness.StartAsync(License().ToJsonString());
        var state = await converter.ConvertStateAsync();
        var (_, program) = await converter.ConvertProgramAsync();
        var inProgram = program.Blocks.Where(b => b.Type == "resource").Select(b => (b.Labels[1], b.Labels[0], PclProgram.NameOf(b)));
        var inState = state.Resources.Select(r => (r.Type, r.Name, r.LogicalName.Length > 0 ? r.LogicalName : r.Name));
        Assert.Equal(inProgram, inState);
        Assert.Equal(state.Resources.Count, state.Resources.Select(r => (r.Type, r.Id)).Distinct().Count());
        Assert.Equal(HostileNames.Order(StringComparer.Ordinal), Ids(state, Tag));
        Assert.Equal(Enumerable.Range(0, HostileNames.Length + 1).Select(i => $"{i}").Order(StringComparer.Ordinal), Ids(state, Group));
        Assert.Equal(["b1"], Ids(state, Bot));
        Assert.All(state.Resources, r => Assert.Equal(TestSupport.Repo.Version, r.Version));
        Assert.DoesNotContain(state.Resources, r => r.IsComponent || r.IsRemote || r.Id.Length == 0);
    }

    /// <summary>A webhook's key is never shown: the program takes it from the stack, and says so.</summary>
    [Fact]
    public async Task ConvertProgram_Secret_IsASettingWithoutAValueThatPeopleAreTold()
    {
        await using var converter = await ConverterHarness.StartAsync(License().ToJsonString());
        converter.Emulator.Control("options", new JsonObject { ["webhookSecrets"] = "shown" });
        var (response, program) = await converter.ConvertProgramAsync();
        var key = Assert.IsType<HclCall>(Assert.Single(Of(program, "livechat:index:Webhook")).Body.Attributes["secretKey"]);
        Assert.Equal("secret", key.Name);
        var setting = ((HclReference)key.Arguments[0]).Parts[0];
        var block = Assert.Single(program.Blocks, b => b.Type == "config" && b.Labels[0] == setting);
        Assert.False(block.Body.Attributes.ContainsKey("default"));
        Assert.DoesNotContain("hook-secret-0001", await File.ReadAllTextAsync(Path.Combine(converter.Target, "main.pp")), default);
        Assert.Contains(response.Diagnostics, d => d.Detail.Contains("pulumi config set --secret " + PclProgram.NameOf(block), default));
        Assert.DoesNotContain("hook-secret-0001", response.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_WithoutAScope_HasTheRestAndSaysWhatIsMissing()
    {
        var license = License();
        license["credentials"] = JsonNode.Parse(
            """[{ "token": "dal:emulator-token", "scopes": ["groups--all:ro", "tags--all:ro", "agents--all:ro"] }]"""
        );
        await using var converter = await ConverterHarness.StartAsync(license.ToJsonString());
        var state = await converter.ConvertStateAsync();
        var (response, program) = await converter.ConvertProgramAsync();
        Assert.Equal(HostileNames.Length, Of(program, Tag).Count());
        Assert.Empty(Of(program, Bot));
        foreach (var diagnostics in new[] { state.Diagnostics, response.Diagnostics })
        {
            var note = Assert.Single(diagnostics, d => d.Summary == Bot + " is missing");
            Assert.Contains("agents-bot--all:ro", note.Detail, StringComparison.Ordinal);
        }
    }

    /// <summary>LiveChat lists templates by client id: one that nothing in the license names has to be given.</summary>
    [Theory]
    [InlineData("--owner", "lonely-client")]
    [InlineData("--config", "livechat:ownerClientId=lonely-client")]
    [InlineData("LIVECHAT_OWNER_CLIENT_ID", "lonely-client")]
    public async Task Convert_ClientIdThatIsGiven_ReadsWhatItOwns(string name, string value)
    {
        await using var converter = await ConverterHarness.StartAsync(
            """{ "bot_templates": [{ "id": "t1", "owner_client_id": "lonely-client", "name": "Template" }] }"""
        );
        const string template = "livechat:index:BotTemplate";
        var missing = await converter.ConvertStateAsync();
        Assert.Contains(missing.Diagnostics, d => d.Summary == template + " is missing");
        if (!name.StartsWith('-'))
            converter.Environment[name] = value;
        await converter.RestartAsync();
        var state = await converter.ConvertStateAsync(name.StartsWith('-') ? [name, value] : []);
        Assert.Equal("lonely-client/t1", Assert.Single(state.Resources, r => r.Type == template).Id);
    }

    [Fact]
    public async Task Convert_LicenseOfEveryKind_HasEachKindOfResource()
    {
        await using var converter = await ConverterHarness.StartAsync(License().ToJsonString());
        var (_, program) = await converter.ConvertProgramAsync();
        string[] kinds =
        [
            "Agent",
            "AutoAccessRules",
            "Bot",
            "BotTemplate",
            "Group",
            "GroupProperties",
            "LicenseProperties",
            "LicenseWebhooks",
            "Property",
            "Tag",
            "Webhook",
        ];
        var found = program.Blocks.Where(b => b.Type == "resource").Select(b => b.Labels[1].Split(':')[^1]).ToHashSet();
        Assert.Superset(kinds.ToHashSet(), found);
    }

    [Fact]
    public async Task Convert_IncludeAndExclude_TakesWhatIsWanted()
    {
        await using var converter = await ConverterHarness.StartAsync(License().ToJsonString());
        var (_, program) = await converter.ConvertProgramAsync("--include", "Group", "--include=Tag", "--exclude", "Tag/*a*");
        Assert.Equal([Group, Tag], program.Blocks.Where(b => b.Type == "resource").Select(b => b.Labels[1]).Distinct());
        Assert.DoesNotContain("class", Texts(program, Tag, "name"));
        var failure = await Assert.ThrowsAsync<RpcException>(() => converter.ConvertStateAsync("--include", "Grupo"));
        Assert.Contains("'Grupo' names no type", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'--all' is no argument", "--all")]
    [InlineData("--include needs a value", "--include")]
    [InlineData("'region' has no value", "--config", "region")]
    [InlineData("set LIVECHAT_ACCESS_TOKEN", "--config", "livechat:accessToken=tell-nobody-0001")]
    [InlineData("set LIVECHAT_ACCESS_TOKEN", "-c", "personalAccessToken=tell-nobody-0001")]
    [InlineData("region", "--config", "region=mars")]
    public async Task Convert_WrongArguments_SaysWhatIsWrong(string said, params string[] arguments)
    {
        await using var converter = await ConverterHarness.StartAsync("{}");
        var failure = await Assert.ThrowsAsync<RpcException>(() => converter.ConvertStateAsync(arguments));
        Assert.True(failure.StatusCode is StatusCode.InvalidArgument or StatusCode.FailedPrecondition, failure.ToString());
        Assert.Contains(said, failure.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("tell-nobody", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_WithoutACredential_SaysWhichSettingsToMake()
    {
        await using var converter = await ConverterHarness.StartAsync("{}");
        converter.Environment.Remove("LIVECHAT_ACCESS_TOKEN");
        await converter.RestartAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(() => converter.ConvertStateAsync());
        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
        Assert.Contains("LIVECHAT_ACCESS_TOKEN", failure.Status.Detail, StringComparison.Ordinal);
    }

    private static IEnumerable<HclBlock> Of(HclBody program, string type) =>
        program.Blocks.Where(b => b.Type == "resource" && b.Labels[1] == type);

    private static IEnumerable<string> Texts(HclBody program, string type, string property) =>
        Of(program, type).Select(b => ((HclText)b.Body.Attributes[property]).Value).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Ids(PluginProtocol.Messages.ConvertStateResponse state, string type) =>
        state.Resources.Where(r => r.Type == type).Select(r => r.Id).Order(StringComparer.Ordinal);

    private static string GroupOf(HclValue value, Dictionary<string, string> groups)
    {
        var parts = Assert.IsType<HclReference>(value).Parts;
        Assert.Equal("groupId", parts[1]);
        return groups[parts[0]];
    }
}
