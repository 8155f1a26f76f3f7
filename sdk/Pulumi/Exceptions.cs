namespace Pulumi;

/// <summary>A failure that the user caused and can mend; shown without a stack trace.</summary>
public class RunException : Exception
{
    /// <summary>Makes a failure.</summary>
    public RunException(string message)
        : base(message) { }

    /// <summary>Makes a failure with its cause.</summary>
    public RunException(string message, Exception? innerException)
        : base(message, innerException) { }
}

/// <summary>A failure that belongs to a resource.</summary>
/// <param name="message">What happened.</param>
/// <param name="resource">The resource, or null.</param>
/// <param name="hideStack">True shows no stack trace.</param>
public class ResourceException(string message, Resource? resource, bool hideStack = false) : Exception(message)
{
    internal Resource? Resource { get; } = resource;

    internal bool HideStack { get; } = hideStack;
}
