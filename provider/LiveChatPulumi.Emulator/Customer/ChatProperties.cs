using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Methods;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>Properties of chats, threads and events, by what their definitions let customers do.</summary>
internal static class ChatProperties
{
    /// <summary>Checks values that a customer sets, all before the first is set.</summary>
    /// <param name="state">The license as it is in effect.</param>
    /// <param name="location">chat, thread or event.</param>
    /// <param name="properties">The values, by namespace and name.</param>
    public static void Check(LicenseState state, string location, JsonObject? properties)
    {
        foreach (var (space, name, value) in Each(properties))
            PropertyMethods.CheckValue(Writable(state, location, space, name), value, $"properties.{space}.{name}");
    }

    public static void Set(PropertyBag bag, JsonObject? properties)
    {
        foreach (var (space, name, value) in Each(properties))
            bag.Set(space, name, value);
    }

    /// <summary>The names in a request to delete: lists by namespace. One sample has a level more in between.</summary>
    public static IReadOnlySet<(string Namespace, string Name)> Names(LicenseState state, string location, JsonObject properties)
    {
        var names = new HashSet<(string, string)>();
        foreach (var (space, list) in properties)
        {
            foreach (var name in ListsIn(list, $"properties.{space}").SelectMany(l => l))
            {
                if (name?.GetValueKind() != JsonValueKind.String)
                    throw ApiFailure.Validation($"`properties.{space}` must have names");
                Writable(state, location, space, name.GetValue<string>());
                names.Add((space, name.GetValue<string>()));
            }
        }

        return names;
    }

    /// <summary>The namespaces and names of values.</summary>
    public static IReadOnlySet<(string Namespace, string Name)> NamesOf(JsonObject properties) =>
        Each(properties).Select(p => (p.Namespace, p.Name)).ToHashSet();

    private static IEnumerable<JsonArray> ListsIn(JsonNode? node, string path) =>
        node switch
        {
            JsonArray list => [list],
            JsonObject o when o.All(m => m.Value is JsonArray) => o.Select(m => (JsonArray)m.Value!),
            _ => throw ApiFailure.Validation($"`{path}` must be an array"),
        };

    private static IEnumerable<(string Namespace, string Name, JsonNode Value)> Each(JsonObject? properties)
    {
        foreach (var (space, values) in properties ?? [])
        {
            if (values is not JsonObject map)
                throw ApiFailure.Validation($"`properties.{space}` must be an object");
            foreach (var (name, value) in map)
                yield return (space, name, value ?? throw ApiFailure.Validation($"`properties.{space}.{name}` must be present"));
        }
    }

    private static PropertyRecord Writable(LicenseState state, string location, string space, string name)
    {
        var property = state.Property(space, name) ?? throw ApiFailure.Validation($"Property {space}.{name} does not exist");
        if (!property.IsIn(location))
            throw ApiFailure.Validation($"Property {space}.{name} has no access in {location}");
        return property.Allows(location, "customer", "write")
            ? property
            : throw new ApiFailure("authorization", $"Customers have no write access to property {space}.{name}");
    }
}
