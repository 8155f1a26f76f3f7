using System.Collections.Concurrent;
using LocalEngine;
using PluginProtocol.Messages;
using PluginProtocol.Text;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli;

/// <summary>Keeps what reports tell of a run, and shows the run by another display.</summary>
/// <param name="shows">The other display.</param>
/// <param name="filter">What people read passes it.</param>
internal sealed class RecordingDisplay(IDisplay shows, MessageFilter filter) : IDisplay
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _warnings = new();

    /// <summary>The other display.</summary>
    public IDisplay Shows => shows;

    /// <summary>What failed, each with the resource's name.</summary>
    public IReadOnlyList<string> Errors => [.. _errors.Distinct()];

    /// <summary>What people should know, each with the resource's name.</summary>
    public IReadOnlyList<string> Warnings => [.. _warnings.Distinct()];

    /// <summary>The result of the last phase; null before its end.</summary>
    public RunResult? Result { get; private set; }

    /// <summary>True where the last phase was a preview.</summary>
    public bool IsPreview { get; private set; }

    public Task PhaseAsync(OperationKind kind, string stack, bool preview)
    {
        (Result, IsPreview) = (null, preview);
        return shows.PhaseAsync(kind, stack, preview);
    }

    public void StepStarted(Step step) => shows.StepStarted(step);

    public void StepFinished(Step step, TimeSpan took, string? error) => shows.StepFinished(step, took, error);

    public void Diagnostic(LogSeverity severity, string urn, string message)
    {
        var about = urn.Length > 0 && Urn.Parse(urn) is { Type: not Urn.StackType } parsed ? $"'{parsed.Name}': " : "";
        if (severity is LogSeverity.Error)
            _errors.Enqueue(filter.Of(about + message));
        else if (severity is LogSeverity.Warning)
            _warnings.Enqueue(filter.Of(about + message));
        shows.Diagnostic(severity, urn, message);
    }

    public void ProgramOutput(string line) => shows.ProgramOutput(line);

    public Task SummaryAsync(RunResult result, bool preview)
    {
        Result = result;
        return shows.SummaryAsync(result, preview);
    }

    public Task EndAsync(RunResult result) => shows.EndAsync(result);

    public Task FlushAsync() => shows.FlushAsync();

    public ValueTask DisposeAsync() => shows.DisposeAsync();
}
