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

    /// <summary>The operation that is under way; null in a check, a diff and a preview.</summary>
    public Operation? Operation { get; init; }

    /// <summary>
    /// Fires when a write is no longer waited for: a while after the operation's end, or after the engine's Cancel. Its answer is the only
    /// trace of its outcome.
    /// </summary>
    public CancellationToken Writes => Operation?.Writes ?? Run.WritesCancelled;

    /// <summary>How long a write may take to show: the resource's own time, else the run's.</summary>
    public TimeSpan Bound => CustomTimeout ?? Run.Options.PropagationBound;
}
