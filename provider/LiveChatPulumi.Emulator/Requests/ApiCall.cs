using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;

namespace LiveChatPulumi.Emulator.Requests;

/// <summary>An HTTP request to one of the two APIs.</summary>
/// <param name="Method">The API method: the path without the API's prefix.</param>
/// <param name="IsPublic">True for the public part of the Customer Chat API.</param>
/// <param name="Verb">The HTTP verb.</param>
/// <param name="Query">The query string.</param>
/// <param name="Authorization">The Authorization header; may be empty.</param>
/// <param name="Region">The X-Region header, or null.</param>
/// <param name="Body">The body as it was sent.</param>
internal sealed partial record ApiCall(
    string Method,
    bool IsPublic,
    string Verb,
    string Query,
    string Authorization,
    string? Region,
    string Body
)
{
    private const string PublicPath = "/v3.2/customer/public/";

    /// <summary>False for a version of the API that the emulator is not written for.</summary>
    public bool IsSupported { get; private init; }

    /// <summary>True for the required header <c>Content-Type: application/json</c>.</summary>
    public bool IsJson { get; private init; }

    public static ApiCall Read(IHttpRequestFeature request, string body)
    {
        var versioned = VersionedPath().Match(request.Path);
        var isPublic = request.Path.StartsWith(PublicPath, StringComparison.Ordinal);
        var prefix = isPublic ? PublicPath : versioned.Value;
        var type = request.Headers.ContentType.ToString().Split(';')[0].Trim();
        var region = request.Headers["X-Region"].ToString();
        return new ApiCall(
            request.Path[prefix.Length..],
            isPublic,
            request.Method,
            request.QueryString,
            request.Headers.Authorization.ToString(),
            region.Length > 0 ? region : null,
            body
        )
        {
            IsSupported = !versioned.Success || versioned.Groups[1].Value == "3.6",
            IsJson = type.Equals("application/json", StringComparison.OrdinalIgnoreCase),
        };
    }

    [GeneratedRegex("^/v([0-9.]+)/configuration/action/")]
    private static partial Regex VersionedPath();
}

/// <summary>The emulator's answer to a call.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The body.</param>
/// <param name="Outcome">The outcome in the log: <c>ok</c>, an error type, <c>dropped</c> or <c>cut</c>.</param>
/// <param name="Request">The request's JSON, or null where it has none.</param>
/// <param name="RetryAfter">The Retry-After header, or null.</param>
internal sealed record ApiAnswer(int Status, string Text, string Outcome, JsonObject? Request, TimeSpan? RetryAfter)
{
    /// <summary>The answer to a call that was cut before it did anything.</summary>
    public static ApiAnswer Cut { get; } = new(200, "", "cut", null, null);
}
