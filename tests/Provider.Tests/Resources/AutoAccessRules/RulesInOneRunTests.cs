using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using PluginProtocol.Values;
using TestSupport;
using static PluginHarness_.RuleLicense;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>
/// A list and single rules that one run changes, on a license that answers late and whose reads lag: what the run itself has written
/// is never taken for somebody else's edit. Rules of the list are small letters, single ones are digits, those of others capitals.
/// </summary>
public class RulesInOneRunTests
{
    [Theory]
    [InlineData("visible")]
    [InlineData("accepted")]
    public async Task Up_ListAndSingleRuleUnderLatencyAndLag_MakesNoCallTooMany(string readiness)
    {
        var time = new JumpingTime();
        await using var engine = await StartAsync(time, readiness);
        engine.Emulator.Options.ReadLag = TimeSpan.FromSeconds(3);
        await ApplyAsync(engine, [.. Program("abcde"), Single('0', "zero")], "abcdeXY0");
        var updates = 0;
        engine.Between = async (request, send) =>
        {
            var response = await send();
            if (Method(request) == "update_auto_access" && Interlocked.Increment(ref updates) <= 2)
                await Task.Delay(TimeSpan.FromSeconds(2.5), time);
            return response;
        };
        await ApplyAsync(engine, [.. Program("eacb"), Single('0', "other")], "eacbXY0");
        Assert.Equal((4, ""), Writes(engine));
    }

    /// <summary>
    /// A list that still shows a single rule which the run before deleted is behind: it is waited out, whether or not the list of rules
    /// changed as well.
    /// </summary>
    [Theory]
    [InlineData("abc")]
    [InlineData("cab")]
    public async Task Refresh_ListStillShowsADeletedSingleRule_IsNoDrift(string order)
    {
        var time = new JumpingTime();
        await using var engine = await StartAsync(time, "accepted");
        engine.Emulator.Options.ReadLag = TimeSpan.FromSeconds(3);
        await ApplyAsync(engine, [.. Program("abc"), Single('0', "zero")], "abcXY0");
        await ApplyAsync(engine, Program(order), order + "XY");
        Assert.DoesNotContain(engine.Messages, m => m.Contains("broken", StringComparison.Ordinal));
    }

