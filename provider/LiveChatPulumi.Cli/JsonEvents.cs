using System.Text.Json;
using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli;

/// <summary>An update as Pulumi's engine events: one JSON document a line, while it goes.</summary>
/// <param name="output">Where they go.</param>
/// <param name="time">The clock.</param>
internal sealed class JsonEvents(TextWriter output, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private Step? _stack;
    private int _sequence;

    public void Begin(IReadOnlyDictionary<string, string> config) => Event("preludeEvent", json => JsonDigest.WriteConfig(json, config));

    public void Started(Step step) =>
        Event("resourcePreEvent", json => Metadata(json, step, step.New is null ? null : JsonDigest.Planned(step)));

    /// <summary>Tells of a step's end. The stack has its outputs when the program has ended.</summary>
    public void Finished(Step step, bool failed)
    {
        if (failed)
            Event(
                "resOpFailedEvent",
                json =>
                {
                    Metadata(json, step, step.New);
                    json.WriteNumber("status", 0);
                    json.WriteNumber("steps", 0);
                }
            );
        else if (step is { Type: Urn.StackType, New: not null })
            _stack = step;
        else
            Event("resOutputsEvent", json => Metadata(json, step, step.New));
    }

    public void Say(Told told) =>
        Event(
            "diagnosticEvent",
            json =>
            {
                if (told.Urn.Length > 0)
                    json.WriteString("urn", told.Urn);
                if (told.Prefix.Length > 0)
                    json.WriteString("prefix", told.Prefix);
                json.WriteString("message", told.Message + "\n");
                json.WriteString("color", "never");
                json.WriteString("severity", told.Severity);
            }
        );

    public void ProgramOutput(string line) =>
        Event(
            "stdoutEvent",
            json =>
            {
                json.WriteString("message", line + "\n");
                json.WriteString("color", "never");
            }
        );

    public void End(RunResult result)
    {
        if (_stack is { } stack)
            Event("resOutputsEvent", json => Metadata(json, stack, stack.New! with { Outputs = result.Outputs }));
        Event(
            "summaryEvent",
            json =>
            {
                json.WriteBoolean("maybeCorrupt", false);
                json.WriteNumber("durationSeconds", (long)Math.Ceiling(time.GetElapsedTime(_began).TotalSeconds));
                JsonStates.Summary(json, "resourceChanges", result);
                json.WriteStartObject("PolicyPacks");
                json.WriteEndObject();
                json.WriteBoolean("isPreview", false);
                json.WriteString("result", result.Succeeded ? "succeeded" : "failed");
            }
        );
        Event("cancelEvent", _ => { });
    }

    private void Event(string name, Action<Utf8JsonWriter> write) =>
        output.WriteLine(
            JsonStates.Document(
                Json.Relaxed,
                json =>
                {
                    json.WriteNumber("sequence", _sequence++);
                    json.WriteNumber("timestamp", time.GetUtcNow().ToUnixTimeSeconds());
                    json.WriteStartObject(name);
                    write(json);
                    json.WriteEndObject();
                }
            )
        );

    private static void Metadata(Utf8JsonWriter json, Step step, ResourceState? now)
    {
        json.WriteStartObject("metadata");
        json.WriteString("op", JsonStates.Name(step.Op));
        json.WriteString("urn", step.Urn);
        json.WriteString("type", step.Type);
        State(json, "old", step.Old);
        State(json, "new", now);
        JsonStates.Texts(json, "keys", JsonStates.Reasons(step, ofReplacement: true));
        JsonStates.Texts(json, "diffs", JsonStates.Reasons(step, ofReplacement: false));
        JsonStates.DetailedDiff(json, step);
        json.WriteBoolean("logical", step.IsLogical);
        json.WriteString("provider", (now ?? step.Old)?.Provider ?? "");
        json.WriteEndObject();
    }

    private static void State(Utf8JsonWriter json, string name, ResourceState? state)
    {
        if (state is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("type", state.Type);
        json.WriteString("urn", state.Urn);
        Flag("custom", state.Custom);
        Flag("delete", state.Delete);
        json.WriteString("id", state.Id);
        json.WriteString("parent", state.Parent);
        Flag("protect", state.Protect);
        Flag("retainOnDelete", state.RetainOnDelete);
        JsonStates.Values(json, "inputs", state.Inputs);
        JsonStates.Values(json, "outputs", state.Outputs);
        json.WriteString("provider", state.Provider);
        JsonStates.Texts(json, "initErrors", state.InitErrors);
        json.WriteEndObject();

        void Flag(string flag, bool value)
        {
            if (value)
                json.WriteBoolean(flag, true);
        }
    }
}
