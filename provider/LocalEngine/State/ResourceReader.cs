using System.Collections.Immutable;
using System.Text.Json;
using PluginProtocol.Values;

namespace LocalEngine.State;

/// <summary>Reads one resource of a checkpoint.</summary>
internal sealed class ResourceReader(CheckpointCodec values)
{
    /// <summary>The members that <see cref="ResourceState"/> has properties for; all others are kept as they are.</summary>
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
        "taint",
    ];

    public ResourceState Read(JsonElement json) =>
        new()
        {
            Urn = json.GetProperty("urn").GetString()!,
            Type = json.GetProperty("type").GetString()!,
            Custom = json.Flag("custom"),
            Delete = json.Flag("delete"),
            Id = json.Text("id"),
            Inputs = Values(json, "inputs"),
            Outputs = Values(json, "outputs"),
            Parent = json.Text("parent"),
            Protect = json.Flag("protect"),
            External = json.Flag("external"),
            Dependencies = json.Texts("dependencies"),
            InitErrors = json.Texts("initErrors"),
            Provider = json.Text("provider"),
            PropertyDependencies = PropertyDependencies(json),
            PendingReplacement = json.Flag("pendingReplacement"),
            AdditionalSecretOutputs = json.Texts("additionalSecretOutputs"),
            Timeouts = CustomTimeouts(json),
            ImportId = json.Text("importID"),
            RetainOnDelete = json.Flag("retainOnDelete"),
            DeletedWith = json.Text("deletedWith"),
            Created = json.Time("created"),
            Modified = json.Time("modified"),
            IgnoreChanges = json.Texts("ignoreChanges"),
            ReplaceOnChanges = json.Texts("replaceOnChanges"),
            Taint = json.Flag("taint"),
            Others = json.EnumerateObject()
                .Where(m => !Known.Contains(m.Name))
                .ToImmutableSortedDictionary(m => m.Name, m => m.Value.GetRawText()),
        };

    private PropertyObject Values(JsonElement json, string name) =>
        json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Object ? values.ReadObject(v) : PropertyObject.Empty;

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> PropertyDependencies(JsonElement json) =>
        json.TryGetProperty("propertyDependencies", out var d) && d.ValueKind == JsonValueKind.Object
            ? d.EnumerateObject().ToImmutableSortedDictionary(p => p.Name, p => d.Texts(p.Name))
            : ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;

    private static Timeouts CustomTimeouts(JsonElement json) =>
        json.TryGetProperty("customTimeouts", out var t)
            ? new Timeouts(t.Number("create"), t.Number("update"), t.Number("delete"))
            : Timeouts.None;
}
