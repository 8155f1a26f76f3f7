namespace LiveChatPulumi.Cli.Doctor;

/// <summary>How bad a finding is.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>It works, and may surprise.</summary>
    Warning,

    /// <summary>Something will fail.</summary>
    Bad,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Verdict">How bad it is.</param>
/// <param name="About">What was looked at, in a word.</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">What to do about it; empty where nothing has to be done.</param>
internal sealed record Finding(Verdict Verdict, string About, string Text, string Remedy = "")
{
    /// <summary>The verdict as it is shown.</summary>
    public string Word =>
        Verdict switch
        {
            Verdict.Good => "ok",
            Verdict.Warning => "warn",
            _ => "FAIL",
        };
}
