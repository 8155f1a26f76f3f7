using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using TestSupport;
using static PluginHarness_.RuleLicense;

namespace Conformance_;

/// <summary>C20 and crashes for lists of rules: whatever order there is, and whatever others do before, one apply is enough.</summary>
public class RuleListTests
{
    /// <summary>C20: random orders, with edits of others between the preview and the apply.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Up_OthersEditBetweenPreviewAndApply_ConvergesInOneApply(int seed)
    {
        var random = new Random(seed);
        await using var engine = await StartAsync("UVWXYZ");
        if (random.Next(2) == 0)
            engine.Emulator.Options["autoAccessOrder"] = "any";
        for (var round = 0; round < 6; round++)
        {
            var order = new string([.. "abcdefghijkl".Where(_ => random.Next(4) > 0).OrderBy(_ => random.Next())]);
            var program = Program(
                order,
                placement: Placement(random, engine),
                said: order.Where(_ => random.Next(5) == 0).ToDictionary(k => k, k => $"{k}{round}")
            );
            Assert.True((await engine.PreviewAsync(program)).Succeeded, string.Join("\n", engine.Messages));
            for (var edits = random.Next(4); edits > 0; edits--)
                await EditAsync(random, engine);
            var others = Others(engine);
            var result = await engine.UpAsync(program);
            Assert.True(result.Succeeded, string.Join("\n", engine.Messages));
            Assert.Equal(order, Own(engine));
            Assert.Equal(others, Others(engine));
            Assert.Equal(0, (await engine.UpAsync(program)).Changes);
            Assert.Equal(0, (await engine.RefreshAsync()).Changes);
        }
    }

    /// <summary>
    /// The engine and the plugin die at any one of an apply's calls, before the license has it or with its answer on the
    /// way. The next up has the engine's state of before, and leaves each rule once, in the right order.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Up_CrashAtEachCall_NextUpIsRightAndLosesNothing(bool answered)
    {
        const int most = 12;
        var call = 0;
        while (call <= most && await SurvivesACrashAsync(call, answered))
            call++;
        Assert.InRange(call, 8, most);
    }

    /// <summary>False when the apply has fewer calls.</summary>
    private static async Task<bool> SurvivesACrashAsync(int call, bool answered)
    {
        await using var engine = await StartAsync("XY");
        Assert.True((await engine.UpAsync(Program("abcdef"))).Succeeded);
        var ids = Rules(engine).ToDictionary(r => (string)r["description"]!, r => (string)r["id"]!);
        var program = Program("fnbame", said: new Dictionary<char, string> { ['b'] = "other" });
        if (!await CrashAsync(engine, call, answered, () => engine.UpAsync(program)))
            return false;
        Assert.InRange(Rules(engine).Count(), 8, 10);
        var next = await engine.UpAsync(program);
        Assert.True(next.Succeeded, $"after a crash at call {call}: " + string.Join("\n", engine.Messages));
        Assert.Equal("fnbameXY", Order(engine));
        Assert.All("fbae", k => Assert.Equal(ids[k.ToString()], Id(engine, k)));
        Assert.Equal(0, (await engine.UpAsync(program)).Changes);
        Assert.Equal(0, (await engine.RefreshAsync()).Changes);
        return true;
    }

    /// <summary>
    /// The state still has the ids of rules that somebody deleted, and the journal those of their successors, which the crashed run added.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Up_CrashAtEachCallWhereRulesWereGone_NextUpAddsNoneTwice(bool answered)
    {
        var call = 0;
        while (await SurvivesACrashWhereRulesWereGoneAsync(call, answered))
            call++;
        Assert.True(call > 5, $"only {call} calls");
    }

    private static async Task<bool> SurvivesACrashWhereRulesWereGoneAsync(int call, bool answered)
    {
        await using var engine = await StartAsync("XY");
        Assert.True((await engine.UpAsync(Program("abc"))).Succeeded);
        foreach (var rule in "ba")
            await CallAsync(engine, "delete_auto_access", new JsonObject { ["id"] = Id(engine, rule) });
        Assert.Equal(1, (await engine.RefreshAsync()).Changes);
        if (!await CrashAsync(engine, call, answered, () => engine.UpAsync(Program("abc"))))
            return false;
        Assert.True(
            (await engine.UpAsync(Program("abc"))).Succeeded,
            $"after a crash at call {call}: {string.Join('\n', engine.Messages)}"
        );
        Assert.Equal("abcXY", Order(engine));
        Assert.Equal(0, (await engine.UpAsync(Program("abc"))).Changes);
        return true;
    }

