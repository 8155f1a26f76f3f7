using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using LiveChatPulumi.Export.Model;
using LiveChatPulumi.Export.Writing;
using LocalEngine;
using LocalEngine.Deployments;
using LocalEngine.Projects;
using LocalEngine.State;
using LocalEngine.Yaml;
using PluginProtocol.Values;

namespace LiveChatPulumi.Cli.Imports;

/// <summary>What is to be imported: the words of a command, or a file in Pulumi's format.</summary>
/// <param name="project">The project.</param>
/// <param name="stack">The stack.</param>
internal sealed class ImportFile(string project, string stack)
{
    private readonly Dictionary<string, string> _urns = new(StringComparer.Ordinal);

    /// <summary>Gives a URN a name, by which resources say their parent or provider.</summary>
    public void Name(string name, string urn) => _urns[name] = Valid(urn);

    /// <summary>A file that has all objects of a license.</summary>
    public static string Of(ExportedLicense license)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Json.Indented))
        {
            json.WriteStartObject();
            json.WriteStartArray("resources");
            if (license.Component is { } component)
            {
                json.WriteStartObject();
                json.WriteString("type", component);
                json.WriteString("name", CSharpComponentWriter.Name);
                json.WriteBoolean("component", true);
                json.WriteEndObject();
            }

            foreach (var exported in license.Objects)
            {
                json.WriteStartObject();
                json.WriteString("type", exported.Type);
                json.WriteString("name", exported.Name);
                json.WriteString("id", exported.Id);
                if (license.Component is not null)
                    json.WriteString("parent", CSharpComponentWriter.Name);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>The object that a command names.</summary>
    /// <exception cref="EngineException">It is none.</exception>
    public static ImportSpec Of(string type, string name, string id)
    {
        var token = ProgramTemplate.Token(type);
        if (token.Split(':') is not [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }])
            throw new EngineException($"'{type}' is no type; write it as livechat:Group or livechat:index:Group");
        if (token.Split(':')[0] == "pulumi")
            throw new EngineException($"{token} cannot be imported: it has no object of a provider.");
        if (name.Length == 0 || id.Length == 0)
            throw new EngineException("an import takes the type, the name and the id of a resource");
        return new ImportSpec(token, name, id);
    }

    /// <summary>The URN of a name.</summary>
    /// <exception cref="EngineException">Nothing has that name.</exception>
    public string UrnOf(string name, string what) =>
        name.StartsWith("urn:pulumi:", StringComparison.Ordinal) ? Valid(name)
        : _urns.TryGetValue(name, out var urn) ? urn
        : throw new EngineException(
            $"{what}: nothing is called '{name}'; "
                + (Nearest.To(name, _urns.Keys) is { } near ? $"did you mean '{near}'?" : "nameTable gives URNs their names")
        );

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="protect">Whether the resources are protected.</param>
    /// <exception cref="EngineException">It is not in the format, with the place where it is not.</exception>
    public IReadOnlyList<ImportSpec> Read(string path, bool protect)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            if (document.RootElement.TryGetProperty("nameTable", out var table) && table.ValueKind == JsonValueKind.Object)
            {
                foreach (var entry in table.EnumerateObject())
                    Name(entry.Name, entry.Value.GetString() ?? "");
            }

            var entries = document.RootElement.Elements("resources").ToList();
            if (entries.Count == 0)
                throw new EngineException("there are no resources in it");
            NameAll(entries);
            return [.. entries.Select((e, n) => Spec(e, $"resources[{n}]") with { Protect = protect })];
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or EngineException)
        {
            throw new EngineException($"{path}: {e.Message}");
        }
    }

    /// <summary>Names the resources of the file, parents first: others may name them as parents.</summary>
    private void NameAll(List<JsonElement> entries)
    {
        var waiting = entries.ToList();
        while (waiting.Count > 0)
        {
            var ready = waiting
                .Where(e => Of(e, "parent") is var p && (p.Length == 0 || _urns.ContainsKey(p) || p.Contains("::")))
                .ToList();

            // What names a parent that nothing is called is told of when it is read.
            if (ready.Count == 0)
                return;
            foreach (var entry in ready)
            {
                var parent = Of(entry, "parent") is { Length: > 0 } p ? Urn.Parse(UrnOf(p, "parent")) : null;
                var urn = Urn.Create(stack, project, parent, ProgramTemplate.Token(Of(entry, "type")), LogicalName(entry));
                _urns.TryAdd(Of(entry, "name"), urn.ToString());
            }

            waiting.RemoveAll(ready.Contains);
        }
    }

    private ImportSpec Spec(JsonElement json, string place)
    {
        foreach (var name in new[] { "component", "remote" })
        {
            if (json.Flag(name))
                throw new EngineException($"{place} is a {name}: `pulumi import --file` takes it");
        }

        var spec = Of(Of(json, "type"), LogicalName(json), Of(json, "id"));
        return spec with
        {
            Parent = Of(json, "parent") is { Length: > 0 } parent ? UrnOf(parent, $"{place}.parent") : "",
            Provider = Of(json, "provider") is { Length: > 0 } provider ? UrnOf(provider, $"{place}.provider") : "",
            Version = Of(json, "version"),
            PluginDownloadUrl = Of(json, "pluginDownloadUrl"),
            Properties = json.TryGetProperty("properties", out _) ? json.Texts("properties") : ImmutableArray<string>.Empty,
        };
    }

    private static string LogicalName(JsonElement json) => Of(json, "logicalName") is { Length: > 0 } logical ? logical : Of(json, "name");

    private static string Of(JsonElement json, string member) => json.Text(member);

    private static string Valid(string urn)
    {
        try
        {
            return Urn.Parse(urn).ToString();
        }
        catch (Exception e) when (e is FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new EngineException($"'{urn}' is no URN; it is as urn:pulumi:stack::project::type::name");
        }
    }
}
