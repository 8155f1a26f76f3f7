using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests.Resources;

/// <summary>Values of properties against their definitions.</summary>
public class PropertyValueTests
{
    private const string Seed = """
        {
          "groups": [ { "id": 1, "name": "One" } ],
          "disabled_webhooks": [ "off" ],
          "properties": [
            { "owner_client_id": "emulator-client", "name": "tier", "type": "int", "range": { "from": 1, "to": 9 }, "domain": [ 1, 2, 3 ],
              "access": { "license": { "agent": [ "read", "write" ] }, "group": { "agent": [ "read" ] } } },
            { "owner_client_id": "emulator-client", "name": "level", "type": "int", "range": { "from": 1, "to": 9 },
              "access": { "license": { "agent": [ "read", "write" ] } } },
            { "owner_client_id": "emulator-client", "name": "mailbox", "type": "string",
              "access": { "license": { "agent": [ "write" ], "customer": [ "read" ] }, "group": { "agent": [ "write" ] } } }
          ],
          "property_values": [ { "namespace": "emulator-client", "name": "level", "value": 4 } ]
        }
        """;

    /// <summary>The program's own definition is asked, also for a value that the state has: the license may not have it yet.</summary>
    [Fact]
    public async Task Check_ValueThatTheProgramsDefinitionForbids_IsSaidAtPreview()
    {
        await using var plugin = await PluginHarness.StartAsync(Seed);
        const string text = """{"namespace":"emulator-client","values":{"tier":"one"} }""",
            number = """{"namespace":"emulator-client","values":{"tier":1} }""";
        const string definition = """
            {"name":"tier","ownerClientId":"emulator-client","type":"string","access":{"license":{"agent":["read","write"]}}}
            """;
        await plugin.FailuresAsync("Property", definition);
        Assert.Empty(await plugin.FailuresAsync("LicenseProperties", text));
        var failure = Assert.Single(await plugin.FailuresAsync("LicenseProperties", number, number));
        Assert.Contains("type string", failure.Reason, StringComparison.Ordinal);
    }

