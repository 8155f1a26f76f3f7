namespace LiveChatPulumi.Api.Pacing;

/// <summary>How fast calls may go. The API documents a rate limit but no number, so within these bounds the pace is learned.</summary>
public sealed record PaceOptions
{
    /// <summary>Calls under way at once, at most.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>Calls a second, at most; 0 is no ceiling of ours.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>A file through which all processes of this machine share <see cref="RequestsPerSecond"/>; null shares nothing.</summary>
    public string? SharedFile { get; init; }

    /// <summary>How long one call may be refused for its rate before it fails.</summary>
    public TimeSpan ThrottleBound { get; init; } = TimeSpan.FromMinutes(5);
}
