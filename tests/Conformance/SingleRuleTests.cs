using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using PluginProtocol.Values;
using TestSupport;
using static PluginHarness_.RuleLicense;

namespace Conformance_;

/// <summary>
/// Single rules that have to stand before each other, before rules of others, and beside a list: whatever the program says next, one
/// apply is enough. Rules of the list are small letters, single ones digits, those of others capitals.
/// </summary>
public class SingleRuleTests
{
    /// <summary>Seeds of the short form: without what places single rules beside lists each of them goes wrong.</summary>
    private static readonly int[] Known = [4, 14, 51, 69, 83];

    public static TheoryData<int> Seeds => [.. LongForms.Wanted ? Enumerable.Range(1, 200) : Known];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Up_RandomRulesBeforeEachOtherBesideAList_RefreshShowsNothing(int seed)
    {
        var random = new Random(seed);
        await using var engine = await StartAsync(random);
        for (var round = 0; round < 4; round++)
        {
            if (round > 0 && random.Next(2) == 0)
                await EditAsync(random, engine);
            var order = new string([.. "abcd".Where(_ => random.Next(3) > 0).OrderBy(_ => random.Next())]);
            var nexts = Nexts(random);
            var list = Program(order, placement: Placement(random, nexts.Keys));
            IReadOnlyList<Declared> program =
            [
                .. nexts
                    .Select(n => Single(n.Key, n.Value, random.Next(3) == 0 ? $"{n.Key}{round}" : $"{n.Key}"))
                    .Concat(order.Length > 0 ? list : [])
                    .OrderBy(_ => random.Next()),
            ];
            var result = await engine.UpAsync(program);
            Assert.True(result.Succeeded, string.Join("\n", engine.Messages));
            AssertStands($"seed {seed}, round {round}", Order(engine), order, nexts);
            Assert.True((await engine.UpAsync(program)).Changes == 0, $"round {round}, the next up: {Order(engine)}");
            Assert.True((await engine.RefreshAsync()).Changes == 0, $"round {round}, a refresh: {string.Join("\n", engine.Messages)}");
        }
    }

    /// <summary>All that the program says of the order: the list in its order, each single rule before its next one.</summary>
    private static void AssertStands(string when, string shown, string order, IReadOnlyDictionary<char, char?> nexts)
    {
        var own = string.Concat(shown.Where(r => char.IsLower(r) || char.IsDigit(r)));
        Assert.Equal(order, string.Concat(own.Where(char.IsLower)));
        Assert.Equal(nexts.Keys, own.Where(char.IsDigit).Order());
        foreach (var (rule, next) in nexts.Where(n => n.Value is not null))
            Assert.True(shown.IndexOf(rule) < shown.IndexOf(next!.Value), $"{when}: {rule} before {next} in {shown}");
    }

    /// <summary>Single rules, each with the rule that it has to stand before: one of others, an earlier single one, or none.</summary>
    private static SortedDictionary<char, char?> Nexts(Random random)
    {
        var nexts = new SortedDictionary<char, char?>();
        foreach (var rule in "0123".Where(_ => random.Next(4) > 0))
            nexts[rule] = random.Next(4) switch
            {
                0 => null,
                1 => "UV"[random.Next(2)],
                _ => nexts.Count > 0 ? nexts.Keys.ElementAt(random.Next(nexts.Count)) : 'U',
            };
        return nexts;
    }

    private static string? Placement(Random random, IEnumerable<char> singles)
    {
        var beside = singles.Select(s => $$"""${single{{s}}.autoAccessId}""").Concat(["U", "V"]).ToList();
        return random.Next(4) switch
        {
            0 => null,
            1 => """{"at":"last"}""",
            2 => $$"""{"before":"{{beside[random.Next(beside.Count)]}}"}""",
            _ => $$"""{"after":"{{beside[random.Next(beside.Count)]}}"}""",
        };
    }

    private static Declared Single(char rule, char? next, string says)
    {
        var inputs = new JsonObject
        {
            ["groupIds"] = new JsonArray(0),
            ["description"] = rule.ToString(),
            ["conditions"] = new JsonObject
            {
                ["url"] = new JsonObject { ["values"] = new JsonArray(new JsonObject { ["value"] = "/" + says }) },
            },
        };
        if (next is { } before)
            inputs["nextId"] = char.IsDigit(before) ? $$"""${single{{before}}.autoAccessId}""" : before.ToString();
        return new Declared("AutoAccess", "single" + rule, PluginHarness.Parse(inputs.ToJsonString()));
    }

    /// <summary>What somebody else does, and a refresh that shows it to the state.</summary>
    private static async Task EditAsync(Random random, EngineHarness engine)
    {
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var ids = Rules(engine).Select(r => (string)r["id"]!).ToList();
            var (rule, next) = (ids[random.Next(ids.Count)], ids[random.Next(ids.Count)]);
            if (random.Next(4) == 0 && rule is not ("U" or "V"))
                await CallAsync(engine, "delete_auto_access", new() { ["id"] = rule });
            else if (rule != next)
                await MoveAsync(engine, rule, next);
        }

        Assert.True((await engine.RefreshAsync()).Succeeded, string.Join("\n", engine.Messages));
    }

    private static async Task<EngineHarness> StartAsync(Random random)
    {
        var engine = new EngineHarness(await EmulatorServer.StartAsync(), new JumpingTime());
        if (random.Next(2) == 0)
            engine.Emulator.Options["autoAccessOrder"] = "any";
        Seed(engine, "UVW");
        return engine;
    }
}
