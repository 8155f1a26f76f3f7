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
        Assert.Equal("ownerClientId", PluginHarness.PathOf(Assert.Single(await plugin.FailuresAsync("Bot", """{"name":"B"}"""))));
    }

    [Fact]
    public async Task Create_AnswerIsLost_FoundBotGetsASecretThatWorks()
    {
        await using var plugin = await PluginHarness.StartAsync();
        plugin.Fault("""{"kind":"drop-answer","method":"create_bot"}""");
        var created = await plugin.CreateAsync("Bot", Inputs);
        Assert.Equal(Secret(plugin), StructCodec.Read(created.Properties).Text("secret"));
    }

    /// <summary>The document's table of update_bot has no job_title.</summary>
    [Fact]
    public async Task Check_JobTitleChanges_IsAnErrorAtPreviewAndDriftIsTold()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string olds = """{"name":"Helper","jobTitle":"Old","ownerClientId":"client-1"}""";
        var news = olds.Replace("Old", "New", StringComparison.Ordinal);
        var failure = Assert.Single(await plugin.FailuresAsync("Bot", news, olds));
        Assert.Equal("jobTitle", PluginHarness.PathOf(failure));
        Assert.Contains("cannot be changed after creation", failure.Reason, StringComparison.Ordinal);
        var id = (await plugin.CreateAsync("Bot", olds)).Id;
        var dump = plugin.Dump();
        dump["bots"]![0]!["job_title"] = "Edited";
        plugin.Emulator.Control("seed", dump);
        await plugin.NextRunAsync();
        var read = PluginHarness.Text(StructCodec.Read((await plugin.ReadAsync("Bot", id, olds)).Inputs));
        Assert.Empty((await plugin.DiffAsync("Bot", id, read, olds)).DetailedDiff);
        Assert.Contains(plugin.Logs, l => l.Message.Contains("is 'Edited' in LiveChat", StringComparison.Ordinal));
    }

    /// <summary>The time zone is a field of its own, which is asked for.</summary>
    [Theory]
    [InlineData("both")]
    [InlineData("apart")]
    public async Task Read_Timezone_IsAFieldOfItsOwn(string shown)
    {
        await using var plugin = await PluginHarness.StartAsync(
            """
            {"bots":[{"id":"b","name":"B","work_scheduler":{"timezone":"Europe/Warsaw","schedule":[
              {"day":"monday","enabled":true,"start":"08:00","end":"16:00"}]}}]}
            """
        );
        plugin.Emulator.Options["botTimezone"] = shown;
        var read = await plugin.ReadAsync("Bot", "b");
        Assert.Equal("Europe/Warsaw", StructCodec.Read(read.Properties).Text("timezone"));
        Assert.Equal("Europe/Warsaw", ((PropertyObject)StructCodec.Read(read.Inputs)["workScheduler"]!).Text("timezone"));
    }

    [Fact]
    public async Task RotateSecret_PersonalAccessToken_NamesTheOwner()
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        await plugin.ConfigureAsync(
            ("accountId", "emulator"),
            ("personalAccessToken", "emulator-pat"),
            ("apiUrl", plugin.Emulator.Url.ToString())
        );
        const string olds = """{"name":"Helper","ownerClientId":"theirs"}""";
        var created = await plugin.CreateAsync("Bot", olds);
        var news = """{"name":"Helper","ownerClientId":"theirs","rotateSecret":"1"}""";
        var rotated = (await UpdateAsync(plugin, created, olds, news)).Text("secret");
        Assert.Equal(Secret(plugin), rotated);
        Assert.Contains(
            plugin.Emulator.Log.Calls,
            c => c.Method == "reset_bot_secret" && (string?)c.Request!["owner_client_id"] == "theirs"
        );
    }

    /// <summary>API document, Create Bot: the owner that a call names counts, not that of the token.</summary>
    [Fact]
    public async Task Create_OwnerOtherThanTheTokens_IsTheOneNamed()
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.CreateAsync("Bot", """{"name":"Helper","ownerClientId":"theirs"}""");
        Assert.Equal("theirs", (string)plugin.Dump()["bots"]![0]!["owner_client_id"]!);
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
