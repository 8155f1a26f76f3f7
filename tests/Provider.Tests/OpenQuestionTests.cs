using LiveChatPulumi.Emulator;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>The provider works whichever way the server behaves where the API document is silent: one value changed at a time.</summary>
public class OpenQuestionTests
{
    public static TheoryData<string, string> Values
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, values) in EmulatorOptions.Switches)
            {
                foreach (var value in values) data.Add(name, value);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task WholeLife_UnderEveryValue_IsTheSame(string name, string value)
    {
        await using var plugin = await PluginHarness.StartAsync("""{"groups":[{"id":1,"name":"One"}],"agents":[{"id":"x@y.z","name":"X"}]}""");
        plugin.Emulator.Options[name] = value;
        foreach (var (type, first, second) in new[]
        {
            ("Agent", """{"email":"ann@example.com","name":"Ann","maxChatsCount":4,"groups":[{"groupId":1,"priority":"first"},{"groupId":0,"priority":"last"}],"notifications":["ticket","incoming_chat"],"emailSubscriptions":["daily_summary"],"workScheduler":{"timezone":"Europe/Warsaw","schedule":[{"day":"monday","enabled":true,"start":"08:00","end":"16:00"}]}}""", """{"email":"ann@example.com","name":"Ann","maxChatsCount":5,"jobTitle":"Lead","groups":[{"groupId":1,"priority":"last"}]}"""),
            ("Bot", """{"name":"Helper","avatar":"https://example.com/a.png","ownerClientId":"c","groups":[{"groupId":1,"priority":"first"}]}""", """{"name":"Helper 2","avatar":"https://example.com/b.png","ownerClientId":"c","maxChatsCount":9}"""),
            ("Group", """{"name":"Support","languageCode":"pl","agentPriorities":{"x@y.z":"first"}}""", """{"name":"Support EU","languageCode":"en","agentPriorities":{"x@y.z":"last"}}"""),
            ("Tag", """{"name":"vip","groupIds":[1,0]}""", """{"name":"vip","groupIds":[0]}"""),
        })
        {
            var id = (await plugin.CreateAsync(type, first)).Id;
            await AssertCleanAsync(plugin, type, id, first);
            await plugin.UpdateAsync(type, id, first, second);
            await AssertCleanAsync(plugin, type, id, second);
            await plugin.DeleteAsync(type, id);
            await plugin.RestartAsync();
            Assert.Null((await plugin.ReadAsync(type, id, second)).Properties);
        }

        Assert.DoesNotContain(plugin.Logs, l => l.Severity >= LogSeverity.Warning);
    }

    private static async Task AssertCleanAsync(PluginHarness plugin, string type, string id, string inputs)
    {
        var read = new CheckpointCodec(null).WriteText(StructCodec.Read((await plugin.ReadAsync(type, id, inputs)).Inputs));
        Assert.Empty((await plugin.DiffAsync(type, id, read, inputs)).DetailedDiff.Keys);
    }
}
