using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Methods;

/// <summary>API document, section Properties: the methods for values of the license and of groups.</summary>
internal static class PropertyValueMethods
{
    private static readonly Shape Values = Shape.Map(Shape.Map(Shape.Any));
    private static readonly Shape Names = Shape.Map(Shape.List(Shape.Text()));
    private static readonly Parameter[] Filter = [new("namespace", Shape.Text()), new("name_prefix", Shape.Text())];

    // The official Go SDK sends null for no properties. That changes nothing.
    private static readonly Parameter Properties = new("properties", Values);
    private static readonly Parameter PropertyNames = new("properties", Names);

    public static IEnumerable<Method> All =>
        [
            new("update_license_properties", Either("license", "rw"), [Properties], (c, r) => Update(c, r, null)),
            new("list_license_properties", Either("license", "ro"), Filter, (c, r) => Read(c, null, r)),
            new("delete_license_properties", Either("license", "rw"), [PropertyNames], (c, r) => Delete(c, r, null)),
            new(
                "update_group_properties",
                Either("group", "rw"),
                [new("group_id", Shape.Int(0), true), Properties],
                (c, r) => Update(c, r, Group(c, r, "group_id"))
            ),
            new(
                "list_groups_properties",
                ["properties.group.value--all:ro"],
                [new("group_ids", Shape.List(Shape.Int(0)), true), .. Filter],
                ListGroups
            ),
            new(
                "delete_group_properties",
                Either("group", "rw"),
                [new("id", Shape.Int(0), true), PropertyNames],
                (c, r) => Delete(c, r, Group(c, r, "id"))
            ),
        ];

    private static string[] Either(string location, string right) =>
        [$"properties.{location}.value--my:{right}", $"properties.{location}.value--all:{right}"];

    /// <summary>Reads the values that customers may read without any authorization (Customer Chat API v3.2).</summary>
    public static JsonObject ReadPublicly(LicenseState state, string location, int? group, string? space, string? name)
    {
        var readable = Shown(state, group)
            .Where(v =>
                v.Property.Allows(location, "customer", "read")
                && (space is null || v.Property.OwnerClientId == space)
                && (name is null || v.Property.Name == name)
            )
            .ToList();
        space ??= readable.Count > 0 ? readable[0].Property.OwnerClientId : "";
        return new JsonObject
        {
            ["namespace"] = space,
            ["properties"] = new JsonObject(
                readable
                    .Where(v => v.Property.OwnerClientId == space)
                    .Select(v => KeyValuePair.Create(v.Property.Name, (JsonNode?)v.Value.Node))
            ),
        };
    }

    private static JsonNode? Update(CallContext context, JsonObject request, int? group)
    {
        if (request["properties"] is not JsonObject properties)
            return new JsonObject();
        var definitions = context.Options.Is("earlyPropertyValue", "refused") ? context.Known : context.License.Current;
        foreach (var (space, names) in properties)
        {
            foreach (var (name, value) in (JsonObject)names!)
            {
                var property = definitions.Property(space, name) ?? throw ApiFailure.Validation($"Property {space}.{name} does not exist");
                RequireAccess(context, property, group, "write");
                PropertyMethods.CheckValue(property, value!, $"properties.{space}.{name}");
            }
        }

        return context.License.Change(state =>
            (
                state with
                {
                    Values = state.Values.SetItems(Each(properties, group).Select(p => KeyValuePair.Create(p.Key, Json.Of(p.Value)!))),
                },
                new JsonObject()
            )
        );

        static IEnumerable<(ValueKey Key, JsonNode? Value)> Each(JsonObject properties, int? group) =>
            properties.SelectMany(n => ((JsonObject)n.Value!).Select(v => (new ValueKey(group, n.Key, v.Key), v.Value)));
    }

    private static JsonNode? Delete(CallContext context, JsonObject request, int? group)
    {
        if (request["properties"] is not JsonObject properties)
            return null;
        var keys = properties
            .SelectMany(n => ((JsonArray)n.Value!).Select(v => new ValueKey(group, n.Key, v!.GetValue<string>())))
            .ToList();
        foreach (var key in keys)
        {
            if (context.License.Current.Property(key.Namespace, key.Name) is { } property)
                RequireAccess(context, property, group, "write");
        }

        return context.License.Change<JsonNode?>(state => (state with { Values = state.Values.RemoveRange(keys) }, null));
    }

