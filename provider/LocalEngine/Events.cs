using System.Collections.Immutable;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LocalEngine;

/// <summary>The kinds of steps, with the names of Pulumi's <c>--json</c> output.</summary>
internal enum StepOp
{
    Same,
    Create,
    Update,
    Delete,
    Replace,
    CreateReplacement,
    DeleteReplaced,
    Read,
    Import,
}

/// <summary>One changed property of a step.</summary>
internal sealed record PropertyChange(string Path, PropertyDiff.Types.Kind Kind, PropertyValue? Old, PropertyValue? New)
{
    /// <summary>True where inputs were compared, false where an output was.</summary>
    public bool InputDiff { get; init; }
}

/// <summary>One step of a run, in the form in which it is shown to the user.</summary>
internal sealed record Step(
    StepOp Op,
    string Urn,
    string Type,
    string Name,
    string Id,
    ImmutableArray<PropertyChange> Changes,
    ResourceState? Old,
    ResourceState? New
)
{
    /// <summary>False for the two halves of a replacement, which is one step to people.</summary>
    public bool IsLogical => Op is not (StepOp.CreateReplacement or StepOp.DeleteReplaced);

    /// <summary>A step that leads to a new state. Before a resource has an id, the step shows that of the old resource.</summary>
    public static Step To(StepOp op, ResourceState state, ResourceState? old, ImmutableArray<PropertyChange> changes) =>
        new(op, state.Urn, state.Type, state.Name, state.Id.Length > 0 ? state.Id : old?.Id ?? "", changes, old, state);

    /// <summary>A step that deletes a resource.</summary>
    public static Step Deletion(StepOp op, ResourceState state) => new(op, state.Urn, state.Type, state.Name, state.Id, [], state, null);
}

/// <summary>Receives the events of a run, in order. Calls come from many threads.</summary>
internal interface IEngineObserver
{
    void StepStarted(Step step);

    void StepFinished(Step step, TimeSpan took, string? error);

    void Diagnostic(LogSeverity severity, string urn, string message);

    void ProgramOutput(string line);
}

/// <summary>The result of a run.</summary>
internal sealed record RunResult(
    bool Succeeded,
    ImmutableSortedDictionary<StepOp, int> Counts,
    PropertyObject Outputs,
    ImmutableArray<Step> Steps
)
{
    /// <summary>The number of steps that change something.</summary>
    public int Changes => Counts.Where(c => c.Key is not (StepOp.Same or StepOp.Read)).Sum(c => c.Value);
}
