namespace LiveChatPulumi.Cli;

/// <summary>Exit codes of the command. They are Pulumi's where Pulumi has one.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The command failed; stderr has the reason.</summary>
    public const int Failed = 1;

    /// <summary><c>livechat drift</c> and <c>livechat diff</c>: there are differences.</summary>
    public const int Different = 2;

    /// <summary><c>livechat export</c> into a program: people and the license changed the same. Theirs stayed.</summary>
    public const int Conflicts = 3;

    /// <summary>
    /// <c>livechat wait</c>: the license is not as the state says. <c>livechat verify</c>: customers do not get what is expected.
    /// </summary>
    public const int NotReady = 4;

    /// <summary><c>--expect-no-changes</c> was given, and there are changes.</summary>
    public const int UnexpectedChanges = 7;
}
