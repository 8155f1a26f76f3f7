using LiveChatPulumi.Api.Pacing;
using LiveChatPulumi.Emulator;
using PluginHarness_;

namespace Benchmarks;

/// <summary>
/// A license that takes 10 requests a second, which nobody has told the provider: the time of an apply beside what the limit itself allows.
/// </summary>
internal static class Throttled
{
    private const int Rate = 10;

    private const double Budget = 1.2;

    public static async Task RunAsync(BenchmarkTable table)
    {
        await AddAsync(table, "pace learned", new PaceOptions());
        await AddAsync(table, "pace given", new PaceOptions { RequestsPerSecond = Rate });
    }

    private static async Task AddAsync(BenchmarkTable table, string what, PaceOptions pace)
    {
        var emulator = await EmulatorServer.StartAsync(
            new EmulatorOptions { Latency = TimeSpan.FromMilliseconds(40), RequestsPerSecond = Rate }
        );
        await using var engine = new EngineHarness(emulator, TimeProvider.System, o => o with { Pace = pace }) { Parallel = 64 };
        var program = Program();
        var cost = await Cost.OfAsync(program.Count, () => engine.UpAsync(program));
        var refused = engine.Statistics!.Refused;
        var taken = emulator.Log.Calls.Count - refused;
        var figure = new Figure($"{Rate} calls a second, {what}: time", cost.Seconds, "s")
        {
            // The bucket is full at the start: that many calls are free.
            Reference = (double)(taken - Rate) / Rate,
            RatioBudget = Budget,
            Failed = !cost.Succeeded,
            Note = $"{taken} calls taken, {refused} refused",
        };
        table.Add(figure);
        if (figure.Over)
            table.Remark($"{figure.What}: {engine.Statistics.Summary()}");
        foreach (var message in cost.Succeeded ? [] : engine.Messages.Take(5))
            table.Remark($"{figure.What}: {message}");
    }

    private static List<Declared> Program() =>
        [
            .. Of("Group", 20, i => $$"""{"name":"Group {{i}}"}"""),
            .. Of(
                "Agent",
                250,
                i =>
                    $$"""{"email":"a{{i}}@example.com","name":"Agent {{i}}","groups":["""
                    + $$"""{"groupId":"${Group{{i % 20}}.groupId}","priority":"normal"}]}"""
            ),
            .. Of("Tag", 120, i => $$"""{"name":"tag-{{i}}"}"""),
            .. Of("Bot", 60, i => $$"""{"name":"Bot {{i}}"}"""),
            .. Of(
                "Property",
                30,
                i => $$$"""{"name":"property_{{{i}}}","type":"string","access":{"license":{"agent":["read","write"]} } }"""
            ),
            .. Of(
                "AutoAccess",
                20,
                i =>
                    $$$"""{"description":"rule {{{i}}}","groupIds":["${Group{{{i}}}.groupId}"],"conditions":"""
                    + $$$"""{"url":{"values":[{"value":"/{{{i}}}"}]} } }"""
            ),
        ];

    private static IEnumerable<Declared> Of(string type, int count, Func<int, string> inputs) =>
        Enumerable.Range(0, count).Select(i => new Declared(type, $"{type}{i}", PluginHarness.Parse(inputs(i))));
}