    private static JsonObject Read(CallContext context, int? group, JsonObject request)
    {
        var space = request["namespace"]?.GetValue<string>();
        var sees = context.Caller.Holds($"properties.{Location(group)}.value--all:ro");
        var prefix = request["name_prefix"]?.GetValue<string>() ?? "";
        var shown = Shown(context.Visible, group)
            .Where(v =>
                (space is null || v.Property.OwnerClientId == space)
                && v.Property.Name.StartsWith(prefix, StringComparison.Ordinal)
                && v.Property.Allows(Location(group), "agent", "read")
                && MayReach(context, v.Property, "read")
                && (sees || v.Property.OwnerClientId == context.Caller.ClientId)
            )
            .GroupBy(v => v.Property.OwnerClientId, StringComparer.Ordinal);
        return new JsonObject(
            shown.Select(n =>
                KeyValuePair.Create(
                    n.Key,
                    (JsonNode?)new JsonObject(n.Select(v => KeyValuePair.Create(v.Property.Name, (JsonNode?)v.Value.Node)))
                )
            )
        );
    }

    private static JsonArray ListGroups(CallContext context, JsonObject request)
    {
        var wanted = ((JsonArray)request["group_ids"]!).Select(g => g!.GetValue<int>()).ToList();
        return new JsonArray([
            .. context
                .Visible.Groups.Keys.Where(g => wanted.Count == 0 || wanted.Contains(g))
                .Select(g => (Id: g, Properties: Read(context, g, request)))
                .Where(g => g.Properties.Count > 0 || context.Options.Is("groupsWithoutValues", "shown"))
                .Select(g => new JsonObject { ["id"] = g.Id, ["properties"] = g.Properties }),
        ]);
    }

    /// <summary>The values that are set, and the defaults of properties whose value is not set.</summary>
    private static IEnumerable<(PropertyRecord Property, Json Value)> Shown(LicenseState state, int? group)
    {
        foreach (
            var property in state
                .Properties.Where(p => p.IsIn(Location(group)))
                .OrderBy(p => p.OwnerClientId, StringComparer.Ordinal)
                .ThenBy(p => p.Name, StringComparer.Ordinal)
        )
        {
            if (
                (state.Values.GetValueOrDefault(new ValueKey(group, property.OwnerClientId, property.Name)) ?? property.DefaultValue) is
                { } value
            )
                yield return (property, value);
        }
    }

    private static string Location(int? group) => group is null ? "license" : "group";

    private static void RequireAccess(CallContext context, PropertyRecord property, int? group, string access)
    {
        if (!property.IsIn(Location(group)))
            throw ApiFailure.Validation($"Property {property.Name} has no access in {Location(group)}");
        if (!property.Allows(Location(group), "agent", access) || !MayReach(context, property, access))
            throw new ApiFailure("authorization", $"No {access} access to property {property.Name}");
        var scope = $"properties.{Location(group)}.value--all:rw";
        if (context.Caller.ClientId != property.OwnerClientId && !context.Caller.Holds(scope))
            throw new ApiFailure("authorization", $"Properties of another namespace need {scope}");
    }

    /// <summary>True when the caller owns the property, or the property is published with this access.</summary>
    private static bool MayReach(CallContext context, PropertyRecord property, string access) =>
        context.Caller.ClientId == property.OwnerClientId
        || property.PublicAccess.Contains(access)
        || (
            property.PublicAccess.Length == 0
            && context.Caller.IsPersonalAccessToken
            && context.Options.Is("privateValuesWithPat", "allowed")
        );

    private static int Group(CallContext context, JsonObject request, string parameter)
    {
        var id = request[parameter]!.GetValue<int>();
        return context.Known.Groups.ContainsKey(id) ? id : throw context.GroupMissing(id);
    }
}
