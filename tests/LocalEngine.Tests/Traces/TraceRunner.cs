using System.Text.Json.Nodes;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.Programs;
using LocalEngine.Projects;
using LocalEngine.State;
using PluginProtocol.Messages;
using TestSupport;

namespace LocalEngine_Tests;

/// <summary>Runs a recorded step on the engine and holds calls, order and state against the recording.</summary>
internal static class TraceRunner
{
    public static async Task AssertAsync(Trace trace, Func<Project, IProgram> program)
    {
        var provider = new ReplayProvider(trace.Calls, trace.Behaviour, trace.State);
        var (after, codec) = await RunAsync(trace, provider, new RecordingObserver(), program);
        var recorded = trace.Calls.Where(c => c.Between == "engine -> provider" && Counts(c)).ToList();
        var asked = provider.Asked.Where(Counts).ToList();
        AssertSame(Canonical(recorded, trace), Canonical(asked, trace));
        var before = (trace.StateBefore is { } text ? codec.Read(text) : Snapshot.Empty).Resources;
        AssertOrder(recorded, asked, depends: (a, b) => before.Any(r => r.Urn == a && r.AllDependencies.Contains(b)));
        if (trace.State is { } state)
            AssertSame(Describe(codec.Read(state)), Describe(after));
    }

    public static void AssertSame(List<string> expected, List<string> actual)
    {
        var missing = expected.ToList();
        var extra = actual.Where(a => !missing.Remove(a)).ToList();
        Assert.True(missing.Count + extra.Count == 0, $"missing:\n{string.Join("\n", missing)}\ntoo many:\n{string.Join("\n", extra)}");
    }

