namespace LocalEngine;

/// <summary>A failure that the user can act on; the message is shown as it is.</summary>
public sealed class EngineException : Exception
{
    /// <summary>Makes a failure.</summary>
    public EngineException(string message, Exception? inner = null)
        : base(message, inner) { }
}
