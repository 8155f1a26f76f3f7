using System.Collections.Immutable;
using PluginProtocol.Values;

namespace LocalEngine.Deployments;

/// <summary>The stack that is deployed: its names and its configuration.</summary>
/// <param name="Project">Name of the project.</param>
/// <param name="Stack">Name of the stack.</param>
/// <param name="Organization">Name of the organization.</param>
/// <param name="Config">All configuration values in plain text, by qualified key.</param>
/// <param name="SecretKeys">The keys whose values are secret.</param>
internal sealed record Target(
    string Project,
    string Stack,
    string Organization,
    ImmutableSortedDictionary<string, string> Config,
    ImmutableHashSet<string> SecretKeys
)
{
    /// <summary>The values that are not texts in the files, with their types, by qualified key.</summary>
    public ImmutableSortedDictionary<string, PropertyValue> Typed { get; init; } = ImmutableSortedDictionary<string, PropertyValue>.Empty;

    /// <summary>URN of the stack resource, the root of all others.</summary>
    public string RootUrn => new Urn(Stack, Project, Urn.StackType, $"{Project}-{Stack}").ToString();
}
