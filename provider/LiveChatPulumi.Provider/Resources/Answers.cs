using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Api;
using LiveChatPulumi.Provider.Run;

namespace LiveChatPulumi.Provider.Resources;

/// <summary>
/// Reads answers of the API. One that is JSON and not of the form that the document gives is a failure with a name; a write that got
/// it may have taken effect, as when its answer is lost.
/// </summary>
internal static class Answers
{
    /// <summary>
    /// Calls a method and reads its answer. A write goes on for a while after the engine's Cancel; a read does not, wherever it is made.
    /// </summary>
    /// <exception cref="ApiException">The API refused the call, or its answer has another form.</exception>
    public static async Task<T> AskAsync<T>(
        this ProviderRun run,
        ApiAction action,
        JsonObject request,
        Func<JsonNode, T> read,
        CancellationToken cancellationToken
    )
    {
        using var reading = action.Writes ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, run.Cancelled);
        var answer = await run.Api.CallAsync(action, request, reading?.Token ?? cancellationToken);
        try
        {
            return read(answer);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(action, $"{e.Message.TrimEnd('.')}. It is {FormOf(answer)}.", e);
        }
    }

    /// <summary>A text that an answer always has.</summary>
    public static string Text(this JsonNode answer, string name) =>
        answer[name] is JsonValue v && v.GetValueKind() is JsonValueKind.String or JsonValueKind.Number
            ? v.ToString()
            : throw new FormatException($"'{name}' is missing, or is no text");

    /// <summary>The elements of an answer that is a list of objects.</summary>
    public static ImmutableArray<JsonObject> Objects(this JsonNode answer) =>
        answer is JsonArray list
            ? [.. list.Select(o => o as JsonObject ?? throw new FormatException("an element of the list is no object"))]
            : throw new FormatException("it is not a list");

    /// <summary>
    /// Reads the elements of an answer that is a list of objects, one after another. Each leaves the answer once it is read, so that a
    /// large license is never there in both forms.
    /// </summary>
    public static ImmutableArray<T> ReadObjects<T>(this JsonNode answer, Func<JsonObject, T> read)
    {
        if (answer is not JsonArray list)
            throw new FormatException("it is not a list");
        var objects = ImmutableArray.CreateBuilder<T>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            objects.Add(read(list[i] as JsonObject ?? throw new FormatException("an element of the list is no object")));
            list[i] = null;
        }

        return objects.MoveToImmutable();
    }

    /// <summary>True for the exceptions that reading such an answer throws.</summary>
    public static bool IsUnreadable(Exception e) =>
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
    public static ApiException Unreadable(ApiAction action, string what, Exception e) =>
        new(action, ErrorTypes.Transport, "the answer is not of the form that the API document gives: " + what, null, e)
        {
            OutcomeUnknown = true,
        };

    /// <summary>The form of an answer, without its values: they may be secret.</summary>
    private static string FormOf(JsonNode answer) =>
        answer switch
        {
            JsonArray a => $"a list of {a.Count}",
            JsonObject { Count: 0 } => "an empty object",
            JsonObject o => "an object with " + string.Join(", ", o.Take(10).Select(m => m.Key)),
            _ => "a single value",
        };
}
