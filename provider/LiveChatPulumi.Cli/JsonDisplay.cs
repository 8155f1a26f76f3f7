using System.Text;
using System.Text.Json;
using LiveChatPulumi.Cli.Drift;
using LocalEngine;
using PluginProtocol.Messages;
using PluginProtocol.Text;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli;

/// <summary>Writes one JSON document at the end, with the names of Pulumi's preview digest. Secrets are masked.</summary>
internal sealed class JsonDisplay(TextWriter output, MessageFilter filter, bool debug) : IDisplay
{
    private readonly Lock _gate = new();
    private readonly List<(string Severity, string Urn, string Message)> _diagnostics = [];

    public Task PhaseAsync(OperationKind kind, string stack, bool preview) => Task.CompletedTask;

    public void StepStarted(Step step) { }

    public void StepFinished(Step step, TimeSpan took, string? error) { }

    public void Diagnostic(LogSeverity severity, string urn, string message)
    {
        if (severity == LogSeverity.Debug && !debug)
            return;
        lock (_gate)
            _diagnostics.Add((severity.ToString().ToLowerInvariant(), urn, filter.Of(message)));
    }

    public void ProgramOutput(string line)
    {
        lock (_gate)
            _diagnostics.Add(("info", "", filter.Of(line)));
    }

    public Task SummaryAsync(RunResult result, bool preview) => Task.CompletedTask;

    public async Task EndAsync(RunResult result)
    {
        using var stream = new MemoryStream();
        await using (var json = new Utf8JsonWriter(stream, Json.Indented))
            Write(json, result);
        await output.WriteLineAsync(Encoding.UTF8.GetString(stream.ToArray())).ConfigureAwait(false);
    }

    public Task FlushAsync() => output.FlushAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Write(Utf8JsonWriter json, RunResult result)
    {
        json.WriteStartObject();
        json.WriteBoolean("succeeded", result.Succeeded);
        json.WriteStartArray("steps");
        foreach (var step in result.Steps)
            Write(json, step);
        json.WriteEndArray();
        json.WriteStartArray("diagnostics");
        foreach (var (severity, urn, message) in _diagnostics)
        {
            json.WriteStartObject();
            json.WriteString("severity", severity);
            if (urn.Length > 0)
                json.WriteString("urn", urn);
            json.WriteString("message", message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("outputs");
        foreach (var (key, value) in result.Outputs.Members)
            Value(json, key, value);
        json.WriteEndObject();
        json.WriteStartObject("changeSummary");
        foreach (var (op, count) in result.Counts)
            json.WriteNumber(Name(op), count);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Step step)
    {
        json.WriteStartObject();
        json.WriteString("op", Name(step.Op));
        json.WriteString("urn", step.Urn);
        if (step.Id.Length > 0)
            json.WriteString("id", step.Id);
        if (!step.Changes.IsEmpty)
        {
            json.WriteStartObject("detailedDiff");
            foreach (var change in step.Changes)
            {
                json.WriteStartObject(change.Path);
                json.WriteString("kind", change.Kind.ToString());
                if (change.Old is not null)
                    Value(json, "old", change.Old);
                if (change.New is not null)
                    Value(json, "new", change.New);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter json, string name, PropertyValue value)
    {
        json.WritePropertyName(name);
        new CheckpointCodec(null).Write(json, ShownValue.Masked(value));
    }

    private static string Name(StepOp op) =>
        op switch
        {
            StepOp.CreateReplacement => "create-replacement",
            StepOp.DeleteReplaced => "delete-replaced",
            _ => op.ToString().ToLowerInvariant(),
        };
}
