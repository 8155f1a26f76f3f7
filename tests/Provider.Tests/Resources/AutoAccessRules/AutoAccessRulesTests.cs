using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using PluginProtocol.Values;
using static LiveChatPulumi_Provider_Tests.RuleApplies;
using static PluginHarness_.RuleLicense;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Routing rules as one list, over real HTTP and gRPC. Rules of the program are small letters, those of others capitals.</summary>
public class AutoAccessRulesTests
{
    [Theory]
    [InlineData("abcd", "dcba")]
    [InlineData("abcdef", "cfaebd")]
    [InlineData("abcd", "abxcd")]
    [InlineData("abcdef", "acf")]
    [InlineData("abcd", "zdxbya")]
    [InlineData("ab", "")]
    public async Task Up_ListIsRearranged_OneApplyMakesItRight(string before, string after)
    {
        await using var engine = await StartAsync("XY");
        await ApplyAsync(engine, Program(before), before + "XY");
        await ApplyAsync(engine, Program(after), after + "XY");
        Assert.True((await engine.DestroyAsync()).Succeeded);
        Assert.Equal("XY", Order(engine));
    }

    [Theory]
    [InlineData("""{"at":"first"}""", "abXYZ")]
    [InlineData("""{"at":"last"}""", "XYZab")]
    [InlineData("""{"before":"Y"}""", "XabYZ")]
    [InlineData("""{"after":"Y"}""", "XYabZ")]
    public async Task Up_EachPlacement_PutsTheBlockThereAndBackAfterSomebodyCameBetween(string placement, string order)
    {
        await using var engine = await StartAsync("XYZ");
        await ApplyAsync(engine, Program("ab", placement: placement), order);
        await AddAsync(engine, 'N', Id(engine, 'b'));
        var refresh = await engine.RefreshAsync();
        Assert.Equal(1, refresh.Changes);
        Assert.Contains(engine.Messages, m => m.Contains($"rule {Id(engine, 'N')} ", StringComparison.Ordinal));
        Assert.True((await engine.UpAsync(Program("ab", placement: placement))).Succeeded, string.Join("\n", engine.Messages));
        Assert.Contains("ab", Order(engine), StringComparison.Ordinal);
        Assert.Equal(order, Order(engine).Replace("N", "", StringComparison.Ordinal));
        Assert.Equal(0, (await engine.RefreshAsync()).Changes);
    }

    [Fact]
    public async Task Up_PlacementNamesARuleThatIsGone_SaysSoAndWritesNothing()
    {
        await using var engine = await StartAsync("XY");
        engine.Emulator.Log.Clear();
        Assert.False((await engine.PreviewAsync(Program("ab", placement: """{"before":"Q"}"""))).Succeeded);
        Assert.Contains(engine.Messages, m => m.Contains("`placement.before` names the rule Q", StringComparison.Ordinal));
        Assert.False((await engine.UpAsync(Program("ab", placement: """{"before":"Q"}"""))).Succeeded);
        Assert.Contains(
            engine.Messages,
            m => m.Contains("`placement.before` names the rule Q, which the license does not have", StringComparison.Ordinal)
        );
        Assert.Equal(0, Calls(engine).Writes);
    }

    [Fact]
    public async Task Up_Exclusive_DeletesWhatOthersMadeAndTellsItBefore()
    {
        await using var engine = await StartAsync("XY");
        await engine.PreviewAsync(Program("ab", "exclusive"));
        Assert.Contains(
            engine.Messages,
            m => m.StartsWith("Warning", StringComparison.Ordinal) && m.Contains("will be deleted: X; Y", StringComparison.Ordinal)
        );
        Assert.Equal("XY", Order(engine));
        await ApplyAsync(engine, Program("ab", "exclusive"), "ab");
        await AddAsync(engine, 'N');
        Assert.Equal(1, (await engine.RefreshAsync()).Changes);
        Assert.Contains(engine.Messages, m => m.Contains("is not of this list", StringComparison.Ordinal));
        await ApplyAsync(engine, Program("ab", "exclusive"), "ab");
    }

    [Fact]
    public async Task Up_FiveHundredRulesWithFiveMoved_MakesFiveWritesAndTwoLists()
    {
        await using var engine = await StartAsync("");
        var keys = Enumerable.Range(0, 500).Select(i => (char)('一' + i)).ToList();
        Assert.True((await engine.UpAsync(Program(string.Concat(keys)))).Succeeded);
        foreach (var (from, to) in new[] { (10, 400), (499, 3), (250, 0), (77, 300), (320, 80) })
        {
            var key = (char)('一' + from);
            keys.Remove(key);
            keys.Insert(to, key);
        }

        engine.Emulator.Log.Clear();
        Assert.True((await engine.UpAsync(Program(string.Concat(keys)))).Succeeded);
        Assert.Equal((5, 2), Calls(engine));
        Assert.Equal(string.Concat(keys), Order(engine));
    }

