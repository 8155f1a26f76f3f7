using System.Collections.Frozen;
using System.Collections.Immutable;

namespace LiveChatPulumi.Export.Schema;

/// <summary>A resource of the schema.</summary>
/// <param name="Description">For people.</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="ListInputs">What its list takes: one that is listed by client id names it there.</param>
internal sealed record ResourceShape(string Description, ImmutableArray<PropertyShape> Inputs, ImmutableArray<PropertyShape> ListInputs)
{
    /// <summary>The names of its outputs.</summary>
    public FrozenSet<string> Outputs { get; init; } = [];

    /// <summary>The resource that holds all objects of this one together; null for none.</summary>
    public string? PartOf { get; init; }

    /// <summary>The input of that name, or null.</summary>
    public PropertyShape? Find(string name) => Inputs.FirstOrDefault(p => p.Name == name);
}

/// <summary>A type of the schema: an object, or an enum.</summary>
/// <param name="Properties">Members of an object.</param>
/// <param name="Cases">The names of an enum's cases by value; null for an object.</param>
internal sealed record TypeShape(ImmutableArray<PropertyShape> Properties, FrozenDictionary<string, string>? Cases)
{
    /// <summary>The member of that name, or null.</summary>
    public PropertyShape? Find(string name) => Properties.FirstOrDefault(p => p.Name == name);
}

/// <summary>A property of a resource or a type.</summary>
internal sealed record PropertyShape(string Name, ValueShape Type, string Description)
{
    /// <summary>The schema requires it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>A program has to say it for an object that is to be made, although the schema does not require it.</summary>
    public bool IsSpokenWhereNew { get; init; }

    public bool IsSecret { get; init; }

    /// <summary>The outputs that its texts and numbers may be.</summary>
    public ImmutableArray<TargetShape> RefersTo { get; init; } = [];

    /// <summary>The key of the stack's configuration for a value that differs from license to license; null for others.</summary>
    public string? Setting { get; init; }
}

/// <summary>An output of a resource.</summary>
internal sealed record TargetShape(string Resource, string Property);

/// <summary>What a property holds.</summary>
internal enum ShapeKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Boolean.</summary>
    Boolean,

    /// <summary>Whole number.</summary>
    Integer,

    /// <summary>Number.</summary>
    Number,

    /// <summary>Any of these.</summary>
    Any,

    /// <summary>A list of the inner type.</summary>
    Array,

    /// <summary>A map to the inner type.</summary>
    Map,

    /// <summary>A type that the schema names.</summary>
    Named,
}

/// <summary>A type as the schema says it.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Inner">What an array or a map holds.</param>
/// <param name="Token">The token of a named type.</param>
internal sealed record ValueShape(ShapeKind Kind, ValueShape? Inner = null, string? Token = null);
