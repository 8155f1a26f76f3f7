using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;

namespace LiveChatPulumi_Provider_Tests;

/// <summary>Rules chained by nextId: each apply brings them into the program's order, whatever it was before.</summary>
public class RuleOrderTests
{
    [Theory]
    [InlineData("abcd", "dcba")]
    [InlineData("abcdef", "cfaebd")]
    [InlineData("abcd", "abxcd")]
    [InlineData("abcdef", "acf")]
    [InlineData("abcd", "zdxbya")]
    [InlineData("a", "ba")]
    public async Task Up_ChainIsRearranged_OneApplyMakesItRight(string before, string after)
    {
        await using var engine = await StartAsync();
        await ApplyAsync(engine, before);
        await ApplyAsync(engine, after);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Up_ManyRandomChainsInARow_EachIsRightAfterOneApply(int seed)
    {
        var random = new Random(seed);
        await using var engine = await StartAsync();
        engine.Emulator.Options["autoAccessOrder"] = "any";
        for (var round = 0; round < 8; round++) await ApplyAsync(engine, new string([.. "abcdefghij".Where(_ => random.Next(4) > 0).OrderBy(_ => random.Next())]));
    }

    [Fact]
    public async Task Up_OthersPutRulesBetween_NothingChangesAndNothingIsWritten()
    {
        await using var engine = await StartAsync();
        await ApplyAsync(engine, "abc");
        await AddForeignAsync(engine, Live(engine)["c"]);
        await AddForeignAsync(engine, Live(engine)["b"]);
        engine.Emulator.Log.Clear();
        Assert.Equal(0, (await engine.RefreshAsync()).Changes);
        Assert.Equal(0, (await engine.UpAsync(Chain("abc"))).Changes);
        Assert.DoesNotContain(engine.Emulator.Log.Calls, c => c.Method != "list_auto_accesses");
    }

    [Fact]
    public async Task Refresh_SomebodyMovedARule_ShowsItAndTheNextApplyMovesItBack()
    {
        await using var engine = await StartAsync();
        await ApplyAsync(engine, "abc");
        await CallAsync(engine, "update_auto_access", new JsonObject { ["id"] = Live(engine)["a"], ["next_id"] = "" });
        Assert.Equal("bca", Order(engine));
        Assert.Equal(1, (await engine.RefreshAsync()).Changes);
        await ApplyAsync(engine, "abc");
    }

    /// <summary>Applies a chain; the license then has it in this order, and neither a second apply nor a refresh finds anything.</summary>
    private static async Task ApplyAsync(EngineHarness engine, string order)
    {
        var result = await engine.UpAsync(Chain(order));
        Assert.True(result.Succeeded, string.Join("\n", engine.Messages));
        Assert.Equal(order, Order(engine));
        Assert.Equal(0, (await engine.UpAsync(Chain(order))).Changes);
        Assert.Equal(0, (await engine.RefreshAsync()).Changes);
    }

    private static List<Declared> Chain(string order) =>
    [
        .. order.Select((name, i) => new Declared("AutoAccess", name.ToString(), PluginHarness.Parse(new JsonObject
        {
            ["description"] = name.ToString(),
            ["groupIds"] = new JsonArray(0),
            ["conditions"] = new JsonObject { ["url"] = new JsonObject { ["values"] = new JsonArray(new JsonObject { ["value"] = "/" + name }) } },
            ["nextId"] = i + 1 < order.Length ? $"${{{order[i + 1]}.autoAccessId}}" : null,
        }.ToJsonString()))),
    ];

    private static string Order(EngineHarness engine) => string.Concat(((JsonArray)((JsonObject)engine.Emulator.Control("dump"))["auto_accesses"]!).Select(r => (string)r!["description"]!).Where(d => d.Length == 1));

    private static Dictionary<string, string> Live(EngineHarness engine) => ((JsonArray)((JsonObject)engine.Emulator.Control("dump"))["auto_accesses"]!).Where(r => ((string)r!["description"]!).Length == 1).ToDictionary(r => (string)r!["description"]!, r => (string)r!["id"]!);

    private static Task AddForeignAsync(EngineHarness engine, string next) => CallAsync(engine, "add_auto_access", new JsonObject { ["description"] = "foreign", ["access"] = new JsonObject { ["groups"] = new JsonArray(0) }, ["conditions"] = new JsonObject { ["domain"] = new JsonObject { ["values"] = new JsonArray(new JsonObject { ["value"] = "x" }) } }, ["next_id"] = next });

    private static async Task CallAsync(EngineHarness engine, string method, JsonObject body)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "dal:emulator-token");
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(engine.Emulator.Url, "/v3.6/configuration/action/" + method), content);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<EngineHarness> StartAsync() => new(await EmulatorServer.StartAsync(), TimeProvider.System);
}
