using System.Text.Json;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Resources;

namespace LiveChatPulumi.Provider.Lifecycles;

/// <summary>
/// An answer that is JSON and not of the shape that the API document gives: a write that got it may have taken effect, as when its
/// answer is lost.
/// </summary>
internal static class UnreadableAnswer
{
    /// <summary>True for the exceptions that reading such an answer throws.</summary>
    public static bool Is(Exception e) =>
        e
            is NullReferenceException
                or InvalidOperationException
                or InvalidCastException
                or FormatException
                or ArgumentException
                or KeyNotFoundException
                or OverflowException
                or JsonException;

    /// <summary>The failure that it stands for.</summary>
    public static ApiException Of(ManagedResource resource, Exception e) =>
        new(resource.Actions[0], ErrorTypes.Transport, "the answer is not of the form that the API document gives: " + e.Message, null, e)
        {
            OutcomeUnknown = true,
        };
}
