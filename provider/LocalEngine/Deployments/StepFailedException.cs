namespace LocalEngine.Deployments;

/// <summary>Ends a step that failed after its error was reported to the user.</summary>
internal class StepFailedException : Exception
{
    public StepFailedException()
        : this("a step failed") { }

    protected StepFailedException(string message)
        : base(message) { }
}

/// <summary>Ends a step that is not made, because one that it depends on failed.</summary>
internal sealed class StepSkippedException() : StepFailedException("a step was skipped");
