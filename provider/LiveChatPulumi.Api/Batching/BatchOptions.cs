namespace LiveChatPulumi.Api.Batching;

/// <summary>Settings of batches (API document, section Batch requests).</summary>
public sealed record BatchOptions
{
    /// <summary>Requests in one batch, at most; 1 sends every request alone. The API documents no limit.</summary>
    public int Size { get; init; } = 50;

    /// <summary>Time that a request waits for further ones after the last one came.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Time that a request waits for further ones at most, however many come.</summary>
    public TimeSpan LongestLinger { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// Time that a request waits at most for the answer of a batch under way: those who get it soon ask for more, so that the
    /// few operations that an engine does at once go together.
    /// </summary>
    public TimeSpan WaitForAnswer { get; init; } = TimeSpan.FromMilliseconds(250);
}
