using LocalEngine;
using LocalEngine.Deployments;
using PluginProtocol.Messages;

namespace LocalEngine_Tests;

/// <summary>What a person reads of a run: its errors and warnings.</summary>
internal sealed class EngineMessages : IEngineObserver
{
    public List<string> Errors { get; } = [];

    public List<string> Warnings { get; } = [];

    public void StepStarted(Step step) { }

    public void StepFinished(Step step, TimeSpan took, string? error) { }

    public void Diagnostic(LogSeverity severity, string urn, string message)
    {
        lock (Errors)
        {
            if (severity == LogSeverity.Error)
                Errors.Add(message);
            else if (severity == LogSeverity.Warning)
                Warnings.Add(message);
        }
    }

    public void ProgramOutput(string line) { }
}
