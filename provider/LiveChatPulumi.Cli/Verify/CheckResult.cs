namespace LiveChatPulumi.Cli.Verify;

/// <summary>What became of a check.</summary>
internal enum CheckVerdict
{
    /// <summary>It was not looked at yet.</summary>
    Waiting,

    /// <summary>It is not as expected, and LiveChat may still be spreading the last change.</summary>
    NotYet,

    /// <summary>It is as expected, or was when it was looked at last.</summary>
    Holds,

    /// <summary>It is not as expected, and the time for that is over.</summary>
    Wrong,

    /// <summary>The customer's side does not tell.</summary>
    Unknown,

    /// <summary>It could not be looked at.</summary>
    Failed,

    /// <summary>It was left out.</summary>
    Skipped,
}

/// <summary>A check, and what became of it.</summary>
internal sealed record CheckResult(Check Check, CheckVerdict Verdict)
{
    /// <summary>What is not as expected.</summary>
    public IReadOnlyList<Mismatch> Mismatches { get; init; } = [];

    /// <summary>What else is to be said: what is not known, why it was skipped or could not be looked at.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The verdict in a word.</summary>
    public string Word =>
        Verdict switch
        {
            CheckVerdict.Waiting => "waiting",
            CheckVerdict.NotYet => "not yet",
            CheckVerdict.Holds => "ok",
            CheckVerdict.Wrong => "WRONG",
            CheckVerdict.Unknown => "unknown",
            CheckVerdict.Failed => "FAILED",
            _ => "skipped",
        };

    /// <summary>What a look found, while it may still change.</summary>
    public static CheckResult Of(Check check, Look look, bool isOver) =>
        new(
            check,
            !look.Holds
                ? isOver
                    ? CheckVerdict.Wrong
                    : CheckVerdict.NotYet
                : look.Unknown.Count > 0
                    ? CheckVerdict.Unknown
                    : CheckVerdict.Holds
        )
        {
            Mismatches = look.Mismatches,
            Notes = look.Unknown,
        };
}
