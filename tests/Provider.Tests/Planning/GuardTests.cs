using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What the license itself forbids is said at preview, before anything is written.</summary>
public class GuardTests
{
    private const string Seed = """
        {"agents":[
          {"id":"owner@example.com","name":"O","role":"owner","account_id":"acc-owner"},
          {"id":"adm@example.com","name":"A","role":"administrator","account_id":"emulator"},
          {"id":"ann@example.com","name":"Ann"}],
         "groups":[{"id":1,"name":"One"}]}
        """;

    [Theory]
    [InlineData(
        """{"email":"owner@example.com","name":"O"}""",
        """{"email":"owner@example.com","name":"O","role":"normal"}""",
        "role",
        "the owner of the license"
    )]
    [InlineData(
        """{"email":"owner@example.com","name":"O"}""",
        """{"email":"owner@example.com","name":"O","suspended":true}""",
        "suspended",
        "is the owner"
    )]
    [InlineData("""{"email":"owner@example.com","name":"O"}""", """{"email":"new@example.com","name":"O"}""", "email", "is the owner")]
    [InlineData(
        """{"email":"adm@example.com","name":"A","role":"administrator"}""",
        """{"email":"adm@example.com","name":"A","role":"normal"}""",
        "role",
        "is the account of the token in use"
    )]
    [InlineData(
        """{"email":"adm@example.com","name":"A","role":"administrator"}""",
        """{"email":"adm@example.com","name":"A","role":"administrator","suspended":true}""",
        "suspended",
        "is the account of the token in use"
    )]
    public async Task Check_AgentWhoIsNeeded_CannotBeDemotedSuspendedOrReplaced(string olds, string news, string property, string reason)
    {
        await using var plugin = await StartAsync();
        var failure = Assert.Single(await plugin.FailuresAsync("Agent", news, olds));
        Assert.Equal(property, PluginHarness.PathOf(failure));
        Assert.Contains(reason, failure.Reason, StringComparison.Ordinal);
        Assert.Equal(0, plugin.Writes);
    }

