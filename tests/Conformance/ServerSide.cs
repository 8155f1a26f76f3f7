using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LiveChatPulumi.Provider.Specs;
using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;
using TestSupport;

namespace Conformance_;

/// <summary>The server's side of a resource, as <c>Name.conformance.json</c> in the resource's folder tells it.</summary>
internal sealed record ServerSide
{
    private const string Shared = """
        {"groups":[{"id":1,"name":"One"}],
         "agents":[{"id":"owner@example.com","name":"Owner","role":"owner","groups":[{"id":0,"priority":"normal"}]}]}
        """;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The array of the emulator's dump that holds the objects; null for a setting.</summary>
    public string? Collection { get; init; }

    /// <summary>The members of an object that are its id, joined by a slash.</summary>
    public string Id { get; init; } = "id";

    /// <summary>An id that the license does not have, where the usual one has not the right form.</summary>
    public string? MissingId { get; init; }

    /// <summary>An id of a form that no object can have; null where any text can be an id.</summary>
    public string? MalformedId { get; init; }

    /// <summary>How many objects a create makes of the example, where that is neither one nor, for a setting, none.</summary>
    public int? Makes { get; init; }

    /// <summary>Ids of objects in the collection that the resource has nothing to do with.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Objects that the license has to hold because the examples name them.</summary>
    public JsonObject Seed { get; init; } = [];

    /// <summary>How a property changes behind the provider's back, where it is more than one member of the object.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Edit>> Drift { get; init; } = new Dictionary<string, IReadOnlyList<Edit>>();

    /// <summary>Switches of the emulator whose question a check of this resource asks: the switch, and the check.</summary>
    public IReadOnlyDictionary<string, string> Asks { get; init; } = new Dictionary<string, string>();

    /// <summary>Checks that cannot be asked of the resource, and why.</summary>
    public IReadOnlyDictionary<string, string> Spared { get; init; } = new Dictionary<string, string>();

    /// <summary>Why nobody can delete what the changed example has made, or null.</summary>
    public string? ChangedStays { get; init; }

    /// <summary>A license with what every resource needs, and with what this one needs besides.</summary>
    public JsonObject License
    {
        get
        {
            var license = (JsonObject)JsonNode.Parse(Shared)!;
            foreach (var (name, objects) in Seed)
                license[name] = new JsonArray([.. (license[name]?.AsArray() ?? []).Concat(objects!.AsArray()).Select(o => o!.DeepClone())]);
            return license;
        }
    }

    public static ServerSide Read(string type)
    {
        var folder = Repo.Path("provider", "LiveChatPulumi.Provider", "Resources");
        var file = Directory.GetFiles(folder, $"{type}.conformance.json", SearchOption.AllDirectories) is [var found]
            ? found
            : throw new FileNotFoundException($"The folder of {type} has no {type}.conformance.json: CONTRIBUTING.md says what it holds.");
        return JsonSerializer.Deserialize<ServerSide>(File.ReadAllText(file), Strict)!;
    }

    /// <summary>Ids of the objects of this kind that the license holds.</summary>
    public IReadOnlyList<string> Ids(PluginHarness plugin) =>
        [.. plugin.Dump()[Collection!]!.AsArray().Select(o => IdOf(o!)).Where(id => !Others.Contains(id))];

    /// <summary>
    /// The values that a property can have after a change behind the provider's back: null is none. Where the file says how it changes,
    /// that is the one change there is.
    /// </summary>
    public IEnumerable<PropertyValue?> Changes(PropertySpec property, PropertyValue value) =>
        Drift.ContainsKey(property.Name)
            ? [Values.Other(property.Type, value)]
            // A choice has always some value.
            : Values
                .Changes(property, value)
                .Where(v => v is not null || property.Type is not EnumType)
                .Where(v => !ValueEquality.AreEqual(property with { Required = false }, v, value));

    /// <summary>Sets one property of an object, behind the provider's back: what a person in the web UI would do.</summary>
    public void Change(PluginHarness plugin, string id, PropertySpec property, PropertyValue? value)
    {
        var dump = plugin.Dump();
        if (Drift.TryGetValue(property.Name, out var edits))
        {
            foreach (var edit in edits)
                edit.Apply(dump, id);
        }
        else
        {
            var found = dump[Collection!]!.AsArray().Single(o => IdOf(o!) == id)!;
            new Edit { At = property.ApiName, Put = value is null ? null : ApiMapper.ToApi(property.Type, value) }.Apply(found, id);
        }

        plugin.Emulator.Control("seed", (JsonObject)JsonNode.Parse(dump.ToJsonString())!);
    }

    private string IdOf(JsonNode o) => string.Join('/', Id.Split('/').Select(member => o[member]!.ToString()));
}
