using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LiveChatPulumi.Api.Sending;

/// <summary>Reads HTTP answers of the API: the JSON of a success, or the error that the answer stands for.</summary>
internal static partial class AnswerReader
{
    // Doubled names would fail later, where they are first looked up.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private const int MostWords = 300;

    /// <summary>Reads an answer.</summary>
    /// <param name="action">The method that was called.</param>
    /// <param name="response">The answer.</param>
    /// <param name="body">Its body, in UTF-8.</param>
    /// <param name="longestWait">The longest wait that the server may ask for. One that is longer ends the call.</param>
    /// <exception cref="ApiException">The answer is an error.</exception>
    public static JsonNode Read(ApiAction action, HttpResponseMessage response, byte[] body, TimeSpan longestWait)
    {
        var error = Error(action, response, body, out var json);
        if (error is { RetryAfter: { } wait } && wait > longestWait)
            throw error.WithoutWait(wait, longestWait);
        if (error is not null)
            throw error;

        // No value is no empty list: whoever reads would take everything for deleted.
        return json ?? (action.Writes ? new JsonObject() : throw Nothing(action, response));
    }

    private static ApiException Nothing(ApiAction action, HttpResponseMessage response) =>
        new(
            action,
            ErrorTypes.Transport,
            $"the answer (HTTP {(int)response.StatusCode}) holds nothing, and the API document gives a value",
            (int)response.StatusCode
        )
        {
            OutcomeUnknown = true,
            IsFinal = true,
        };

    private static ApiException? Error(ApiAction action, HttpResponseMessage response, byte[] body, out JsonNode? json)
    {
        json = null;
        if (IsRefusal(response))
            return Refused(action, response, body);
        if (MayBeOfAnother(response) && !IsJson(body))
            return Unexplained(action, response, body);
        json = Parse(action, (int)response.StatusCode, body);

        // An error envelope is an error whatever the status says.
        return ApiException.FromEnvelope(action, json, (int)response.StatusCode, RetryAfter(response))
            ?? (response.IsSuccessStatusCode ? null : Unexplained(action, response, body));
    }

    private static JsonNode? Parse(ApiAction action, int status, byte[] body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body, documentOptions: Strict);
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
    private static ApiException Unexplained(ApiAction action, HttpResponseMessage response, byte[] body)
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
            HttpStatusCode.ServiceUnavailable => (ErrorTypes.ServiceUnavailable, "the service is not available", body.Length > 0),
            var status => (ErrorTypes.Transport, $"HTTP {(int)status} without an error that this API knows", true),
        };
        return new ApiException(action, type, message, (int)response.StatusCode)
        {
            RetryAfter = outcomeUnknown ? null : RetryAfter(response),
            OutcomeUnknown = outcomeUnknown,
        };
    }

    /// <summary>
    /// True for an answer that says that the call is wrong, whoever gives it. After a 408, 460 or 499 the call may be under way, a 425 asks
    /// for it again, and a 429 has its own meaning.
    /// </summary>
    private static bool IsRefusal(HttpResponseMessage response) =>
        (int)response.StatusCode is (>= 400 and < 500) and not (408 or 425 or 429 or 460 or 499);

    /// <summary>The error of a refusal: the envelope's, or one with the words that came instead of it.</summary>
    private static ApiException Refused(ApiAction action, HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        var json = ParseLoosely(body);
        if (ApiException.FromEnvelope(action, json, status, RetryAfter(response)) is { } error)
            return error;
        var type = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => ErrorTypes.Authentication,
            HttpStatusCode.Forbidden => ErrorTypes.Authorization,
            _ => ErrorTypes.Refused,
        };
        var said = json is null ? PlainWords(Encoding.UTF8.GetString(body)) : Words(json);
        var words = said.Length > 0 ? said : response.ReasonPhrase ?? "no reason is given";
        return new ApiException(action, type, $"HTTP {status}: {words}", status);
    }

    private static JsonNode? ParseLoosely(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body, documentOptions: Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What a JSON text of another form says, in the members that people use for it.</summary>
    private static string Words(JsonNode json) =>
        json switch
        {
            JsonObject o
                when new[] { "error_description", "message", "detail", "title", "error", "errors" }
                    .Select(n => o[n] is { } m ? Words(m) : "")
                    .FirstOrDefault(t => t.Length > 0)
                    is { } said => said,
            JsonArray a => PlainWords(string.Join("; ", a.Where(i => i is not null).Select(i => Words(i!)))),
            JsonValue v when v.TryGetValue<string>(out var text) => PlainWords(text),
            _ => PlainWords(json.ToJsonString()),
        };

    /// <summary>A text on one line, without marks of HTML, and not endless.</summary>
    private static string PlainWords(string text)
    {
        var words = Spaces().Replace(WebUtility.HtmlDecode(Marks().Replace(text, " ")), " ").Trim();
        return words.Length > MostWords ? string.Concat(words.AsSpan(0, MostWords), "...") : words;
    }

    [GeneratedRegex("(?is)<(script|style)\\b.*?</\\1>|<[^>]*>")]
    private static partial Regex Marks();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Spaces();

    /// <summary>True for statuses that a proxy in front of the API gives as well, in a form of its own.</summary>
    private static bool MayBeOfAnother(HttpResponseMessage response) =>
        response.StatusCode
            is HttpStatusCode.TooManyRequests
                or HttpStatusCode.ServiceUnavailable
                or (>= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest);

    private static bool IsJson(byte[] body) => body.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    /// <summary>How long the server asks to wait, or null.</summary>
    private static TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when response.Headers.Date is { } now => date - now,
            _ => (TimeSpan?)null,
        };
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }
}
