using System.Globalization;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator;
using LiveChatPulumi.Provider;
using LiveChatPulumi.Provider.Run;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Values;
using TestSupport;

namespace Chaos_;

/// <summary>
/// Whatever goes wrong while programs are applied: once it stops, one up makes the license as the program says, with
/// nothing twice, nothing left over, and nothing of anybody else's touched. CHAOS_CASES sets how many cases run, and
/// CHAOS_SEED where they begin; a case that fails is made smaller before it is shown.
/// </summary>
public class ChaosTests
{
    private const int Workers = 4;
    private const int FewCases = 80;

    private const string Foreign = """
        {
          "groups": [ { "id": 7, "name": "Theirs" } ],
          "agents": [
            { "id": "owner@example.com", "name": "Owner", "role": "owner", "groups": [ { "id": 0, "priority": "normal" } ] },
            { "id": "zoe@example.com", "name": "Zoe", "groups": [ { "id": 7, "priority": "first" } ] }
          ],
          "bots": [ { "id": "foreign-bot", "name": "Foreign", "owner_client_id": "other" } ],
          "tags": [ { "name": "theirs", "group_ids": [ 7 ], "author_id": "zoe@example.com" } ],
          "auto_accesses": [
            { "id": "foreign-rule", "access": { "groups": [ 7 ] },
              "conditions": { "url": { "values": [ { "value": "/theirs" } ] } }, "next_id": "" }
          ],
          "property_values": [ { "namespace": "test", "name": "bool_property", "value": true } ],
          "webhooks": [
            { "id": "foreign-hook", "action": "tag_created", "url": "https://other.example.com",
              "owner_client_id": "emulator-client", "secret_key": "x" }
          ]
        }
        """;

    public static TheoryData<int> Shares => [.. Enumerable.Range(0, Workers)];

    [Theory]
    [MemberData(nameof(Shares))]
    public async Task Programs_UnderRandomFaults_ComeOutRightAfterOneUp(int share)
    {
        var cases = Number("CHAOS_CASES", LongForms.Wanted ? 500 : FewCases);
        var first = Number("CHAOS_SEED", 1);
        for (var i = share; i < cases; i += Workers)
        {
            var chaos = ChaosCase.Random(first + i);
            if (await FailureAsync(chaos) is not { } failure)
                continue;
            for (var smaller = chaos; smaller is not null; )
            {
                chaos = smaller;
                smaller = null;
                foreach (var candidate in chaos.Smaller())
                {
                    if (await FailureAsync(candidate) is not { } f)
                        continue;
                    (smaller, failure) = (candidate, f);
                    break;
                }
            }

            Assert.Fail($"seed {first + i}: {chaos}\n{failure}");
        }
    }

