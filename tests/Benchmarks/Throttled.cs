using LiveChatPulumi.Api.Pacing;
using LiveChatPulumi.Emulator;
using LocalEngine;
using PluginHarness_;

namespace Benchmarks;

/// <summary>
/// A license that takes 10 requests a second, which nobody has told the provider: the time of an apply beside what the limit itself allows.
/// </summary>
internal static class Throttled
{
    private const int Rate = 10;

    public static async Task RunAsync()
    {
        var program = Program();
        Console.WriteLine();
        Console.WriteLine(
            $"{program.Count} mixed resources against a license that takes {Rate} requests a second, 40 ms away (budget: ratio 1.2)"
        );
        Console.WriteLine($"{"what", -44}{"taken", 8}{"refused", 8}{"s", 8}{"limit s", 9}{"ratio", 8}");
        foreach (
            var (what, pace) in new[]
            {
                ("pace learned", new PaceOptions()),
                ($"requestsPerSecond {Rate}", new PaceOptions { RequestsPerSecond = Rate }),
            }
        )
        {
            var emulator = await EmulatorServer.StartAsync(
                new EmulatorOptions { Latency = TimeSpan.FromMilliseconds(40), RequestsPerSecond = Rate }
            );
            await using var engine = new EngineHarness(emulator, TimeProvider.System, o => o with { Pace = pace }) { Parallel = 64 };
            var began = TimeProvider.System.GetTimestamp();
            var result = await engine.UpAsync(program);
            var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            var refused = engine.Statistics!.Refused;
            var taken = emulator.Log.Calls.Count - refused;

            // The bucket is full at the start: that many calls are free.
            var limit = (double)(taken - Rate) / Rate;
            var title = what + (result.Succeeded ? "" : " (failed)");
            Console.WriteLine($"{title, -44}{taken, 8}{refused, 8}{seconds, 8:0.00}{limit, 9:0.00}{seconds / limit, 8:0.00}");
            Console.WriteLine("  " + engine.Statistics.Summary());
            foreach (var message in result.Succeeded ? [] : engine.Messages.Take(5))
                Console.WriteLine("  " + message);
        }
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
