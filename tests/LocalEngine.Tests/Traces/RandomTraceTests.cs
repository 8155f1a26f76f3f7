using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.Projects;
using LocalEngine.State;
using LocalEngine.Yaml;
using PluginProtocol.Values;
using TestSupport;

namespace LocalEngine_Tests;

/// <summary>
/// Random programs that a real Pulumi ran: options, renames, taints, targets, drift. The engine makes the same calls of each resource in
/// the same order, shows the same summary, and ends with the same state, step by step.
/// </summary>
public partial class RandomTraceTests
{
    private static readonly Target Shop = new("shop", "dev", "organization", ImmutableSortedDictionary<string, string>.Empty, []);

    public static TheoryData<string> Programs =>
        [
            .. Directory
                .EnumerateFiles(RandomStep.Folder, "*.json")
                .Select(f => Path.GetFileNameWithoutExtension(f)!)
                .Order()
                .Where((_, n) => LongForms.Wanted || n % 2 == 1),
        ];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Steps_OfARandomProgram_AreThoseOfARealEngine(string program)
    {
        var snapshot = Snapshot.Empty;
        var number = 0;
        foreach (var step in RandomStep.Load(program))
        {
            try
            {
                snapshot = await RunAsync(step, snapshot);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{program}, step {number}: {step.Command}", e);
            }

            number++;
        }
    }

    private static async Task<Snapshot> RunAsync(RandomStep step, Snapshot before)
    {
        var words = step.Command.Split(' ');
        if (words[1] == "state")
            return Taint(step, before, words[3]);
        var provider = new ReplayProvider(step.Calls, "", null) { Schema = File.ReadAllText(Repo.Data("sdk", "schema.json")) };
        using var folder = new TemporaryFolder();
        var program = new JsonObject
        {
            ["name"] = "shop",
            ["runtime"] = "yaml",
            ["resources"] = step.Resources.DeepClone(),
        };
        await File.WriteAllTextAsync(folder.File("Pulumi.yaml"), program.ToJsonString());
        var observer = new RecordingObserver();
        var engine = new Engine(Shop, provider, observer, TimeProvider.System, 8);
        var codec = new CheckpointFile(null);
        using var journal = new Journal(folder.File("journal"), codec);
        var (result, after) = words[1] switch
        {
            "refresh" => await engine.RefreshAsync(before, journal),
            "destroy" => await engine.DestroyAsync(before, journal),
            _ => await engine.RunProgramAsync(
                new YamlProgram(Project.Load(folder.Path)),
                before,
                journal,
                default,
                TraceRunner.Selection(words)
            ),
        };
        Assert.True(step.Succeeds == result.Succeeded, string.Join("\n", observer.Messages));
        AssertCalls(step, provider, before);
        if (step.Succeeds)
            Assert.Equal(Recorded(step), Counts(result));
        TraceRunner.AssertSame(Describe(step.State), Describe(after));
        Assert.Equal(TraceRunner.Describe(after), TraceRunner.Describe(Journal.Replay(before, folder.File("journal"), codec)));
        return after;
    }

    private static Snapshot Taint(RandomStep step, Snapshot before, string urn)
    {
        if (!step.Succeeds)
        {
            Assert.Contains("No such resource", Assert.Throws<EngineException>(() => StateEdits.Taint(before, urn)).Message);
            return before;
        }

        var after = StateEdits.Taint(before, urn);
        TraceRunner.AssertSame(Describe(step.State), Describe(after));
        return after;
    }

    private static void AssertCalls(RandomStep step, ReplayProvider provider, Snapshot before)
    {
        var asked = provider.Asked.Where(c => c.Method is "Check" or "Diff" or "Create" or "Read" or "Update" or "Delete").ToList();
        TraceRunner.AssertSame(Calls(step.Calls), Calls(asked));
        TraceRunner.AssertOrder([.. step.Calls], asked, acrossResources: false);
        AssertOrder(step, asked, before);
    }