    /// <summary>Runs a recorded step.</summary>
    /// <param name="trace">The step.</param>
    /// <param name="provider">Answers as the recorded one did.</param>
    /// <param name="observer">Gets what a person would see.</param>
    /// <param name="program">Opens the program.</param>
    /// <param name="shown">Stands around each phase, told whether it is a preview; null for none.</param>
    public static async Task<(Snapshot Snapshot, CheckpointFile Codec)> RunAsync(
        Trace trace,
        ReplayProvider provider,
        IEngineObserver observer,
        Func<Project, IProgram> program,
        Func<bool, Func<Task<RunResult>>, Task>? shown = null
    )
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("Pulumi.yaml"), Program(trace).ToJsonString());
        await File.WriteAllTextAsync(folder.File("Pulumi.dev.yaml"), (string?)trace.Given["stack config"] ?? "");
        var project = Project.Load(folder.Path);
        var config = StackConfig.Load(project, "dev");
        var crypter = Crypters.Open(config.Salt!);
        var codec = new CheckpointFile(crypter);
        var snapshot = trace.StateBefore is { } before ? codec.Read(before) : Snapshot.Empty;
        var values = config.Read(crypter);
        var engine = new Engine(
            new Target("shop", "dev", "organization", values.Texts, values.Secrets),
            provider,
            observer,
            TimeProvider.System,
            8
        );
        if (trace.Behaviour == "slow")
            _ = provider.SlowCreateBegan.Task.ContinueWith(_ => engine.CancelAsync(), TaskScheduler.Default);
        return (await PhasesAsync(trace, engine, program(project), snapshot, codec, folder, shown ?? ((_, run) => run())), codec);
    }

    /// <summary>
    /// The recorded program in the words of today. One without a section of resources says that it has none; aliases that are mappings,
    /// which later versions of Pulumi YAML refuse, are URNs.
    /// </summary>
    private static JsonObject Program(Trace trace)
    {
        var program = (JsonObject)trace.Given["program"]!.DeepClone();
        if (!program.ContainsKey("resources"))
            program["resources"] = new JsonObject();
        foreach (var (_, resource) in (JsonObject)program["resources"]!)
        {
            if (resource!["options"]?["aliases"] is JsonArray aliases && aliases[0] is JsonObject alias)
                aliases[0] = $"urn:pulumi:dev::shop::{resource["type"]}::{alias["name"]}";
        }

        return program;
    }

    private static async Task<Snapshot> PhasesAsync(
        Trace trace,
        Engine engine,
        IProgram program,
        Snapshot snapshot,
        CheckpointFile codec,
        TemporaryFolder folder,
        Func<bool, Func<Task<RunResult>>, Task> shown
    )
    {
        var words = trace.Command.Split(' ');
        var previewOnly = words[1] == "preview" || words.Contains("--preview-only");
        if (!words.Contains("--skip-preview") || previewOnly)
        {
            var succeeded = false;
            await shown(
                true,
                async () =>
                {
                    var (result, _) = await PhaseAsync(words, engine, program, snapshot, null, null, Imports(trace));
                    succeeded = result.Succeeded;
                    return result;
                }
            );
            if (previewOnly || !succeeded)
                return snapshot;
        }

        using var journal = new Journal(folder.File("journal"), codec);
        var after = snapshot;
        await shown(
            false,
            async () =>
            {
                var second = () => new Journal(folder.File("second"), codec);
                (var result, after) = await PhaseAsync(words, engine, program, snapshot, journal, second, Imports(trace));
                return result;
            }
        );

        // Whatever happened, the journal alone amounts to the same deployment.
        if (!words.Contains("--refresh"))
            Assert.Equal(Describe(after), Describe(Journal.Replay(snapshot, folder.File("journal"), codec)));
        return after;
    }

    private static async Task<(RunResult Result, Snapshot Snapshot)> PhaseAsync(
        string[] words,
        Engine engine,
        IProgram program,
        Snapshot snapshot,
        Journal? journal,
        Func<Journal>? second,
        IReadOnlyList<ImportSpec> imports
    )
    {
        var selection = Selection(words);
        if (words[1] == "import")
            return await engine.ImportAsync(imports, snapshot, journal);
        if (words[1] == "refresh")
            return await engine.RefreshAsync(snapshot, journal, selection);
        if (words[1] == "destroy")
            return await engine.DestroyAsync(snapshot, journal, selection);
        if (words.Contains("--refresh"))
        {
            snapshot = (await engine.RefreshAsync(snapshot, journal)).Snapshot;
            using var own = second?.Invoke();
            return await engine.RunProgramAsync(program, snapshot, own, default, selection);
        }

        return await engine.RunProgramAsync(program, snapshot, journal, default, selection);
    }

    /// <summary>What a recorded import imports: files of imports are not recorded, and what is read of them is.</summary>
    private static List<ImportSpec> Imports(Trace trace) =>
        [
            .. trace
                .Calls.Where(c => c.Method == "Read")
                .Select(c => new ImportSpec((string)c.Request["type"]!, (string)c.Request["name"]!, (string)c.Request["id"]!)
                {
                    Protect = !trace.Command.Contains("--protect=false", StringComparison.Ordinal),
                })
                .DistinctBy(i => (i.Type, i.Name)),
        ];

    /// <summary>The resources that a recorded command names.</summary>
    public static StepSelection Selection(string[] words)
    {
        var replaced = After("--target-replace");
        return new StepSelection([.. After("--target"), .. replaced], After("--exclude"), [.. After("--replace"), .. replaced], false);

        List<string> After(string option) => [.. words.Zip(words.Skip(1)).Where(w => w.First == option).Select(w => w.Second)];
    }

    /// <summary>Handshake, version and Cancel come as often as plugins are started, which is each engine's own affair.</summary>
    private static bool Counts(TraceCall call) => call.Method is not ("Handshake" or "GetPluginInfo" or "Cancel" or "GetSchema");

    private static List<string> Canonical(IEnumerable<TraceCall> calls, Trace trace)
    {
        var texts = calls.Select(c => Trace.WithoutUuids(c.Method + " " + Essentials(c)));

        // With --refresh a real engine keeps the provider that it configured for the refresh; this one starts another.
        // For a preview of deletions, and for what is only dropped from the state, a real engine configures a provider
        // that it then does not ask anything; this one leaves it.
        if (
            trace.Command.Contains("--refresh", StringComparison.Ordinal)
            || trace.Command.Contains(" destroy", StringComparison.Ordinal)
            || trace.Step == "05-retain-on-delete"
        )
            texts = texts.Where(t => !t.StartsWith("Configure", StringComparison.Ordinal));
        return [.. texts.Order(StringComparer.Ordinal)];
    }

    /// <summary>A call's request without what each engine makes in its own way.</summary>
    public static string Essentials(TraceCall call)
    {
        var request = (JsonObject)call.Request.DeepClone();
        foreach (
            var own in new[]
            {
                "randomSeed",
                "resourceStatusAddress",
                "resourceStatusToken",
                "variables",
                "acceptSecrets",
                "acceptResources",
                "sendsOldInputs",
                "sendsOldInputsToDelete",
                "oldOutputs",
            }
        )
            request.Remove(own);
        if (request["preview"] is { } p && !(bool)p!)
            request.Remove("preview");
        foreach (
            var empty in request
                .Where(m => m.Value is null or JsonArray { Count: 0 } || m.Value.ToJsonString() is "0" or "\"\"")
                .Select(m => m.Key)
                .ToList()
        )
            request.Remove(empty);
        return Sorted(request)!.ToJsonString();
    }

    public static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject o => new JsonObject(
                o.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))
            ),
            JsonArray a => new JsonArray([.. a.Select(Sorted)]),
            JsonValue v when v.TryGetValue<double>(out var number) => JsonValue.Create(number),
            _ => node?.DeepClone(),
        };

    /// <summary>For one resource, the calls come in the same order; deletions come after what they came after.</summary>
    /// <param name="recorded">The calls of the real engine.</param>
    /// <param name="asked">The calls of this one.</param>
    /// <param name="depends">
    /// True where one resource depends on another: deletes that do not wait for each other have no order that counts.
    /// </param>
    /// <param name="acrossResources">The order between a deletion and the writes of other resources counts as well.</param>
    public static void AssertOrder(
        List<TraceCall> recorded,
        List<TraceCall> asked,
        bool acrossResources = true,
        Func<string, string, bool>? depends = null
    )
    {
        foreach (var urn in recorded.Select(c => (string?)c.Request["urn"]).Distinct())
        {
            Assert.Equal(
                recorded.Where(c => (string?)c.Request["urn"] == urn && c.Method != "Configure").Select(c => c.Method),
                asked.Where(c => (string?)c.Request["urn"] == urn && c.Method != "Configure").Select(c => c.Method)
            );
        }

        if (!acrossResources)
            return;
        var writes = recorded.Where(Writes).ToList();
        foreach (
            var (a, b) in writes.SelectMany(a =>
                writes.Where(b => a.Ended < b.Began && (a.Method == "Delete" || b.Method == "Delete")).Select(b => (a, b))
            )
        )
        {
            if (a.Method == b.Method && depends?.Invoke((string)a.Request["urn"]!, (string)b.Request["urn"]!) == false)
                continue;
            Assert.True(Index(a) < Index(b), $"{a.Method} {a.Request["urn"]} must come before {b.Method} {b.Request["urn"]}");
        }

        int Index(TraceCall call) =>
            asked.FindIndex(c => c.Method == call.Method && (string?)c.Request["urn"] == (string?)call.Request["urn"] && Writes(c));

        static bool Writes(TraceCall c) =>
            c.Method is "Create" or "Update" or "Delete" && c.Request["preview"] is not JsonValue { } p || (c.Method == "Delete");
    }

    public static List<string> Describe(Snapshot snapshot)
    {
        var codec = new CheckpointFile(null);
        var plain = snapshot with
        {
            Salt = null,
            Resources = [.. snapshot.Resources.Select(r => r with { Created = null, Modified = null })],
        };
        var json = JsonNode.Parse(codec.WriteExport(plain, DateTimeOffset.UnixEpoch))!["deployment"]!;
        var resources = (json["resources"] as JsonArray ?? [])
            .Select(r => Trace.WithoutUuids(Sorted(r)!.ToJsonString()))
            .Order(StringComparer.Ordinal);
        var pending = (json["pending_operations"] as JsonArray ?? []).Select(p => "pending " + Trace.WithoutUuids(p!.ToJsonString()));
        return [.. resources, .. pending];
    }
}

/// <summary>Opening a salt takes a million rounds: each is opened once.</summary>
internal static class Crypters
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, PassphraseCrypter> Open1 = new();

    public static PassphraseCrypter Open(string salt) => Open1.GetOrAdd(salt, s => PassphraseCrypter.Open("x", s));
}

/// <summary>Keeps what a run shows.</summary>
internal sealed class RecordingObserver : IEngineObserver
{
    private readonly Lock _gate = new();

    public List<string> Messages { get; } = [];

    public List<Step> Finished { get; } = [];

    public void StepStarted(Step step) { }

    public void StepFinished(Step step, TimeSpan took, string? error)
    {
        lock (_gate)
            Finished.Add(step);
    }

    public void Diagnostic(LogSeverity severity, string urn, string message)
    {
        lock (_gate)
            Messages.Add($"{severity}: {message}");
    }

    public void ProgramOutput(string line)
    {
        lock (_gate)
            Messages.Add(line);
    }
}
