using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Run;

/// <summary>One resource of the program in one run.</summary>
/// <param name="Run">The license and what this run knows of it.</param>
/// <param name="Urn">The resource.</param>
/// <param name="CustomTimeout">The resource's own time for an operation, or null.</param>
internal sealed record ResourceContext(ProviderRun Run, string Urn, TimeSpan? CustomTimeout = null)
{
    /// <summary>The resource's name, for messages.</summary>
    public string Name { get; init; } = PluginProtocol.Values.Urn.Parse(Urn).Name;

    /// <summary>How long a write may take to show: the resource's own time, else the run's.</summary>
    public TimeSpan Bound => CustomTimeout ?? Run.Options.PropagationBound;
}