    /// <summary>Of the cases that always run, each mode has licenses that lag, in what they show and in what they know.</summary>
    [Fact]
    public void Cases_ThatAlwaysRun_HaveEveryModeWithShortAndLongLags()
    {
        var cases = Enumerable.Range(1, FewCases).Select(ChaosCase.Random).ToList();
        foreach (var mode in new[] { "accepted", "visible", "effective" })
        {
            var lags = cases.Where(c => c.Readiness == mode).ToList();
            Assert.Contains(lags, c => c.LagSeconds == 0);
            Assert.Contains(lags, c => c.LagSeconds is > 0 and <= 45);
            Assert.Contains(lags, c => c.LagSeconds > 45);
            Assert.Contains(lags, c => c.ReferenceLagSeconds > 0);
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? n
            : otherwise;

    /// <summary>What is wrong in the end, or null. A case takes a second; one that never ends is wrong as well.</summary>
    private static async Task<string?> FailureAsync(ChaosCase chaos)
    {
        var run = RunAsync(chaos);
        return await Task.WhenAny(run, Task.Delay(Within.Limit)) == run ? await run : "it never ended";
    }

    private static async Task<string?> RunAsync(ChaosCase chaos)
    {
        await using var engine = await StartAsync(chaos.Readiness);
        var emulator = engine.Emulator;
        var foreign = Objects(emulator);
        emulator.Control(
            "options",
            new JsonObject
            {
                ["readLagSeconds"] = chaos.LagSeconds,
                ["referenceLagSeconds"] = chaos.ReferenceLagSeconds,
                ["region"] = chaos.Region,
            }
        );
        foreach (var fault in chaos.Faults)
            emulator.Control("faults", (JsonObject)JsonNode.Parse(fault)!);
        var program = Palette.Program(chaos.Second);
        await UpAsync(engine, chaos, Palette.Program(chaos.First.Select(p => (p, false))), program);
        foreach (var fault in chaos.Faults)
            emulator.Control("faults", (JsonObject)JsonNode.Parse(fault)!);

        // People do not drop what has just failed: what nobody declares any more, nobody would look for.
        program = Palette.Program(
            chaos.Second.Concat(chaos.First.Where(p => chaos.Second.All(s => s.Place != p) && !IsKnown(engine, p)).Select(p => (p, false)))
        );
        await UpAsync(engine, chaos, program, program);

        // Things go well again.
        emulator.Control("faults/clear");
        emulator.Control("clock", new JsonObject { ["advanceSeconds"] = 200 });
        emulator.Control("options", new JsonObject { ["readLagSeconds"] = 0, ["referenceLagSeconds"] = 0 });
        return await EndAsync(engine, program, foreign);
    }

    private static async Task<EngineHarness> StartAsync(string readiness)
    {
        var time = new JumpingTime(addsUp: true);
        var emulator = await EmulatorServer.StartAsync(time: time);
        emulator.Control("seed", (JsonObject)JsonNode.Parse(Foreign)!);
        return new EngineHarness(
            emulator,
            time,
            o => o with { RetryDelay = TimeSpan.FromMilliseconds(10), MaxRetries = 2, TryTimeout = TimeSpan.FromDays(1) }
        )
        {
            Readiness = readiness,
            // The clock jumps for everybody when anybody waits, so what should not run out needs more than its usual time.
            Options = new RunOptions { OperationTimeout = TimeSpan.FromDays(2), WriteGrace = TimeSpan.FromDays(1) },
        };
    }

    /// <summary>Applies once more, looks for what is left to do, and takes all away; what is wrong then, or null.</summary>
    private static async Task<string?> EndAsync(EngineHarness engine, IReadOnlyList<Declared> program, HashSet<string> foreign)
    {
        var last = await engine.UpAsync(program);
        if (!last.Succeeded)
            return $"the last up failed: {string.Join("\n", engine.Messages)}";
        var settled = await engine.UpAsync(program);
        if (!settled.Succeeded || settled.Changes > 0)
            return $"up again made {settled.Changes} changes: {string.Join("\n", engine.Messages)}";
        var refreshed = await engine.RefreshAsync();
        if (!refreshed.Succeeded || refreshed.Changes > 0)
        {
            var drifts = refreshed
                .Steps.Where(s => s.Changes.Length > 0)
                .Select(s => $"{s.Name}: {string.Join(", ", s.Changes.Select(c => c.Path))}");
            return $"refresh found {refreshed.Changes} changes: {string.Join("\n", drifts)}";
        }

        var destroyed = await engine.DestroyAsync();
        if (!destroyed.Succeeded)
            return $"destroy failed: {string.Join("\n", engine.Messages)}";
        var left = Objects(engine.Emulator);
        var writes = engine.Emulator.Log.Calls.Where(c => !c.Method.StartsWith("list_", StringComparison.Ordinal));
        return left.SetEquals(foreign)
            ? null
            : $"left over or changed: {string.Join("\n", left.Except(foreign))}\n"
                + $"missing or changed: {string.Join("\n", foreign.Except(left))}\n"
                + $"writes: {string.Join(" ", writes.Select(c => $"{c.At:mm:ss}:{c.Method}={c.Outcome}"))}";
    }

    /// <summary>
    /// One run; where the case says so, the engine dies before it notes some of what was created. Only what the next
    /// program declares as well: of what nobody declares any more, nobody can say whose it is.
    /// </summary>
    private static async Task UpAsync(EngineHarness engine, ChaosCase chaos, IReadOnlyList<Declared> program, IReadOnlyList<Declared> next)
    {
        var known = engine.State.Resources.Select(r => r.Urn).ToHashSet();
        engine.Dies = chaos.Forgotten > 0;
        await engine.UpAsync(program);
        engine.Dies = false;
        if (chaos.Forgotten == 0)
            return;
        var n = 0;
        var forgotten = engine
            .State.Resources.Where(r =>
                r.Custom
                && r.Type.StartsWith("livechat:", StringComparison.Ordinal)
                && !known.Contains(r.Urn)
                && next.Any(d => d.Name == r.Name && d.Type == r.Type.Split(':')[^1] && IsSameObject(d, r.Inputs))
                && !engine.State.Resources.Any(d => d.Dependencies.Contains(r.Urn))
                && ++n % chaos.Forgotten == 0
            )
            .Select(r => r.Urn)
            .ToHashSet();
        engine.State = engine.State with { Resources = [.. engine.State.Resources.Where(r => !forgotten.Contains(r.Urn))] };
    }

    /// <summary>
    /// True where the program means the object that was created. One that it has replaced is left to people: its state may have been
    /// saved, and changed since.
    /// </summary>
    private static bool IsSameObject(Declared declared, PropertyObject inputs)
    {
        var spec = Catalog.Resources.First(r => r.Spec.Name == declared.Type).Spec;
        return spec
            .Inputs.Where(p => p.Class == PropertyClass.Replace)
            .All(p => ValueEquality.AreEqual(p.Type, declared.Inputs[p.Name], inputs[p.Name]));
    }

    private static bool IsKnown(EngineHarness engine, int place) => engine.State.Resources.Any(r => r.Name == Palette.NameOf(place));

    /// <summary>Every object of the license, each as a text.</summary>
    private static HashSet<string> Objects(EmulatorServer emulator)
    {
        var dump = (JsonObject)emulator.Control("dump");
        dump.Remove("next_group_id");
        return
        [
            .. dump.SelectMany(c =>
                c.Value is JsonArray list ? list.Select(o => $"{c.Key} {o!.ToJsonString()}") : [$"{c.Key} {c.Value?.ToJsonString()}"]
            ),
        ];
    }
}
