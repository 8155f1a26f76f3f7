using System.Collections.Immutable;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LocalEngine;

/// <summary>What a step does; the names are those of Pulumi's <c>--json</c>.</summary>
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
internal sealed record PropertyChange(string Path, PropertyDiff.Types.Kind Kind, PropertyValue? Old, PropertyValue? New);

/// <summary>A step, as users see it.</summary>
internal sealed record Step(
    StepOp Op,
    string Urn,
    string Type,
    string Name,
    string Id,
    ImmutableArray<PropertyChange> Changes,
    ResourceState? Old,
    ResourceState? New
);

/// <summary>What happens during a run, in order. Calls come from many threads.</summary>
internal interface IEngineObserver
{
    void StepStarted(Step step);

    void StepFinished(Step step, TimeSpan took, string? error);

    void Diagnostic(LogSeverity severity, string urn, string message);

    void ProgramOutput(string line);
}

/// <summary>How a run ended.</summary>
internal sealed record RunResult(
    bool Succeeded,
    ImmutableSortedDictionary<StepOp, int> Counts,
    PropertyObject Outputs,
    ImmutableArray<Step> Steps
)
{
    /// <summary>Steps that change something.</summary>
    public int Changes => Counts.Where(c => c.Key is not (StepOp.Same or StepOp.Read)).Sum(c => c.Value);
}
