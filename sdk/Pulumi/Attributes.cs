namespace Pulumi;

/// <summary>Marks a property that receives an output of the resource.</summary>
/// <param name="name">Name on the wire; null takes the member's.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputAttribute(string? name = null) : Attribute
{
    /// <summary>Name on the wire.</summary>
    public string? Name { get; } = name;
}

/// <summary>Marks a field or property that is sent as an input.</summary>
/// <param name="name">Name on the wire.</param>
/// <param name="required">True when it must be set.</param>
/// <param name="json">True when it is sent as JSON text (provider configuration).</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class InputAttribute(string name, bool required = false, bool json = false) : Attribute
{
    internal string Name { get; } = name;

    internal bool IsRequired { get; } = required;

    internal bool Json { get; } = json;
}

/// <summary>Marks a class that is read from outputs.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OutputTypeAttribute : Attribute;

/// <summary>Marks the constructor that builds an output type.</summary>
[AttributeUsage(AttributeTargets.Constructor)]
public sealed class OutputConstructorAttribute : Attribute;

/// <summary>Gives the wire name of a constructor parameter where it differs.</summary>
/// <param name="name">Name on the wire.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OutputConstructorParameterAttribute(string name) : Attribute
{
    /// <summary>Name on the wire.</summary>
    public string Name { get; } = name;
}

/// <summary>Marks a struct that stands for an enum of strings or numbers.</summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class EnumTypeAttribute : Attribute;

/// <summary>Gives the type token of a resource class.</summary>
/// <param name="type">The token.</param>
/// <param name="version">Version of the package.</param>
[AttributeUsage(AttributeTargets.Class)]
public class ResourceTypeAttribute(string type, string? version) : Attribute
{
    /// <summary>The token.</summary>
    public string Type { get; } = type;

    /// <summary>Version of the package.</summary>
    public string? Version { get; } = version;
}
