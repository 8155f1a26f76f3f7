using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;

namespace LiveChatPulumi.Emulator.Methods;

/// <summary>
/// API document, section Properties: the methods for definitions. Those for values are in <see cref="PropertyValueMethods"/>.
/// </summary>
internal static class PropertyMethods
{
    private static readonly string[] Locations = ["chat", "thread", "event", "license", "group"];
    private static readonly Shape Rights = Shape.List(Shape.OneOf("read", "write"));
    private static readonly Shape Users = Shape.Object(new Parameter("agent", Rights), new Parameter("customer", Rights));
    private static readonly Parameter Name = new("name", Shape.Text(), true);
    private static readonly Parameter Owner = new("owner_client_id", Shape.Text(), true);
    private static readonly string[] Scopes = ["properties.configuration:rw"];

    public static IEnumerable<Method> All =>
        [
            new(
                "register_property",
                Scopes,
                [
                    Name,
                    Owner,
                    new("type", Shape.OneOf("int", "string", "bool", "tokenized_string"), true),
                    new("access", Shape.Object([.. Locations.Select(l => new Parameter(l, Users))]), true),
                    new("description", Shape.Text()),
                    new("domain", Shape.List(Shape.Any)),
                    new("range", Shape.Object(new Parameter("from", Shape.Int()), new Parameter("to", Shape.Int()))),
                    new("default_value", Shape.Any),
                ],
                Register
            ),
            new("unregister_property", Scopes, [Name, Owner], Unregister),
            // The official Go SDK sends empty strings among the access types, so the list's elements are not checked strictly.
            new("publish_property", Scopes, [Name, Owner, new("access_type", Shape.List(Shape.Text()), true)], Publish),
            new("list_properties", Scopes, [Owner], List),
        ];

    /// <summary>The four properties that every license has in the namespace "test".</summary>
    public static ImmutableArray<PropertyRecord> Test
    {
        get
        {
            var access = new JsonObject(
                Locations.Select(l =>
                    KeyValuePair.Create(
                        l,
                        (JsonNode?)
                            new JsonObject { ["agent"] = new JsonArray("read", "write"), ["customer"] = new JsonArray("read", "write") }
                    )
                )
            );
            return
            [
                .. new[] { "bool", "int", "string", "tokenized_string" }.Select(t => new PropertyRecord(
                    "test",
                    t + "_property",
                    t,
                    "",
                    Json.Of(access)!,
                    null,
                    null,
                    null,
                    ["read", "write"]
                )),
            ];
        }
    }

    /// <summary>Throws when a value is not of the property's type, domain and range.</summary>
    public static void CheckValue(PropertyRecord property, JsonNode value, string path)
    {
        if (!HasType(property.Type, value))
            throw ApiFailure.Validation($"`{path}` must be of type {property.Type}");
        if (property.Domain?.Node is JsonArray domain && !domain.Any(d => JsonNode.DeepEquals(d, value)))
            throw ApiFailure.Validation($"`{path}` must be in the property's domain");
        if (
            property.Range?.Node is JsonObject range
            && value.GetValueKind() == JsonValueKind.Number
            && (
                value.GetValue<int>() < (range["from"]?.GetValue<int>() ?? int.MinValue)
                || value.GetValue<int>() > (range["to"]?.GetValue<int>() ?? int.MaxValue)
            )
        )
            throw ApiFailure.Validation($"`{path}` must be in the property's range");
    }

    private static JsonNode? Register(CallContext context, JsonObject request)
    {
        var access = (JsonObject)request["access"]!;
        CheckAccess(context, access);
        var property = new PropertyRecord(
            Text(request, "owner_client_id"),
            Text(request, "name"),
            Text(request, "type"),
            request["description"]?.GetValue<string>() ?? "",
            Json.Of(access)!,
            Json.Of(request["domain"]),
            Json.Of(request["range"]),
            Json.Of(request["default_value"]),
            []
        );
        CheckLimits(context, property);
        return context.License.Change<JsonNode?>(state =>
            state.Property(property.OwnerClientId, property.Name) is null
                ? (state.WithProperty(property), null)
                : throw new ApiFailure("already_exists", "Property already exists")
        );
    }

    private static void CheckAccess(CallContext context, JsonObject access)
    {
        if (access.All(l => l.Value is null))
            throw ApiFailure.Validation("`access` must have at least one location");
        foreach (var (location, users) in access.Where(l => l.Value is not null))
        {
            if (!Locations.Contains(location))
                throw ApiFailure.Validation($"`access.{location}` is none of: {string.Join(", ", Locations)}");
            var given = (JsonObject)users!;
            if (given.FirstOrDefault(u => u.Key is not ("agent" or "customer")) is { Key: { } user })
                throw ApiFailure.Validation($"`access.{location}.{user}` is neither agent nor customer");
            if (given.All(u => u.Value is null))
                throw ApiFailure.Validation($"`access.{location}` must have at least one user");
            if (given.Any(u => u.Value is JsonArray { Count: 0 }) && context.Options.Is("emptyRights", "refused"))
                throw ApiFailure.Validation($"`access.{location}` must have read, write or both");
        }
    }

