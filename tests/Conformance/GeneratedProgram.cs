using System.Text.Json.Nodes;
using LiveChatPulumi.Provider.Schema;
using PluginProtocol.Values;

namespace Conformance_;

/// <summary>
/// The program that Pulumi makes of an import: the inputs that the schema has, as they were read, and for those that it requires and no
/// read gave, the empty value of their type.
/// </summary>
internal static class GeneratedProgram
{
    private static readonly JsonNode Schema = JsonNode.Parse(SchemaWriter.Write(indented: false))!;

    /// <summary>The inputs that the program declares.</summary>
    public static PropertyObject Of(string token, PropertyObject read)
    {
        var resource = Schema["resources"]![token]!;
        return Members(resource["inputProperties"], resource["requiredInputs"], read);
    }

    private static PropertyObject Members(JsonNode? properties, JsonNode? required, PropertyObject values)
    {
        var isRequired = (required?.AsArray() ?? []).Select(r => (string)r!).ToHashSet();
        return PropertyObject.From(
            from p in properties!.AsObject()
            let value = values[p.Key] is { Unwrapped.IsNull: false } given ? Value(p.Value!, given)
            : isRequired.Contains(p.Key) ? Empty(p.Value!)
            : null
            where value is not null
            select KeyValuePair.Create(p.Key, value)
        );
    }

    private static PropertyValue Value(JsonNode type, PropertyValue value) =>
        value switch
        {
            PropertySecret secret => PropertyValue.Secret(Value(type, secret.Value)),
            PropertyArray list => PropertyValue.List(list.Items.Select(i => Value(type["items"]!, i))),
            PropertyObject members when Resolved(type) is { } named => Members(named["properties"], named["required"], members),
            PropertyObject map => PropertyObject.From(
                map.Members.Where(m => !m.Key.StartsWith("__", StringComparison.Ordinal))
                    .Select(m => KeyValuePair.Create(m.Key, Value(type["additionalProperties"]!, m.Value)))
            ),
            _ => value,
        };

    private static PropertyValue Empty(JsonNode type)
    {
        if (Resolved(type) is { } named)
            return named["enum"] is null
                ? Members(named["properties"], named["required"], PropertyObject.Empty)
                : throw new InvalidOperationException($"Pulumi cannot make an empty value of {type.ToJsonString()}.");
        return (string?)type["type"] switch
        {
            "string" => PropertyValue.Of(""),
            "boolean" => PropertyValue.Of(false),
            "integer" or "number" => PropertyValue.Of(0),
            "array" => PropertyValue.List([]),
            _ => PropertyObject.Empty,
        };
    }

    /// <summary>The type of the schema that a reference names; null for any other.</summary>
    private static JsonNode? Resolved(JsonNode type) =>
        (string?)type["$ref"] is { } reference && reference.StartsWith("#/types/", StringComparison.Ordinal)
            ? Schema["types"]![reference["#/types/".Length..]]
            : null;
}
