using System.Text.Json.Nodes;
using PluginProtocol.Messages;
using PluginProtocol.Values;
using static LiveChatPulumi_Provider_Tests.RuleApplies;
using static PluginHarness_.RuleLicense;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>
/// Lists of routing rules that stand beside a rule, and single rules of the same program that have to stand before it. Rules of the list
/// are small letters, single ones digits, those of others capitals.
/// </summary>
public class RulesBeforeAnchorsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Up_SingleRuleBeforeTheRuleThatAListStandsBefore_OneApplyIsEnough(bool listFirst)
    {
        await using var engine = await StartAsync("XRY");
        await ApplyAsync(engine, List(), "XabRY");
        await ApplyBothAsync(engine, listFirst);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Up_BothAreNew_OneApplyIsEnough(bool listFirst)
    {
        await using var engine = await StartAsync("XRY");
        await ApplyBothAsync(engine, listFirst);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Up_SingleRuleMovesBeforeTheRuleThatAListStandsBefore_OneApplyIsEnough(bool listFirst)
    {
        await using var engine = await StartAsync("XRY");
        await ApplyAsync(engine, [.. List(), Single('0', null)], "XabRY0");
        await ApplyBothAsync(engine, listFirst);
    }

    [Theory]
    [InlineData("before", "ab0")]
    [InlineData("after", "0ab")]
    public async Task Up_RuleThatAListStandsBesideMoves_TheListFollows(string side, string order)
    {
        await using var engine = await StartAsync("XY");
        var list = List($$$"""{"{{{side}}}":"${single0.autoAccessId}"}""");
        await ApplyAsync(engine, [Single('0', null), .. list], "XY" + order);
        await ApplyAsync(engine, [Single('0', "Y"), .. list], "X" + order + "Y");
    }

    /// <summary>
    /// The engine has asked about a list that is to come before R, and makes the single rule first: where the list stands by then tells
    /// nothing of where R is.
    /// </summary>
    [Fact]
    public async Task Create_SingleRuleBeforeAListIsBroughtThere_StandsBeforeTheRuleItself()
    {
        await using var plugin = await StartPluginAsync();
        await plugin.CreateAsync("AutoAccessRules", ListOf("""{"at":"last"}"""));
        await plugin.NextRunAsync();
        var (olds, news) = (ListOf("""{"at":"last"}"""), ListOf("""{"before":"R"}"""));
        await AskAsync(plugin, "AutoAccessRules", "rules", olds, news);
        await plugin.CreateAsync("AutoAccess", Inputs('0', "R"), "single0");
        await plugin.UpdateAsync("AutoAccessRules", "rules", olds, news);
        Assert.Equal("X0abRY", Order(plugin));
    }

    /// <summary>The same where the rule that the list stands before has moved, and the list has yet to follow.</summary>
    [Fact]
    public async Task Create_SingleRuleBeforeAListFollowsItsAnchor_StandsBeforeTheAnchor()
    {
        await using var plugin = await StartPluginAsync();
        var anchor = (await plugin.CreateAsync("AutoAccess", Inputs('0', null), "single0")).Id;
        var list = ListOf($$"""{"before":"{{anchor}}"}""");
        await plugin.CreateAsync("AutoAccessRules", list);
        await plugin.NextRunAsync();
        await AskAsync(plugin, "AutoAccess", anchor, Inputs('0', null), Inputs('0', "X"), "single0");
        await plugin.UpdateAsync("AutoAccess", anchor, Inputs('0', null), Inputs('0', "X"), name: "single0");
        Assert.NotEmpty((await AskAsync(plugin, "AutoAccessRules", "rules", list, list)).DetailedDiff);
        await plugin.CreateAsync("AutoAccess", Inputs('1', anchor), "single1");
        await plugin.UpdateAsync("AutoAccessRules", "rules", list, list);
        Assert.Equal("1ab0XRY", Order(plugin));
    }

    private static async Task<PluginHarness> StartPluginAsync()
    {
        var plugin = await PluginHarness.StartAsync();
        var rules = "XRY".Select(
            (rule, i) =>
                (JsonNode)
                    new JsonObject
                    {
                        ["id"] = rule.ToString(),
                        ["description"] = rule.ToString(),
                        ["access"] = new JsonObject { ["groups"] = new JsonArray(0) },
                        ["conditions"] = JsonNode.Parse("""{"url":{"values":[{"value":"/other"}]}}"""),
                        ["next_id"] = i < 2 ? "XRY"[i + 1].ToString() : "",
                    }
        );
        await plugin.ResetAsync(new JsonObject { ["auto_accesses"] = new JsonArray([.. rules]) }.ToJsonString());
        return plugin;
    }

    /// <summary>What an engine asks about a resource of its state before it changes anything.</summary>
    private static async Task<DiffResponse> AskAsync(
        PluginHarness plugin,
        string type,
        string id,
        string olds,
        string news,
        string name = "it"
    )
    {
        Assert.Empty(await plugin.FailuresAsync(type, news, olds, name));
        return await plugin.DiffAsync(type, id, olds, news, name);
    }

    private static string Order(PluginHarness plugin) =>
        string.Concat(plugin.Dump()["auto_accesses"]!.AsArray().Select(r => (string)r!["description"]!));

    private static string ListOf(string placement) => PluginHarness.Text(List(placement).Single().Inputs);

    private static string Inputs(char rule, string? next) => PluginHarness.Text(Single(rule, next).Inputs);

    /// <summary>Applies the list and a single rule that both have to stand before R, one after the other.</summary>
    private static Task ApplyBothAsync(EngineHarness engine, bool listFirst)
    {
        var single = Single('0', "R");
        return ApplyAsync(engine, listFirst ? [.. List(), single with { After = "routing" }] : After(List(), single), "X0abRY");
    }

    private static List<Declared> After(List<Declared> list, Declared single) =>
        [single, .. list.Select(l => l with { After = single.Name })];

    private static List<Declared> List(string placement = """{"before":"R"}""") => Program("ab", placement: placement);

    private static Declared Single(char rule, string? next) =>
        new(
            "AutoAccess",
            "single" + rule,
            PluginHarness.Parse(
                """{"groupIds":[0],"description":"RULE","conditions":{"url":{"values":[{"value":"/RULE"}]}},"nextId":NEXT}"""
                    .Replace("RULE", rule.ToString(), StringComparison.Ordinal)
                    .Replace("NEXT", next is null ? "null" : $"\"{next}\"", StringComparison.Ordinal)
            )
        );
}
