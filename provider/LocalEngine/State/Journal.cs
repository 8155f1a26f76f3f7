using System.Text;
using System.Text.Json;
using PluginProtocol.Files;
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

    /// <param name="path">The journal's file.</param>
    /// <param name="file">Writes resources.</param>
    /// <param name="digest">The digest of the checkpoint that it continues; empty for a checkpoint that is in no file.</param>
    public Journal(string path, CheckpointFile file, string digest = "")
    {
        _stream = PrivateFile.Open(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        _checkpoint = file;
        Append(json =>
        {
            json.WriteString("t", "of");
            json.WriteString("checkpoint", digest);
        });
    }

    /// <summary>True once a change could not be written: the state of the next run may lack it.</summary>
    public bool HasFailed { get; private set; }

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

    public void Commit(ResourceState state, int? old, int? replaced) =>
        Append(json =>
        {
            json.WriteString("t", "commit");
            if (old is { } i)
                json.WriteNumber("old", i);
            if (replaced is { } r)
                json.WriteNumber("replaced", r);
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
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="path">The journal.</param>
    /// <param name="file">Reads resources.</param>
    /// <param name="digest">The checkpoint's digest; a journal of another one is part of this one already, and not applied.</param>
    /// <exception cref="EngineException">A line is damaged.</exception>
    public static Snapshot Replay(Snapshot checkpoint, string path, CheckpointFile file, string digest = "")
    {
        var state = new DeploymentState(checkpoint, null);
        var operations = new Dictionary<int, int>();
        var lines = File.ReadAllText(path).Split('\n');
        for (var i = 0; i < lines.Length - 1; i++)
        {
            try
            {
                using var document = JsonDocument.Parse(lines[i], Json.Deep);
                if (document.RootElement.GetProperty("t").GetString() != "of")
                    Apply(state, operations, document.RootElement, file);
                else if (document.RootElement.GetProperty("checkpoint").GetString() != digest)
                    return checkpoint;
            }
            catch (Exception e) when (IsDamage(e))
            {
                throw new EngineException(
                    $"Line {i + 1} of {path} is damaged: {e.Message} It tells of a step of the last run that the state has not seen. "
                        + "Keep a copy of the file, delete that line, and run refresh."
                );
            }
        }

        return state.ToSnapshot();
    }

    private static bool IsDamage(Exception e) =>
        e
            is JsonException
                or FormatException
                or InvalidOperationException
                or KeyNotFoundException
                or NullReferenceException
                or ArgumentException
                or IndexOutOfRangeException
                or EngineException;

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
                state.Commit(resource!, old, json.TryGetProperty("replaced", out var p) ? p.GetInt32() : null);
                break;
            case "old":
                state.SetOld(old!.Value, resource);
                break;
            case var other:
                throw new FormatException($"'{other}' is no kind of change.");
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
        try
        {
            _stream.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
            _stream.Flush();
        }
        catch
        {
            HasFailed = true;
            throw;
        }
    }
}
