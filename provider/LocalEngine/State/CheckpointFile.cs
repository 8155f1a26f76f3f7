using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PluginProtocol.Values;

namespace LocalEngine.State;

/// <summary>Reads and writes deployments, version 3: the form of <c>stack export</c> and of the file backend.</summary>
internal sealed class CheckpointFile(ISecretCrypter? crypter)
{
    // Whose reader wrote it: Pulumi checks only that the digest fits the text.
    private const string EngineVersion = "v3.250.0";

    private readonly CheckpointCodec _values = new(crypter);

    /// <summary>Reads an export, or the file of the file backend.</summary>
    /// <exception cref="EngineException">The text is no deployment of version 3.</exception>
    public Snapshot Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return ReadDeployment(Deployment(document.RootElement));
        }
        catch (Exception e)
            when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or CryptographicException)
        {
            throw new EngineException($"The state cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The salt of the secrets in a state, before anything else is read.</summary>
    public static string? ReadSalt(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var deployment = Deployment(document.RootElement);
            return
                deployment.TryGetProperty("secrets_providers", out var p)
                && p.TryGetProperty("state", out var s)
                && s.TryGetProperty("salt", out var salt)
                ? salt.GetString()
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new EngineException($"The state cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The form of <c>stack export</c>.</summary>
    public string WriteExport(Snapshot snapshot, DateTimeOffset now) =>
        Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("version", 3);
            WriteDeployment(json, "deployment", snapshot, now);
            json.WriteEndObject();
        });

    /// <summary>The file of the file backend.</summary>
    public string WriteCheckpoint(Snapshot snapshot, string project, string stack, DateTimeOffset now) =>
        Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("version", 3);
            json.WriteStartObject("checkpoint");
            json.WriteString("stack", $"organization/{project}/{stack}");
            WriteDeployment(json, "latest", snapshot, now);
            json.WriteEndObject();
            json.WriteEndObject();
        });

    public ResourceState ReadResource(JsonElement json)
    {
        var state = new ResourceState
        {
            Urn = json.GetProperty("urn").GetString()!,
            Type = json.GetProperty("type").GetString()!,
            Custom = Flag(json, "custom"),
            Delete = Flag(json, "delete"),
            Id = Text(json, "id"),
            Inputs = Values(json, "inputs"),
            Outputs = Values(json, "outputs"),
            Parent = Text(json, "parent"),
            Protect = Flag(json, "protect"),
            External = Flag(json, "external"),
            Dependencies = Texts(json, "dependencies"),
            InitErrors = Texts(json, "initErrors"),
            Provider = Text(json, "provider"),
            PropertyDependencies =
                json.TryGetProperty("propertyDependencies", out var d) && d.ValueKind == JsonValueKind.Object
                    ? d.EnumerateObject()
                        .ToImmutableSortedDictionary(
                            p => p.Name,
                            p =>
                                p.Value.ValueKind == JsonValueKind.Array
                                    ? [.. p.Value.EnumerateArray().Select(u => u.GetString()!)]
                                    : ImmutableArray<string>.Empty
                        )
                    : ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty,
            PendingReplacement = Flag(json, "pendingReplacement"),
            AdditionalSecretOutputs = Texts(json, "additionalSecretOutputs"),
            Timeouts = json.TryGetProperty("customTimeouts", out var t)
                ? new Timeouts(Number(t, "create"), Number(t, "update"), Number(t, "delete"))
                : Timeouts.None,
            ImportId = Text(json, "importID"),
            RetainOnDelete = Flag(json, "retainOnDelete"),
            DeletedWith = Text(json, "deletedWith"),
            Created = Time(json, "created"),
            Modified = Time(json, "modified"),
            IgnoreChanges = Texts(json, "ignoreChanges"),
            ReplaceOnChanges = Texts(json, "replaceOnChanges"),
        };
        return state with
        {
            Others = json.EnumerateObject()
                .Where(m => !Known.Contains(m.Name))
                .ToImmutableSortedDictionary(m => m.Name, m => m.Value.GetRawText()),
        };
    }

    public void WriteResource(Utf8JsonWriter json, ResourceState r)
    {
        var members = new MemberWriter(json, _values);
        json.WriteStartObject();
        json.WriteString("urn", r.Urn);
        json.WriteBoolean("custom", r.Custom);
        members.Flag("delete", r.Delete);
        members.Text("id", r.Id);
        json.WriteString("type", r.Type);
        members.Values("inputs", r.Inputs);
        members.Values("outputs", r.Outputs);
        members.Text("parent", r.Parent);
        members.Flag("protect", r.Protect);
        members.Flag("external", r.External);
        members.Texts("dependencies", r.Dependencies);
        members.Texts("initErrors", r.InitErrors);
        members.Text("provider", r.Provider);
        members.Dependencies(r.PropertyDependencies);
        members.Flag("pendingReplacement", r.PendingReplacement);
        members.Texts("additionalSecretOutputs", r.AdditionalSecretOutputs);
        members.Timeouts(r.Timeouts);
        members.Text("importID", r.ImportId);
        members.Flag("retainOnDelete", r.RetainOnDelete);
        members.Text("deletedWith", r.DeletedWith);
        members.Time("created", r.Created);
        members.Time("modified", r.Modified);
        members.Texts("ignoreChanges", r.IgnoreChanges);
        members.Texts("replaceOnChanges", r.ReplaceOnChanges);
        foreach (var (name, raw) in r.Others)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(raw);
        }

        json.WriteEndObject();
    }

    private static readonly HashSet<string> Known =
    [
        "urn",
        "custom",
        "delete",
        "id",
        "type",
        "inputs",
        "outputs",
        "parent",
        "protect",
        "external",
        "dependencies",
        "initErrors",
        "provider",
        "propertyDependencies",
        "pendingReplacement",
        "additionalSecretOutputs",
        "customTimeouts",
        "importID",
        "retainOnDelete",
        "deletedWith",
        "created",
        "modified",
        "ignoreChanges",
        "replaceOnChanges",
    ];

    private static JsonElement Deployment(JsonElement root)
    {
        var version = root.TryGetProperty("version", out var v) ? v.GetInt32() : 0;
        if (version != 3)
            throw new EngineException($"The state has version {version}; this engine reads version 3. Use the Pulumi CLI for it.");
        if (root.TryGetProperty("deployment", out var deployment))
            return deployment;
        if (root.TryGetProperty("checkpoint", out var checkpoint))
            return checkpoint.TryGetProperty("latest", out var latest) ? latest : JsonDocument.Parse("{}").RootElement;
        throw new EngineException("The state holds no deployment.");
    }

    private Snapshot ReadDeployment(JsonElement json)
    {
        if (
            json.TryGetProperty("manifest", out var manifest)
            && manifest.TryGetProperty("magic", out var magic)
            && magic.GetString() != Magic(Text(manifest, "version"))
        )
            throw new EngineException("The state is corrupt: its manifest's magic does not fit its version.");
        var snapshot = new Snapshot(
            json.TryGetProperty("resources", out var resources) && resources.ValueKind == JsonValueKind.Array
                ? [.. resources.EnumerateArray().Select(ReadResource)]
                : [],
            json.TryGetProperty("pending_operations", out var pending) && pending.ValueKind == JsonValueKind.Array
                ?
                [
                    .. pending
                        .EnumerateArray()
                        .Select(p => new PendingOperation(p.GetProperty("type").GetString()!, ReadResource(p.GetProperty("resource")))),
                ]
                : [],
            json.TryGetProperty("secrets_providers", out var s)
            && s.TryGetProperty("state", out var state)
            && state.TryGetProperty("salt", out var salt)
                ? salt.GetString()
                : null
        );
        Verify(snapshot);
        return snapshot;
    }

    /// <summary>What Pulumi verifies as well: references stand earlier, URNs are there once.</summary>
    private static void Verify(Snapshot snapshot)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var live = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in snapshot.Resources)
        {
            Urn.Parse(resource.Urn);
            if (resource.AllDependencies.FirstOrDefault(d => !seen.Contains(d)) is { } missing)
                throw new EngineException($"The state is corrupt: {resource.Urn} refers to {missing}, which does not stand before it.");
            if (!resource.Delete && !live.Add(resource.Urn))
                throw new EngineException($"The state is corrupt: {resource.Urn} is there twice.");
            seen.Add(resource.Urn);
        }
    }

    private void WriteDeployment(Utf8JsonWriter json, string name, Snapshot snapshot, DateTimeOffset now)
    {
        json.WriteStartObject(name);
        json.WriteStartObject("manifest");
        json.WriteString("time", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        json.WriteString("magic", Magic(EngineVersion));
        json.WriteString("version", EngineVersion);
        json.WriteEndObject();
        if (snapshot.Salt is { } salt)
        {
            json.WriteStartObject("secrets_providers");
            json.WriteString("type", "passphrase");
            json.WriteStartObject("state");
            json.WriteString("salt", salt);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (!snapshot.Resources.IsEmpty)
        {
            json.WriteStartArray("resources");
            foreach (var resource in snapshot.Resources)
                WriteResource(json, resource);
            json.WriteEndArray();
        }

        WritePending(json, snapshot.PendingOperations);
        json.WriteStartObject("metadata");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WritePending(Utf8JsonWriter json, ImmutableArray<PendingOperation> operations)
    {
        if (operations.IsEmpty)
            return;
        json.WriteStartArray("pending_operations");
        foreach (var operation in operations)
        {
            json.WriteStartObject();
            json.WritePropertyName("resource");
            WriteResource(json, operation.Resource);
            json.WriteString("type", operation.Type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Json.Indented))
            write(json);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static string Magic(string version) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version)));

    private PropertyObject Values(JsonElement json, string name) =>
        json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Object ? _values.ReadObject(v) : PropertyObject.Empty;

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var v) ? v.GetString() ?? "" : "";

    private static bool Flag(JsonElement json, string name) => json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.True;

    private static double Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number ? v.GetDouble() : 0;

    private static ImmutableArray<string> Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Array
            ? [.. v.EnumerateArray().Select(t => t.GetString()!)]
            : [];

    private static DateTimeOffset? Time(JsonElement json, string name) =>
        json.TryGetProperty(name, out var v) && DateTimeOffset.TryParse(v.GetString(), CultureInfo.InvariantCulture, out var time)
            ? time
            : null;

    /// <summary>Members that are left out when they hold nothing.</summary>
    private readonly struct MemberWriter(Utf8JsonWriter json, CheckpointCodec values)
    {
        public void Flag(string name, bool value)
        {
            if (value)
                json.WriteBoolean(name, true);
        }

        public void Text(string name, string value)
        {
            if (value.Length > 0)
                json.WriteString(name, value);
        }

        public void Values(string name, PropertyObject value)
        {
            if (value.Members.Count == 0)
                return;
            json.WritePropertyName(name);
            values.Write(json, value);
        }

        public void Texts(string name, ImmutableArray<string> texts)
        {
            if (!texts.IsEmpty)
                Array(name, texts);
        }

        public void Dependencies(ImmutableSortedDictionary<string, ImmutableArray<string>> dependencies)
        {
            if (dependencies.Count == 0)
                return;
            json.WriteStartObject("propertyDependencies");
            foreach (var (name, urns) in dependencies)
                Array(name, urns);
            json.WriteEndObject();
        }

        public void Timeouts(Timeouts timeouts)
        {
            if (timeouts == State.Timeouts.None)
                return;
            json.WriteStartObject("customTimeouts");
            if (timeouts.Create > 0)
                json.WriteNumber("create", timeouts.Create);
            if (timeouts.Update > 0)
                json.WriteNumber("update", timeouts.Update);
            if (timeouts.Delete > 0)
                json.WriteNumber("delete", timeouts.Delete);
            json.WriteEndObject();
        }

        public void Time(string name, DateTimeOffset? time)
        {
            if (time is { } t)
                json.WriteString(name, t.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        }

        private void Array(string name, ImmutableArray<string> texts)
        {
            json.WriteStartArray(name);
            foreach (var text in texts)
                json.WriteStringValue(text);
            json.WriteEndArray();
        }
    }
}
