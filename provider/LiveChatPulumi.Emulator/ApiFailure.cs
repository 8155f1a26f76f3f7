using System.Text.Json.Nodes;

namespace LiveChatPulumi.Emulator;

/// <summary>A refusal in the API's error envelope.</summary>
internal sealed class ApiFailure(string type, string message, JsonObject? data = null) : Exception(message)
{
    public string Type { get; } = type;

    /// <summary>The envelope's optional data.</summary>
    public JsonObject? Details { get; } = data;

    public TimeSpan? RetryAfter { get; init; }

    public static ApiFailure Validation(string message) => new("validation", message);

    public static ApiFailure NotFound(string message = "Not found") => new("not_found", message);

    public JsonObject Envelope()
    {
        var error = new JsonObject { ["type"] = Type, ["message"] = Message };
        if (Details is not null)
            error["data"] = Details.DeepClone();
        return new JsonObject { ["error"] = error };
    }

    // There is evidence only for 400 of validation and 401 of authentication. The others are guesses.
    public int Status(EmulatorOptions options) =>
        options["errorStatus"] switch
        {
            "always400" => 400,
            "always200" => 200,
            _ => Type switch
            {
                "authentication" => 401,
                "authorization" or "customer_banned" or "license_expired" => 403,
                "not_found" or "group_not_found" => 404,
                "too_many_requests" => 429,
                "internal" => 500,
                "service_unavailable" => 503,
                _ => 400,
            },
        };
}