    /// <summary>Whatever answers are late or lost: no rule is written more often than the change needs.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Up_RandomProgramsUnderLatencyLagAndLostAnswers_WriteNoMoreThanTheyHaveTo(int seed)
    {
        var random = new Random(seed);
        var time = new JumpingTime();
        await using var engine = await StartAsync(time, random.Next(3) == 0 ? "accepted" : "visible");
        if (random.Next(2) == 0)
            engine.Emulator.Options["autoAccessOrder"] = "any";
        var (list, singles) = (Some("abcdef", random), "0123"[..random.Next(1, 5)].ToDictionary(n => n, _ => 0));
        engine.Emulator.Options.ReadLag = TimeSpan.FromSeconds(random.NextDouble() * 5);
        await ApplyAsync(engine, ProgramOf(list, singles), null);
        var latency = Enumerable.Range(0, 200).Select(_ => TimeSpan.FromSeconds(random.NextDouble() * 2)).ToArray();
        var calls = 0;
        engine.Between = async (_, send) =>
        {
            var late = latency[Interlocked.Increment(ref calls) % latency.Length];
            await Task.Delay(late / 2, time);
            var response = await send();
            await Task.Delay(late / 2, time);
            return response;
        };
        for (var round = 0; round < 3; round++)
        {
            var (newList, newSingles) = (Some("abcdefgh", random), Change(singles, random, round + 1));
            for (var lost = random.Next(3); lost > 0; lost--)
                engine.Emulator.Control(
                    "faults",
                    new JsonObject
                    {
                        ["kind"] = "drop-answer",
                        ["writesOnly"] = true,
                        ["skip"] = random.Next(6),
                    }
                );
            await ApplyAsync(engine, ProgramOf(newList, newSingles), null);
            Assert.StartsWith(newList, Order(engine), StringComparison.Ordinal);
            Assert.Equal(newSingles.Keys.Order(), Order(engine).Where(char.IsDigit).Order());
            Assert.Equal((Fewest(list, newList) + Fewest(singles, newSingles), ""), Writes(engine));
            engine.Emulator.Control("faults/clear");
            (list, singles) = (newList, newSingles);
        }
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, LongForms.Wanted ? 200 : 9)];

    /// <summary>Applies a program, and leaves the calls of this apply in the emulator's log.</summary>
    private static async Task ApplyAsync(EngineHarness engine, List<Declared> program, string? order)
    {
        engine.Emulator.Log.Clear();
        var result = await engine.UpAsync(program);
        Assert.True(result.Succeeded, string.Join("\n", engine.Messages));
        if (order is not null)
            Assert.Equal(order, Order(engine));
        var calls = engine.Emulator.Log.Calls.Count;
        Assert.True((await engine.UpAsync(program)).Changes == 0, "the next up: " + string.Join("\n", engine.Messages));
        Assert.True((await engine.RefreshAsync()).Changes == 0, "a refresh: " + string.Join("\n", engine.Messages));
        Assert.All(engine.Emulator.Log.Calls.Skip(calls), c => Assert.Equal("list_auto_accesses", c.Method));
    }

    /// <summary>The fewest calls that rearrange a list: each rule that comes, goes or leaves the order of the others needs one.</summary>
    private static int Fewest(string before, string after)
    {
        var stay = before.Where(after.Contains).Select(k => after.IndexOf(k, StringComparison.Ordinal)).ToArray();
        var runs = new int[stay.Length];
        for (var i = 0; i < stay.Length; i++)
            runs[i] = 1 + Enumerable.Range(0, i).Where(j => stay[j] < stay[i]).Select(j => runs[j]).DefaultIfEmpty().Max();
        return before.Length + after.Length - stay.Length - runs.DefaultIfEmpty().Max();
    }

    private static int Fewest(Dictionary<char, int> before, Dictionary<char, int> after) =>
        before.Keys.Union(after.Keys).Count(n => !before.TryGetValue(n, out var was) || !after.TryGetValue(n, out var said) || was != said);

    /// <summary>How many writes took effect, and the calls that were refused; a delete that is repeated finds nothing any more.</summary>
    private static (int Count, string Refused) Writes(EngineHarness engine)
    {
        var writes = engine.Emulator.Log.Calls.Where(c => c.Method != "list_auto_accesses").ToList();
        var dropped = writes.Where(c => c.Outcome == "dropped" && c.Method != "update_auto_access").ToList();
        var refused = writes.Where(c =>
            c.Outcome is not ("ok" or "dropped")
            && !dropped.Exists(d => d.Method == "delete_auto_access" && (string?)d.Request!["id"] == (string?)c.Request!["id"])
        );
        return (
            writes.Count(c => c.Outcome == "ok") + dropped.Count,
            string.Join("; ", refused.Select(c => $"{c.Method} {c.Request}: {c.Outcome}"))
        );
    }

    private static string Some(string keys, Random random) => new([.. keys.Where(_ => random.Next(4) > 0).OrderBy(_ => random.Next())]);

    /// <summary>Single rules of the next program: most say something else, one may be new, one may be gone.</summary>
    private static Dictionary<char, int> Change(Dictionary<char, int> singles, Random random, int round) =>
        "0123"
            .Where((n, i) => i == 0 || (singles.ContainsKey(n) ? random.Next(5) > 0 : random.Next(3) == 0))
            .ToDictionary(n => n, n => singles.TryGetValue(n, out var said) && random.Next(4) == 0 ? said : round);

    private static List<Declared> ProgramOf(string list, Dictionary<char, int> singles) =>
        [.. Program(list), .. singles.Select(s => Single(s.Key, $"{s.Value}"))];

    private static Declared Single(char rule, string says) =>
        new(
            "AutoAccess",
            "single" + rule,
            PluginHarness.Parse(
                new JsonObject
                {
                    ["groupIds"] = new JsonArray(0),
                    ["description"] = rule.ToString(),
                    ["conditions"] = new JsonObject
                    {
                        ["url"] = new JsonObject { ["values"] = new JsonArray(new JsonObject { ["value"] = $"/{rule}/{says}" }) },
                    },
                }.ToJsonString()
            )
        );

    private static string Method(HttpRequestMessage request) => request.RequestUri!.Segments[^1];

    private static async Task<EngineHarness> StartAsync(JumpingTime time, string readiness)
    {
        var engine = new EngineHarness(await EmulatorServer.StartAsync(time: time), time, o => o with { TryTimeout = TimeSpan.FromDays(1) })
        {
            Readiness = readiness,
        };
        Seed(engine, "XY");
        return engine;
    }
}
