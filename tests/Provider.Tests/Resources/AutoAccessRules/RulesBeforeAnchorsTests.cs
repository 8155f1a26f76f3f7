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

    /// <summary>A list that is yet to come before the rule tells nothing of where that is.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Up_ListAndSingleRuleComeBeforeTheSameRule_OneApplyIsEnough(bool listFirst)
    {
        await using var engine = await StartAsync("XRY");
        await ApplyAsync(engine, List("""{"at":"last"}"""), "XRYab");
        await ApplyBothAsync(engine, listFirst);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Up_RuleThatAListStandsBeforeMovesAndAnotherComesBeforeIt_OneApplyIsEnough(bool listFirst)
    {
        await using var engine = await StartAsync("XY");
        var list = List("""{"before":"${single0.autoAccessId}"}""");
        await ApplyAsync(engine, [Single('0', null), .. list], "XYab0");
        var single = Single('1', "${single0.autoAccessId}");
        await ApplyAsync(
            engine,
            listFirst ? [Single('0', "X"), .. list, single with { After = "routing" }] : [Single('0', "X"), .. After(list, single)],
            "1ab0XY"
        );
    }

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
