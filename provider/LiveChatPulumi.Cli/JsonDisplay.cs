using LocalEngine;
using PluginProtocol.Messages;
using PluginProtocol.Text;

namespace LiveChatPulumi.Cli;

/// <summary>
/// Writes JSON as Pulumi does: a preview is one document at its end, an update one document for each event, while it goes.
/// </summary>
internal sealed class JsonDisplay(TextWriter output, MessageFilter filter, bool debug, TimeProvider time) : IDisplay
{
    private readonly Lock _gate = new();
    private JsonDigest _digest = new();
    private JsonEvents? _events;
    private long _began = time.GetTimestamp();

    /// <summary>The stack's configuration, with its secrets masked.</summary>
    public IReadOnlyDictionary<string, string> Config { get; set; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The document of a command that failed before it came to a preview.</summary>
    public static string Failure(string message)
    {
        var digest = new JsonDigest();
        digest.Diagnostics.Add(new Told("error", "", "error: ", message));
        return digest.Write(null, TimeSpan.Zero);
    }

    public Task PhaseAsync(OperationKind kind, string stack, bool preview)
    {
        lock (_gate)
        {
            // What was said before the phase is part of it.
            var said = _digest.Diagnostics.ToList();
            _digest = new JsonDigest { Config = Config };
            _began = time.GetTimestamp();
            _events = preview ? null : new JsonEvents(output, time);
            _events?.Begin(Config);
            foreach (var told in said)
                Tell(told);
        }

        return Task.CompletedTask;
    }

    public void StepStarted(Step step)
    {
        lock (_gate)
        {
            if (_events is { } events)
                events.Started(step);
            else
                _digest.Add(step);
        }
    }

    public void StepFinished(Step step, TimeSpan took, string? error)
    {
        lock (_gate)
            _events?.Finished(step, error is not null);
    }

    public void Diagnostic(LogSeverity severity, string urn, string message)
    {
        if (severity == LogSeverity.Debug && !debug)
            return;
        var told = new Told(severity.ToString().ToLowerInvariant(), urn, StepText.Severity(severity), filter.Of(message));
        lock (_gate)
            Tell(told);
    }

    public void ProgramOutput(string line)
    {
        lock (_gate)
        {
            if (_events is { } events)
                events.ProgramOutput(filter.Of(line));
            else
                _digest.Diagnostics.Add(new Told("info", "", "", filter.Of(line)));
        }
    }

    public Task SummaryAsync(RunResult result, bool preview)
    {
        lock (_gate)
        {
            if (_events is { } events)
                events.End(result);
            else
                output.WriteLine(_digest.Write(result, time.GetElapsedTime(_began)));
            (_events, _digest) = (null, new JsonDigest());
        }

        return Task.CompletedTask;
    }

    public Task EndAsync(RunResult result) => Task.CompletedTask;

    public Task FlushAsync() => output.FlushAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Tell(Told told)
    {
        if (_events is { } events)
            events.Say(told);
        else
            _digest.Diagnostics.Add(told);
    }
}