    private static void CheckLimits(CallContext context, PropertyRecord property)
    {
        if (property.Range is not null && property.Type != "int")
            throw ApiFailure.Validation("`range` works for numeric types only");
        if (
            property.Range?.Node is JsonObject range
            && range["from"]?.GetValue<int>() > range["to"]?.GetValue<int>()
            && context.Options.Is("impossibleRange", "refused")
        )
            throw ApiFailure.Validation("`range.from` must not be above `range.to`");
        if ((property.Domain?.Node as JsonArray)?.Any(d => d is null || !HasType(property.Type, d)) == true)
            throw ApiFailure.Validation($"`domain` must hold values of type {property.Type}");
        if (property.DefaultValue is null)
            return;
        if (!property.IsIn("license") && !property.IsIn("group") && context.Options.Is("defaultValueChatOnly", "rejected"))
            throw ApiFailure.Validation("`default_value` is possible only with access in license or group");
        CheckValue(property, property.DefaultValue.Node, "default_value");
    }

    private static JsonNode? Unregister(CallContext context, JsonObject request) =>
        context.License.Change<JsonNode?>(state =>
        {
            var property = Find(state, request);
            if (property.PublicAccess.Length > 0)
                throw new ApiFailure(context.Options["unregisterPublished"], "A published property cannot be unregistered");
            var left = state with { Properties = state.Properties.Remove(property) };
            if (state.Values.Keys.Any(v => IsOf(v, property)) && context.Options.Is("unregisteredValues", "dropped"))
                left = left with { Values = left.Values.RemoveRange(left.Values.Keys.Where(v => IsOf(v, property))) };
            return (left, null);
        });

    private static bool IsOf(ValueKey value, PropertyRecord property) =>
        value.Namespace == property.OwnerClientId && value.Name == property.Name;

    private static JsonNode? Publish(CallContext context, JsonObject request) =>
        context.License.Change<JsonNode?>(state =>
        {
            var property = Find(state, request);
            if (property.PublicAccess.Length > 0 && context.Options.Is("publishAgain", "rejected"))
                throw ApiFailure.Validation("The property is published already");
            var wanted = ((JsonArray)request["access_type"]!).Select(a => a!.GetValue<string>()).Where(a => a.Length > 0).ToList();
            if (wanted.Count == 0 || wanted.Any(a => a is not ("read" or "write")))
                throw ApiFailure.Validation("`access_type` must hold read, write or both");
            return (
                state.WithProperty(property with { PublicAccess = [.. property.PublicAccess.Union(wanted).Order(StringComparer.Ordinal)] }),
                null
            );
        });

    private static JsonObject List(CallContext context, JsonObject request) =>
        new(
            context
                .Visible.Properties.Where(p => p.OwnerClientId == Text(request, "owner_client_id"))
                .Select(p => KeyValuePair.Create(p.Name, context.Options.Shown(Show(AsListed(context, p)))))
        );

    /// <summary>The document's answer shows neither bounds nor defaults.</summary>
    private static PropertyRecord AsListed(CallContext context, PropertyRecord property) =>
        property is not { Domain: null, Range: null, DefaultValue: null } && context.Options.Is("definitionFields", "sample")
            ? property with
            {
                Domain = null,
                Range = null,
                DefaultValue = null,
            }
            : property;

    public static JsonObject Show(PropertyRecord property)
    {
        var json = new JsonObject
        {
            ["type"] = property.Type,
            ["description"] = property.Description,
            ["access"] = property.Access.Node,
        };
        if (property.Domain is { } domain)
            json["domain"] = domain.Node;
        if (property.Range is { } range)
            json["range"] = range.Node;
        if (property.DefaultValue is { } value)
            json["default_value"] = value.Node;
        if (property.PublicAccess.Length > 0)
            json["public_access"] = new JsonArray([.. property.PublicAccess.Select(a => (JsonNode)a)]);
        return json;
    }

    private static bool HasType(string type, JsonNode value) =>
        type switch
        {
            "int" => value is JsonValue v && v.TryGetValue<int>(out _),
            "bool" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            _ => value.GetValueKind() == JsonValueKind.String,
        };

    private static PropertyRecord Find(LicenseState state, JsonObject request) =>
        state.Property(Text(request, "owner_client_id"), Text(request, "name")) ?? throw ApiFailure.NotFound("Property not found");

    private static string Text(JsonObject request, string name) => request[name]!.GetValue<string>();
}
