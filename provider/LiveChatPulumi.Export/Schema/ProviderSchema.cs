using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace LiveChatPulumi.Export.Schema;

/// <summary>
/// The plugin's schema as an export needs it. What one property says of another resource stands under <c>language.livechat</c>: Pulumi's
/// schema has that place for what only one tool reads.
/// </summary>
internal sealed record ProviderSchema(
    string Package,
    string Version,
    string PluginDownloadUrl,
    string RootNamespace,
    string Namespace,
    FrozenDictionary<string, ResourceShape> Resources,
    FrozenDictionary<string, TypeShape> Types
)
{
    /// <summary>Reads the text that the plugin gives.</summary>
    public static ProviderSchema Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var name = Text(root, "name") ?? "";
        var csharp = Member(Member(root, "language"), "csharp");
        return new ProviderSchema(
            name,
            Text(root, "version") ?? "",
            Text(root, "pluginDownloadURL") ?? "",
            Text(csharp, "rootNamespace") ?? "Pulumi",
            Text(Member(csharp, "namespaces"), name) ?? name,
            Entries(Member(root, "resources")).ToFrozenDictionary(r => r.Key, r => Resource(r.Value), StringComparer.Ordinal),
            Entries(Member(root, "types")).ToFrozenDictionary(t => t.Key, t => Type(t.Value), StringComparer.Ordinal)
        );
    }

    private static ResourceShape Resource(JsonElement json) =>
        new(
            Text(json, "description") ?? "",
            Properties(Member(json, "inputProperties"), Strings(Member(json, "requiredInputs"))),
            Properties(Member(Member(json, "listInputs"), "properties"), [])
        )
        {
            Outputs = [.. Entries(Member(json, "properties")).Select(p => p.Key)],
            PartOf = Text(Export(json), "partOf"),
        };

    private static TypeShape Type(JsonElement json) =>
        new(
            Properties(Member(json, "properties"), Strings(Member(json, "required"))),
            Member(json, "enum") is { ValueKind: JsonValueKind.Array } cases
                ? cases.EnumerateArray().ToFrozenDictionary(c => Text(c, "value")!, c => Text(c, "name")!, StringComparer.Ordinal)
                : null
        );

    private static ImmutableArray<PropertyShape> Properties(JsonElement json, ImmutableArray<string> required) =>
        [
            .. Entries(json)
                .Select(p => new PropertyShape(p.Key, TypeOf(p.Value), Text(p.Value, "description") ?? "")
                {
                    IsRequired = required.Contains(p.Key),
                    IsSecret = Member(p.Value, "secret").ValueKind == JsonValueKind.True,
                    Setting = Text(Export(p.Value), "setting"),
                    IsSpokenWhereNew = Member(Export(p.Value), "requiredWhereNew").ValueKind == JsonValueKind.True,
                    RefersTo =
                    [
                        .. Items(Member(Export(p.Value), "refersTo"))
                            .Select(t => new TargetShape(Text(t, "resource") ?? "", Text(t, "property") ?? "")),
                    ],
                }),
        ];

    private static ValueShape TypeOf(JsonElement json)
    {
        const string local = "#/types/";
        if (Text(json, "$ref") is { } reference)
            return reference.StartsWith(local, StringComparison.Ordinal)
                ? new ValueShape(ShapeKind.Named, null, reference[local.Length..])
                : new ValueShape(ShapeKind.Any);
        return Text(json, "type") switch
        {
            "array" => new ValueShape(ShapeKind.Array, TypeOf(Member(json, "items"))),
            "object" => new ValueShape(
                ShapeKind.Map,
                Member(json, "additionalProperties") is { ValueKind: JsonValueKind.Object } values
                    ? TypeOf(values)
                    : new ValueShape(ShapeKind.Text)
            ),
            "boolean" => new ValueShape(ShapeKind.Boolean),
            "integer" => new ValueShape(ShapeKind.Integer),
            "number" => new ValueShape(ShapeKind.Number),
            _ => new ValueShape(ShapeKind.Text),
        };
    }

    private static JsonElement Export(JsonElement json) => Member(Member(json, "language"), "livechat");

    private static IEnumerable<KeyValuePair<string, JsonElement>> Entries(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object ? json.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value)) : [];

    private static IEnumerable<JsonElement> Items(JsonElement json) => json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : [];

    private static ImmutableArray<string> Strings(JsonElement json) => [.. Items(json).Select(s => s.GetString() ?? "")];

    private static string? Text(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : default;
}