    /// <summary>A value that was checked before the definition fails at once, and is not waited for.</summary>
    [Fact]
    public async Task Create_ValueThatANewDefinitionForbids_IsNotSent()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string definition = """
            {"name":"fresh","ownerClientId":"emulator-client","type":"int","access":{"license":{"agent":["read","write"]}}}
            """;
        await plugin.FailuresAsync("Property", definition);
        await plugin.CreateAsync("Property", definition);
        var (writes, began) = (plugin.Writes, plugin.Time.GetUtcNow());
        var e = await Assert.ThrowsAsync<RpcException>(() =>
            plugin.CreateAsync("LicenseProperties", """{"namespace":"emulator-client","values":{"fresh":"one"} }""")
        );
        Assert.Contains("values.fresh must be of the property's type int", e.Status.Detail, StringComparison.Ordinal);
        Assert.Equal((writes, began), (plugin.Writes, plugin.Time.GetUtcNow()));
    }

    [Theory]
    [InlineData("tier", "\"one\"", "must be of the property's type int")]
    [InlineData("tier", "7", "must be in the domain")]
    [InlineData("level", "10", "must be in the range")]
    [InlineData("mailbox", "true", "must be of the property's type string")]
    public async Task Check_ValueThatTheDefinitionForbids_IsSaidAtPreview(string name, string value, string reason)
    {
        await using var plugin = await PluginHarness.StartAsync(Seed);
        var inputs = $$"""{"namespace":"emulator-client","values":{"{{name}}":{{value}}} }""";
        var failure = Assert.Single(await plugin.FailuresAsync("LicenseProperties", inputs));
        Assert.Equal($"values.{name}", PluginHarness.PathOf(failure));
        Assert.Contains(reason, failure.Reason, StringComparison.Ordinal);

        // What the state has is not sent again.
        Assert.Empty(await plugin.FailuresAsync("LicenseProperties", inputs, inputs));
    }

    [Theory]
    [InlineData("level", "2", "no access there")]
    [InlineData("tier", "2", "may not write the property on a group")]
    public async Task Check_PlaceWithoutTheRight_IsSaidAtPreview(string name, string value, string reason)
    {
        await using var plugin = await PluginHarness.StartAsync(Seed);
        var failures = await plugin.FailuresAsync(
            "GroupProperties",
            $$"""{"groupId":1,"namespace":"emulator-client","values":{"{{name}}":{{value}}} }"""
        );
        Assert.Contains(reason, Assert.Single(failures).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_DefinitionsMayNotBeRead_LeavesItToLiveChat()
    {
        await using var plugin = await PluginHarness.StartAsync(Seed);
        plugin.Fault("""{"kind":"fail","method":"list_properties","type":"authorization"}""");
        Assert.Empty(await plugin.FailuresAsync("LicenseProperties", """{"namespace":"emulator-client","values":{"tier":7}}"""));
        Assert.DoesNotContain(plugin.Logs, l => l.Severity == LogSeverity.Warning);
    }

    [Fact]
    public async Task Check_UnchangedValues_AskForNoDefinition()
    {
        await using var plugin = await PluginHarness.StartAsync(Seed);
        const string inputs = """{"namespace":"emulator-client","values":{"tier":2}}""";
        await plugin.FailuresAsync("LicenseProperties", inputs, inputs);
        Assert.Empty(plugin.Emulator.Log.Calls);
    }

    /// <summary>A value that agents may write and not read never shows.</summary>
    [Theory]
    [InlineData("LicenseProperties", """{"namespace":"emulator-client","values":{"mailbox":"a"}}""")]
    [InlineData("GroupProperties", """{"groupId":1,"namespace":"emulator-client","values":{"mailbox":"a"}}""")]
    public async Task Create_ValueThatAgentsMayOnlyWrite_IsNotWaitedForAndNoDrift(string type, string inputs)
    {
        await using var plugin = await PluginHarness.StartAsync(Seed, readiness: "visible");
        var began = plugin.Time.GetUtcNow();
        var created = await plugin.CreateAsync(type, inputs);
        Assert.True(plugin.Time.GetUtcNow() - began < TimeSpan.FromSeconds(10), "the value was waited for");
        var read = await plugin.ReadAsync(type, created.Id, inputs);
        Assert.Equal("{mailbox: a}", StructCodec.Read(read.Inputs)["values"]!.ToString());
    }

    [Theory]
    [InlineData("LicenseProperties", """{"namespace":"emulator-client","values":{"level":5}}""", "values of level already")]
    [InlineData("LicenseProperties", """{"namespace":"emulator-client","values":{"tier":2}}""", null)]
    [InlineData("LicenseWebhooks", """{"enabled":true,"ownerClientId":"off"}""", "are disabled on the license now")]
    [InlineData("LicenseWebhooks", """{"enabled":true,"ownerClientId":"on"}""", null)]
    public async Task Preview_SettingThatReplacesAnother_SaysThatItIsNotBroughtBack(string type, string inputs, string? warning)
    {
        await using var plugin = await PluginHarness.StartAsync(Seed);
        await plugin.CreateAsync(type, inputs, preview: true);
        var warnings = plugin.Logs.Where(l => l.Severity == LogSeverity.Warning).Select(l => l.Message).ToList();
        if (warning is null)
            Assert.Empty(warnings);
        else
            Assert.Contains(warning, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_GroupWithoutValuesIsNotListed_IsStillThere()
    {
        await using var plugin = await PluginHarness.StartAsync(Seed);
        plugin.Emulator.Options["groupsWithoutValues"] = "hidden";
        const string inputs = """{"groupId":1,"namespace":"emulator-client","values":{}}""";
        Assert.Equal("1/emulator-client", (await plugin.ReadAsync("GroupProperties", "1/emulator-client", inputs)).Id);
        Assert.Equal("", (await plugin.ReadAsync("GroupProperties", "9/emulator-client", inputs)).Id);
    }

    [Fact]
    public async Task LicenseWebhooks_EnabledAlready_TakeNoCall()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var id = (await plugin.CreateAsync("LicenseWebhooks", """{"enabled":true}""")).Id;
        await plugin.DeleteAsync("LicenseWebhooks", id);
        Assert.Equal(0, plugin.Writes);
    }
}
