using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PluginProtocol.Values;

namespace LocalEngine.State;

/// <summary>
/// The JSON of a deployment, version 3 or 4, in both of its forms: that of <c>stack export</c> and that of the file backend.
/// </summary>
/// <param name="crypter">Encrypts and decrypts secrets; null reads and writes them in plain text.</param>
internal sealed class CheckpointFile(ISecretCrypter? crypter)
{
    private readonly CheckpointCodec _values = new(crypter);

    /// <summary>Reads either form.</summary>
    /// <exception cref="EngineException">The text is not a deployment of version 3 or 4.</exception>
    public Snapshot Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    /// <summary>Reads either form from the bytes of its file: a large state is never in memory as a text besides.</summary>
    /// <exception cref="EngineException">The bytes are not a deployment of version 3 or 4.</exception>
    public Snapshot Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(WithoutMark(json), Json.Deep);
            return new CheckpointReader(new ResourceReader(_values)).Read(CheckpointReader.Deployment(document.RootElement));
        }
        catch (Exception e)
            when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or CryptographicException)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>Reads the salt of the secrets alone, because the passphrase has to be checked before secrets can be read.</summary>
    /// <exception cref="EngineException">The text is not a deployment of version 3 or 4.</exception>
    public static string? ReadSalt(string json) => ReadSalt(Encoding.UTF8.GetBytes(json));

    /// <summary>Reads the salt from the bytes of a file.</summary>
    /// <exception cref="EngineException">The bytes are not a deployment of version 3 or 4.</exception>
    public static string? ReadSalt(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(WithoutMark(json), Json.Deep);
            return CheckpointReader.Salt(CheckpointReader.Deployment(document.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>The form of <c>stack export</c>.</summary>
    public string WriteExport(Snapshot snapshot, DateTimeOffset now) => Encoding.UTF8.GetString(EncodeExport(snapshot, now).Span);

    /// <summary>The form of <c>stack export</c>, as the bytes of a file.</summary>
    public ReadOnlyMemory<byte> EncodeExport(Snapshot snapshot, DateTimeOffset now) =>
        Write(json =>
        {
            CheckpointWriter.WriteVersion(json, snapshot);
            new CheckpointWriter(json, _values).Write("deployment", snapshot, now);
        });

    /// <summary>The form of the file backend.</summary>
    public string WriteCheckpoint(Snapshot snapshot, string project, string stack, DateTimeOffset now) =>
        Encoding.UTF8.GetString(EncodeCheckpoint(snapshot, project, stack, now).Span);

    /// <summary>The form of the file backend, as the bytes of a file.</summary>
    public ReadOnlyMemory<byte> EncodeCheckpoint(Snapshot snapshot, string project, string stack, DateTimeOffset now) =>
        Write(json =>
        {
            CheckpointWriter.WriteVersion(json, snapshot);
            json.WriteStartObject("checkpoint");
            json.WriteString("stack", $"organization/{project}/{stack}");
            new CheckpointWriter(json, _values).Write("latest", snapshot, now);
            json.WriteEndObject();
        });

    /// <summary>Reads one resource.</summary>
    public ResourceState ReadResource(JsonElement json) => new ResourceReader(_values).Read(json);

    /// <summary>Writes one resource.</summary>
    public void WriteResource(Utf8JsonWriter json, ResourceState resource) => new ResourceWriter(json, _values).Write(resource);

    /// <summary>Other tools may have put a byte order mark before the text.</summary>
    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> json) =>
        json.Span.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> writeMembers)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Json.Indented))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    private static EngineException Unreadable(Exception e) => new($"The state cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
}