    /// <summary>What a crashed run added, and the program does not say any more, is taken away again.</summary>
    [Fact]
    public async Task Up_CrashAfterAnAddAndTheProgramGoesBack_LeavesNothingBehind()
    {
        await using var engine = await StartAsync("XY");
        Assert.True((await engine.UpAsync(Program("ab"))).Succeeded);
        Assert.True(await CrashAsync(engine, 2, answered: false, () => engine.UpAsync(Program("abn"))));
        Assert.Equal("abnXY", Order(engine));
        Assert.True((await engine.UpAsync(Program("ab"))).Succeeded, string.Join("\n", engine.Messages));
        Assert.Equal("abXY", Order(engine));
        Assert.Equal(0, (await engine.UpAsync(Program("ab"))).Changes);
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, LongForms.Wanted ? 40 : 5)];

    /// <summary>
    /// Runs until a call is under way, and never lets it end: nobody hears of that run again. False when the run has fewer calls.
    /// </summary>
    private static async Task<bool> CrashAsync(EngineHarness engine, int call, bool answered, Func<Task> run)
    {
        var died = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = 0;
        engine.Between = async (_, send) =>
        {
            if (Interlocked.Increment(ref calls) - 1 < call)
                return await send();
            if (answered)
                await send();
            died.TrySetResult();
            await Task.Delay(Timeout.Infinite);
            throw new InvalidOperationException("unreachable");
        };
        var ended = run();
        await Task.WhenAny(ended, died.Task).InTimeAsync();
        engine.Between = null;
        engine.LetGo();
        return died.Task.IsCompleted;
    }

    private static string? Placement(Random random, EngineHarness engine) =>
        random.Next(4) switch
        {
            0 => null,
            1 => """{"at":"last"}""",
            2 => $$"""{"before":"{{Anchor(random, engine)}}"}""",
            _ => $$"""{"after":"{{Anchor(random, engine)}}"}""",
        };

    /// <summary>Rules that nobody deletes.</summary>
    private static string Anchor(Random random, EngineHarness engine) => "UV"[random.Next(2)].ToString();

    private static async Task EditAsync(Random random, EngineHarness engine)
    {
        var ids = Rules(engine).Select(r => (string)r["id"]!).ToList();
        var next = random.Next(ids.Count + 1) is var at && at < ids.Count ? ids[at] : "";
        var some = ids[random.Next(ids.Count)];
        switch (random.Next(4))
        {
            case 0:
                await AddAsync(engine, 'N', next);
                break;
            case 1 when some is not ("U" or "V"):
                await CallAsync(engine, "delete_auto_access", new() { ["id"] = some });
                break;
            case 2:
                await CallAsync(
                    engine,
                    "update_auto_access",
                    new()
                    {
                        ["id"] = some,
                        ["access"] = new JsonObject { ["groups"] = new JsonArray(0) },
                        ["conditions"] = new JsonObject
                        {
                            ["domain"] = new JsonObject { ["values"] = new JsonArray(new JsonObject { ["value"] = "edited" }) },
                        },
                    }
                );
                break;
            default:
                if (some != next)
                    await MoveAsync(engine, some, next);
                break;
        }
    }

    private static string Own(EngineHarness engine) => string.Concat(Order(engine).Where(char.IsLower));

    private static string Others(EngineHarness engine) => string.Concat(Order(engine).Where(char.IsUpper));

    private static async Task<EngineHarness> StartAsync(string others)
    {
        var engine = new EngineHarness(
            await EmulatorServer.StartAsync(),
            new JumpingTime(),
            o => o with { TryTimeout = TimeSpan.FromDays(1) }
        );
        Seed(engine, others);
        return engine;
    }
}
