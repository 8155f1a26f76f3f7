using System.Text.Json.Nodes;
using Grpc.Core;
using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>What the license has, and what others do there, is no error of the program.</summary>
public class GivenByTheLicenseTests
{
    private const string Seed = """
        {"agents":[
          {"id":"owner@example.com","name":"O","role":"owner","max_chats_count":50,
           "work_scheduler":{"timezone":"","schedule":[
             {"day":"monday","enabled":true,"start":"22:00","end":"06:00"},
             {"day":"sunday","enabled":false,"start":"00:00","end":"00:00"}]}},
          {"id":"gmt@example.com","name":"G","role":"administrator","suspended":true,
           "work_scheduler":{"timezone":"GMT","schedule":[{"day":"monday","enabled":true,"start":"08:00","end":"16:00"}]}}]}
        """;

    [Theory]
    [InlineData("owner@example.com")]
    [InlineData("gmt@example.com")]
    public async Task Import_LegalAgent_PassesCheckAndPlansNothing(string email)
    {
        await using var plugin = await PluginHarness.StartAsync(Seed);
        var read = await plugin.ReadAsync("Agent", email);
        var inputs = StructCodec.Read(read.Inputs);
        var text = PluginHarness.Text(inputs);
        Assert.Empty(await plugin.FailuresAsync("Agent", text, text));

        // Once checked, the state has no mark of the import any more, and the program goes on to change other things.
        var program = PluginHarness.Text(inputs.Without("__imported").With("jobTitle", PropertyValue.Of("Lead")));
        Assert.Empty(await plugin.FailuresAsync("Agent", program, PluginHarness.Text(inputs.Without("__imported"))));
        var diff = await plugin.DiffAsync("Agent", email, text, program);
        Assert.Equal(["jobTitle"], diff.DetailedDiff.Keys);
    }

    [Theory]
    [InlineData(6, 21, false)]
    [InlineData(6, 20, true)]
    [InlineData(50, 50, true)]
    public async Task Check_ChatsOfAnAgent_AreLimitedByTheCallThatSendsThem(int olds, int news, bool passes)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var failures = await plugin.FailuresAsync("Agent", Agent(news), Agent(olds));
        Assert.Equal(passes, failures.Count == 0);
        Assert.Empty(await plugin.FailuresAsync("Agent", Agent(news)));