    [Fact]
    public async Task Up_KeyIsRenamed_NothingIsWrittenAndTheRuleStaysTheSame()
    {
        await using var engine = await StartAsync("X");
        await ApplyAsync(engine, Program("abc"), "abcX");
        var id = Id(engine, 'b');
        var renamed = PluginHarness.Parse(
            PluginHarness.Text(Program("abc")[0].Inputs).Replace("\"key\":\"b\"", "\"key\":\"other\"", StringComparison.Ordinal)
        );
        engine.Emulator.Log.Clear();
        Assert.Equal(1, (await engine.UpAsync([new Declared("AutoAccessRules", "routing", renamed)])).Changes);
        Assert.Equal(0, Calls(engine).Writes);
        Assert.Equal(id, RuleIds(engine)["other"]);
        Assert.DoesNotContain("b", RuleIds(engine).Keys);
    }

    [Fact]
    public async Task Refresh_OthersChangedRules_TellsEachAndTheNextUpPutsItRight()
    {
        await using var engine = await StartAsync("");
        await ApplyAsync(engine, Program("abcde"), "abcde");
        await MoveAsync(engine, Id(engine, 'a'), "");
        await CallAsync(
            engine,
            "update_auto_access",
            new JsonObject
            {
                ["id"] = Id(engine, 'c'),
                ["conditions"] = new JsonObject
                {
                    ["domain"] = new JsonObject { ["values"] = new JsonArray(new JsonObject { ["value"] = "x" }) },
                },
            }
        );
        await CallAsync(engine, "delete_auto_access", new JsonObject { ["id"] = Id(engine, 'd') });
        Assert.Equal(1, (await engine.RefreshAsync()).Changes);
        var message = Assert.Single(engine.Messages, m => m.Contains("not as the state has them", StringComparison.Ordinal));
        Assert.Contains("rule 'c' (", message, StringComparison.Ordinal);
        Assert.Contains("says something else", message, StringComparison.Ordinal);
        Assert.Contains("rule 'd' is gone", message, StringComparison.Ordinal);
        Assert.Contains("rule 'a' stands last of them", message, StringComparison.Ordinal);
        engine.Emulator.Log.Clear();
        await ApplyAsync(engine, Program("abcde"), "abcde");
    }

    [Fact]
    public async Task Up_ACallFailsHalfway_KeepsWhatWasDoneAndTheNextUpGoesOn()
    {
        await using var engine = await StartAsync("X");
        engine.Emulator.Control(
            "faults",
            (JsonObject)JsonNode.Parse("""{"kind":"fail","type":"limit_reached","method":"add_auto_access","skip":2,"count":1}""")!
        );
        Assert.False((await engine.UpAsync(Program("abcde"))).Succeeded);
        Assert.Contains(
            engine.Messages,
            m =>
                m.Contains("the call that adds 'c' before 'd' failed", StringComparison.Ordinal)
                && m.Contains("limit", StringComparison.Ordinal)
        );
        Assert.Equal("deX", Order(engine));
        Assert.Equal(["d", "e"], RuleIds(engine).Keys);
        engine.Emulator.Log.Clear();
        Assert.True((await engine.UpAsync(Program("abcde"))).Succeeded, string.Join("\n", engine.Messages));
        Assert.Equal((3, 2), Calls(engine));
        await ApplyAsync(engine, Program("abcde"), "abcdeX");
    }

    [Fact]
    public async Task Up_SomebodyEditsBetweenOurCalls_IsNoticedAndComputedAnew()
    {
        await using var engine = await StartAsync("XY");
        await ApplyAsync(engine, Program("abcd"), "abcdXY");
        var edits = new Queue<Func<Task>>([
            () => MoveAsync(engine, "Y", Id(engine, 'b')),
            () => AddAsync(engine, 'N', Id(engine, 'c')),
            () => MoveAsync(engine, Id(engine, 'd'), ""),
        ]);
        BeforeEach(engine, "list_auto_accesses", edits, skip: 1);
        Assert.True((await engine.UpAsync(Program("dcba"))).Succeeded, string.Join("\n", engine.Messages));
        Assert.Empty(edits);
        Assert.Equal("dcba", Order(engine)[..4]);
    }

