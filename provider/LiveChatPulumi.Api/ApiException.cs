using System.Text.Json.Nodes;

namespace LiveChatPulumi.Api;

/// <summary>The error types of the API (API document, section Errors), and one of ours for answers that are not the API's.</summary>
public static class ErrorTypes
{
    /// <summary>The token is invalid or expired.</summary>
    public const string Authentication = "authentication";

    /// <summary>The token does not allow the call.</summary>
    public const string Authorization = "authorization";

    /// <summary>An object with this key exists already.</summary>
    public const string AlreadyExists = "already_exists";

    /// <summary>A group that the request names does not exist.</summary>
    public const string GroupNotFound = "group_not_found";

    /// <summary>The server failed.</summary>
    public const string Internal = "internal";

    /// <summary>The license has expired.</summary>
    public const string LicenseExpired = "license_expired";

    /// <summary>A limit of the plan would be exceeded.</summary>
    public const string LimitReached = "limit_reached";

    /// <summary>The license lives in another region.</summary>
    public const string MisdirectedRequest = "misdirected_request";

    /// <summary>The object does not exist.</summary>
    public const string NotFound = "not_found";

    /// <summary>The rate limit is exceeded.</summary>
    public const string TooManyRequests = "too_many_requests";

    /// <summary>The request is malformed.</summary>
    public const string Validation = "validation";

    /// <summary>The service is down for the moment (newer documents).</summary>
    public const string ServiceUnavailable = "service_unavailable";

    /// <summary>Ours: the address belongs to somebody else, who redirects; the call was not made.</summary>
    public const string Redirected = "redirected";

    /// <summary>Ours: an answer of status 4xx that is not of the API's form: the call was refused, and not made.</summary>
    public const string Refused = "refused";

    /// <summary>Ours: there was no answer, or its body is not JSON of this API.</summary>
    public const string Transport = "transport";
}

/// <summary>A call that the API refused, or that did not get through. The message holds no secret.</summary>
public sealed class ApiException : Exception
{
    /// <summary>Makes a failure.</summary>
    public ApiException(ApiAction action, string type, string message, int? httpStatus, Exception? inner = null)
        : base(Describe(action, type, message), inner)
    {
        Action = action;
        Type = type;
        HttpStatus = httpStatus;
        ApiMessage = message;
    }

    /// <summary>The method that was called.</summary>
    public ApiAction Action { get; }

    /// <summary>The error's type. Errors are told apart by it, never by the HTTP status.</summary>
    public string Type { get; }

    /// <summary>The HTTP status, or null where there was no answer.</summary>
    public int? HttpStatus { get; }

    /// <summary>The API's own message.</summary>
    public string ApiMessage { get; }

    /// <summary>The time that the server asks to wait, or null.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>True when a call that may be repeated is not sent again: the server asks for too long a wait, or answers nothing.</summary>
    internal bool IsFinal { get; init; }

    /// <summary>The region that a misdirected_request names, or null.</summary>
    internal string? Region { get; init; }

    /// <summary>True when it is not known whether the call took effect.</summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>True when the object, or a group that the request names, does not exist.</summary>
    public bool IsNotFound => Type is ErrorTypes.NotFound or ErrorTypes.GroupNotFound;

    /// <summary>The error that an answer holds in its envelope, or null when it holds none.</summary>
    internal static ApiException? FromEnvelope(ApiAction action, JsonNode? answer, int? status, TimeSpan? retryAfter = null)
    {
        if ((answer as JsonObject)?["error"] is not JsonObject error || Text(error["type"]) is not { } type)
            return null;
        return new ApiException(action, type, Text(error["message"]) is { Length: > 0 } m ? m : type, status)
        {
            Region = Text((error["data"] as JsonObject)?["region"]),
            RetryAfter = retryAfter,
            OutcomeUnknown = type is ErrorTypes.Internal,
        };
    }

    /// <summary>The failure of a call that does not wait as long as the server asks.</summary>
    internal ApiException WithoutWait(TimeSpan asked, TimeSpan longest) =>
        new(
            Action,
            Type,
            $"{ApiMessage.TrimEnd('.')}. The server asks to wait {asked.TotalSeconds:0} s; a call waits for {longest.TotalSeconds:0} s "
                + "at most, so it ends here: run again after that time",
            HttpStatus,
            InnerException
        )
        {
            IsFinal = true,
            Region = Region,
            OutcomeUnknown = OutcomeUnknown,
        };

    /// <summary>Copies the failure for another caller, because one exception must not be thrown on two threads.</summary>
    internal ApiException Copy() =>
        new(Action, Type, ApiMessage, HttpStatus, InnerException)
        {
            RetryAfter = RetryAfter,
            IsFinal = IsFinal,
            Region = Region,
            OutcomeUnknown = OutcomeUnknown,
        };

    private static string? Text(JsonNode? node) => node is JsonValue v && v.TryGetValue<string>(out var s) ? s : null;

    /// <summary>The server says by its words alone what it is that the caller may not do.</summary>
    private static string AdviceOnAuthorization(ApiAction action, string message)
    {
        if (Says("owned by") || Says("another client id"))
            return ". Name a client id that owns it, and that belongs to the token's organization: livechat:ownerClientId, or "
                + "ownerClientId on the resource.";
        if (Says("property") && Says("access"))
            return ". Who may read and write the values of a property is said by access and publicAccess of its definition: change them "
                + "there, or use the token of the application that owns the property.";
        if (Says("suspended"))
            return ". It is the agent that the token belongs to whose state decides.";
        return action.Scopes.Length == 0
            ? ""
            : $". The token (livechat:accessToken or livechat:personalAccessToken) needs these scopes: {action.NeededScopes}. "
                + "Its owner needs the right to use them.";

        bool Says(string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    private static string Describe(ApiAction action, string type, string message)
    {
        var text = $"{action.Name} failed ({type}): {message}";
        return type switch
        {
            ErrorTypes.Authentication => text
                + ". Check livechat:accessToken, or livechat:accountId with livechat:personalAccessToken; "
                + "a personal access token does not work as an access token.",
            ErrorTypes.Authorization => text + AdviceOnAuthorization(action, message),
            ErrorTypes.LimitReached => text
                + ". LiveChat does not allow more: remove something, or, where it is the plan that limits the number, change the plan. "
                + "A replacement needs a free place, or deleteBeforeReplace on the resource.",
            "ownership_transfer" => text
                + ". Ownership cannot go to a bot or to a suspended agent; it is handed over in the LiveChat app only.",
            "unsupported_version" => text
                + ". Version 3.6 of the API is not open to every license yet: ask developers@text.com for access, "
                + "and check livechat:apiUrl.",
            ErrorTypes.LicenseExpired => text + ". Renew the license in LiveChat.",
            ErrorTypes.MisdirectedRequest => text + ". Set livechat:region to the license's region (dal or fra).",
            _ => text,
        };
    }
}
