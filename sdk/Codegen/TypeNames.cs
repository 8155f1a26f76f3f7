namespace Codegen;

/// <summary>The C# types of schema types.</summary>
internal sealed class TypeNames(PackageSchema schema)
{
    public bool IsEnum(TypeRef type) => type.Kind == "ref" && schema.Types[type.Token!].Cases is not null;

    /// <summary>True for types that cannot be null.</summary>
    public bool IsValueType(TypeRef type) => type.Kind is "boolean" or "integer" or "number" || IsEnum(type);

    /// <summary>The type as an input takes it, without <c>Input</c> around it.</summary>
    public string InputElement(TypeRef type) =>
        type.Kind switch
        {
            "ref" when IsEnum(type) => EnumName(type),
            "ref" => $"Inputs.{Names.OfToken(type.Token!)}Args",
            "array" => $"ImmutableArray<{InputElement(type.Inner!)}>",
            "map" => $"ImmutableDictionary<string, {InputElement(type.Inner!)}>",
            _ => Primitive(type),
        };

    /// <summary>The type of an input property.</summary>
    public string Input(TypeRef type) =>
        type.Kind switch
        {
            "array" => $"InputList<{InputElement(type.Inner!)}>",
            "map" => $"InputMap<{InputElement(type.Inner!)}>",
            _ => $"Input<{InputElement(type)}>",
        };

    /// <summary>The type of an argument that is passed by value.</summary>
    public string Plain(TypeRef type) =>
        type.Kind switch
        {
            "array" => $"List<{Plain(type.Inner!)}>",
            "map" => $"Dictionary<string, {Plain(type.Inner!)}>",
            _ => InputElement(type),
        };

    /// <summary>The type as outputs hold it.</summary>
    public string Output(TypeRef type) =>
        type.Kind switch
        {
            "ref" when IsEnum(type) => EnumName(type),
            "ref" => $"Outputs.{Names.OfToken(type.Token!)}",
            "array" => $"ImmutableArray<{Output(type.Inner!)}>",
            "map" => $"ImmutableDictionary<string, {Output(type.Inner!)}>",
            _ => Primitive(type),
        };

    /// <summary>The type of an output that may be missing; arrays are empty then.</summary>
    public string Output(PropertyDef property) => Output(property.Type) + (property.Required || property.Type.Kind == "array" ? "" : "?");

    private string EnumName(TypeRef type) => $"{schema.FullNamespace}.{Names.OfToken(type.Token!)}";

    private static string Primitive(TypeRef type) =>
        type.Kind switch
        {
            "string" => "string",
            "boolean" => "bool",
            "integer" => "int",
            "number" => "double",
            _ => "object",
        };
}
