namespace PluginProtocol.Values;

/// <summary>A resource's name in a stack: <c>urn:pulumi:stack::project::qualified$type::name</c>.</summary>
public sealed record Urn(string Stack, string Project, string QualifiedType, string Name)
{
    private const string Prefix = "urn:pulumi:";

    /// <summary>Type of the root resource of a stack.</summary>
    public const string StackType = "pulumi:pulumi:Stack";

    /// <summary>The resource's own type, without its parents'.</summary>
    public string Type => QualifiedType[(QualifiedType.LastIndexOf('$') + 1)..];

    /// <summary>Reads a URN. A name may hold <c>::</c>.</summary>
    /// <exception cref="FormatException">The text is not a URN.</exception>
    public static Urn Parse(string text)
    {
        var parts = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..].Split("::", 4) : [];
        return parts.Length == 4 && parts.All(p => p.Length > 0)
            ? new Urn(parts[0], parts[1], parts[2], parts[3])
            : throw new FormatException($"'{text}' is not a URN (urn:pulumi:<stack>::<project>::<type>::<name>).");
    }

    /// <summary>The URN of a resource under a parent; the root stack adds nothing to the type.</summary>
    public static Urn Create(string stack, string project, Urn? parent, string type, string name) =>
        new(stack, project, parent is null || parent.QualifiedType == StackType ? type : parent.QualifiedType + "$" + type, name);

    /// <inheritdoc/>
    public override string ToString() => $"{Prefix}{Stack}::{Project}::{QualifiedType}::{Name}";
}