        static string Agent(int chats) => $$"""{"email":"a@b.c","name":"A","maxChatsCount":{{chats}} }""";
    }

    [Theory]
    [InlineData("""{"day":"monday","enabled":true,"start":"18:00","end":"16:00"}""", "which is not later")]
    [InlineData(
        """{"day":"monday","enabled":true,"start":"08:00","end":"12:00"},{"day":"monday","enabled":true,"start":"11:59","end":"16:00"}""",
        "overlaps schedule[0]"
    )]
    public async Task Check_HoursThatTheDocumentAllows_AreAWarning(string spans, string warning)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var inputs = $$"""{"email":"a@b.c","name":"A","workScheduler":{"timezone":"GMT","schedule":[{{spans}}]} }""";
        Assert.Empty(await plugin.FailuresAsync("Agent", inputs));
        Assert.Contains(plugin.Logs, l => l.Severity == LogSeverity.Warning && l.Message.Contains(warning, StringComparison.Ordinal));
    }

    /// <summary>Agents change their names in their account settings.</summary>
    [Fact]
    public async Task Refresh_AgentRenamedHerself_IsToldAndBlocksNothing()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string ann = """{"email":"ann@example.com","name":"Ann"}""";
        await plugin.CreateAsync("Agent", ann);
        var dump = plugin.Dump();
        dump["agents"]!.AsArray().Single(a => (string)a!["id"]! == "ann@example.com")!["name"] = "Anna";
        plugin.Emulator.Control("seed", dump);
        await plugin.NextRunAsync();
        var read = await plugin.ReadAsync("Agent", "ann@example.com", ann);
        var inputs = PluginHarness.Text(StructCodec.Read(read.Inputs));
        Assert.Equal("Anna", StructCodec.Read(read.Properties).Text("name"));
        Assert.Contains(plugin.Logs, l => l.Message.Contains("is 'Anna' in LiveChat", StringComparison.Ordinal));
        Assert.Empty(await plugin.FailuresAsync("Agent", ann, inputs));
        Assert.Empty((await plugin.DiffAsync("Agent", "ann@example.com", inputs, ann)).DetailedDiff);
        Assert.NotEmpty(await plugin.FailuresAsync("Agent", """{"email":"ann@example.com","name":"Other"}""", inputs));
    }

    [Fact]
    public async Task Create_SuspendedAgentIsAdopted_TellsWhatStays()
    {
        await using var plugin = await PluginHarness.StartAsync(Seed);
        await plugin.ConfigureAsync(
            ("apiUrl", plugin.Emulator.Url.ToString()),
            ("accessToken", "dal:emulator-token"),
            ("adoptExisting", "always")
        );
        await plugin.CreateAsync("Agent", """{"email":"gmt@example.com","name":"G"}""");
        var warning = Assert.Single(plugin.Logs, l => l.Message.Contains("keeps what the program does not say", StringComparison.Ordinal));
        Assert.Contains("suspended: true", warning.Message, StringComparison.Ordinal);
        Assert.Contains("role: administrator", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_TagInOtherLetters_NamesTheTagThatThereIs()
    {
        await using var plugin = await PluginHarness.StartAsync("""{"tags":[{"name":"spam"}]}""");
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.CreateAsync("Tag", """{"name":"SPAM"}"""));
        Assert.Contains("write 'spam' into the program", e.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("pulumi import livechat:index:Tag it 'spam'", e.Status.Detail, StringComparison.Ordinal);
    }

    /// <summary>An update of two calls of which the second fails has changed something, and the state says what.</summary>
    [Fact]
    public async Task Update_SecondCallFails_StateKeepsTheFirstAndTheNextUpdateMakesTheSecond()
    {
        await using var plugin = await PluginHarness.StartAsync();
        const string olds = """{"email":"ann@example.com","name":"Ann","jobTitle":"A","suspended":false}""",
            news = """{"email":"ann@example.com","name":"Ann","jobTitle":"B","suspended":true}""";
        var id = (await plugin.CreateAsync("Agent", olds)).Id;
        plugin.Fault("""{"kind":"fail","method":"suspend_agent","type":"authorization"}""");
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.UpdateAsync("Agent", id, olds, news));
        var kept = StructCodec.Read(e.Detail<ErrorResourceInitFailed>()!.Properties);
        Assert.Equal(("B", PropertyValue.Of(false)), (kept.Text("jobTitle"), kept["suspended"]));
        plugin.Emulator.Log.Clear();
        await plugin.Client.UpdateAsync(
            new UpdateRequest
            {
                Urn = PluginHarness.Urn("Agent"),
                Id = id,
                Olds = StructCodec.Write(kept),
                OldInputs = StructCodec.Write(PluginHarness.Parse(olds)),
                News = StructCodec.Write(PluginHarness.Parse(news)),
            },
            default
        );
        var methods = plugin.Emulator.Log.Calls.Select(c => c.Method);
        Assert.Equal(["suspend_agent"], methods.Where(m => !m.StartsWith("list", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Create_NoValues_MakesNoCall()
    {
        await using var plugin = await PluginHarness.StartAsync();
        await plugin.CreateAsync("GroupProperties", """{"groupId":0,"namespace":"test","values":{} }""");
        Assert.Equal(0, plugin.Writes);
    }

    /// <summary>LiveChat keeps a set: an element that a program says twice is there once.</summary>
    [Fact]
    public async Task Refresh_ElementSaidTwice_IsNoDrift()
    {
        await using var plugin = await PluginHarness.StartAsync(
            """{"groups":[{"id":1,"name":"One"}],"tags":[{"name":"vip","group_ids":[1]}]}"""
        );
        const string inputs = """{"name":"vip","groupIds":[1,1]}""";
        var read = await plugin.ReadAsync("Tag", "vip", inputs);
        Assert.Empty((await plugin.DiffAsync("Tag", "vip", PluginHarness.Text(StructCodec.Read(read.Inputs)), inputs)).DetailedDiff);
    }

    [Theory]
    [InlineData(180, true)]
    [InlineData(181, false)]
    public async Task Check_NameOfCharactersBeyondTheBasicPlane_IsCountedInCharacters(int count, bool passes)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var inputs = new JsonObject { ["name"] = string.Concat(Enumerable.Repeat("\U0001F600", count)) }.ToJsonString();
        Assert.Equal(passes, (await plugin.FailuresAsync("Group", inputs)).Count == 0);
        if (passes)
            await plugin.CreateAsync("Group", inputs);
    }

    [Fact]
    public async Task Import_WebhookWithAFilterThatIsNotKnown_IsTold()
    {
        await using var plugin = await PluginHarness.StartAsync(
            """
            {"webhooks":[{"id":"w","action":"routing_status_set","secret_key":"s","url":"https://example.com","owner_client_id":"c",
              "type":"license","filters":{"moon_phase":{"values":["full"]},"source_type":["system"]}}]}
            """
        );
        await plugin.ReadAsync("Webhook", "c/w");
        var warning = Assert.Single(plugin.Logs, l => l.Severity == LogSeverity.Warning);
        Assert.Contains("LiveChat shows filters.moon_phase of the webhook", warning.Message, StringComparison.Ordinal);
    }
}