    [Fact]
    public async Task Up_SomebodyTakesAwayTheRuleThatACallBuildsOn_IsComputedAnew()
    {
        await using var engine = await StartAsync("XY");
        await ApplyAsync(engine, Program("ab", placement: """{"at":"first"}"""), "abXY");
        BeforeEach(engine, "add_auto_access", new([() => CallAsync(engine, "delete_auto_access", new JsonObject { ["id"] = "X" })]));
        Assert.True((await engine.UpAsync(Program("abc"))).Succeeded, string.Join("\n", engine.Messages));
        Assert.Equal("abcY", Order(engine));
    }

    [Fact]
    public async Task Up_SomebodyKeepsEditing_EndsWithBothOrdersAndIsRightOnceThatEnds()
    {
        await using var engine = await StartAsync("XY", "visible");
        await ApplyAsync(engine, Program("abc"), "abcXY");
        var edits = new Queue<Func<Task>>(
            Enumerable.Range(0, 9).Select<int, Func<Task>>(i => () => MoveAsync(engine, i % 2 == 0 ? "Y" : "X", Id(engine, 'c')))
        );
        BeforeEach(engine, "list_auto_accesses", edits, skip: 1);
        Assert.False((await engine.UpAsync(Program("cab"))).Succeeded);
        Assert.Contains(
            engine.Messages,
            m =>
                m.Contains("brought into order 4 times. Wanted: 'c', 'a', 'b', ", StringComparison.Ordinal)
                && m.Contains("Found: ", StringComparison.Ordinal)
        );
        engine.Between = null;
        Assert.True((await engine.UpAsync(Program("cab"))).Succeeded, string.Join("\n", engine.Messages));
        Assert.Equal("cab", Order(engine)[..3]);
    }

    [Theory]
    [InlineData("a:b b:c c:d d: X:Y Y:d", "abcdXY")]
    [InlineData("a:b b:c c:d d:a X:a Y:X", "abcdYX")]
    [InlineData("X:Y Y:X a:b b:c c:d d:Q", "abcdXY")]
    [InlineData("a:b b:a c:d d:c X:Y Y:X", "abcdXY")]
    public async Task Up_ListIsBroken_SaysSoAndMendsIt(string links, string order)
    {
        await using var engine = await StartAsync("");
        Seed(engine, "abcd");
        await ApplyAsync(engine, Import("rules", "abcd"), "abcd");
        Seed(engine, links.Split(' ').Select(l => (l[0], l[2..])));
        await engine.RefreshAsync();
        Assert.Contains(engine.Messages, m => m.Contains("the list is broken", StringComparison.Ordinal));
        await engine.PreviewAsync(Program("abcd"));
        Assert.Contains(engine.Messages, m => m.Contains("list of rules is broken: ", StringComparison.Ordinal));
        await engine.PreviewAsync(Program("dcba"));
        Assert.Contains(
            engine.Messages,
            m => m.Contains("is broken: ", StringComparison.Ordinal) && m.Contains("This apply mends it", StringComparison.Ordinal)
        );
        Assert.True((await engine.UpAsync(Program("dcba"))).Succeeded, string.Join("\n", engine.Messages));
        Assert.Equal("dcba", Order(engine)[..4]);
        await ApplyAsync(engine, Program("abcd"), order);
        Assert.Equal(6, Rules(engine).Select(r => (string)r["next_id"]!).Distinct().Count());
    }

    [Fact]
    public async Task Up_LicenseLags_AddsEachRuleOnceAndWaits()
    {
        await using var engine = await StartAsync("XY");
        engine.Emulator.Options.ReadLag = TimeSpan.FromSeconds(1);
        Assert.True((await engine.UpAsync(Program("abc"))).Succeeded, string.Join("\n", engine.Messages));
        Assert.True((await engine.UpAsync(Program("cxa"))).Succeeded, string.Join("\n", engine.Messages));
        Assert.Equal("cxaXY", Order(engine));
        Assert.Equal(4, engine.Emulator.Log.Calls.Count(c => c.Method == "add_auto_access"));
    }

    /// <summary>A run that does not wait until its rules show is followed by one that takes some away, and by a destroy.</summary>
    [Fact]
    public async Task Destroy_LicenseDoesNotShowTheRulesYet_LeavesNoneBehind()
    {
        await using var engine = new EngineHarness(await EmulatorServer.StartAsync(), TimeProvider.System)
        {
            Options = new() { PropagationBound = TimeSpan.Zero },
        };
        Seed(engine, "XY");
        engine.Emulator.Options.ReadLag = TimeSpan.FromHours(1);
        Assert.True((await engine.UpAsync(Program("abc"))).Succeeded, string.Join("\n", engine.Messages));
        Assert.True((await engine.UpAsync(Program("ca"))).Succeeded, string.Join("\n", engine.Messages));
        Assert.Equal("caXY", Order(engine));
        Assert.True((await engine.DestroyAsync()).Succeeded, string.Join("\n", engine.Messages));
        Assert.Equal("XY", Order(engine));
        Assert.Equal(3, engine.Emulator.Log.Calls.Count(c => c.Method == "add_auto_access"));
    }

