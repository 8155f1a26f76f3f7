using Grpc.Core;
using PluginProtocol.Messages;
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
        Assert.Contains(engine.Messages, m => m.Contains("'nobody' is not an id of auto access rules", StringComparison.Ordinal));
    }

    /// <summary>A rule has one owner: what a single resource has imported is no part of the whole list.</summary>
    [Fact]
    public async Task Import_WholeListAfterASingleRule_LeavesThatOut()
    {
        await using var plugin = await PluginHarness.StartAsync(TwoRules);
        await plugin.ReadAsync("AutoAccess", "1", name: "single");
        var list = StructCodec.Read((await plugin.ReadAsync("AutoAccessRules", "rules", name: "list")).Properties);
        Assert.Equal("""{"rule-1":"2"}""", PluginHarness.Text((PropertyObject)list["ruleIds"]!));
        Assert.Contains(
            plugin.Logs,
            l =>
                l.Message.Contains("leaves out", StringComparison.Ordinal)
                && l.Message.Contains("1 (AutoAccess 'single')", StringComparison.Ordinal)
        );

        await plugin.NextRunAsync();
        await plugin.ReadAsync("AutoAccess", "1", name: "single");
        var e = await Assert.ThrowsAsync<RpcException>(() => plugin.ReadAsync("AutoAccessRules", "1,2", name: "list"));
        Assert.Contains("Rule 1 is that of AutoAccess 'single'", e.Status.Detail, StringComparison.Ordinal);
    }

    /// <summary>An import does not ask for what is in the state: the preview after it does.</summary>
    [Fact]
    public async Task Import_WholeListBeforeASingleRule_IsRefusedAtTheNextPreview()
    {
        await using var plugin = await PluginHarness.StartAsync(TwoRules);
        var list = await plugin.ReadAsync("AutoAccessRules", "rules", name: "list");
        var single = await plugin.ReadAsync("AutoAccess", "1", name: "single");
        await plugin.NextRunAsync();
        await DiffAsync("AutoAccessRules", "list", list);
        var e = await Assert.ThrowsAsync<RpcException>(() => DiffAsync("AutoAccess", "single", single));
        Assert.Contains("The rule 1 is declared twice", e.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("AutoAccessRules 'list'", e.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("AutoAccess 'single'", e.Status.Detail, StringComparison.Ordinal);

        async Task DiffAsync(string type, string name, ReadResponse read)
        {
            var urn = PluginHarness.Urn(type, name);
            var check = await plugin.Client.CheckAsync(
                new CheckRequest
                {
                    Urn = urn,
                    Olds = read.Inputs,
                    News = read.Inputs,
                },
                default
            );
            Assert.Empty(check.Failures);
            await plugin.Client.DiffAsync(
                new DiffRequest
                {
                    Urn = urn,
                    Id = read.Id,
                    Olds = read.Properties,
                    OldInputs = read.Inputs,
                    News = check.Inputs,
                },
                default
            );
        }
    }

    /// <summary>A list that changes may let go of a rule, which another list takes over in the same run.</summary>
    [Fact]
    public async Task Import_OfARuleThatAnotherListDrops_TakesItOver()
    {
        await using var engine = await StartAsync("abc");
        var all = new Declared("AutoAccessRules", "all", Program("abc")[0].Inputs) { Import = "rules" };
        Assert.True((await engine.UpAsync([all])).Succeeded, string.Join("\n", engine.Messages));
        var less = new Declared("AutoAccessRules", "all", Program("ab")[0].Inputs);
        var more = new Declared("AutoAccessRules", "more", Program("c", placement: """{"at":"last"}""")[0].Inputs)
        {
            Import = "c",
            After = "all",
        };
        await engine.UpAsync([less, more]);
        Assert.DoesNotContain(engine.Messages, m => m.Contains("a rule has one owner", StringComparison.Ordinal));
    }

    private const string TwoRules = """
        {"auto_accesses":[
         {"id":"1","access":{"groups":[0]},"conditions":{"url":{"values":[{"value":"/a"}]}},"next_id":"2"},
         {"id":"2","access":{"groups":[0]},"conditions":{"url":{"values":[{"value":"/b"}]}},"next_id":""}]}
        """;

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
