namespace LiveChatPulumi.Api.Pacing;

/// <summary>Limits of the pace. The API documents a rate limit but no number, so the pace is learned within these limits.</summary>
public sealed record PaceOptions
{
    /// <summary>Calls under way at once, at most.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>Calls a second, at most; 0 sets no limit.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>A file through which all processes of this machine share <see cref="RequestsPerSecond"/>; null shares nothing.</summary>
    public string? SharedFile { get; init; }

    /// <summary>The time for which one call may be refused for its rate before it fails.</summary>
    public TimeSpan ThrottleBound { get; init; } = TimeSpan.FromMinutes(5);
}
