using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TestSupport;

namespace LocalEngine_Tests;

/// <summary>One recorded call of a real engine.</summary>
internal sealed record TraceCall(
    string Method,
    string Between,
    int Began,
    int Ended,
    JsonObject Request,
    JsonObject? Response,
    string? Error
);

/// <summary>One recorded step: a command of a real Pulumi, what it was given, its calls, and the state after it.</summary>
internal sealed partial class Trace
{
    private Trace(string scenario, string step, JsonObject given)
    {
        (Scenario, Step, Given) = (scenario, step, given);
        Calls = [.. File.ReadLines(Repo.Data("traces", scenario, step + ".jsonl")).Select(Parse)];
    }

    public string Scenario { get; }

    public string Step { get; }

    public JsonObject Given { get; }

    public string Command => (string)Given["command"]!;

    public string Behaviour => (string)Given["provider behaves"]!;

    public ImmutableArray<TraceCall> Calls { get; }

    /// <summary>The state after the step, or null where none was recorded.</summary>
    public string? State => ReadState(Step);

    /// <summary>The state before: that of the step before in the same scenario.</summary>
    public string? StateBefore
    {
        get
        {
            var steps = Directory
                .EnumerateFiles(Repo.Data("traces", Scenario), "*.given.json")
                .Select(f => Path.GetFileName(f)[..^".given.json".Length])
                .Order()
                .ToList();
            return steps.TakeWhile(s => s != Step).Select(ReadState).LastOrDefault(s => s is not null);
        }
    }

    public static IEnumerable<Trace> All(string scenario) =>
        Directory
            .EnumerateFiles(Repo.Data("traces", scenario), "*.given.json")
            .Order()
            .Select(f => Path.GetFileName(f)[..^".given.json".Length])
            .Where(s => File.Exists(Repo.Data("traces", scenario, s + ".jsonl")))
            .Select(s => Load(scenario, s));

    public static Trace Load(string scenario, string step) =>
        new(scenario, step, (JsonObject)Repo.Json("traces", scenario, step + ".given.json"));

    /// <summary>Ids that every engine makes anew.</summary>
    public static string WithoutUuids(string text) =>
        Uuid().Replace(text, m => m.Value == PluginProtocol.Values.Signatures.Unknown ? m.Value : "<uuid>");

    private string? ReadState(string step)
    {
        var path = Repo.Data("traces", Scenario, step + ".state.json");
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    private static TraceCall Parse(string line)
    {
        var json = (JsonObject)JsonNode.Parse(line)!;
        return new TraceCall(
            ((string)json["method"]!).Split('/')[^1],
            (string)json["between"]!,
            (int)json["began"]!,
            (int?)json["ended"] ?? int.MaxValue,
            json["request"] as JsonObject ?? [],
            json["response"] as JsonObject,
            (string?)(json["errors"] as JsonArray)?[0]
        );
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
