using System.Text;
using System.Text.Json;
using PluginProtocol.Values;

namespace LocalEngine.State;

/// <summary>
/// What happened since the checkpoint, one line a change, each handed to the operating system before the next step
/// starts. A run that was killed is replayed from here; rewriting the whole checkpoint at every step would cost more
/// than the steps.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly FileStream _stream;
    private readonly CheckpointFile _codec;

    public Journal(string path, CheckpointFile codec)
    {
        _stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1);
        _codec = codec;
    }

    public void Begin(int operation, string type, ResourceState resource) =>
        Append(json =>
        {
            json.WriteString("t", "begin");
            json.WriteNumber("n", operation);
            json.WriteString("type", type);
            Resource(json, resource);
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
            Resource(json, state);
        });

    public void SetOld(int index, ResourceState? state) =>
        Append(json =>
        {
            json.WriteString("t", "old");
            json.WriteNumber("old", index);
            if (state is not null)
                Resource(json, state);
        });

    /// <summary>The deployment that a checkpoint and its journal amount to. A last line that was cut off does not count.</summary>
    public static Snapshot Replay(Snapshot checkpoint, string path, CheckpointFile codec)
    {
        var state = new DeploymentState(checkpoint, null);
        var operations = new Dictionary<int, int>();
        foreach (var line in File.ReadLines(path))
        {
            JsonDocument document;
            try
            {
                document = JsonDocument.Parse(line);
            }
            catch (JsonException)
            {
                break;
            }

            using (document)
                Apply(state, operations, document.RootElement, codec);
        }

        return state.ToSnapshot();
    }

    public void Dispose() => _stream.Dispose();

    private static void Apply(DeploymentState state, Dictionary<int, int> operations, JsonElement json, CheckpointFile codec)
    {
        int? old = json.TryGetProperty("old", out var o) ? o.GetInt32() : null;
        var resource = json.TryGetProperty("resource", out var r) ? codec.ReadResource(r) : null;
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

    private void Resource(Utf8JsonWriter json, ResourceState state)
    {
        json.WritePropertyName("resource");
        _codec.WriteResource(json, state);
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
