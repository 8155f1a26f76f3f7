using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Provider.Specs;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Values;

/// <summary>Translates between property trees and the API's JSON by the spec: strict when writing, tolerant when reading.</summary>
internal static class ApiMapper
{
    /// <summary>The request members for the properties that are set. Secrets are unwrapped here, on the way out only.</summary>
    public static JsonObject ToApi(IEnumerable<PropertySpec> properties, PropertyObject values)
    {
        var json = new JsonObject();
        foreach (var property in properties)
        {
            if (property.Delivery is (Delivery.InRequests or Delivery.InCreate) && values[property.Name] is { IsNull: false } value)
                Put(json, property.ApiName, ToApi(property.Type, value.Plain()));
        }

        return json;
    }

    /// <summary>An API name may lead into an object: <c>access.groups</c>.</summary>
    private static void Put(JsonObject json, string name, JsonNode? value)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            json[name] = value;
        else
            json[name[..dot]] = new JsonObject { [name[(dot + 1)..]] = value };
    }

    private static JsonNode? Get(JsonObject json, string name) =>
        name.Split('.').Aggregate((JsonNode?)json, (node, part) => (node as JsonObject)?[part]);

    /// <summary>One value as the API writes it.</summary>
    public static JsonNode? ToApi(PropertyType type, PropertyValue value) =>
        (type, value) switch
        {
            (_, PropertyNumber n) => n.Value == Math.Floor(n.Value) ? JsonValue.Create((long)n.Value) : JsonValue.Create(n.Value),
            (_, PropertyString s) => JsonValue.Create(s.Value),
            (_, PropertyBool b) => JsonValue.Create(b.Value),
            // LiveChat keeps a set: an element that is said twice is sent once.
            (ListType { IsSet: true } set, PropertyArray a) => new JsonArray([
                .. a.Items.DistinctBy(i => CanonicalText.Of(set.Item, i)).Select(i => ToApi(set.Item, i)),
            ]),
            (ListType list, PropertyArray a) => new JsonArray([.. a.Items.Select(i => ToApi(list.Item, i))]),
            (MapType map, PropertyObject o) => new JsonObject(o.Members.Select(m => KeyValuePair.Create(m.Key, ToApi(map.Value, m.Value)))),
            // An optional member that is empty says as little as one that is not there; beside others LiveChat refuses it.
            (ObjectType obj, PropertyObject o) => ToApi(
                obj.Properties.Where(p => p.Default is not null || ValueEquality.Meant(p, o[p.Name]) is not null),
                o
            ),
            (_, PropertyNull) => null,
            _ => throw new InvalidOperationException($"A value of kind {value.GetType().Name} cannot be sent as {type.GetType().Name}."),
        };

    /// <summary>The properties that an answer holds. Members that are unknown to the spec are ignored, missing ones stay missing.</summary>
    public static PropertyObject FromApi(IEnumerable<PropertySpec> properties, JsonObject json)
    {
        var members = PropertyObject.Empty.Members.ToBuilder();
        foreach (var property in properties)
        {
            var node = property.Aliases.Prepend(property.ApiName).Select(n => Get(json, n)).FirstOrDefault(n => n is not null);
            if (node is not null && FromApi(property.Type, node) is { IsNull: false } value)
                members[property.Name] = value;
        }

        return new PropertyObject(members.ToImmutable());
    }

    /// <summary>One value as the API gave it.</summary>
    /// <exception cref="FormatException">It is of another form: what it means is not known, so it must not pass for none.</exception>
    public static PropertyValue FromApi(PropertyType type, JsonNode node) =>
        (type, node) switch
        {
            (ListType list, JsonArray a) => PropertyValue.List(a.Where(i => i is not null).Select(i => FromApi(list.Item, i!))),
            (MapType map, JsonObject o) => PropertyObject.From(
                o.Where(m => m.Value is not null).Select(m => KeyValuePair.Create(m.Key, FromApi(map.Value, m.Value!)))
            ),
            (ObjectType obj, JsonObject o) => FromApi(obj.Properties, o),
            (AnyType, not JsonValue) => PropertyValue.Null,
            (ListType or MapType or ObjectType, _) => throw Unfit(type, node),
            (_, JsonValue v) => Scalar(type, v),
            _ => throw Unfit(type, node),
        };

    /// <summary>Some servers write numbers as texts.</summary>
    private static PropertyValue Scalar(PropertyType type, JsonValue v) =>
        (type, v.GetValueKind()) switch
        {
            (IntegerType, JsonValueKind.String) when double.TryParse(v.GetValue<string>(), CultureInfo.InvariantCulture, out var n) =>
                PropertyValue.Of(n),
            (TextType or EnumType, JsonValueKind.Number) => PropertyValue.Of(v.ToJsonString()),
            (TextType or EnumType or AnyType, JsonValueKind.String) => PropertyValue.Of(v.GetValue<string>()),
            (IntegerType or AnyType, JsonValueKind.Number) => PropertyValue.Of(v.GetValue<double>()),
            (BooleanType or AnyType, JsonValueKind.True) => PropertyValue.Of(true),
            (BooleanType or AnyType, JsonValueKind.False) => PropertyValue.Of(false),
            _ => throw Unfit(type, v),
        };

    private static FormatException Unfit(PropertyType type, JsonNode node) =>
        new($"a value is {node.GetValueKind()} where {type.GetType().Name.Replace("Type", "", StringComparison.Ordinal)} is due");
}
