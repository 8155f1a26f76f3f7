namespace LiveChatPulumi.Cli.Contracts;

/// <summary>Something that is done in a sandbox, and tells the value of switches.</summary>
/// <param name="Switches">The switches.</param>
/// <param name="RunAsync">Does it, and notes what it found.</param>
internal sealed record Probe(string[] Switches, Func<Sandbox, ContractFindings, CancellationToken, Task> RunAsync)
{
    /// <summary>All of them. Those that only read come first.</summary>
    public static IReadOnlyList<Probe> All { get; } = [.. ReadProbes.All, .. PeopleProbes.All, .. RuleProbes.All, .. ClientProbes.All];

    /// <summary>True where it makes what belongs to a client id.</summary>
    public bool NeedsOwner { get; init; }
}
