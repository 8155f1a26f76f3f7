using System.Text;
using System.Text.Json;
using PluginProtocol.Values;

namespace LocalEngine.State;

/// <summary>
/// The changes since the last checkpoint, one JSON line each. A line is handed to the operating system before the next
/// step starts, so that the changes of a run that was killed can be replayed. Writing the whole checkpoint after every
/// step would take longer than the steps.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly FileStream _stream;
    private readonly CheckpointFile _checkpoint;

    public Journal(string path, CheckpointFile file)
    {
        _stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1);
        _checkpoint = file;
    }

    public void Begin(int operation, string type, ResourceState resource) =>
        Append(json =>
        {
            json.WriteString("t", "begin");
            json.WriteNumber("n", operation);
            json.WriteString("type", type);
            WriteResource(json, resource);
        });

    public void Finish(int operation) =>
        Append(json =>
        {
            json.WriteString("t", "finish");
            json.WriteNumber("n", operation);
        });

    public void Commit(ResourceState state, int? old) =>
        Append(json =>
        {
            json.WriteString("t", "commit");
            if (old is { } i)
                json.WriteNumber("old", i);
            WriteResource(json, state);
        });

    public void SetOld(int index, ResourceState? state) =>
        Append(json =>
        {
            json.WriteString("t", "old");
            json.WriteNumber("old", index);
            if (state is not null)
                WriteResource(json, state);
        });

    /// <summary>Applies a journal to the checkpoint that it continues. A last line that was cut off is ignored.</summary>
    public static Snapshot Replay(Snapshot checkpoint, string path, CheckpointFile file)
    {
        var state = new DeploymentState(checkpoint, null);
        var operations = new Dictionary<int, int>();
        foreach (var line in File.ReadLines(path))
        {
            JsonDocument document;
            try
            {
                document = JsonDocument.Parse(line, Json.Deep);
            }
            catch (JsonException)
            {
                break;
            }

            using (document)
                Apply(state, operations, document.RootElement, file);
        }

        return state.ToSnapshot();
    }

    public void Dispose() => _stream.Dispose();

    private static void Apply(DeploymentState state, Dictionary<int, int> operations, JsonElement json, CheckpointFile file)
    {
        int? old = json.TryGetProperty("old", out var o) ? o.GetInt32() : null;
        var resource = json.TryGetProperty("resource", out var r) ? file.ReadResource(r) : null;
        switch (json.GetProperty("t").GetString())
        {
            case "begin":
                operations[json.GetProperty("n").GetInt32()] = state.Begin(json.GetProperty("type").GetString()!, resource!);
                break;
            case "finish":
                state.Finish(operations[json.GetProperty("n").GetInt32()]);
                break;
            case "commit":
                state.Commit(resource!, old);
                break;
            case "old":
                state.SetOld(old!.Value, resource);
                break;
        }
    }

    private void WriteResource(Utf8JsonWriter json, ResourceState state)
    {
        json.WritePropertyName("resource");
        _checkpoint.WriteResource(json, state);
    }

    private void Append(Action<Utf8JsonWriter> write)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Json.Relaxed))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        _stream.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
        _stream.Flush();
    }
}
