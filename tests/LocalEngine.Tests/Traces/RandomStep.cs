using System.Collections.Immutable;
using System.Text.Json.Nodes;
using TestSupport;

namespace LocalEngine_Tests;

/// <summary>One step of a random program that a real Pulumi ran: the command, the program, the calls, and the state after it.</summary>
internal sealed record RandomStep(string Command, bool Succeeds, JsonObject Resources, ImmutableArray<TraceCall> Calls, JsonArray State)
{
    /// <summary>The recorded summary lines, such as <c>+ 2 created</c>.</summary>
    public required ImmutableArray<string> Summary { get; init; }

    /// <summary>The folder of the recordings: those of the repository, or those that RANDOM_TRACES names.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("RANDOM_TRACES") ?? Repo.Data("traces", "random");

    public static ImmutableArray<RandomStep> Load(string program) =>
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, program + ".json")))!.AsArray().Select(s => Parse((JsonObject)s!))];

    private static RandomStep Parse(JsonObject json) =>
        new(
            (string)json["command"]!,
            (int)json["exit"]! == 0,
            (json["resources in the program"] as JsonObject) ?? [],
            [.. json["calls"]!.AsArray().Select(c => Call((JsonObject)c!))],
            (json["state"] as JsonArray) ?? []
        )
        {
            Summary = [.. json["summary"]!.AsArray().Select(l => (string)l!)],
        };

    private static TraceCall Call(JsonObject json) =>
        new(
            (string)json["call"]!,
            "engine -> provider",
            (int)json["began"]!,
            (int)json["ended"]!,
            (JsonObject)json["request"]!,
            json["response"] as JsonObject,
            null
        );
}
