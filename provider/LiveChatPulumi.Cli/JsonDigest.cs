using System.Text.Json;
using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli;

/// <summary>One message of a run.</summary>
/// <param name="Severity">As people name it: error, warning, info.</param>
/// <param name="Urn">The resource, or empty.</param>
/// <param name="Prefix">What stands before the message where it is shown.</param>
/// <param name="Message">The message.</param>
internal sealed record Told(string Severity, string Urn, string Prefix, string Message);

/// <summary>A preview as Pulumi's digest: its steps, what was said, and how many steps of each kind there are.</summary>
internal sealed class JsonDigest
{
    private static readonly JsonWriterOptions Form = Json.Indented with { IndentSize = 4 };
    private readonly List<Step> _steps = [];

    public List<Told> Diagnostics { get; } = [];

    public IReadOnlyDictionary<string, string> Config { get; init; } = new Dictionary<string, string>();

    /// <summary>Takes a step that begins. Like Pulumi's, the digest shows of what stays as it is only the stack.</summary>
    public void Add(Step step)
    {
        if (step.IsLogical && (step.Op != StepOp.Same || step.Type == Urn.StackType))
            _steps.Add(step);
    }

    /// <summary>The document.</summary>
    /// <param name="result">The result of the preview, or null where it did not come so far.</param>
    /// <param name="took">How long it took.</param>
    public string Write(RunResult? result, TimeSpan took) =>
        JsonStates.Document(
            Form,
            json =>
            {
                if (Config.Count > 0)
                    WriteConfig(json, Config);
                if (_steps.Count > 0)
                {
                    json.WriteStartArray("steps");
                    foreach (var step in _steps)
                        Write(json, step);
                    json.WriteEndArray();
                }

                if (Diagnostics.Count > 0)
                    WriteDiagnostics(json);
                if (result is null)
                    return;
                json.WriteNumber("duration", (long)took.TotalNanoseconds);
                JsonStates.Summary(json, "changeSummary", result);
            }
        );

    public static void WriteConfig(Utf8JsonWriter json, IReadOnlyDictionary<string, string> config)
    {
        json.WriteStartObject("config");
        foreach (var (key, value) in config)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    /// <summary>What a resource is before its step: an id and outputs come with the step.</summary>
    public static ResourceState Planned(Step step) =>
        step.Op is StepOp.Read or StepOp.Import
            ? step.New! with
            {
                Outputs = PropertyObject.Empty,
            }
            : step.New! with
            {
                Id = "",
                Outputs = PropertyObject.Empty,
            };

    private void WriteDiagnostics(Utf8JsonWriter json)
    {
        json.WriteStartArray("diagnostics");
        foreach (var told in Diagnostics)
        {
            json.WriteStartObject();
            if (told.Urn.Length > 0)
                json.WriteString("urn", told.Urn);
            json.WriteString("message", told.Prefix + told.Message);
            json.WriteString("severity", told.Severity);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Step step)
    {
        json.WriteStartObject();
        json.WriteString("op", JsonStates.Name(step.Op));
        json.WriteString("urn", step.Urn);
        if ((step.New ?? step.Old)?.Provider is { Length: > 0 } provider)
            json.WriteString("provider", provider);
        if (step.Old is { } old)
            JsonStates.Resource(json, "oldState", old);
        if (step.New is not null)
            JsonStates.Resource(json, "newState", Planned(step));
        JsonStates.Texts(json, "diffReasons", JsonStates.Reasons(step, ofReplacement: false));
        JsonStates.Texts(json, "replaceReasons", JsonStates.Reasons(step, ofReplacement: true));
        JsonStates.DetailedDiff(json, step);
        json.WriteEndObject();
    }
}
