namespace LocalEngine;

/// <summary>A failure whose message is shown to the user as it is, so it says what the user can do.</summary>
public sealed class EngineException : Exception
{
    /// <summary>Makes a failure.</summary>
    public EngineException(string message, Exception? inner = null)
        : base(message, inner) { }
}
