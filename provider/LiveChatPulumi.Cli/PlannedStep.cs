using System.Text.Json.Nodes;
using LiveChatPulumi.Cli.Drift;
using LocalEngine;
using PluginProtocol.Text;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli;

/// <summary>What a run does to a resource, as reports tell it.</summary>
/// <param name="Op">The step, in Pulumi's word.</param>
/// <param name="Type">The type token.</param>
/// <param name="Name">The resource's name.</param>
/// <param name="Changes">What changes, a line each.</param>
internal sealed record PlannedStep(string Op, string Type, string Name, IReadOnlyList<string> Changes)
{
    /// <summary>The type's own name and the resource's.</summary>
    public string Subject => $"{Type.Split(':')[^1]} '{Name}'";

    /// <summary>The steps of a preview that change objects.</summary>
    /// <param name="result">The preview.</param>
    /// <param name="filter">Knows the secrets of the run.</param>
    public static IReadOnlyList<PlannedStep> Of(RunResult result, MessageFilter filter) =>
        [.. result.Steps.Where(IsShown).Select(s => Of(s, filter))];

    /// <summary>Steps as a part of a document.</summary>
    public static JsonArray ToJson(IEnumerable<PlannedStep> steps) =>
        new([
            .. steps.Select(s => new JsonObject
            {
                ["op"] = s.Op,
                ["type"] = s.Type,
                ["name"] = s.Name,
                ["changes"] = new JsonArray([.. s.Changes.Select(c => (JsonNode)JsonValue.Create(c))]),
            }),
        ]);

    /// <summary>The step and its changes, a line each.</summary>
    public IEnumerable<string> Lines => Changes.Select(c => "  " + c).Prepend($"{Op} {Subject}");

    private static bool IsShown(Step step) =>
        step.Op is not (StepOp.Same or StepOp.Read or StepOp.CreateReplacement or StepOp.DeleteReplaced)
        && (step.New ?? step.Old) is { Custom: true, IsProvider: false };

    private static PlannedStep Of(Step step, MessageFilter filter) =>
        new(
            StepText.Verb(step.Op, preview: true, done: true),
            step.Type,
            step.Name,
            [.. step.Changes.Select(c => filter.Of($"{c.Path}: {Shown(c.Old, filter)} => {Shown(c.New, filter)}"))]
        );

    private static string Shown(PropertyValue? value, MessageFilter filter) => ShownValue.Of(value, filter) ?? "(none)";
}
