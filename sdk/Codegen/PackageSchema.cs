using System.Text.Json;

namespace Codegen;

/// <summary>The parts of a Pulumi package schema that a C# SDK is made of.</summary>
internal sealed record PackageSchema(
    string Name,
    string Version,
    string Description,
    string Publisher,
    string License,
    string? Homepage,
    string? Repository,
    string? PluginDownloadUrl,
    string RootNamespace,
    string Namespace,
    IReadOnlyList<PropertyDef> Config,
    ObjectDef Provider,
    IReadOnlyDictionary<string, ObjectDef> Resources,
    IReadOnlyDictionary<string, FunctionDef> Functions,
    IReadOnlyDictionary<string, TypeDef> Types
)
{
    public string FullNamespace => $"{RootNamespace}.{Namespace}";

    public static PackageSchema Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var name = Text(root, "name")!;
        var csharp = Member(Member(root, "language"), "csharp");
        return new PackageSchema(
            name,
            Text(root, "version") ?? "0.0.0",
            Text(root, "description") ?? "",
            Text(root, "publisher") ?? "",
            Text(root, "license") ?? "",
            Text(root, "homepage"),
            Text(root, "repository"),
            Text(root, "pluginDownloadURL"),
            Text(csharp, "rootNamespace") ?? "Pulumi",
            Text(Member(csharp, "namespaces"), name) ?? Names.Pascal(name),
            Properties(Member(Member(root, "config"), "variables"), []),
            Object(Member(root, "provider")),
            Entries(Member(root, "resources")).ToDictionary(r => r.Key, r => Object(r.Value), StringComparer.Ordinal),
            Entries(Member(root, "functions")).ToDictionary(f => f.Key, f => Function(f.Value), StringComparer.Ordinal),
            Entries(Member(root, "types")).ToDictionary(t => t.Key, t => Type(t.Value), StringComparer.Ordinal)
        );
    }

    private static ObjectDef Object(JsonElement json) =>
        new(
            Text(json, "description") ?? "",
            Properties(Member(json, "properties"), Strings(Member(json, "required"))),
            Properties(Member(json, "inputProperties"), Strings(Member(json, "requiredInputs")))
        );

    private static FunctionDef Function(JsonElement json)
    {
        var (inputs, outputs) = (Member(json, "inputs"), Member(json, "outputs"));
        return new FunctionDef(
            Text(json, "description") ?? "",
            Properties(Member(inputs, "properties"), Strings(Member(inputs, "required"))),
            Properties(Member(outputs, "properties"), Strings(Member(outputs, "required")))
        );
    }

    private static TypeDef Type(JsonElement json) =>
        new(
            Text(json, "description") ?? "",
            Properties(Member(json, "properties"), Strings(Member(json, "required"))),
            Member(json, "enum") is { ValueKind: JsonValueKind.Array } values
                ?
                [
                    .. values
                        .EnumerateArray()
                        .Select(v => new EnumCase(
                            Text(v, "name") ?? Names.Pascal(Text(v, "value")!),
                            Text(v, "value")!,
                            Text(v, "description") ?? ""
                        )),
                ]
                : null
        );

    private static List<PropertyDef> Properties(JsonElement json, HashSet<string> required) =>
        [
            .. Entries(json)
                .Select(p => new PropertyDef(
                    p.Key,
                    TypeRef.Parse(p.Value),
                    required.Contains(p.Key),
                    Text(p.Value, "description") ?? "",
                    Member(p.Value, "secret").ValueKind == JsonValueKind.True
                )
                {
                    ReplacesOnChange = Member(p.Value, "replaceOnChanges").ValueKind == JsonValueKind.True,
                    Environment = [.. Items(Member(Member(p.Value, "defaultInfo"), "environment"))],
                })
                .OrderBy(p => p.Name, StringComparer.Ordinal),
        ];

    private static IEnumerable<KeyValuePair<string, JsonElement>> Entries(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object ? json.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value)) : [];

    private static HashSet<string> Strings(JsonElement json) => [.. Items(json)];

    private static IEnumerable<string> Items(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().Select(s => s.GetString()!) : [];

    private static string? Text(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : default;
}

internal sealed record PropertyDef(string Name, TypeRef Type, bool Required, string Description, bool Secret)
{
    /// <summary>True where programs ask the engine to replace the resource when it changes.</summary>
    public bool ReplacesOnChange { get; init; }

    /// <summary>Variables of the environment that stand in where a program leaves it out.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>The call that reads those variables; null where there are none, or no variable can hold such a value.</summary>
    public string? FromEnvironment
    {
        get
        {
            var get = Type.Kind switch
            {
                "string" => "GetEnv",
                "boolean" => "GetEnvBoolean",
                "integer" => "GetEnvInt32",
                "number" => "GetEnvDouble",
                _ => null,
            };
            return Environment.Count == 0 || get is null
                ? null
                : $"Utilities.{get}({string.Join(", ", Environment.Select(Names.Literal))})";
        }
    }
}

internal sealed record ObjectDef(string Description, IReadOnlyList<PropertyDef> Properties, IReadOnlyList<PropertyDef> Inputs);

internal sealed record FunctionDef(string Description, IReadOnlyList<PropertyDef> Inputs, IReadOnlyList<PropertyDef> Outputs);

internal sealed record EnumCase(string Name, string Value, string Description);

internal sealed record TypeDef(string Description, IReadOnlyList<PropertyDef> Properties, IReadOnlyList<EnumCase>? Cases);

/// <summary>A type as a schema writes it.</summary>
/// <param name="Kind">string, boolean, integer, number, array, map, ref or any.</param>
/// <param name="Inner">Element of an array or map.</param>
/// <param name="Token">Token of a referenced type.</param>
internal sealed record TypeRef(string Kind, TypeRef? Inner = null, string? Token = null)
{
    public static TypeRef Parse(JsonElement json)
    {
        if (json.TryGetProperty("$ref", out var reference))
        {
            var text = reference.GetString()!;
            const string local = "#/types/";
            if (text == "pulumi.json#/Any")
                return new TypeRef("any");
            return text.StartsWith(local, StringComparison.Ordinal)
                ? new TypeRef("ref", null, text[local.Length..])
                : throw new NotSupportedException($"The reference {text} is not supported.");
        }

        var type = json.TryGetProperty("type", out var t)
            ? t.GetString()!
            : throw new NotSupportedException("A property has neither a type nor a reference; unions are not supported.");
        return type switch
        {
            "array" => new TypeRef("array", Parse(json.GetProperty("items"))),
            "object" => new TypeRef(
                "map",
                json.TryGetProperty("additionalProperties", out var values) ? Parse(values) : new TypeRef("string")
            ),
            _ => new TypeRef(type),
        };
    }
}
