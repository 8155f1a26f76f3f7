namespace LiveChatPulumi.Cli;

/// <summary>Exit codes; Pulumi's where Pulumi has them.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>Something failed; it was told on stderr.</summary>
    public const int Failed = 1;

    /// <summary><c>--expect-no-changes</c> was given, and there are changes.</summary>
    public const int UnexpectedChanges = 7;
}
