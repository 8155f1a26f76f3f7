using System.Text;
using System.Text.Json;
using LiveChatPulumi.Cli.Drift;
using LocalEngine;
using LocalEngine.State;
using PluginProtocol.Messages;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli;

/// <summary>Writes resources and values into JSON for people and pipelines. Secrets are masked.</summary>
internal static class JsonStates
{
    /// <summary>A document of its own.</summary>
    public static string Document(JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The resource as a step finds it, in the form of a checkpoint.</summary>
    public static void Resource(Utf8JsonWriter json, string name, ResourceState state)
    {
        json.WritePropertyName(name);
        new CheckpointFile(null).WriteResource(json, state with { Inputs = Masked(state.Inputs), Outputs = Masked(state.Outputs) });
    }

    public static void Values(Utf8JsonWriter json, string name, PropertyObject values)
    {
        json.WritePropertyName(name);
        new CheckpointCodec(null).Write(json, Masked(values));
    }

    /// <summary>The changed properties, or null for a step that compares nothing.</summary>
    public static void DetailedDiff(Utf8JsonWriter json, Step step)
    {
        if (step.Changes.IsEmpty)
        {
            json.WriteNull("detailedDiff");
            return;
        }

        json.WriteStartObject("detailedDiff");
        foreach (var change in step.Changes)
        {
            json.WriteStartObject(change.Path);
            json.WriteString("kind", Name(change.Kind));
            json.WriteBoolean("inputDiff", change.InputDiff);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The names of the properties that are the reason of a step.</summary>
    public static IReadOnlyList<string> Reasons(Step step, bool ofReplacement) =>
        [
            .. step
                .Changes.Where(c => !ofReplacement || Name(c.Kind).EndsWith("-replace", StringComparison.Ordinal))
                .Select(c => PropertyPath.Parse(c.Path).Segments[0].ToString()!)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    public static void Texts(Utf8JsonWriter json, string name, IReadOnlyCollection<string> texts)
    {
        if (texts.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    /// <summary>How many steps there are of each kind. A replacement is one.</summary>
    public static void Summary(Utf8JsonWriter json, string name, RunResult result)
    {
        json.WriteStartObject(name);
        foreach (var (op, count) in result.Counts.Where(c => c.Key is not (StepOp.CreateReplacement or StepOp.DeleteReplaced)))
            json.WriteNumber(Name(op), count);
        json.WriteEndObject();
    }

    public static string Name(StepOp op) =>
        op switch
        {
            StepOp.CreateReplacement => "create-replacement",
            StepOp.DeleteReplaced => "delete-replaced",
            _ => op.ToString().ToLowerInvariant(),
        };

    private static string Name(PropertyDiff.Types.Kind kind) =>
        kind switch
        {
            PropertyDiff.Types.Kind.Add => "add",
            PropertyDiff.Types.Kind.AddReplace => "add-replace",
            PropertyDiff.Types.Kind.Delete => "delete",
            PropertyDiff.Types.Kind.DeleteReplace => "delete-replace",
            PropertyDiff.Types.Kind.UpdateReplace => "update-replace",
            _ => "update",
        };

    private static PropertyObject Masked(PropertyObject values) => (PropertyObject)ShownValue.Masked(values);
}
