using System.Collections.Immutable;
using System.Text.Json;
using PluginProtocol.Values;

namespace LocalEngine.State;

/// <summary>Writes a deployment.</summary>
internal sealed class CheckpointWriter(Utf8JsonWriter json, CheckpointCodec values)
{
    private readonly ResourceWriter _resources = new(json, values);

    /// <summary>Writes the version, the lowest that has what the deployment needs, so that older engines read it where they can.</summary>
    public static void WriteVersion(Utf8JsonWriter json, Snapshot snapshot)
    {
        if (!snapshot.Resources.Any(r => r.Taint) && !snapshot.PendingOperations.Any(o => o.Resource.Taint))
        {
            json.WriteNumber("version", 3);
            return;
        }

        json.WriteNumber("version", CheckpointManifest.FeaturesVersion);
        json.WriteStartArray("features");
        json.WriteStringValue(CheckpointManifest.Taint);
        json.WriteEndArray();
    }

    /// <summary>Writes the deployment as a member of the object that is being written.</summary>
    public void Write(string member, Snapshot snapshot, DateTimeOffset now)
    {
        json.WriteStartObject(member);
        WriteManifest(now);
        if (snapshot.Salt is { } salt)
            WriteSecretsProvider(salt);
        WriteResources(snapshot.Resources);
        WritePending(snapshot.PendingOperations);
        json.WriteStartObject("metadata");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteManifest(DateTimeOffset now)
    {
        json.WriteStartObject("manifest");
        json.WriteString("time", CheckpointManifest.Format(now));
        json.WriteString("magic", CheckpointManifest.Magic(CheckpointManifest.EngineVersion));
        json.WriteString("version", CheckpointManifest.EngineVersion);
        json.WriteEndObject();
    }

    private void WriteSecretsProvider(string salt)
    {
        json.WriteStartObject("secrets_providers");
        json.WriteString("type", "passphrase");
        json.WriteStartObject("state");
        json.WriteString("salt", salt);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteResources(ImmutableArray<ResourceState> resources)
    {
        if (resources.IsEmpty)
            return;
        json.WriteStartArray("resources");
        foreach (var resource in resources)
            _resources.Write(resource);
        json.WriteEndArray();
    }

    private void WritePending(ImmutableArray<PendingOperation> operations)
    {
        if (operations.IsEmpty)
            return;
        json.WriteStartArray("pending_operations");
        foreach (var operation in operations)
        {
            json.WriteStartObject();
            json.WritePropertyName("resource");
            _resources.Write(operation.Resource);
            json.WriteString("type", operation.Type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