    /// <summary>
    /// Dependents are deleted before what they depended on. What a real engine deleted at the end of its run, this one deletes there too.
    /// </summary>
    private static void AssertOrder(RandomStep step, List<TraceCall> asked, Snapshot before)
    {
        var deleted = asked.Where(c => c.Method == "Delete").Select(c => (string)c.Request["urn"]!).ToList();
        foreach (var resource in before.Resources.Where(r => deleted.Contains(r.Urn)))
        {
            foreach (var needed in resource.AllDependencies.Where(d => d != resource.Urn && deleted.Contains(d)))
                Assert.True(deleted.IndexOf(resource.Urn) < deleted.IndexOf(needed), $"{resource.Urn} must be deleted before {needed}");
        }

        var lastWrite = step.Calls.Where(c => c.Method is "Create" or "Update").Select(c => c.Ended).DefaultIfEmpty(-1).Max();
        var atTheEnd = step.Calls.Where(c => c.Method == "Delete" && c.Began > lastWrite).Select(c => (string)c.Request["urn"]!).ToList();
        Assert.Equal(
            atTheEnd.Order(StringComparer.Ordinal),
            asked
                .Skip(asked.FindLastIndex(c => c.Method is "Create" or "Update") + 1)
                .Where(c => c.Method == "Delete" && atTheEnd.Contains((string)c.Request["urn"]!))
                .Select(c => (string)c.Request["urn"]!)
                .Order(StringComparer.Ordinal)
        );
    }

    private static List<string> Calls(IEnumerable<TraceCall> calls) =>
        [
            .. calls
                .Select(c => c.Method + " " + Opened(TraceRunner.Essentials(c with { Request = Kept(c.Request) })))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The recordings leave out what the URN says, and empty values.</summary>
    private static JsonObject Kept(JsonObject request) =>
        new(
            request
                .Where(m => m.Key is not ("name" or "type") && m.Value is not JsonObject { Count: 0 })
                .Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))
        );

    private static List<string> Recorded(RandomStep step) =>
        [
            .. step
                .Summary.Select(l => SummaryLine().Match(l))
                .Where(m => m.Success)
                .Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value}")
                .Order(StringComparer.Ordinal),
        ];

    private static List<string> Counts(RunResult result)
    {
        (string Word, int Count)[] counts =
        [
            ("created", Count(StepOp.Create)),
            ("updated", Count(StepOp.Update)),
            ("deleted", Count(StepOp.Delete)),
            ("replaced", Count(StepOp.Replace)),
            ("unchanged", Count(StepOp.Same)),
        ];
        return [.. counts.Where(c => c.Count > 0).Select(c => $"{c.Count} {c.Word}").Order(StringComparer.Ordinal)];

        int Count(StepOp op) => result.Counts.GetValueOrDefault(op);
    }

    private static List<string> Describe(JsonArray state) => [.. state.Select(r => Member((JsonObject)r!)).Order(StringComparer.Ordinal)];

    private static List<string> Describe(Snapshot snapshot)
    {
        var export = JsonNode.Parse(new CheckpointFile(null).WriteExport(snapshot, DateTimeOffset.UnixEpoch))!;
        return Describe(export["deployment"]!["resources"] as JsonArray ?? []);
    }

    /// <summary>What the recordings keep of a resource: of providers and stacks only what they are.</summary>
    private static string Member(JsonObject resource)
    {
        var kept = (JsonObject)resource.DeepClone();
        var engines = ((string)kept["type"]!).StartsWith("pulumi:", StringComparison.Ordinal);
        foreach (var name in kept.Select(m => m.Key).Where(k => k is "created" or "modified" || (engines && !IsIdentity(k))).ToList())
            kept.Remove(name);

        // The order of dependencies says nothing.
        Sort(kept, "dependencies");
        foreach (var property in (kept["propertyDependencies"] as JsonObject)?.Select(p => p.Key).ToList() ?? [])
            Sort((JsonObject)kept["propertyDependencies"]!, property);
        return Opened(Trace.WithoutUuids(TraceRunner.Sorted(kept)!.ToJsonString()));
    }

    private static void Sort(JsonObject parent, string member)
    {
        if (parent[member] is JsonArray texts)
            parent[member] = new JsonArray([
                .. texts.Select(t => (string)t!).Order(StringComparer.Ordinal).Select(t => JsonValue.Create(t)),
            ]);
    }

    private static bool IsIdentity(string member) => member is "urn" or "custom" or "id" or "type";

    /// <summary>Secrets are secret in both; what is inside them shows in the calls.</summary>
    private static string Opened(string json) => SecretValue().Replace(json, "$1");

    [GeneratedRegex("([0-9]+) (created|updated|deleted|replaced|unchanged)")]
    private static partial Regex SummaryLine();

    [GeneratedRegex(
        "(\"4dabf18193072939515e22adb298388d\":\"1b47061264138c4ac30d75fd1eb44270\"),\"(?:ciphertext|plaintext)\":\"(?:[^\"\\\\]|\\\\.)*\""
    )]
    private static partial Regex SecretValue();
}
