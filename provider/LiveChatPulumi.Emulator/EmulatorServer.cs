using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using LiveChatPulumi.Emulator.Control;
using LiveChatPulumi.Emulator.Methods;
using LiveChatPulumi.Emulator.Requests;
using LiveChatPulumi.Emulator.State;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PluginProtocol.Rpc;

namespace LiveChatPulumi.Emulator;

/// <summary>An emulated license on 127.0.0.1: the Configuration API v3.6, the public reads of the Customer Chat API v3.2, and control commands under <c>/_emulator/</c>.</summary>
public sealed class EmulatorServer : IAsyncDisposable
{
    private const string ApiPath = "/v3.6/configuration/action/";
    private const string PublicPath = "/v3.2/customer/public/";

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

    private readonly EmulatorClock _clock;
    private readonly License _license;
    private readonly FaultPlan _faults = new();
    private readonly Credentials _credentials = new();
    private readonly ControlEndpoint _control;
    private readonly Throttle _throttle;
    private LoopbackServer? _server;

    private EmulatorServer(EmulatorOptions options, TimeProvider time)
    {
        Options = options;
        _clock = new EmulatorClock(time);
        _license = new License(_clock);
        _license.Reset(Seed.Read([]));
        _throttle = new Throttle(_clock, options);
        _control = new ControlEndpoint(_license, options, _clock, _faults, Log, _credentials);
    }

    /// <summary>Behaviour; may be changed while it runs.</summary>
    public EmulatorOptions Options { get; }

    /// <summary>The calls so far.</summary>
    public CallLog Log { get; } = new();

    /// <summary>The base address, for the provider's <c>apiUrl</c>.</summary>
    public Uri Url => new($"http://{_server!.Address}");

    /// <summary>The methods of the Configuration API that the emulator has, batch methods included.</summary>
    public static IReadOnlyCollection<string> MethodNames { get; } = [.. Methods.Keys, .. Batches.Keys];

