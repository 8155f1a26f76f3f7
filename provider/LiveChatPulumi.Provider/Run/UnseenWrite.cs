using LiveChatPulumi.Provider.Values;
using PluginProtocol.Values;

namespace LiveChatPulumi.Provider.Run;

/// <summary>A write that LiveChat accepted, and that reads may not show yet.</summary>
/// <param name="Type">The type of the object.</param>
/// <param name="Id">Its id.</param>
/// <param name="IsNew">True while reads may not even show that there is such an object.</param>
/// <param name="IsOver">True for a time, by LiveChat's clock, at which the license has had the time to show it.</param>
/// <param name="IsShownBy">True for the object as a read gave it, null where it gave none, when that shows the write.</param>
/// <param name="IsShownAsync">
/// Reads whether it is shown. The answer is that of a list with a higher number than the given one.
/// </param>
internal sealed record UnseenWrite(
    string Type,
    string Id,
    bool IsNew,
    Func<DateTimeOffset, bool> IsOver,
    Func<PropertyObject?, bool> IsShownBy,
    Func<long, CancellationToken, Task<bool>> IsShownAsync
)
{
    /// <summary>What the state remembers of it; null for a list of rules.</summary>
    public UnseenMark? Mark { get; init; }
}
