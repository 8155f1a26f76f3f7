using System.Collections.Immutable;

namespace LocalEngine.Deployments;

/// <summary>An object that is to become a resource of the stack.</summary>
/// <param name="Type">The token of the resource's type.</param>
/// <param name="Name">The resource's name.</param>
/// <param name="Id">The id by which its provider reads it.</param>
internal sealed record ImportSpec(string Type, string Name, string Id)
{
    /// <summary>URN of the parent; empty for the stack.</summary>
    public string Parent { get; init; } = "";

    /// <summary>URN of a provider of the state; empty for the default provider.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The version of the plugin; empty for any.</summary>
    public string Version { get; init; } = "";

    /// <summary>Where the plugin comes from; empty for the usual place.</summary>
    public string PluginDownloadUrl { get; init; } = "";

    /// <summary>Runs must not delete the resource.</summary>
    public bool Protect { get; init; } = true;

    /// <summary>The inputs to keep of those that are read; none for all.</summary>
    public ImmutableArray<string> Properties { get; init; } = [];
}
