using System.Text.Json.Nodes;
using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;
using TestSupport;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What is particular to one resource, and therefore not in the conformance suite.</summary>
public class ConfigurationResourceTests
{
    private const string Agent = """{"email":"ann@example.com","name":"Ann"}""";
    private const string Property =
        """{"name":"tier","ownerClientId":"emulator-client","type":"int","access":"""
        + """{"license":{"agent":["read","write"]},"group":{"agent":["read","write"]}},"defaultValue":1}""";

    [Fact]
    public async Task Agent_SuspendedAtCreationAndTheCallFails_IsKeptAndTheNextUpdateFinishes()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string inputs = """{"email":"ann@example.com","name":"Ann","suspended":true}""";
        plugin.Fault("""{"kind":"fail","method":"suspend_agent","type":"authorization"}""");
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Agent", inputs));
        var detail = e.Detail<ErrorResourceInitFailed>()!;
        Assert.Equal("ann@example.com", detail.Id);
        Assert.Contains("sessions--all:rw", detail.Reasons[0], StringComparison.Ordinal);
        var healed = await plugin.Client.UpdateAsync(
            new UpdateRequest
            {
                Urn = PluginHarness.Urn("Agent"),
                Id = detail.Id,
                Olds = detail.Properties,
                OldInputs = StructCodec.Write(PluginHarness.Parse(inputs)),
                News = StructCodec.Write(PluginHarness.Parse(inputs)),
            },
            default
        );
        Assert.Equal(PropertyValue.Of(true), StructCodec.Read(healed.Properties)["suspended"]);
        Assert.Equal(1, plugin.Emulator.Log.Counts["create_agent"]);
        await plugin.UpdateAsync("Agent", detail.Id, inputs, inputs.Replace("true", "false", StringComparison.Ordinal));
        Assert.False((bool)Ann(plugin)["suspended"]!);
    }

    /// <summary>An agent who is not suspended needs no call, which would need a private scope.</summary>
    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Agent_SuspendedLeavesTheProgram_StaysAsItIsWithoutACall(string suspended)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var inputs = $$"""{"email":"ann@example.com","name":"Ann","suspended":{{suspended}} }""";
        var id = (await plugin.CreateAsync("Agent", inputs)).Id;
        plugin.Emulator.Log.Clear();
        Assert.Empty((await plugin.DiffAsync("Agent", id, inputs, Agent)).DetailedDiff);
        await plugin.UpdateAsync("Agent", id, inputs, Agent);
        Assert.Equal(0, plugin.Writes);
    }

    [Fact]
    public async Task Agent_OnDeleteSuspend_SuspendsInsteadOfDeleting()
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.CreateAsync("Agent", Agent);
        await plugin.DeleteAsync("Agent", "ann@example.com", state: """{"email":"ann@example.com","onDelete":"suspend"}""");
        Assert.True((bool)Ann(plugin)["suspended"]!);
    }

    [Fact]
    public async Task Agent_ApprovedByTheProgram_TakesTheCallOfItsOwnAndAHumansApprovalIsNoDrift()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string waiting = """{"email":"ann@example.com","name":"Ann","awaitingApproval":true}""",
            approved = """{"email":"ann@example.com","name":"Ann","awaitingApproval":false}""";
        await plugin.CreateAsync("Agent", waiting);
        await plugin.UpdateAsync("Agent", "ann@example.com", waiting, approved);
        Assert.Equal(1, plugin.Emulator.Log.Counts["approve_agent"]);
        Assert.False(plugin.Emulator.Log.Counts.ContainsKey("update_agent"));
        var read = await plugin.ReadAsync("Agent", "ann@example.com", waiting);
        Assert.Equal(PluginHarness.Parse(waiting), StructCodec.Read(read.Inputs));
    }

    [Fact]
    public async Task Agent_ReactivateEmailChanges_CallsOnceAndOnlyThen()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string once = """{"email":"ann@example.com","name":"Ann","reactivateEmail":"2026-11"}""";
        await plugin.CreateAsync("Agent", Agent);
        await plugin.UpdateAsync("Agent", "ann@example.com", Agent, once);
        await plugin.UpdateAsync("Agent", "ann@example.com", once, once);
        Assert.Equal(1, plugin.Emulator.Log.Counts["reactivate_email"]);
        Assert.False(plugin.Emulator.Log.Counts.ContainsKey("update_agent"));
    }

    [Fact]
    public async Task BotTemplate_AffectExistingInstallations_GoesAlongWithEveryCall()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string quiet = """{"name":"T","ownerClientId":"c","affectExistingInstallations":false}""",
            loud = """{"name":"T","ownerClientId":"c","affectExistingInstallations":true}""";
        var created = await plugin.CreateAsync("BotTemplate", quiet);
        plugin.Emulator.Log.Clear();
        await plugin.UpdateAsync("BotTemplate", created.Id, quiet, loud);
        Assert.Equal(0, plugin.Writes);
        await plugin.UpdateAsync("BotTemplate", created.Id, loud, loud.Replace("}", ",\"rotateSecret\":\"x\"}", StringComparison.Ordinal));
        await plugin.DeleteAsync("BotTemplate", created.Id, state: loud);
        Assert.Equal(
            [("reset_bot_template_secret", true), ("delete_bot_template", true)],
            plugin
                .Emulator.Log.Calls.Where(c => c.Method is "reset_bot_template_secret" or "delete_bot_template")
                .Select(c => (c.Method, (bool)c.Request!["affect_existing_installations"]!))
        );
    }

    [Fact]
    public async Task BotTemplate_FieldsThatTheServerHides_AreNoDrift()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string inputs = """{"name":"T","ownerClientId":"c","affectExistingInstallations":false,"maxChatsCount":20,"jobTitle":"J"}""";
        var id = (await plugin.CreateAsync("BotTemplate", inputs)).Id;
        var dump = plugin.Dump();
        dump["bot_templates"]![0]!["max_chats_count"] = 7;
        plugin.Emulator.Control("seed", (JsonObject)JsonNode.Parse(dump.ToJsonString())!);
        Assert.Equal(PluginHarness.Parse(inputs), StructCodec.Read((await plugin.ReadAsync("BotTemplate", id, inputs)).Inputs));
        plugin.Emulator.Options["templateFields"] = "sdk";
        await plugin.NextRunAsync();
        Assert.Equal(PropertyValue.Of(7), StructCodec.Read((await plugin.ReadAsync("BotTemplate", id, inputs)).Inputs)["maxChatsCount"]);
    }

    [Theory]
    [InlineData("hidden", false)]
    [InlineData("shown", true)]
    public async Task Webhook_SecretChangedBehindItsBack_IsDriftOnlyWhereTheServerShowsIt(string shown, bool drift)
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string inputs = """{"action":"tag_created","url":"https://e.com","secretKey":"k","type":"license","ownerClientId":"c"}""";
        var id = (await plugin.CreateAsync("Webhook", inputs)).Id;
        plugin.Emulator.Options["webhookSecrets"] = shown;
        var dump = plugin.Dump();
        dump["webhooks"]![0]!["secret_key"] = "stolen";
        plugin.Emulator.Control("seed", (JsonObject)JsonNode.Parse(dump.ToJsonString())!);
        await plugin.NextRunAsync();
        var read = await plugin.ReadAsync("Webhook", id, inputs);
        Assert.IsType<PropertySecret>(StructCodec.Read(read.Properties)["secretKey"]);
        var diff = await plugin.Client.DiffAsync(
            new DiffRequest
            {
                Urn = PluginHarness.Urn("Webhook"),
                Id = id,
                OldInputs = read.Inputs,
                News = StructCodec.Write(PluginHarness.Parse(inputs)),
            },
            default
        );
        Assert.Equal(drift ? ["secretKey"] : [], diff.Replaces);
    }

    [Fact]
    public async Task LicenseProperties_OtherNames_AreNeverTouched()
    {
        await using var plugin = await PluginHarness.StartAsync(
            """{"property_values":[{"namespace":"test","name":"int_property","value":7},"""
                + """{"namespace":"test","name":"bool_property","value":true}]}"""
        );
        const string first = """{"namespace":"test","values":{"string_property":"a"}}""",
            second = """{"namespace":"test","values":{"tokenized_string_property":"b"}}""";
        var id = (await plugin.CreateAsync("LicenseProperties", first)).Id;
        await plugin.UpdateAsync("LicenseProperties", id, first, second);
        Assert.Equal(
            ["bool_property", "int_property", "tokenized_string_property"],
            plugin.Dump()["property_values"]!.AsArray().Select(v => (string)v!["name"]!)
        );
        await plugin.DeleteAsync("LicenseProperties", id, state: second);
        Assert.Equal(["bool_property", "int_property"], plugin.Dump()["property_values"]!.AsArray().Select(v => (string)v!["name"]!));
    }

    [Fact]
    public async Task LicenseProperties_Import_LeavesOutWhatIsTheDefaultAnyway()
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.CreateAsync("Property", Property);
        Assert.Equal("{}", StructCodec.Read((await plugin.ReadAsync("LicenseProperties", "emulator-client")).Inputs)["values"]!.ToString());
        await plugin.CreateAsync("LicenseProperties", """{"namespace":"emulator-client","values":{"tier":2}}""", "values");
        Assert.Equal(
            "{tier: 2}",
            StructCodec.Read((await plugin.ReadAsync("LicenseProperties", "emulator-client")).Inputs)["values"]!.ToString()
        );
    }

    [Fact]
    public async Task LicenseProperties_PrivateWithAPersonalAccessToken_SaysWhatToDo()
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        await plugin.ConfigureAsync(
            ("apiUrl", plugin.Emulator.Url.ToString()),
            ("accountId", "emulator"),
            ("personalAccessToken", "emulator-pat"),
            ("licenseId", "100"),
            ("ownerClientId", "emulator-client")
        );
        await plugin.CreateAsync("Property", Property);
        var e = await Assert.ThrowsAsync<RpcException>(() =>
            plugin.CreateAsync("LicenseProperties", """{"namespace":"emulator-client","values":{"tier":2}}""", "values")
        );
        Assert.Contains("publish the property", e.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LicenseProperties", """{"namespace":"emulator-client","values":{"tier":2}}""")]
    [InlineData("GroupProperties", """{"groupId":0,"namespace":"emulator-client","values":{"tier":2}}""")]
    public async Task PropertyValues_DefinitionOfThisRunHasNotPropagated_IsWaitedFor(string type, string inputs)
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.BePatientAsync();
        plugin.Emulator.Options["earlyPropertyValue"] = "refused";
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 100 });
        plugin.Emulator.Options.ReferenceLag = TimeSpan.FromSeconds(60);
        await plugin.CreateAsync("Property", Property);
        var method = type == "GroupProperties" ? "update_group_properties" : "update_license_properties";
        var create = plugin.CreateAsync(type, inputs, "values");
        await Within.EventuallyAsync(() => plugin.Emulator.Log.Counts.GetValueOrDefault(method) >= 3);
        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 61 });
        Assert.NotEmpty((await create).Id);
    }

    [Theory]
    [InlineData("not_found")]
    [InlineData("validation")]
    public async Task Group_MemberOfThisRunHasNotPropagated_IsWaitedFor(string error)
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.BePatientAsync();
        plugin.Emulator.Options["unknownMember"] = error;
        plugin.Emulator.Control("clock", new JsonObject { ["scale"] = 0, ["advanceSeconds"] = 100 });
        plugin.Emulator.Options.ReferenceLag = TimeSpan.FromSeconds(60);
        await plugin.CreateAsync("Agent", Agent, "ann");
        var create = plugin.CreateAsync("Group", """{"name":"G","agentPriorities":{"ann@example.com":"first"}}""");
        await Within.EventuallyAsync(() => plugin.Emulator.Log.Counts.GetValueOrDefault("create_group") >= 3);
        plugin.Emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 61 });
        Assert.Equal("1", (await create).Id);
    }

    [Fact]
    public async Task GroupProperties_GroupIsGone_IsGoneToo()
    {
        await using var plugin = await PluginHarness.StartAsync("""{"groups":[{"id":1,"name":"One"}]}""");
        const string inputs = """{"groupId":1,"namespace":"test","values":{"int_property":2}}""";
        var id = (await plugin.CreateAsync("GroupProperties", inputs)).Id;
        await plugin.DeleteAsync("Group", "1", "one");
        Assert.Null((await plugin.ReadAsync("GroupProperties", id, inputs)).Properties);
        await plugin.DeleteAsync("GroupProperties", id, state: inputs);
    }

    [Fact]
    public async Task LicenseWebhooks_Deleted_AreEnabledAgain()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var id = (await plugin.CreateAsync("LicenseWebhooks", """{"enabled":false}""")).Id;
        Assert.Equal(("token", """["emulator-client"]"""), (id, plugin.Dump()["disabled_webhooks"]!.ToJsonString()));
        await plugin.DeleteAsync("LicenseWebhooks", id);
        Assert.Equal("[]", plugin.Dump()["disabled_webhooks"]!.ToJsonString());
    }

    [Fact]
    public async Task CompanyDetails_Update_SendsWhatChangedAndEmptyTextsToo()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string first = """{"company":"E","city":"W","enrich":true}""",
            second = """{"company":"E","city":""}""";
        await plugin.CreateAsync("CompanyDetails", first);
        plugin.Emulator.Log.Clear();
        await plugin.UpdateAsync("CompanyDetails", "company", first, second);
        Assert.Equal("""{"city":""}""", Assert.Single(plugin.Emulator.Log.Calls).Request!.ToJsonString());
        await plugin.DeleteAsync("CompanyDetails", "company", state: second);
        Assert.Contains(
            plugin.Logs,
            l => l.Severity == LogSeverity.Warning && l.Message.Contains("stay as they are", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("Webhook", "w1", "ownerClientId/webhookId")]
    [InlineData("BotTemplate", "t1", "ownerClientId/templateId")]
    [InlineData("Property", "tier", "ownerClientId/name")]
    [InlineData("GroupProperties", "x/test", "groupId/namespace")]
    public async Task Import_IdOfTheWrongForm_NamesTheForm(string type, string id, string form)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.ReadAsync(type, id));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        Assert.Contains(form, e.Status.Detail, StringComparison.Ordinal);
    }

    private static JsonObject Ann(PluginHarness plugin) =>
        plugin.Dump()["agents"]!.AsArray().First(a => (string)a!["id"]! == "ann@example.com")!.AsObject();
}
