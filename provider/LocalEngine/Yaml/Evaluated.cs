using System.Collections.Immutable;
using PluginProtocol.Values;

namespace LocalEngine.Yaml;

/// <summary>The value of an expression, with the URNs of the resources it comes from.</summary>
internal sealed record Evaluated(PropertyValue Value, ImmutableHashSet<string> Dependencies)
{
    /// <summary>A value that does not come from a resource.</summary>
    public static Evaluated Plain(PropertyValue value) => new(value, []);

    /// <summary>Combines values into one that comes from the resources of all of them.</summary>
    public static Evaluated Join(IReadOnlyCollection<Evaluated> parts, Func<IReadOnlyList<PropertyValue>, PropertyValue> join) =>
        new(join([.. parts.Select(p => p.Value)]), parts.Aggregate(ImmutableHashSet<string>.Empty, (s, p) => s.Union(p.Dependencies)));
}
