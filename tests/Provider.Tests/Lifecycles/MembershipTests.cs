using PluginProtocol.Messages;
using PluginProtocol.Rpc;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Who belongs to a group, said on either side, and how people are known.</summary>
public class MembershipTests
{
    /// <summary>A membership that moves from one side to the other in one run is nobody's to take away in between.</summary>
    [Theory]
    [InlineData("Agent", true)]
    [InlineData("Agent", false)]
    [InlineData("Bot", true)]
    [InlineData("Bot", false)]
    public async Task Update_MembershipMovesToTheGroup_IsKeptInEitherOrder(string type, bool memberFirst)
    {
        await using var plugin = await PluginHarness.StartAsync("""{"groups":[]}""");
        var group = (await plugin.CreateAsync("Group", """{"name":"Support"}""", "group")).Id;
        var alone = type == "Agent" ? """{"email":"ann@example.com","name":"Ann"}""" : """{"name":"Helper"}""";
        var grouped = alone.Replace("}", $$""","groups":[{"groupId":{{group}},"priority":"last"}] }""", StringComparison.Ordinal);
        var member = (await plugin.CreateAsync(type, grouped, "member")).Id;
        var ruling = $$"""{"name":"Support","agentPriorities":{"{{member}}":"last"} }""";
        await ApplyAsync(grouped, alone, """{"name":"Support"}""", ruling);
        Assert.Equal(group, Groups());
        await ApplyAsync(alone, grouped, ruling, """{"name":"Support"}""");
        Assert.Equal(group, Groups());

        string Groups()
        {
            var found = plugin.Dump()[type == "Agent" ? "agents" : "bots"]!.AsArray().Single(a => (string)a!["id"]! == member)!;
            return string.Join(',', found["groups"]!.AsArray().Select(g => g!["id"]!.ToString()));
        }

        async Task ApplyAsync(string memberOlds, string memberNews, string groupOlds, string groupNews)
        {
            await plugin.NextRunAsync();
            var steps = new List<Func<Task>>
            {
                () => StepAsync(plugin, type, member, memberOlds, memberNews, "member"),
                () => StepAsync(plugin, "Group", group, groupOlds, groupNews, "group"),
            };
            foreach (var step in memberFirst ? steps : Enumerable.Reverse(steps))
                await step();
        }
    }

    private static async Task StepAsync(PluginHarness plugin, string type, string id, string olds, string news, string name)
    {
        Assert.Empty(await plugin.FailuresAsync(type, news, olds, name));
        var diff = await plugin.DiffAsync(type, id, olds, news, name);
        if (diff.Changes == DiffResponse.Types.DiffChanges.DiffSome)
            await plugin.UpdateAsync(type, id, olds, news, name: name);
    }

    /// <summary>LiveChat keeps addresses in letters of its own: that is no drift, wherever an address stands.</summary>
    [Theory]
    [InlineData("Group", """{"name":"G","agentPriorities":{"Ann@Example.com":"last"}}""")]
    [InlineData(
        "Webhook",
        """
            {"action":"incoming_chat","url":"https://example.com","secretKey":"s","type":"license","ownerClientId":"c",
             "filters":{"chatPresence":{"userIds":{"values":["Ann@Example.com"]}}}}
            """
    )]
    public async Task Diff_AddressesInOtherLetters_ShowsNothing(string type, string inputs)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var other = inputs.Replace("Ann@Example", "ann@example", StringComparison.Ordinal);
        Assert.Empty((await plugin.DiffAsync(type, "1", inputs, other)).DetailedDiff);
    }

    /// <summary>An import leaves out members, as imported agents declare them; a program that declares them here finds them.</summary>
    [Theory]
    [InlineData("""{"name":"G","agentPriorities":{"Ann@example.com":"last"}}""", 0)]
    [InlineData("""{"name":"G","agentPriorities":{"ann@example.com":"first"}}""", 1)]
    [InlineData("""{"name":"G"}""", 0)]
    public async Task Import_GroupWithMembers_WritesOnlyWhatDiffers(string program, int differences)
    {
        await using var plugin = await PluginHarness.StartAsync(
            """
            {"groups":[{"id":1,"name":"G"}],
             "agents":[{"id":"ann@example.com","name":"Ann","groups":[{"id":1,"priority":"last"}]}]}
            """
        );
        var read = await plugin.ReadAsync("Group", "1");
        var diff = await plugin.Client.DiffAsync(
            new DiffRequest
            {
                Urn = PluginHarness.Urn("Group"),
                Id = "1",
                Olds = read.Properties,
                OldInputs = read.Inputs,
                News = StructCodec.Write(PluginHarness.Parse(program)),
            },
            default
        );
        Assert.Equal(differences, diff.DetailedDiff.Count);
    }

    [Fact]
    public async Task Check_GroupNamesAMemberInTwoLetterings_IsRefused()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var failures = await plugin.FailuresAsync("Group", """{"name":"G","agentPriorities":{"Ann@b.c":"last","ann@b.c":"first"}}""");
        Assert.Contains("is the same member as", Assert.Single(failures).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_EveryActionOfTheDocument_IsKnown()
    {
        await using var plugin = await PluginHarness.StartAsync();
        var names = await plugin.Client.InvokeAsync(
            new InvokeRequest { Tok = "livechat:index:listWebhookNames", Args = StructCodec.Write(PropertyObject.Empty) },
            default
        );
        var actions = ((PropertyArray)StructCodec.Read(names.Return)["actions"]!).Items.Select(a => ((PropertyObject)a).Text("action")!);
        foreach (var action in actions)
            Assert.Empty(
                await plugin.FailuresAsync(
                    "Webhook",
                    $$"""{"action":"{{action}}","url":"https://example.com","secretKey":"s","type":"license","ownerClientId":"c"}"""
                )
            );
        Assert.DoesNotContain(plugin.Logs, l => l.Message.Contains("is not an action", StringComparison.Ordinal));
    }
}
