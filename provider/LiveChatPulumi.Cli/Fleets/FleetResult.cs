using LiveChatPulumi.Cli.Drift;
using LiveChatPulumi.Cli.Verify;

namespace LiveChatPulumi.Cli.Fleets;

/// <summary>How it went with a license.</summary>
internal enum FleetOutcome
{
    /// <summary>It is done, or there is no drift.</summary>
    Done,

    /// <summary>It is different from its state.</summary>
    Drift,

    /// <summary>Its customers do not get what is expected.</summary>
    Wrong,

    /// <summary>It failed; the others went on.</summary>
    Failed,

    /// <summary>The command was stopped before its turn.</summary>
    NotBegun,
}

/// <summary>What a command did to one license.</summary>
internal sealed record FleetResult(FleetLicense License, FleetOutcome Outcome)
{
    /// <summary>Why it failed, one reason a line.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>What people should know besides.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What was changed, or would be.</summary>
    public IReadOnlyList<PlannedStep> Steps { get; init; } = [];

    /// <summary>The comparison of a drift; null for other commands, and where it could not begin.</summary>
    public DriftReport? Drift { get; init; }

    /// <summary>What customers of it get; null for other commands than verify, and where it could not be looked at.</summary>
    public VerifyReport? Verify { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }
}

/// <summary>What a command did to the licenses of a fleet.</summary>
/// <param name="Command">The command: up, preview, drift or verify.</param>
/// <param name="At">When it ended.</param>
/// <param name="Results">Each license, in the order of the file.</param>
internal sealed record FleetReport(string Command, DateTimeOffset At, IReadOnlyList<FleetResult> Results)
{
    /// <summary>How the command ends: a license that failed is worse than one that is different.</summary>
    public int ExitCode =>
        Count(FleetOutcome.Failed) + Count(FleetOutcome.NotBegun) > 0 ? ExitCodes.Failed
        : Count(FleetOutcome.Drift) > 0 ? ExitCodes.Different
        : Count(FleetOutcome.Wrong) > 0 ? ExitCodes.NotReady
        : ExitCodes.Success;

    /// <summary>How many licenses ended so.</summary>
    public int Count(FleetOutcome outcome) => Results.Count(r => r.Outcome == outcome);
}
