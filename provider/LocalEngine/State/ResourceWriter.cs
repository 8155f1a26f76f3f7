using System.Collections.Immutable;
using System.Text.Json;
using PluginProtocol.Values;

namespace LocalEngine.State;

/// <summary>Writes one resource of a checkpoint, in Pulumi's order of members. Members that hold nothing are left out.</summary>
internal sealed class ResourceWriter(Utf8JsonWriter json, CheckpointCodec values)
{
    public void Write(ResourceState r)
    {
        json.WriteStartObject();
        json.WriteString("urn", r.Urn);
        json.WriteBoolean("custom", r.Custom);
        Flag("delete", r.Delete);
        Text("id", r.Id);
        json.WriteString("type", r.Type);
        Values("inputs", r.Inputs);
        Values("outputs", r.Outputs);
        Text("parent", r.Parent);
        Flag("protect", r.Protect);
        Flag("external", r.External);
        Texts("dependencies", r.Dependencies);
        Texts("initErrors", r.InitErrors);
        Text("provider", r.Provider);
        PropertyDependencies(r.PropertyDependencies);
        Flag("pendingReplacement", r.PendingReplacement);
        Texts("additionalSecretOutputs", r.AdditionalSecretOutputs);
        CustomTimeouts(r.Timeouts);
        Text("importID", r.ImportId);
        Flag("retainOnDelete", r.RetainOnDelete);
        Text("deletedWith", r.DeletedWith);
        Time("created", r.Created);
        Time("modified", r.Modified);
        Texts("ignoreChanges", r.IgnoreChanges);
        Texts("replaceOnChanges", r.ReplaceOnChanges);
        Flag("taint", r.Taint);
        Others(r.Others);
        json.WriteEndObject();
    }

    private void Flag(string name, bool value)
    {
        if (value)
            json.WriteBoolean(name, true);
    }

    private void Text(string name, string value)
    {
        if (value.Length > 0)
            json.WriteString(name, value);
    }

    private void Values(string name, PropertyObject value)
    {
        if (value.Members.Count == 0)
            return;
        json.WritePropertyName(name);
        values.Write(json, value);
    }

    private void Texts(string name, ImmutableArray<string> texts)
    {
        if (!texts.IsEmpty)
            List(name, texts);
    }

    private void PropertyDependencies(ImmutableSortedDictionary<string, ImmutableArray<string>> dependencies)
    {
        if (dependencies.Count == 0)
            return;
        json.WriteStartObject("propertyDependencies");
        foreach (var (name, urns) in dependencies)
            List(name, urns);
        json.WriteEndObject();
    }

    private void CustomTimeouts(Timeouts timeouts)
    {
        if (timeouts == Timeouts.None)
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

    private void Time(string name, DateTimeOffset? time)
    {
        if (time is { } t)
            json.WriteString(name, CheckpointManifest.Format(t));
    }

    private void Others(ImmutableSortedDictionary<string, string> members)
    {
        foreach (var (name, raw) in members)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(raw);
        }
    }

    private void List(string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
