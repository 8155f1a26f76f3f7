using LiveChatPulumi.Provider.Values;

namespace LiveChatPulumi.Provider.Run;

/// <summary>A write that LiveChat accepted, and that reads may not show yet.</summary>
/// <param name="Type">The type of the object.</param>
/// <param name="Id">Its id.</param>
/// <param name="Mark">What the state remembers of it; null for a list of rules, which are several objects.</param>
/// <param name="IsOver">True for a time, by LiveChat's clock, at which the license has had the time to show it.</param>
/// <param name="IsShownAsync">
/// Reads whether it is shown. The answer is that of a list with a higher number than the given one.
/// </param>
internal sealed record UnseenWrite(
    string Type,
    string Id,
    UnseenMark? Mark,
    Func<DateTimeOffset, bool> IsOver,
    Func<long, CancellationToken, Task<bool>> IsShownAsync
)
{
    /// <summary>True while reads may not even show that there is such an object.</summary>
    public bool IsNew => Mark is { IsNew: true };
}
