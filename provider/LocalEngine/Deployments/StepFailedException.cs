namespace LocalEngine.Deployments;

/// <summary>Ends a step that failed after its error was reported to the user.</summary>
internal sealed class StepFailedException() : Exception("a step failed");
