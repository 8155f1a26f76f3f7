using System.Text.Json.Nodes;
using LiveChatPulumi.Cli;
using LocalEngine_Tests;
using LocalEngine.Yaml;
using PluginProtocol.Text;
using TestSupport;

namespace Cli_Tests;

/// <summary>What <c>--json</c> prints is what a real Pulumi printed of the same program and the same answers.</summary>
public class JsonTraceTests
{
    /// <summary>What is of the moment, and the times that the recorded CLI prints as zero.</summary>
    private static readonly string[] OfTheMoment = ["duration", "durationSeconds", "timestamp", "sequence", "created", "modified"];

    public static TheoryData<string> Steps => [.. Trace.All("preview-json").Select(t => t.Step)];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Json_OfARecordedStep_IsWhatPulumiPrints(string step)
    {
        var trace = Trace.Load("preview-json", step);
        await using var output = new StringWriter();
        await using var display = new JsonDisplay(output, new MessageFilter(), debug: false, TimeProvider.System);
        var kind = trace.Command.StartsWith("pulumi up", StringComparison.Ordinal) ? OperationKind.Up : OperationKind.Preview;
        await TraceRunner.RunAsync(
            trace,
            new ReplayProvider(trace.Calls, trace.Behaviour, trace.State),
            display,
            project => new YamlProgram(project),
            async (preview, run) =>
            {
                await display.PhaseAsync(kind, "dev", preview);
                await display.SummaryAsync(await run(), preview);
            }
        );
        var recorded = Repo.Json("traces", "preview-json", step + ".output.json").AsArray();
        Assert.Equal(
            recorded.Where(d => (string?)d!["diagnosticEvent"]?["severity"] != "debug").Select(Comparable),
            JsonDocuments.Read(output.ToString()).Select(Comparable)
        );
    }

    private static string Comparable(JsonNode? document)
    {
        var kept = document!.DeepClone();
        Strip(kept);
        return Trace.WithoutUuids(TraceRunner.Sorted(kept)!.ToJsonString());
    }

    private static void Strip(JsonNode? node)
    {
        foreach (var child in node is JsonArray list ? list.ToList() : [])
            Strip(child);
        if (node is not JsonObject members)
            return;
        foreach (var name in OfTheMoment)
            members.Remove(name);
        foreach (var (_, child) in members.ToList())
            Strip(child);
    }
}
