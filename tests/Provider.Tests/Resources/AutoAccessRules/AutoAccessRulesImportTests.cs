using PluginProtocol.Values;
using static LiveChatPulumi_Provider_Tests.RuleApplies;
using static PluginHarness_.RuleLicense;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Imports of routing rules as one list: of the whole list, of some of its rules, and without a program.</summary>
public class AutoAccessRulesImportTests
{
    [Fact]
    public async Task Import_WholeList_TakesItOverAsItStandsUnderTheProgramsKeys()
    {
        await using var engine = await StartAsync("cab");
        engine.Emulator.Log.Clear();
        var program = PluginHarness.Parse(
            PluginHarness.Text(Program("cab")[0].Inputs).Replace("\"key\":\"a\"", "\"key\":\"first\"", StringComparison.Ordinal)
        );
        Assert.True(
            (await engine.UpAsync([new Declared("AutoAccessRules", "routing", program) { Import = "rules" }])).Succeeded,
            string.Join("\n", engine.Messages)
        );
        Assert.Equal(0, (await engine.UpAsync([new Declared("AutoAccessRules", "routing", program)])).Changes);
        Assert.Equal(0, (await engine.RefreshAsync()).Changes);
        Assert.Equal(0, Calls(engine).Writes);
        await ApplyAsync(engine, Program("abc"), "abc");
        Assert.Equal(["a", "b", "c"], Rules(engine).Select(r => (string)r["id"]!));
    }

    [Fact]
    public async Task Import_SomeRules_LeavesTheOthersAndKeepsTheirPlace()
    {
        await using var engine = await StartAsync("XabY");
        engine.Emulator.Log.Clear();
        var program = Import("b, a", "ab", """{"before":"Y"}""");
        await ApplyAsync(engine, program, "XabY");
        Assert.Equal(0, Calls(engine).Writes);
        await ApplyAsync(engine, Program("a", placement: """{"before":"Y"}"""), "XaY");
        Assert.False(
            (await engine.UpAsync([new Declared("AutoAccessRules", "others", Program("q")[0].Inputs) { Import = "nobody" }])).Succeeded
        );
        Assert.Contains(engine.Messages, m => m.Contains("'nobody' does not exist", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_WithoutProgram_NamesRulesByTheirDescriptions()
    {
        await using var plugin = await PluginHarness.StartAsync(
            """
            {"auto_accesses":[
             {"id":"1","description":"Sales: Europe!","access":{"groups":[0]},
              "conditions":{"url":{"values":[{"value":"/a"}]}},"next_id":"2"},
             {"id":"2","description":"","access":{"groups":[0]},
              "conditions":{"url":{"values":[{"value":"/b"}]}},"next_id":"3"},
             {"id":"3","description":"sales europe","access":{"groups":[0]},
              "conditions":{"url":{"values":[{"value":"/c"}]}},"next_id":""}]}
            """
        );
        var read = await plugin.ReadAsync("AutoAccessRules", "rules");
        var inputs = StructCodec.Read(read.Inputs);
        Assert.Equal(
            ["sales-europe", "rule-2", "rule-3"],
            ((PropertyArray)inputs["rules"]!).Items.Select(r => ((PropertyObject)r).Text("key"))
        );
        Assert.Equal("2", ((PropertyObject)StructCodec.Read(read.Properties)["ruleIds"]!).Text("rule-2"));
    }
}
