using System.Text.Json.Nodes;
using TestSupport;

namespace Conformance_;

/// <summary>
/// Runs of a real Pulumi v3.274 (keys renamed, resources tainted and target-replaced, runs that were killed), call by call, for the
/// plugin and a license: what a program has stays there, once, whatever <c>adoptExisting</c> says.
/// </summary>
public class RecordedRunsTests
{
    public static TheoryData<string, string> RunsAndAdoptions
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var recording in new[] { "rename", "taint", "pending" })
            foreach (var adoption in new[] { "never", "matching", "always" })
                data.Add(recording, adoption);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(RunsAndAdoptions))]
    public async Task Calls_OfARealEngine_LoseAndDoubleNothing(string recording, string adoption)
    {
        await using var plugin = await PluginHarness.StartAsync(configure: false);
        var play = new RecordedCalls(plugin);
        var had = new HashSet<string>();
        foreach (var file in Directory.GetFiles(Repo.Data("traces", recording), "*.jsonl").Order())
        {
            await plugin.RestartAsync(configure: false);
            await plugin.ConfigureAsync(
                ("apiUrl", plugin.Emulator.Url.ToString()),
                ("accessToken", "dal:emulator-token"),
                ("licenseId", "100"),
                ("adoptExisting", adoption)
            );
            var given = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(file, ".given.json")))!;
            var wanted = Wanted(given);
            var objects = Objects(plugin);
            var ended = await play.PlayAsync(File.ReadLines(file));
            var now = Objects(plugin);
            Assert.True(now.Count == now.Distinct().Count(), $"{file}: doubled: {string.Join(", ", now)}");
            Assert.Empty(had.Intersect(wanted).Except(now));
            if (ended == RecordedCalls.End.Refused)
            {
                // An engine ends there, and asks other things in the next run than the recorded one. Nothing tells an object of which
                // there can be two, and which a taint is to replace, from another stack's.
                Assert.True(adoption == "never" || ResourceCase.Of(play.RefusedType).CanBeTwice, $"{file}: {play.RefusedType} was refused");
                Assert.Equal(objects.Order(), now.Order());
                return;
            }

            if (ended == RecordedCalls.End.Whole && !given["command"]!.GetValue<string>().Contains("preview", StringComparison.Ordinal))
                Assert.Equal(wanted.Order(), now.Order());
            had = [.. now];
        }
    }

    /// <summary>Kind and name of all that the step's program has.</summary>
    private static List<string> Wanted(JsonNode given) =>
        given["command"]!.GetValue<string>().StartsWith("pulumi destroy", StringComparison.Ordinal)
            ? []
            :
            [
                .. given["program"]!["resources"]!
                    .AsObject()
                    .Select(r => $"{r.Value!["type"]!.GetValue<string>().Split(':')[2]} {r.Value["properties"]!["name"]}"),
            ];

    /// <summary>Kind and name of all that the license has beside what an empty one has.</summary>
    private static List<string> Objects(PluginHarness plugin)
    {
        var license = plugin.Dump();
        return
        [
            .. new[] { ("Agent", "agents"), ("Group", "groups"), ("Tag", "tags") }.SelectMany(k =>
                license[k.Item2]!
                    .AsArray()
                    .Where(o => o!["id"]?.ToString() is not ("0" or "owner@example.com"))
                    .Select(o => $"{k.Item1} {o!["name"]}")
            ),
        ];
    }
}
