using System.Text.Json;
using System.Text.Json.Nodes;

namespace LiveChatPulumi.CustomerApi.Json;

/// <summary>Answers come bare, in a <c>payload</c>, or in the envelope of real-time messaging, over either transport.</summary>
internal static class Envelope
{
    /// <summary>The payload of an answer, empty where there is none.</summary>
    /// <exception cref="CustomerApiException">It holds an error.</exception>
    public static JsonObject Open(string action, JsonObject answer)
    {
        var payload = answer["payload"] as JsonObject;
        if ((answer["error"] ?? payload?["error"]) is JsonObject error)
            throw CustomerApiException.FromError(action, error);
        if (answer["success"] is JsonValue success && success.GetValueKind() == JsonValueKind.False)
            throw new CustomerApiException(action, CustomerErrorKind.Other, "the server says that it failed, and not why")
            {
                OutcomeUnknown = true,
            };
        if (payload is not null)
            return payload;
        return answer.ContainsKey("payload") || IsEnvelope(answer) ? [] : answer;
    }

    private static bool IsEnvelope(JsonObject answer) => answer.ContainsKey("success") || Tolerant.TextOrNull(answer["type"]) == "response";
}
