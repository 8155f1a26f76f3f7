using System.Collections.Immutable;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Specs;

/// <summary>A rule over several properties: yields what is wrong, by path. Unknown values must pass.</summary>
internal delegate IEnumerable<(PropertyPath Path, string Reason)> CrossRule(PropertyObject inputs);

/// <summary>A resource as declared: schema, check, diff, documentation and conformance tests derive from it.</summary>
/// <param name="Name">PascalCase name; the token is <c>livechat:index:Name</c>.</param>
/// <param name="Description">For schema and SDKs.</param>
/// <param name="Properties">Inputs and outputs.</param>
internal sealed record ResourceSpec(string Name, string Description, ImmutableArray<PropertySpec> Properties)
{
    /// <summary>What to give <c>pulumi import</c> as id, for people.</summary>
    public required string ImportId { get; init; }

    /// <summary>The input that names the object in the license, or null where the server gives an id.</summary>
    public string? NaturalKey { get; init; }

    public ImmutableArray<CrossRule> Rules { get; init; } = [];

    public string Token => "livechat:index:" + Name;

    /// <summary>How the resource is called in sentences.</summary>
    public string Noun => Name.ToLowerInvariant();

    public IEnumerable<PropertySpec> Inputs => Properties.Where(p => p.IsSettable);

    public PropertySpec? Find(string name) => Properties.FirstOrDefault(p => p.Name == name);
}

/// <summary>A function as declared.</summary>
internal sealed record FunctionSpec(string Name, string Description, ImmutableArray<PropertySpec> Inputs, ImmutableArray<PropertySpec> Outputs)
{
    public string Token => "livechat:index:" + Name;
}
