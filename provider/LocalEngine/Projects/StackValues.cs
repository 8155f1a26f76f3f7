using System.Collections.Immutable;
using PluginProtocol.Values;

namespace LocalEngine.Projects;

/// <summary>The values of a configuration, by qualified key.</summary>
/// <param name="Texts">All values as texts in clear; collections as JSON.</param>
/// <param name="Secrets">The keys whose values are secret, or have a secret in them.</param>
/// <param name="Typed">The values that the files have as something else than text.</param>
internal sealed record StackValues(
    ImmutableSortedDictionary<string, string> Texts,
    ImmutableHashSet<string> Secrets,
    ImmutableSortedDictionary<string, PropertyValue> Typed
);
