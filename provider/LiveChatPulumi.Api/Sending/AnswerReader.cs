using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.Api.Sending;

/// <summary>Reads HTTP answers of the API: the JSON of a success, or the error that the answer stands for.</summary>
internal static class AnswerReader
{
    /// <exception cref="ApiException">The answer is an error.</exception>
    public static JsonNode Read(ApiAction action, HttpResponseMessage response, string text)
    {
        var json = Parse(action, (int)response.StatusCode, text);

        // An error envelope is an error whatever the status says.
        if (ApiException.FromEnvelope(action, json, (int)response.StatusCode, RetryAfter(response)) is { } error)
            throw error;
        return response.IsSuccessStatusCode ? json ?? new JsonObject() : throw Unexplained(action, response);
    }

    private static JsonNode? Parse(ApiAction action, int status, string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new ApiException(action, ErrorTypes.Transport, $"the answer (HTTP {status}) is not JSON", status, e)
            {
                OutcomeUnknown = true,
            };
        }
    }

    /// <summary>Makes the error of a status that comes without an envelope.</summary>
    private static ApiException Unexplained(ApiAction action, HttpResponseMessage response)
    {
        var (type, message, outcomeUnknown) = response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => (ErrorTypes.TooManyRequests, "too many requests", false),
            HttpStatusCode.ServiceUnavailable => (ErrorTypes.ServiceUnavailable, "the service is not available", false),
            var status => (ErrorTypes.Transport, $"HTTP {(int)status} without an error that this API knows", true),
        };
        return new ApiException(action, type, message, (int)response.StatusCode)
        {
            RetryAfter = outcomeUnknown ? null : RetryAfter(response),
            OutcomeUnknown = outcomeUnknown,
        };
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;
}
