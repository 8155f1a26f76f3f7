using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveChatPulumi.Emulator.Control;
using LiveChatPulumi.Emulator.Methods;
using LiveChatPulumi.Emulator.State;
using LiveChatPulumi.Emulator.Webhooks;

namespace LiveChatPulumi.Emulator.Requests;

/// <summary>Answers calls of the Configuration API and of the public part of the Customer Chat API.</summary>
internal sealed class ApiEndpoint(
    License license,
    EmulatorOptions options,
    EmulatorClock clock,
    Credentials credentials,
    WebhookSender webhooks
)
{
    private static readonly FrozenDictionary<string, Method> Methods = new[]
    {
        AgentMethods.All,
        BotMethods.All,
        TemplateMethods.All,
        GroupMethods.All,
        TagMethods.All,
        AutoAccessMethods.All,
        PropertyMethods.All,
        PropertyValueMethods.All,
        WebhookMethods.All,
        OtherMethods.All,
    }
        .SelectMany(m => m)
        .ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Method> Batches = Methods
        .Values.Where(m => m.Batch is not null)
        .ToFrozenDictionary(m => m.Batch!, StringComparer.Ordinal);

    private readonly Throttle _throttle = new(clock, options);

    /// <summary>The methods of the Configuration API that the emulator has, batch methods included.</summary>
    public static IReadOnlyCollection<string> MethodNames { get; } = [.. Methods.Keys, .. Batches.Keys];

    /// <summary>Acts on a call and answers it.</summary>
    public ApiAnswer Answer(ApiCall call, Fault? fault)
    {
        JsonObject? request = null;
        try
        {
            request = Parse(call.Body);
            var text = call.IsPublic ? ReadPublicly(call, fault) : Act(call, fault, request);
            if (fault?.Kind == FaultKind.WrongAnswer)
                text = fault.Body;
            return new ApiAnswer(200, text, fault?.Kind == FaultKind.DropAnswer ? "dropped" : "ok", request, null);
        }
        catch (ApiFailure failure)
        {
            var asksToWait = failure.Type == "too_many_requests" && options.Is("retryAfter", "present");
            var retryAfter = failure.RetryAfter ?? (asksToWait ? TimeSpan.FromSeconds(1) : null);
            return new ApiAnswer(failure.Status(options), failure.Envelope().ToJsonString(), failure.Type, request, retryAfter);
        }
    }

    private string ReadPublicly(ApiCall call, Fault? fault)
    {
        ThrowPlanned(call.Method, fault);
        return PublicReads.Answer(call.Method, call.Verb, call.Query, license.AsOf(options.ReadLag)).ToJsonString();
    }

    private string Act(ApiCall call, Fault? fault, JsonObject? request)
    {
        if (call.Verb != "POST")
            throw ApiFailure.Validation("Use POST");
        if (!Methods.TryGetValue(call.Method, out var method) & !Batches.TryGetValue(call.Method, out var batch))
            throw ApiFailure.NotFound($"There is no method {call.Method}");
        if (!call.IsSupported)
            throw new ApiFailure("unsupported_version", "Cannot call unsupported API versions.");
        if (!call.IsJson)
            throw ApiFailure.Validation("`Content-Type` must be application/json");
        var caller = method?.IsPublic == true ? Caller.Anonymous : credentials.Authenticate(call.Authorization);
        if ((call.Region ?? "dal") != options.Region)
            throw new ApiFailure("misdirected_request", "Wrong region", new JsonObject { ["region"] = options.Region });
        ThrowPlanned(call.Method, fault);
        _throttle.Count();
        var name = method?.Name ?? batch!.Name;
        var telling = license.Telling((before, after) => webhooks.Tell(before, after, name, caller));
        var context = new CallContext(telling, options, clock, caller, () => Guid.NewGuid().ToString());
        return batch is null ? Render(Run(method!, context, request ?? [])) : RunBatch(batch, context, request, fault);
    }

    private static void ThrowPlanned(string method, Fault? fault)
    {
        if (fault?.Kind == FaultKind.Fail)
            throw new ApiFailure(fault.Type, fault.Message ?? $"Planned failure of {method}") { RetryAfter = fault.RetryAfter };
    }

    private string Render(JsonNode? answer) => answer?.ToJsonString() ?? (options.Is("noPayload", "empty") ? "" : "{}");

    private string RunBatch(Method method, CallContext context, JsonObject? request, Fault? fault)
    {
        if (request?["requests"] is not JsonArray requests)
            throw ApiFailure.Validation("`requests` is required");
        var responses = requests.Select(
            (r, i) =>
                RunInBatch(method, context, r as JsonObject ?? [], fault?.Kind == FaultKind.FailSome && i % 2 == 1 ? fault.Type : null)
        );
        return new JsonObject { ["responses"] = new JsonArray([.. responses]) }.ToJsonString();
    }

    private JsonNode RunInBatch(Method method, CallContext context, JsonObject request, string? refusal)
    {
        try
        {
            if (refusal is not null)
                throw new ApiFailure(refusal, $"Planned failure of {method.Name}");
            return Run(method, context, request) ?? new JsonObject();
        }
        catch (ApiFailure failure)
        {
            return failure.Envelope();
        }
    }

    private JsonNode? Run(Method method, CallContext context, JsonObject request)
    {
        var held = method.Grants.Where(g => g.Scopes.All(context.Caller.Holds)).ToList();
        if (method.Grants.Length > 0 && held.Count == 0)
            throw Forbidden(method);
        if (context.IsSuspended && !method.IsForSuspended && options.Is("suspendedRequester", "refused"))
            throw new ApiFailure("authorization", "The requester is suspended");
        Parameter.CheckAll("", method.Parameters, request, options);
        if (method.Grants.Length > 0 && !held.Any(g => g.For?.Invoke(context, request) ?? true))
            throw Forbidden(method);
        context.RequireOwner(method, request);
        return method.Run(context, request);
    }

    private static ApiFailure Forbidden(Method method) =>
        new("authorization", $"{method.Name} needs {string.Join(", or ", method.Grants.AsEnumerable())}");

    private static JsonObject? Parse(string body)
    {
        try
        {
            return body.Length == 0
                ? null
                : JsonNode.Parse(body) switch
                {
                    null => null,
                    JsonObject o => o,
                    _ => throw ApiFailure.Validation("Wrong format of request"),
                };
        }
        catch (JsonException)
        {
            throw ApiFailure.Validation("Invalid message");
        }
    }
}
