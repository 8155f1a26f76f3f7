using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.Api.Sending;

/// <summary>Reads HTTP answers of the API: the JSON of a success, or the error that the answer stands for.</summary>
internal static class AnswerReader
{
    // Doubled names would fail later, where they are first looked up.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <exception cref="ApiException">The answer is an error.</exception>
    public static JsonNode Read(ApiAction action, HttpResponseMessage response, string text)
    {
        if (MayBeOfAnother(response) && !IsJson(text))
            throw Unexplained(action, response, text);
        var json = Parse(action, (int)response.StatusCode, text);

        // An error envelope is an error whatever the status says.
        if (ApiException.FromEnvelope(action, json, (int)response.StatusCode, RetryAfter(response)) is { } error)
            throw error;
        return response.IsSuccessStatusCode ? json ?? new JsonObject() : throw Unexplained(action, response, text);
    }

    private static JsonNode? Parse(ApiAction action, int status, string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text, documentOptions: Strict);
        }
        catch (JsonException e)
        {
            throw new ApiException(action, ErrorTypes.Transport, $"the answer (HTTP {status}) is not JSON.", status, e)
            {
                OutcomeUnknown = true,
            };
        }
    }

    /// <summary>Makes the error of a status that comes without an envelope.</summary>
    private static ApiException Unexplained(ApiAction action, HttpResponseMessage response, string text)
    {
        var (type, message, outcomeUnknown) = response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => (ErrorTypes.TooManyRequests, "too many requests", false),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => (
                ErrorTypes.Redirected,
                $"the address redirects to {response.Headers.Location}: check livechat:apiUrl",
                false
            ),
            // A gateway may have handed the call on before the connection behind it broke.
            HttpStatusCode.ServiceUnavailable => (ErrorTypes.ServiceUnavailable, "the service is not available", text.Length > 0),
            var status => (ErrorTypes.Transport, $"HTTP {(int)status} without an error that this API knows", true),
        };
        return new ApiException(action, type, message, (int)response.StatusCode)
        {
            RetryAfter = outcomeUnknown ? null : RetryAfter(response),
            OutcomeUnknown = outcomeUnknown,
        };
    }

    /// <summary>True for statuses that a proxy in front of the API gives as well, in a form of its own.</summary>
    private static bool MayBeOfAnother(HttpResponseMessage response) =>
        response.StatusCode
            is HttpStatusCode.TooManyRequests
                or HttpStatusCode.ServiceUnavailable
                or (>= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest);

    private static bool IsJson(string text) => text.AsSpan().TrimStart() is ['{' or '[', ..];

    /// <summary>How long the server asks to wait. A time that no run can wait for is cut: the call is refused again, and says so.</summary>
    private static TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when response.Headers.Date is { } now => date - now,
            _ => (TimeSpan?)null,
        };
        return asked is not { } wait ? null
            : wait < TimeSpan.Zero ? TimeSpan.Zero
            : wait > LongestWait ? LongestWait
            : wait;
    }
}