    [Fact]
    public async Task Up_LicenseKeepsARuleInItsOwnForm_TakesItWithAWarning()
    {
        await using var engine = await StartAsync("");
        engine.Between = async (request, send) =>
        {
            var response = await send();
            if (request.RequestUri!.AbsolutePath.EndsWith("list_auto_accesses", StringComparison.Ordinal))
                response.Content = new StringContent(
                    (await response.Content.ReadAsStringAsync()).Replace("/loud", "/LOUD", StringComparison.Ordinal),
                    MediaTypeHeaderValue.Parse("application/json")
                );
            return response;
        };
        Assert.True(
            (await engine.UpAsync(Program("ab", said: new Dictionary<char, string> { ['a'] = "loud" }))).Succeeded,
            string.Join("\n", engine.Messages)
        );
        Assert.Contains(
            engine.Messages,
            m => m.Contains("keeps rule 'a' (", StringComparison.Ordinal) && m.Contains("in a form of its own", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Preview_RuleThatCannotMatch_IsPointedOut()
    {
        await using var engine = await StartAsync("");
        await engine.PreviewAsync(Program("abc", said: new Dictionary<char, string> { ['a'] = "shop", ['c'] = "shop/checkout" }));
        Assert.Contains(
            engine.Messages,
            m =>
                m.StartsWith("Warning", StringComparison.Ordinal)
                && m.Contains("Rule 'c' can never match: 'a', which stands before it, matches wherever it does", StringComparison.Ordinal)
        );
        Assert.Contains(
            engine.Messages,
            m => m.Contains("3 calls: adds 'c' to the end; adds 'b' before 'c'; adds 'a' before 'b'", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Preview_RuleThatIsThereAlready_SaysHowToTakeItOver()
    {
        await using var engine = await StartAsync("aX");
        await engine.PreviewAsync(Program("ab"));
        Assert.Contains(
            engine.Messages,
            m =>
                m.StartsWith("Warning", StringComparison.Ordinal)
                && m.Contains("Rule 'a' says the same as a, which is not of this list", StringComparison.Ordinal)
                && m.Contains("the id 'a'", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(engine.Messages, m => m.Contains("Rule 'b' says the same", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        """{"rules":[{"key":"a","groupIds":[0],"conditions":{"url":{"values":[{"value":"/"}]}}},"""
            + """{"key":"a","groupIds":[0],"conditions":{"url":{"values":[{"value":"/b"}]}}}]}""",
        "rules[1].key",
        "is the key of rules[0] already"
    )]
    [InlineData(
        """{"rules":[{"key":"a","groupIds":[0],"conditions":{}}]}""",
        "rules[0].conditions",
        "needs at least one of url, domain, geolocation"
    )]
    [InlineData("""{"rules":[],"placement":{"at":"first","before":"x"}}""", "placement", "needs exactly one of at, before, after")]
    [InlineData("""{"rules":[],"placement":{}}""", "placement", "needs exactly one of at, before, after")]
    [InlineData("""{"rules":[],"mode":"mine"}""", "mode", "must be one of: managed, exclusive")]
    public async Task Check_WrongInputs_NamesThePlace(string inputs, string property, string reason)
    {
        await using var plugin = await PluginHarness.StartAsync();
        var failure = Assert.Single(await plugin.FailuresAsync("AutoAccessRules", inputs));
        Assert.Equal(property, PluginHarness.PathOf(failure));
        Assert.Contains(reason, failure.Reason, StringComparison.Ordinal);
    }

    private static IReadOnlyDictionary<string, string> RuleIds(EngineHarness engine) =>
        (
            (PropertyObject)engine.State.Resources.Single(r => r.Urn.EndsWith("::routing", StringComparison.Ordinal)).Outputs["ruleIds"]!
        ).Members.ToDictionary(m => m.Key, m => m.Value.ToString());

    private static void BeforeEach(EngineHarness engine, string method, Queue<Func<Task>> acts, int skip = 0) =>
        engine.Between = async (request, send) =>
        {
            if (request.RequestUri!.AbsolutePath.EndsWith(method, StringComparison.Ordinal) && skip-- <= 0 && acts.TryDequeue(out var act))
                await act();
            return await send();
        };
}