    [Fact]
    public async Task Check_LastAdministrator_CannotBeDemoted()
    {
        await using var plugin = await PluginHarness.StartAsync(
            """
            {"agents":[
             {"id":"owner@example.com","name":"O","role":"owner","suspended":true},
             {"id":"one@example.com","name":"A","role":"administrator"},
             {"id":"two@example.com","name":"B","role":"viceowner"}],
             "credentials":[{"token":"dal:emulator-token","agent":"two@example.com"}]}
            """
        );
        Assert.Empty(
            await plugin.FailuresAsync(
                "Agent",
                """{"email":"one@example.com","name":"A","role":"normal"}""",
                """{"email":"one@example.com","name":"A","role":"administrator"}"""
            )
        );
        var failure = Assert.Single(
            await plugin.FailuresAsync(
                "Agent",
                """{"email":"two@example.com","name":"B","role":"normal"}""",
                """{"email":"two@example.com","name":"B","role":"viceowner"}"""
            )
        );
        Assert.Contains("last administrator", failure.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("owner@example.com", "is the owner")]
    [InlineData("adm@example.com", "is the account of the token")]
    public async Task Delete_AgentWhoIsNeeded_IsRefusedWithTheWayOut(string email, string reason)
    {
        await using var plugin = await StartAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.DeleteAsync("Agent", email));
        Assert.Contains(reason, e.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("retainOnDelete", e.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(0, plugin.Writes);
    }

    [Fact]
    public async Task Check_LicenseCannotBeReached_DegradesToAWarning()
    {
        await using var plugin = await StartAsync();
        plugin.Fault("""{"kind":"fail","method":"list_agents","type":"authorization","count":9}""");
        Assert.Empty(
            await plugin.FailuresAsync(
                "Agent",
                """{"email":"owner@example.com","name":"O","role":"normal"}""",
                """{"email":"owner@example.com","name":"O"}"""
            )
        );
        Assert.Contains(
            plugin.Logs,
            l => l.Severity == LogSeverity.Warning && l.Message.Contains("could not be asked", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Check_ManyAgents_AsksTheLicenseOnce()
    {
        await using var plugin = await StartAsync();
        for (var i = 0; i < 5; i++)
            await plugin.FailuresAsync(
                "Agent",
                """{"email":"ann@example.com","name":"Ann","role":"administrator"}""",
                """{"email":"ann@example.com","name":"Ann"}"""
            );
        Assert.Equal(1, plugin.Emulator.Log.Counts["list_agents"]);
    }

    [Theory]
    [InlineData("Webhook", """{"action":"tag_created","url":"https://example.com/4","secretKey":"k","type":"license"}""", "action", 3)]
    [InlineData("BotTemplate", """{"name":"T4","affectExistingInstallations":false}""", "ownerClientId", 5)]
    public async Task Check_NoRoomForAnother_IsSaidAtPreview(string type, string inputs, string property, int limit)
    {
        await using var plugin = await StartAsync();
        for (var i = 0; i < limit - 1; i++)
            await CreateAsync(plugin, type, inputs.Replace("4\"", $"x{i}\"", StringComparison.Ordinal), $"it{i}");
        await plugin.RestartAsync(configure: false);
        await ConfigureAsync(plugin);
        Assert.Empty(await FailuresAsync(plugin, type, inputs, "last"));
        var failure = Assert.Single(await FailuresAsync(plugin, type, inputs, "one-too-many"));
        Assert.Equal(property, PluginHarness.PathOf(failure));
        Assert.Contains($"has {limit - 1} ", failure.Reason, StringComparison.Ordinal);
        Assert.Contains(
            $"this program adds 1 before this one; {limit} are allowed. Remove one first",
            failure.Reason,
            StringComparison.Ordinal
        );
    }

    /// <summary>API document, Register Webhook: three for every action, of whatever type.</summary>
    [Fact]
    public async Task Check_WebhooksOfBothTypes_CountTogether()
    {
        await using var plugin = await StartAsync();
        await ConfigureAsync(plugin);
        const string license = """{"action":"tag_created","url":"https://example.com","secretKey":"k","type":"license"}""";
        var bot = license.Replace("license", "bot", StringComparison.Ordinal);
        await CreateAsync(plugin, "Webhook", license, "a");
        await CreateAsync(plugin, "Webhook", bot, "b");
        await CreateAsync(plugin, "Webhook", bot.Replace("/example", "/x.example", StringComparison.Ordinal), "c");
        await plugin.RestartAsync(configure: false);
        await ConfigureAsync(plugin);
        Assert.Single(await FailuresAsync(plugin, "Webhook", license.Replace("/example", "/y.example", StringComparison.Ordinal), "d"));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task Diff_WebhookReplaced_DeletesFirstOnlyWhenTheSlotsAreFull(int existing, bool deleteFirst)
    {
        await using var plugin = await StartAsync();
        const string inputs =
            """{"action":"tag_created","url":"https://example.com","secretKey":"k","type":"license","ownerClientId":"c"}""";
        for (var i = 0; i < existing; i++)
            await plugin.CreateAsync("Webhook", inputs, $"it{i}");
        var diff = await plugin.DiffAsync("Webhook", "c/x", inputs, inputs.Replace("example.com", "example.org", StringComparison.Ordinal));
        Assert.Equal(["url"], diff.Replaces);
        Assert.Equal(deleteFirst, diff.DeleteBeforeReplace);
    }

    [Fact]
    public async Task Property_Published_RefusesReplacementAtPreviewAndDelete()
    {
        await using var plugin = await StartAsync();
        const string inputs = """{"name":"tier","ownerClientId":"c","type":"int","access":{"license":{"agent":["read"]}}}""";
        await plugin.CreateAsync("Property", inputs.Replace("}}}", "}},\"publicAccess\":[\"read\"]}", StringComparison.Ordinal));
        var changed = inputs.Replace("\"int\"", "\"bool\"", StringComparison.Ordinal);

        // Published by somebody else: the state does not know, the license does.
        Assert.Contains(
            "retainOnDelete",
            Assert.Single(await plugin.FailuresAsync("Property", changed, inputs)).Reason,
            StringComparison.Ordinal
        );
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.DeleteAsync("Property", "c/tier", state: inputs));
        Assert.Contains("published", e.Status.Detail, StringComparison.Ordinal);
        Assert.Single(plugin.Dump()["properties"]!.AsArray());
    }

    [Theory]
    [InlineData("""["read","write"]""", """["read"]""", "cannot be taken back")]
    [InlineData("""["read"]""", null, "cannot be taken back")]
    public async Task Property_PublicAccessNarrowed_IsRefused(string before, string? after, string reason)
    {
        await using var plugin = await StartAsync();
        const string inputs = """{"name":"tier","ownerClientId":"c","type":"int","access":{"license":{"agent":["read"]}}""";
        await plugin.CreateAsync("Property", $$"""{{inputs}},"publicAccess":{{before}}}""");
        var failure = Assert.Single(
            await plugin.FailuresAsync(
                "Property",
                after is null ? inputs + "}" : $$"""{{inputs}},"publicAccess":{{after}}}""",
                $$"""{{inputs}},"publicAccess":{{before}}}"""
            )
        );
        Assert.Equal("publicAccess", PluginHarness.PathOf(failure));
        Assert.Contains(reason, failure.Reason, StringComparison.Ordinal);
    }

    /// <summary>The inputs of a state say what was asked for; whether it was done, the license knows.</summary>
    [Fact]
    public async Task Property_PublishFailed_MayLeaveTheProgram()
    {
        await using var plugin = await StartAsync();
        const string inputs = """{"name":"tier","ownerClientId":"c","type":"int","access":{"license":{"agent":["read"]}}}""";
        var published = inputs.Replace("}}}", "}},\"publicAccess\":[\"read\"]}", StringComparison.Ordinal);
        plugin.Fault("""{"kind":"fail","method":"publish_property","type":"authorization"}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Property", published));
        Assert.Empty(await plugin.FailuresAsync("Property", inputs, published));
    }

    [Fact]
    public async Task Agent_ApproveFailed_MayStayAsItIs()
    {
        await using var plugin = await StartAsync();
        const string waiting = """{"email":"new@example.com","name":"New","awaitingApproval":true}""",
            approved = """{"email":"new@example.com","name":"New","awaitingApproval":false}""";
        await plugin.CreateAsync("Agent", waiting);
        plugin.Fault("""{"kind":"fail","method":"approve_agent","type":"authorization"}""");
        await Assert.ThrowsAsync<RpcException>(() => plugin.UpdateAsync("Agent", "new@example.com", waiting, approved));
        await plugin.NextRunAsync();
        Assert.Empty(await plugin.FailuresAsync("Agent", waiting, approved));
    }

    [Fact]
    public async Task Check_ApprovalTakenBack_IsRefused()
    {
        await using var plugin = await StartAsync();
        var failure = Assert.Single(
            await plugin.FailuresAsync(
                "Agent",
                """{"email":"ann@example.com","name":"Ann","awaitingApproval":true}""",
                """{"email":"ann@example.com","name":"Ann","awaitingApproval":false}"""
            )
        );
        Assert.Equal("awaitingApproval", PluginHarness.PathOf(failure));
    }

    [Fact]
    public async Task Membership_DeclaredOnBothSides_IsAnErrorWhicheverComesSecond()
    {
        await using var plugin = await StartAsync();
        const string group = """{"name":"One","agentPriorities":{"Ann@example.com":"first"}}""",
            agent = """{"email":"ann@example.com","name":"Ann","groups":[{"groupId":1,"priority":"last"}]}""";
        await CheckAsync();
        await plugin.DiffAsync("Group", "1", group, group, "one");
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.DiffAsync("Agent", "ann@example.com", agent, agent, "ann"));
        Assert.Contains("declared twice", e.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("'one'", e.Status.Detail, StringComparison.Ordinal);
        await plugin.RestartAsync();
        await CheckAsync();
        await plugin.DiffAsync("Agent", "ann@example.com", agent, agent, "ann");
        await Assert.ThrowsAsync<RpcException>(() => plugin.DiffAsync("Group", "1", group, group, "one"));

        // What the engine checks belongs to the program.
        async Task CheckAsync()
        {
            await plugin.FailuresAsync("Group", group, group, "one");
            await plugin.FailuresAsync("Agent", agent, agent, "ann");
        }
    }

    [Fact]
    public async Task Membership_OfANewGroup_IsRefusedBeforeTheAgentIsWritten()
    {
        await using var plugin = await StartAsync();
        var group = await plugin.CreateAsync("Group", """{"name":"New","agentPriorities":{"ann@example.com":"first"}}""", "new");
        var e = await Assert.ThrowsAsync<RpcException>(() =>
            plugin.UpdateAsync(
                "Agent",
                "ann@example.com",
                """{"email":"ann@example.com","name":"Ann"}""",
                $$"""{"email":"ann@example.com","name":"Ann","groups":[{"groupId":{{group.Id}},"priority":"last"}]}""",
                name: "ann"
            )
        );
        Assert.Contains("declared twice", e.Status.Detail, StringComparison.Ordinal);
        Assert.False(plugin.Emulator.Log.Counts.ContainsKey("update_agent"));
    }

    private static async Task<PluginHarness> StartAsync()
    {
        var plugin = await PluginHarness.StartAsync(Seed, configure: false);
        await ConfigureAsync(plugin);
        return plugin;
    }

    private static Task ConfigureAsync(PluginHarness plugin) =>
        plugin.ConfigureAsync(
            ("apiUrl", plugin.Emulator.Url.ToString()),
            ("accountId", "emulator"),
            ("personalAccessToken", "emulator-pat"),
            ("licenseId", "100"),
            ("ownerClientId", "c")
        );

    private static Task CreateAsync(PluginHarness plugin, string type, string inputs, string name) =>
        plugin.CreateAsync(type, inputs.Replace("}", ",\"ownerClientId\":\"c\"}", StringComparison.Ordinal), name);

    private static async Task<IReadOnlyList<CheckFailure>> FailuresAsync(PluginHarness plugin, string type, string inputs, string name) =>
        (
            await plugin.Client.CheckAsync(
                new CheckRequest
                {
                    Urn = PluginHarness.Urn(type, name),
                    Type = $"livechat:index:{type}",
                    News = StructCodec.Write(PluginHarness.Parse(inputs)),
                    Olds = new(),
                },
                default
            )
        ).Failures;
}