    /// <summary>Starts an emulator.</summary>
    /// <param name="options">Behaviour; null takes the likelier value of every open question.</param>
    /// <param name="port">The port, or 0 for any free one.</param>
    /// <param name="time">The real clock.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static async Task<EmulatorServer> StartAsync(
        EmulatorOptions? options = null,
        int port = 0,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default
    )
    {
        var emulator = new EmulatorServer(options ?? new EmulatorOptions(), time ?? TimeProvider.System);
        emulator._server = await LoopbackServer
            .StartAsync(HttpProtocols.Http1, emulator.HandleAsync, port, cancellationToken)
            .ConfigureAwait(false);
        return emulator;
    }

    /// <summary>Gives a control command in process: the same as a POST to <c>/_emulator/command</c>.</summary>
    /// <exception cref="FormatException">There is no such command, or its body is wrong.</exception>
    public JsonNode Control(string command, JsonObject? body = null) =>
        _control.Answer(command, body ?? []) ?? throw new FormatException($"There is no command '{command}'.");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task HandleAsync(IFeatureCollection features)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        var body = await ReadAsync(features).ConfigureAwait(false);
        if (request.Path.StartsWith(ControlEndpoint.Path, StringComparison.Ordinal))
            await HandleControlAsync(features, request.Path[ControlEndpoint.Path.Length..], body).ConfigureAwait(false);
        else
            await HandleApiAsync(features, request, body).ConfigureAwait(false);
    }

    private async Task HandleControlAsync(IFeatureCollection features, string command, string body)
    {
        var (status, answer) = (200, (JsonNode?)null);
        try
        {
            answer = Control(command, body.Length == 0 ? [] : (JsonObject)JsonNode.Parse(body)!);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or InvalidCastException)
        {
            (status, answer) = (400, new JsonObject { ["error"] = e.Message });
        }

        await WriteAsync(features, status, answer.ToJsonString()).ConfigureAwait(false);
    }

    private async Task HandleApiAsync(IFeatureCollection features, IHttpRequestFeature request, string body)
    {
        var name = new[] { ApiPath, PublicPath }.FirstOrDefault(p => request.Path.StartsWith(p, StringComparison.Ordinal)) is { } prefix
            ? request.Path[prefix.Length..]
            : request.Path;
        var region = request.Headers["X-Region"].ToString() is { Length: > 0 } r ? r : null;
        var fault = _faults.Next(name);
        JsonObject? json = null;
        var outcome = "cut";
        var (status, text) = (200, "");
        TimeSpan? retryAfter = null;
        if (fault?.Kind is not (FaultKind.Cut or FaultKind.Hang))
        {
            try
            {
                json = Parse(body);
                text = request.Path.StartsWith(PublicPath, StringComparison.Ordinal)
                    ? PublicReads
                        .Answer(name, request.Method, request.QueryString, Fail(name, fault) ?? _license.AsOf(Options.ReadLag))
                        .ToJsonString()
                    : Act(name, request.Method, request.Headers.Authorization.ToString(), region, fault, json);
                outcome = fault?.Kind == FaultKind.DropAnswer ? "dropped" : "ok";
            }
            catch (ApiFailure failure)
            {
                (status, text, outcome) = (failure.Status(Options), failure.Envelope().ToJsonString(), failure.Type);
                retryAfter =
                    failure.RetryAfter
                    ?? (failure.Type == "too_many_requests" && Options.Is("retryAfter", "present") ? TimeSpan.FromSeconds(1) : null);
            }
        }

        Log.Add(name, _clock.GetUtcNow(), json, outcome, region);
        if (Options.Latency > TimeSpan.Zero)
            await Task.Delay(Options.Latency).ConfigureAwait(false);
        if (fault?.Kind is FaultKind.Hold or FaultKind.Hang)
            await WaitAsync(fault.Hold, features.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted).ConfigureAwait(false);
        if (fault?.Kind is FaultKind.Cut or FaultKind.DropAnswer or FaultKind.Hang)
        {
            features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
            return;
        }

        if (retryAfter is { } wait)
            features.GetRequiredFeature<IHttpResponseFeature>().Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(
                System.Globalization.CultureInfo.InvariantCulture
            );
        await WriteAsync(features, status, text).ConfigureAwait(false);
    }

    private string Act(string name, string verb, string authorization, string? region, Fault? fault, JsonObject? json)
    {
        if (verb != "POST")
            throw ApiFailure.Validation("Use POST");
        if (!Methods.TryGetValue(name, out var method) & !Batches.TryGetValue(name, out var batch))
            throw ApiFailure.NotFound($"There is no method {name}");
        var caller = method?.IsPublic == true ? Caller.Nobody : _credentials.Authenticate(authorization);
        if ((region ?? "dal") != Options.Region)
            throw new ApiFailure("misdirected_request", "Wrong region", new JsonObject { ["region"] = Options.Region });
        Fail(name, fault);
        _throttle.Count();
        var context = new CallContext(_license, Options, _clock, caller, () => Guid.NewGuid().ToString());
        if (batch is null)
            return Render(Run(method!, context, json ?? []));
        if (json?["requests"] is not JsonArray requests)
            throw ApiFailure.Validation("`requests` is required");
        return new JsonObject
        {
            ["responses"] = new JsonArray([
                .. requests.Select(
                    (r, i) =>
                        RunInBatch(
                            batch,
                            context,
                            r as JsonObject ?? [],
                            fault?.Kind == FaultKind.FailSome && i % 2 == 1 ? fault.Type : null
                        )
                ),
            ]),
        }.ToJsonString();
    }

    private static LicenseState? Fail(string name, Fault? fault) =>
        fault?.Kind == FaultKind.Fail
            ? throw new ApiFailure(fault.Type, $"Planned failure of {name}") { RetryAfter = fault.RetryAfter }
            : null;

    private string Render(JsonNode? answer) => answer?.ToJsonString() ?? (Options.Is("noPayload", "empty") ? "" : "{}");

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
        if (method.Scopes.Length > 0 && !method.Scopes.Any(context.Caller.Holds))
            throw new ApiFailure("authorization", $"{method.Name} needs one of: {string.Join(", ", method.Scopes)}");
        Parameter.CheckAll("", method.Parameters, request, () => Options.Is("unknownParameters", "rejected"));
        return method.Run(context, request);
    }

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

    private static async Task WaitAsync(TimeSpan time, CancellationToken callerGone)
    {
        try
        {
            await Task.Delay(time, callerGone).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for the answer any more.
        }
    }

    private static async Task<string> ReadAsync(IFeatureCollection features)
    {
        using var reader = new StreamReader(features.GetRequiredFeature<IHttpRequestFeature>().Body, Encoding.UTF8);
        return await reader.ReadToEndAsync().ConfigureAwait(false);
    }

    private static async Task WriteAsync(IFeatureCollection features, int status, string text)
    {
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = status;
        response.Headers.ContentType = "application/json";
        var bytes = Encoding.UTF8.GetBytes(text);
        response.Headers.ContentLength = bytes.Length;
        var body = features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await body.StartAsync().ConfigureAwait(false);
        await body.Writer.WriteAsync(bytes).ConfigureAwait(false);
        await body.CompleteAsync().ConfigureAwait(false);
    }
}
