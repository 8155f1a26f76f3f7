using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

public class BotTests
{
    private const string Inputs = """{"name":"Helper","avatar":"https://example.com/a.png","ownerClientId":"client-1"}""";

    [Fact]
    public async Task Create_Secret_IsASecretOutputAndStaysThroughReadAndUpdate()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var created = await plugin.CreateAsync("Bot", Inputs);
        var outputs = StructCodec.Read(created.Properties);
        Assert.Equal(Secret(plugin), Assert.IsType<PropertySecret>(outputs["secret"]).Value.ToString());
        var read = await plugin.Client.ReadAsync(
            new ReadRequest
            {
                Id = created.Id,
                Urn = PluginHarness.Urn("Bot"),
                Inputs = StructCodec.Write(PluginHarness.Parse(Inputs)),
                Properties = created.Properties,
            },
            default
        );
        Assert.Equal(outputs["secret"], StructCodec.Read(read.Properties)["secret"]);
        var updated = await UpdateAsync(plugin, created, Inputs, Inputs.Replace("Helper", "Helper 2", StringComparison.Ordinal));
        Assert.Equal(outputs["secret"], updated["secret"]);
    }

    [Fact]
    public async Task Update_RotateSecretChanges_GivesANewOneAndOnlyThen()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var created = await plugin.CreateAsync("Bot", Inputs);
        var before = Secret(plugin);
        var rotated = Inputs.Replace("}", ""","rotateSecret":"2026-11"}""", StringComparison.Ordinal);
        var outputs = await UpdateAsync(plugin, created, Inputs, rotated);
        Assert.NotEqual(before, Secret(plugin));
        Assert.Equal(Secret(plugin), outputs.Text("secret"));
        await UpdateAsync(plugin, created, rotated, rotated);
        Assert.Equal(Secret(plugin), outputs.Text("secret"));
        Assert.DoesNotContain(plugin.Emulator.Log.Calls, c => c.Request?["rotateSecret"] is not null || c.Request?[""] is not null);
    }

    [Fact]
    public async Task Avatar_RewrittenByTheServer_IsNoDrift()
    {
        await using var plugin = await PluginHarness.StartAsync(readiness: "visible");
        plugin.Emulator.Options["avatar"] = "cdn";
        var created = await plugin.CreateAsync("Bot", Inputs);
        Assert.Contains("s3.amazonaws.com", StructCodec.Read(created.Properties).Text("avatarUrl"), StringComparison.Ordinal);
        var read = await plugin.ReadAsync("Bot", created.Id, Inputs);
        Assert.Equal(PluginHarness.Parse(Inputs), StructCodec.Read(read.Inputs));
        Assert.DoesNotContain(plugin.Logs, l => l.Severity == LogSeverity.Warning);
    }

    [Fact]
    public async Task Check_OwnerClientIdOfTheConfiguration_StandsIn()
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        await plugin.ConfigureAsync(
            ("accountId", "emulator"),
            ("personalAccessToken", "emulator-pat"),
            ("apiUrl", plugin.Emulator.Url.ToString()),
            ("ownerClientId", "client-9")
        );
        var check = await plugin.Client.CheckAsync(
            new CheckRequest
            {
                Urn = PluginHarness.Urn("Bot"),
                News = StructCodec.Write(PluginHarness.Parse("""{"name":"B"}""")),
                Olds = new(),
            },
            default
        );
        Assert.Equal("client-9", StructCodec.Read(check.Inputs).Text("ownerClientId"));
    }

    [Fact]
    public async Task Check_PersonalAccessTokenWithoutOwner_IsRefusedAtPreview()
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        await plugin.ConfigureAsync(
            ("accountId", "emulator"),
            ("personalAccessToken", "emulator-pat"),
            ("apiUrl", plugin.Emulator.Url.ToString())
        );
        Assert.Equal("ownerClientId", Assert.Single(await plugin.FailuresAsync("Bot", """{"name":"B"}""")).Property);
    }

    [Fact]
    public async Task Create_AnswerIsLost_FoundBotGetsASecretThatWorks()
    {
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Fault("""{"kind":"drop-answer","method":"create_bot"}""");
        var created = await plugin.CreateAsync("Bot", Inputs);
        Assert.Equal(Secret(plugin), StructCodec.Read(created.Properties).Text("secret"));
    }

    [Fact]
    public async Task Update_ServerIgnoresTheJobTitle_IsToldAndNotWaitedFor()
    {
        await using var plugin = await PluginHarness.StartAsync(readiness: "visible");
        var created = await plugin.CreateAsync("Bot", """{"name":"Helper","jobTitle":"Old","ownerClientId":"client-1"}""");
        var updated = await UpdateAsync(
            plugin,
            created,
            """{"name":"Helper","jobTitle":"Old","ownerClientId":"client-1"}""",
            """{"name":"Helper","jobTitle":"New","ownerClientId":"client-1"}"""
        );
        Assert.Equal("Old", updated.Text("jobTitle"));
        Assert.Contains(
            plugin.Logs,
            l =>
                l.Severity == LogSeverity.Warning
                && l.Message.Contains("LiveChat keeps Old where New was sent as jobTitle", StringComparison.Ordinal)
        );
    }

    private static async Task<PropertyObject> UpdateAsync(PluginHarness plugin, CreateResponse created, string olds, string news) =>
        StructCodec.Read(
            (
                await plugin.Client.UpdateAsync(
                    new UpdateRequest
                    {
                        Id = created.Id,
                        Urn = PluginHarness.Urn("Bot"),
                        Olds = created.Properties,
                        OldInputs = StructCodec.Write(PluginHarness.Parse(olds)),
                        News = StructCodec.Write(PluginHarness.Parse(news)),
                    },
                    default
                )
            ).Properties
        );

    private static string Secret(PluginHarness plugin) => (string)plugin.Dump()["bots"]![0]!["secret"]!;
}
