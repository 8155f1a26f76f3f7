using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LiveChatPulumi.Emulator.Control;
using LiveChatPulumi.Emulator.Customer.Methods;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>The customers' Web API: <c>POST /v3.0/customer/action/METHOD?license_id=N</c>.</summary>
/// <param name="hub">The customers' side.</param>
/// <param name="api">The methods.</param>
/// <param name="baseUrl">The address of the server, under which files are.</param>
internal sealed partial class CustomerWeb(CustomerHub hub, CustomerApi api, Func<Uri> baseUrl)
{
    /// <summary>Refuses names that are there twice: which of them counts is nobody's to guess.</summary>
    public static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private const string FilePath = "/customer-files/";

    /// <summary>The answer to a call.</summary>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="Text">The body.</param>
    /// <param name="Outcome">The outcome in the log.</param>
    /// <param name="Request">The payload of the request.</param>
    internal sealed record Answer(int Status, string Text, string Outcome, JsonNode? Request);

    /// <summary>The method that a path names, or null where it is no path of this API.</summary>
    public static string? MethodOf(string path) => ActionPath().Match(path) is { Success: true } match ? match.Groups[2].Value : null;

    /// <summary>A file that a customer sent, or null.</summary>
    public (byte[] Bytes, string Type)? File(string path) =>
        path.StartsWith(FilePath, StringComparison.Ordinal)
            ? hub.Ask<(byte[], string)?>(() => hub.Files.TryGetValue(path, out var file) ? file : null)
            : null;

    /// <summary>Acts on a call and answers it.</summary>
    public async Task<Answer> AnswerAsync(IHttpRequestFeature request, byte[] body, Fault? fault)
    {
        var method = MethodOf(request.Path)!;
        JsonObject? payload = null;
        try
        {
            CheckAddress(request);
            payload = method == FileMethods.SendFile ? await ReadFormAsync(request, body).ConfigureAwait(false) : ReadJson(request, body);
            var token = request.Headers.Authorization.ToString() is var t && t.StartsWith("Bearer ", StringComparison.Ordinal) ? t : null;
            var text = Envelope(method, api.AnswerWeb(method, token, payload, fault));
            return new Answer(200, fault?.Kind == FaultKind.WrongAnswer ? fault.Body : text, "ok", payload);
        }
        catch (ApiFailure failure)
        {
            return new Answer(failure.Status(hub.Options), failure.Envelope().ToJsonString(), failure.Type, payload);
        }
    }

    private string Envelope(string method, JsonObject? payload) =>
        hub.Options["webEnvelope"] switch
        {
            "payload" => new JsonObject { ["payload"] = payload ?? [] }.ToJsonString(),
            "bare" => (payload ?? []).ToJsonString(),
            _ => new JsonObject
            {
                ["action"] = method,
                ["type"] = "response",
                ["success"] = true,
                ["payload"] = payload ?? [],
            }.ToJsonString(),
        };

    private void CheckAddress(IHttpRequestFeature request)
    {
        if (ActionPath().Match(request.Path).Groups[1].Value != "3.0")
            throw new ApiFailure("unsupported_version", "Unsupported version");
        if (request.Method != "POST")
            throw ApiFailure.Validation("Use POST");
        var license = QueryHelpers.ParseQuery(request.QueryString).TryGetValue("license_id", out var id) ? id.ToString() : "";
        if (!int.TryParse(license, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw ApiFailure.Validation("`license_id` must be an integer");
        if (number != hub.Visible.LicenseId)
            throw new ApiFailure("license_not_found", "License not found");
    }

    private static JsonObject ReadJson(IHttpRequestFeature request, byte[] body)
    {
        var type = request.Headers.ContentType.ToString().Split(';')[0].Trim();
        if (!type.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            throw ApiFailure.Validation("`Content-Type` must be application/json");
        try
        {
            return JsonNode.Parse(body, documentOptions: Strict) is JsonObject json && json["payload"] is JsonObject payload
                ? (JsonObject)payload.DeepClone()
                : throw ApiFailure.Validation("Wrong format of request");
        }
        catch (JsonException)
        {
            throw ApiFailure.Validation("Wrong format of request");
        }
    }

    /// <summary>Reads a form whose parts are called <c>payload.NAME</c>, and puts its file down.</summary>
    private async Task<JsonObject> ReadFormAsync(IHttpRequestFeature request, byte[] body)
    {
        var boundary = Boundary().Match(request.Headers.ContentType.ToString());
        if (!boundary.Success)
            throw ApiFailure.Validation("`Content-Type` must be multipart/form-data with a boundary");
        var payload = new JsonObject();
        using var stream = new MemoryStream(body);
        var reader = new MultipartReader(boundary.Groups[1].Value, stream);
        try
        {
            while (await reader.ReadNextSectionAsync().ConfigureAwait(false) is { } section)
                await ReadPartAsync(section, payload).ConfigureAwait(false);
        }
        catch (IOException)
        {
            throw ApiFailure.Validation("Wrong format of request");
        }

        return payload;
    }

    private async Task ReadPartAsync(MultipartSection section, JsonObject payload)
    {
        var name = PartName().Match(section.ContentDisposition ?? "") is { Success: true } m ? m.Groups[1].Value : "";
        using var bytes = new MemoryStream();
        await section.Body.CopyToAsync(bytes).ConfigureAwait(false);
        var text = Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        if (name == "payload.file")
            PutDown(FileName().Match(section.ContentDisposition!).Groups[1].Value, section.ContentType, bytes.ToArray(), payload);
        else if (name == "payload.require_active_thread")
            payload["require_active_thread"] = bool.TryParse(text, out var flag) ? flag : JsonValue.Create(text);
        else if (name.StartsWith("payload.", StringComparison.Ordinal))
            payload[name["payload.".Length..]] = text;
    }

    private void PutDown(string name, string? type, byte[] bytes, JsonObject payload)
    {
        if (bytes.Length > FileMethods.Largest)
            throw ApiFailure.Validation("`payload.file` must have at most 10 MB");
        payload["name"] = name;
        hub.Act(() =>
        {
            var path = $"{FilePath}{hub.Visible.LicenseId}/{hub.Next()}/{Uri.EscapeDataString(name)}";
            var url = new Uri(baseUrl(), path);
            hub.Files[url.AbsolutePath] = (bytes, type ?? "application/octet-stream");
            payload["file"] = url.ToString();
        });
    }

    [GeneratedRegex("^/v([0-9.]+)/customer/action/([a-z_]*)$")]
    private static partial Regex ActionPath();

    [GeneratedRegex("^multipart/form-data;.*boundary=\"?([^\";]+)\"?", RegexOptions.IgnoreCase)]
    private static partial Regex Boundary();

    [GeneratedRegex("[; ]name=\"?([^\";]+)\"?")]
    private static partial Regex PartName();

    [GeneratedRegex("filename=\"?([^\";]*)\"?")]
    private static partial Regex FileName();
}
